"""XES as nearly every exporter writes it, read at several times the speed of a parser.

Gives exactly what `xes` gives, or raises NotPlain; see `tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.markup import Markup
from kontaktpunkt.journeys.readers.messages import Phrase, line
from kontaktpunkt.journeys.readers.tables import Rows
from kontaktpunkt.journeys.readers.tokens import (
    EVENT,
    PADDING,
    TRACE,
    TRACE_END,
    NotPlain,
    Positions,
    Tokens,
    tokens_of,
    with_entities,
)
from kontaktpunkt.journeys.readers.xes import CASE, PREFIX, Events, XesCounts, XesTable

_BLOCK_BYTES: Final = 8_000_000
_END: Final = re.compile(rb"\s*</log>\s*")
_MASKS: Final = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
_ENDINGS: Final = (b"</event>", b"</trace>")


@dataclass
class _Open:
    """The trace that a block ends in: its values, and how many events it has had."""

    values: dict[str, str | None]
    events: int


class PlainXes:
    """One XES file, read block by block."""

    def __init__(
        self, table: XesTable, columns: tuple[str, ...], *, block_bytes: int = _BLOCK_BYTES
    ) -> None:
        self.table, self.block_bytes = table, block_bytes
        self._chunks = table.source.chunks()
        self._head = Events(table, columns)
        self._open: _Open | None = None
        self._lines = 1
        self._rest = b""

    def rows(self) -> Iterator[Rows]:
        """Yield the events in the order of the file."""
        self._rest = self._after_head()
        while block := self._block():
            found = self._rows_of(block)
            self._lines += block.count(b"\n")
            if found is not None:
                yield found
        if self._open is not None or not _END.fullmatch(self._rest):
            raise NotPlain

    def _after_head(self) -> bytes:
        """Let the parser read what the log declares; return what it had fed from there on."""
        fed = bytearray()

        def passing() -> Iterator[bytes]:
            for chunk in self._chunks:
                fed.extend(chunk)
                yield chunk

        markup = Markup(self.table.source, None, passing())
        markup.parser.XmlDeclHandler = _require_utf8
        self._head.listen(markup)
        for _ in markup.chunks():
            if self._head.first_trace_at is not None:
                break
        if self._head.first_trace_at is None or self.table.counts.outside:
            raise NotPlain
        self.table.counts = XesCounts()
        begin = self._head.first_trace_at
        self._lines += fed[:begin].count(b"\n")
        return bytes(fed[begin:])

    def _block(self) -> bytes:
        """Return as much as ends with an event or a trace; nothing when there is no more."""
        pieces, size = [self._rest], len(self._rest)
        while size < self.block_bytes and (chunk := next(self._chunks, b"")):
            pieces.append(chunk)
            size += len(chunk)
        text = b"".join(pieces)
        found = ((text.rfind(tag, 0, self.block_bytes), len(tag)) for tag in _ENDINGS)
        cut = max((at + length for at, length in found if at >= 0), default=0)
        self._rest = text[cut:]
        return text[:cut]

    def _rows_of(self, block: bytes) -> Rows | None:
        try:
            block.decode()
        except UnicodeDecodeError:
            raise NotPlain from None
        padded = block + PADDING
        tokens = tokens_of(padded, is_in_trace=self._open is not None)
        reading = _Block(padded, tokens)
        events = np.flatnonzero(tokens.kinds == EVENT)
        traces = np.cumsum(tokens.kinds == TRACE)
        values = self._trace_values(reading, traces)
        self._count(tokens, traces, traces[events], values)
        if not len(events):
            return None
        which = pa.array(traces[events])
        columns = {
            key: self._head.with_default(key, reading.event_column(key, len(events)))
            for key in self._head.event_keys
        }
        columns |= {key: texts.take(which) for key, texts in values.items()}
        return Rows(columns, _places(block, tokens.at[events], self._lines))

    def _trace_values(self, block: _Block, traces: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
        """Return each trace's values: first those of the open one, then of those begun here."""
        begun = int(traces[-1]) if len(traces) else 0
        before = self._open.values if self._open else {}
        found = {}
        for key in self._head.trace_keys:
            texts = block.trace_column(key, begun, traces)
            if key == CASE:
                texts = self._named(texts)
            found[key] = pa.concat_arrays([pa.array([before.get(key)], pa.string()), texts])
        return found

    def _named(self, texts: pa.Array) -> pa.Array:
        if not texts.null_count:
            return texts
        self.table.counts.unnamed += texts.null_count
        first = self.table.counts.traces + 1
        ordinals = [f"#{number}" for number in range(first, first + len(texts))]
        return pc.coalesce(texts, pa.array(ordinals, pa.string()))

    def _count(
        self,
        tokens: Tokens,
        traces: npt.NDArray[np.int64],
        traces_of_events: npt.NDArray[np.int64],
        values: dict[str, pa.Array],
    ) -> None:
        begun = int(traces[-1]) if len(traces) else 0
        events = np.bincount(traces_of_events, minlength=begun + 1)
        events[0] += self._open.events if self._open else 0
        ended = traces[tokens.kinds == TRACE_END]
        self.table.counts.traces += begun
        self.table.counts.empty += int((events[ended] == 0).sum())
        is_open = len(traces) > 0 and tokens.depth_trace[-1] == 1
        last = {key: texts[begun].as_py() for key, texts in values.items()}
        self._open = _Open(last, int(events[begun])) if is_open else None


