"""XES, the IEEE standard for event logs, as a table: one row per event.

Columns are the keys of event attributes; `case:` before a key means the trace's attribute.
Attributes inside attributes are passed over. Where the log declares a value as global, it stands
in for what an event lacks; never for times or cases, which nobody may invent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.markup import (
    DEPTH_LIMIT,
    Attributes,
    Ending,
    Markup,
    Starting,
)
from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.refusals import NameAfterEvents, NotALog
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tables import Rows
from kontaktpunkt.journeys.readers.writer import BATCH_ROWS

CASE: Final = "case:concept:name"
NAME: Final = "concept:name"
TIME: Final = "time:timestamp"
PREFIX: Final = "case:"
# However few events there are in so much text, they are written.
_BATCH_BYTES: Final = 64_000_000
# So much of a file must show what is in it.
_SAMPLE_BYTES: Final = 16_000_000
# What OpenXES writes as a global value when it means none.
_NO_VALUES: Final = frozenset({"", "UNKNOWN", "__INVALID__"})


@dataclass
class XesCounts:
    """What was passed on the way."""

    traces: int = 0
    empty: int = 0
    unnamed: int = 0
    outside: int = 0


@dataclass
class XesTable:
    """An XES file as a table of events."""

    source: Source
    encoding: str | None = None
    counts: XesCounts = field(default_factory=XesCounts)
    classifiers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, columns: tuple[str, ...], *, batch: int = BATCH_ROWS) -> Iterator[Rows]:
        """Yield the events in the order of the file, a batch at a time."""
        markup = Markup(self.source, self.encoding)
        events = Events(self, columns)
        events.listen(markup)
        taken_at = 0
        for _ in markup.chunks():
            if events.rows and (len(events.rows) >= batch or markup.fed - taken_at > _BATCH_BYTES):
                taken_at = markup.fed
                yield events.taken()
        if events.rows:
            yield events.taken()

    def sample(self, events: int) -> dict[str, list[str]]:
        """Return every attribute of the first events, as columns of text."""
        markup = Markup(self.source, self.encoding)
        found = _Sample(self, markup, events)
        markup.parser.StartElementHandler = found.start
        markup.parser.EndElementHandler = found.end
        for _ in markup.chunks():
            if len(found.events) >= events or markup.fed > _SAMPLE_BYTES:
                break
        keys = dict.fromkeys([CASE, *(key for event in found.events for key in event)])
        return {key: [event.get(key, "") for event in found.events] for key in keys}


class _Sample:
    """Collects the first events with all their attributes, and those of their traces."""

    def __init__(self, table: XesTable, markup: Markup, limit: int) -> None:
        self.table, self.markup, self.limit = table, markup, limit
        self.events: list[dict[str, str]] = []
        self._path: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """See an element begin."""
        self._path.append(tag.rpartition(":")[2])
        if len(self._path) == 1:
            _event_tag(tag)
        elif len(self._path) > DEPTH_LIMIT:
            self.markup.too_deep()
        found = _named(attributes)
        if self._path[1:] == ["trace"]:
            self._trace = {}
        elif self._path[1:] == ["trace", "event"]:
            self._event = {}
        elif self._path[1:] == ["classifier"] and len(self.table.classifiers) < 100:
            self.table.classifiers[found.get("name", "")] = _classifier_keys(found.get("keys", ""))
        elif self._path[1:2] == ["trace"]:
            self._attribute(found)

    def end(self, _: str) -> None:
        """See an element end."""
        if self._path[1:] == ["trace", "event"] and len(self.events) < self.limit:
            self.events.append(self._trace | self._event)
        self._path.pop()

    def _attribute(self, found: dict[str, str]) -> None:
        key, value = found.get("key", "")[:200], found.get("value", "")[:200]
        if self._path[2] == "event" and len(self._path) == 4:
            self._keep(self._event, key, value)
        elif len(self._path) == 3:
            self._keep(self._trace, PREFIX + key, value)

    def _keep(self, found: dict[str, str], key: str, value: str) -> None:
        if len(found) < self.table.source.limits.columns:
            found[key] = value


class Events:
    """Collects the events that go past, with the attributes that are wanted."""

    def __init__(self, table: XesTable, columns: tuple[str, ...]) -> None:
        self.table = table
        self.first_trace_at: int | None = None
        self.event_keys = tuple(each for each in columns if not each.startswith(PREFIX))
        self.trace_keys = tuple(each for each in columns if each.startswith(PREFIX))
        self.defaults: dict[str, str] = {}
        self.rows: list[tuple[str | None, ...]] = []
        self.lines: list[int] = []
        self.trace: dict[str, str] = {}
        self._scope, self._section, self._event_tag = "event", "", "event"
        # Each trace with events in `rows`: the values of `trace_keys`, and how many events.
        self._runs: list[tuple[tuple[str | None, ...], int]] = []
        self._covered = 0
        self._given: tuple[str | None, ...] | None = None

    def listen(self, markup: Markup) -> None:
        """Collect what the parser meets from now on."""
        self.markup = markup
        markup.parser.StartElementHandler, markup.parser.EndElementHandler = self._handlers()

    def _handlers(self) -> tuple[Starting, Ending]:
        """Return the handlers for expat. They run for every element, so they share a closure."""
        depth = 0
        event: dict[str, str] | None = None
        keys, wanted = self.event_keys, frozenset(self.event_keys)
        add_row = self.rows.append

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal depth, event
            depth += 1
            if depth == 4:
                if event is not None:
                    _keep(attributes, event, wanted)
            elif depth < 4:
                event = self._begin(depth, tag, attributes)
            elif depth > DEPTH_LIMIT:
                self.markup.too_deep()

        def end(_: str) -> None:
            nonlocal depth, event
            depth -= 1
            if depth == 2 and event is not None:
                add_row(tuple(map(event.get, keys)))
                event = None
            elif depth == 1 and self._section == "trace":
                self._end_trace()

        return start, end

    def taken(self) -> Rows:
        """Return the events so far and start anew; a trace may go on in the next batch."""
        if len(self.rows) > self._covered:
            self._given = self._cover()
        columns = self._event_columns() | self._trace_columns()
        lines = self.lines.copy()
        self.rows.clear()
        self.lines.clear()
        self._runs.clear()
        self._covered = 0
        return Rows(columns, lambda number: line(lines[number]))

    def _begin(self, depth: int, tag: str, attributes: Attributes) -> dict[str, str] | None:
        """See an element of the log or of a trace begin; return a new event when it is one."""
        if depth == 3 and self._section == "trace" and tag == self._event_tag:
            self.lines.append(self.markup.parser.CurrentLineNumber)
            return {}
        if depth == 3:
            self._outer(attributes)
        elif depth == 2:
            self._section = tag.rpartition(":")[2]
            self._begin_section(attributes)
        else:
            self._event_tag = _event_tag(tag)
        return None

    def _begin_section(self, attributes: Attributes) -> None:
        if self._section == "trace":
            self.table.counts.traces += 1
            self.trace = {}
            if self.first_trace_at is None:
                self.first_trace_at = self.markup.parser.CurrentByteIndex
        elif self._section == "event":
            self.table.counts.outside += 1
        elif self._section == "global":
            self._scope = _named(attributes).get("scope", "event")

    def _outer(self, attributes: Attributes) -> None:
        """See an attribute of a trace, or a value that is declared global."""
        if self._section == "trace":
            found = _named(attributes)
            key = PREFIX + found.get("key", "")
            if key in self.trace_keys and "value" in found:
                self.trace[key] = found["value"]
        elif self._section == "global" and self._scope == "event":
            _keep(attributes, self.defaults, frozenset(self.event_keys) - {TIME})

    def _end_trace(self) -> None:
        counts = self.table.counts
        if self._is_unnamed():
            counts.unnamed += 1
        if len(self.rows) > self._covered:
            found = self._cover()
        elif self._given is None:
            counts.empty += 1
            return
        else:
            found = self._values()
        if self._given not in {None, found}:
            raise NameAfterEvents(trace=counts.traces)
        self._given = None

    def _is_unnamed(self) -> bool:
        given = self.trace.get(CASE)
        return CASE in self.trace_keys and given in {None, "", self._ordinal()}

    def _ordinal(self) -> str:
        return f"#{self.table.counts.traces}"

    def _cover(self) -> tuple[str | None, ...]:
        """Give the events since the last trace the values of this one."""
        found = self._values()
        self._runs.append((found, len(self.rows) - self._covered))
        self._covered = len(self.rows)
        return found

    def _values(self) -> tuple[str | None, ...]:
        if not self.trace.get(CASE):
            self.trace[CASE] = self._ordinal()
        return tuple(map(self.trace.get, self.trace_keys))

    def _event_columns(self) -> dict[str, pa.Array]:
        values = zip(*self.rows, strict=True)
        pairs = zip(self.event_keys, values, strict=True)
        texts = ((key, _without_empty(pa.array(given, pa.string()))) for key, given in pairs)
        return {key: self.with_default(key, column) for key, column in texts}

    def with_default(self, key: str, texts: pa.Array) -> pa.Array:
        """Let the log's global value stand where events lack one."""
        default = self.defaults.get(key, "")
        if texts.null_count and default not in _NO_VALUES:
            return pc.fill_null(texts, default)
        return texts

    def _trace_columns(self) -> dict[str, pa.Array]:
        counts = np.array([count for _, count in self._runs])
        which = pa.array(np.repeat(np.arange(len(counts)), counts))
        values = zip(*(found for found, _ in self._runs), strict=True)
        return {
            key: _without_empty(pa.array(given, pa.string())).take(which)
            for key, given in zip(self.trace_keys, values, strict=True)
        }


def _keep(attributes: Attributes, found: dict[str, str], wanted: frozenset[str]) -> None:
    try:
        key_name, key, value_name, value = attributes
    except ValueError:  # a list or a container has no value
        return
    if key_name != "key" or value_name != "value":
        named = _named(attributes)
        key, value = named.get("key", ""), named.get("value", "")
    if key in wanted:
        found[key] = value


def _named(attributes: Attributes) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def _event_tag(root: str) -> str:
    prefix, colon, name = root.rpartition(":")
    if name != "log":
        raise NotALog(found=f"<{root[:40]}>")
    return f"{prefix}{colon}event"


def _classifier_keys(text: str) -> tuple[str, ...]:
    """Keys stand apart by spaces; one with a space in it stands in quotation marks."""
    parts = text.split("'")
    quoted = ([part] if number % 2 else part.split() for number, part in enumerate(parts))
    return tuple(key for keys in quoted for key in keys)


def _without_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
