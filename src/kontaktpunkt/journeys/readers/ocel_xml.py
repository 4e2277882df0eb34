"""OCEL 2.0 in XML, as it streams past."""

from __future__ import annotations

from typing import Final

from kontaktpunkt.journeys.readers.markup import DEPTH_LIMIT, Attributes, Markup
from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.ocel import ID, TIME, TYPE, OcelCollector, Relation
from kontaktpunkt.journeys.readers.refusals import FieldTooLarge, MissingPart
from kontaktpunkt.journeys.readers.shapes import Options
from kontaktpunkt.journeys.readers.sources import Source, readable_size

_ATTRIBUTE_BYTES: Final = 100  # about what one takes in memory beside its text
_PARTS: Final = ("objects", "events")


def read_xml(source: Source, options: Options, collector: OcelCollector) -> None:
    """Give every event and object of the file to the collector."""
    markup = Markup(source, options.encoding)
    reading = _Reading(markup, collector)
    markup.parser.StartElementHandler = reading.start
    markup.parser.EndElementHandler = reading.end
    markup.parser.CharacterDataHandler = reading.text
    for _ in markup.chunks():
        collector.writer.tell()
    for part in _PARTS:
        if part not in reading.seen:
            raise MissingPart(part=part)


class _Reading:
    """Follows the path through the elements: log / events / event / attributes / attribute."""

    def __init__(self, markup: Markup, collector: OcelCollector) -> None:
        self.markup, self.collector = markup, collector
        self.seen: set[str] = set()
        self._path: list[str] = []
        self._item: dict[str, str] = {}
        self._relations: list[Relation] = []
        self._attributes: list[tuple[str, str]] = []
        self._name: str | None = None
        self._text: list[str] = []
        self._size = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """See an element begin."""
        self._path.append(tag.rpartition(":")[2])
        depth = len(self._path)
        if depth == 2:
            self.seen.add(self._path[1])
        elif depth == 3:
            self._item = _named(attributes)
            self._relations, self._attributes = [], []
            self._size = 0
        elif depth == 5:
            self._inner(_named(attributes))
        elif depth > DEPTH_LIMIT:
            self.markup.too_deep()

    def text(self, text: str) -> None:
        """See text; only that of an attribute counts."""
        if self._name is not None:
            self._weigh(len(text))
            self._text.append(text)

    def end(self, _: str) -> None:
        """See an element end."""
        path = self._path
        if len(path) == 5 and self._name is not None:
            self._attributes.append((self._name, "".join(self._text)))
            self._name = None
        elif path[1:] == ["events", "event"]:
            self._end_event()
        elif path[1:] == ["objects", "object"]:
            item = self._item
            self.collector.add_object(item.get("id", ""), item.get("type", ""), self._attributes)
        path.pop()

    def _weigh(self, size: int) -> None:
        """No event or object may be larger than an element may be."""
        self._size += size
        limit = self.markup.source.limits.element_bytes
        if self._size > limit:
            place = line(self.markup.parser.CurrentLineNumber)
            raise FieldTooLarge(place=place, limit=readable_size(limit))

    def _inner(self, found: dict[str, str]) -> None:
        self._weigh(sum(map(len, found.values())) + _ATTRIBUTE_BYTES)
        if self._path[3] == "attributes":
            self._name, self._text = found.get("name", ""), []
        elif self._path[1] == "events" and "object-id" in found:
            qualifier = found.get("qualifier", found.get("relationship"))
            self._relations.append((found["object-id"], qualifier or None))

    def _end_event(self) -> None:
        item = self._item
        values: dict[str, str | None] = dict(self._attributes)
        values |= {ID: item.get("id"), TYPE: item.get("type"), TIME: item.get("time")}
        where = str(line(self.markup.parser.CurrentLineNumber))
        self.collector.add_event(values, self._relations, where)


def _named(attributes: Attributes) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))