class _Block:
    """Texts out of a block, without making a Python object of each."""

    def __init__(self, block: bytes, tokens: Tokens) -> None:
        self.block, self.tokens = block, tokens

    def event_column(self, key: str, events: int) -> pa.Array:
        """Return the value of an attribute for each event; the last where one has two."""
        found = self.tokens.attributes_named(key.encode(), in_event=True)
        numbers = np.cumsum(self.tokens.kinds == EVENT) - 1
        return self._texts(found, numbers[self.tokens.attributes[found]], events)

    def trace_column(self, key: str, begun: int, traces: npt.NDArray[np.int64]) -> pa.Array:
        """Return the value of an attribute for each trace that begins in this block."""
        name = key.removeprefix(PREFIX).encode()
        found = self.tokens.attributes_named(name, in_event=False)
        return self._texts(found, traces[self.tokens.attributes[found]] - 1, begun)

    def _texts(self, attributes: Positions, numbers: npt.NDArray[np.int64], count: int) -> pa.Array:
        starts, lengths = np.zeros(count, np.int64), np.zeros(count, np.int64)
        quotes = self.tokens.quotes[attributes]
        starts[numbers] = quotes[:, 2] + 1
        lengths[numbers] = quotes[:, 3] - quotes[:, 2] - 1
        texts = self._sliced(starts, lengths)
        _check_spaces(texts)
        return _resolved(texts) if b"&" in self.block else texts

    def _sliced(self, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> pa.Array:
        """Return parts of the block as text; an empty part is null.

        Arrow's string views: length, then twelve letters, or four letters, a buffer and an offset.
        """
        words = self.tokens.words
        views = np.zeros((len(starts), 2), np.uint64)
        is_short = lengths <= 12
        low, high = words[starts], words[np.minimum(starts + 4, len(words) - 1)]
        low &= _MASKS[np.minimum(lengths, 4)]
        high &= _MASKS[np.clip(lengths - 4, 0, 8)]
        views[:, 0] = lengths.astype(np.uint64) | (low << np.uint64(32))
        views[:, 1] = np.where(is_short, high, starts.astype(np.uint64) << np.uint64(32))
        valid = np.packbits(lengths > 0, bitorder="little")
        buffers = [pa.py_buffer(valid), pa.py_buffer(views), pa.py_buffer(self.block)]
        view = pa.Array.from_buffers(pa.string_view(), len(starts), buffers)
        return pc.cast(view, pa.string())


def _places(block: bytes, at: Positions, first_line: int) -> Callable[[int], Phrase]:
    """Count lines only when somebody asks where an event stands."""
    return lambda number: line(first_line + block[: int(at[number])].count(b"\n"))


def _require_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise NotPlain


def _check_spaces(texts: pa.Array) -> None:
    """XML turns line ends and tabs inside a value into spaces; leave that to the parser."""
    _, offsets, letters = texts.buffers()
    size = int(np.frombuffer(offsets, np.int32)[len(texts)]) if len(texts) else 0
    if size and int(np.frombuffer(letters, np.uint8, size).min()) < ord(" "):
        raise NotPlain


def _resolved(texts: pa.Array) -> pa.Array:
    coded = texts.dictionary_encode()
    plain = [with_entities(text) for text in coded.dictionary.to_pylist()]
    return pa.array(plain, pa.string()).take(coded.indices)
