"""OCEL 2.0 in JSON, one event and one object at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kontaktpunkt.journeys.readers.json_stream import JsonStream
from kontaktpunkt.journeys.readers.messages import Phrase, _, line
from kontaktpunkt.journeys.readers.ocel import ID, TIME, TYPE, OcelCollector, Relation
from kontaktpunkt.journeys.readers.refusals import BrokenJson, MissingPart, NotALog
from kontaktpunkt.journeys.readers.shapes import Options
from kontaktpunkt.journeys.readers.sources import Source


def read_json(source: Source, options: Options, collector: OcelCollector) -> None:
    """Give every event and object of the file to the collector."""
    stream = JsonStream(source, options.encoding)
    seen = set()
    for key in stream.members():
        seen.add(key)
        if key == "events":
            for item in _objects(stream):
                _add_event(item, stream, collector)
        elif key == "objects":
            for item in _objects(stream):
                collector.add_object(_text(item, "id"), _text(item, "type"), _attributes(item))
                collector.writer.tell()
        else:
            _pass_over(stream, key)
    for part in ("objects", "events"):
        if part not in seen:
            raise MissingPart(part=part)


def _pass_over(stream: JsonStream, key: str) -> None:
    if key.startswith("ocel:"):
        raise NotALog(found=Phrase(_("an OCEL 1.0 log, which must be converted to OCEL 2.0")))
    if stream.is_list:
        for _item in stream.items():
            pass
    else:
        stream.value()


def _objects(stream: JsonStream) -> Iterator[dict[str, Any]]:
    for item in stream.items():
        if not isinstance(item, dict):
            raise BrokenJson(line=stream.line, column=1)
        yield item


def _add_event(item: dict[str, Any], stream: JsonStream, collector: OcelCollector) -> None:
    values: dict[str, str | None] = dict(_attributes(item))
    values |= {ID: _text(item, "id"), TYPE: _text(item, "type"), TIME: _text(item, "time")}
    collector.add_event(values, list(_relations(item)), str(line(stream.line)))


def _attributes(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in _list(item, "attributes"):
        value = each.get("value")
        if value is not None:
            yield _sound(str(each.get("name", ""))), _sound(str(value))


def _relations(item: dict[str, Any]) -> Iterator[Relation]:
    for each in _list(item, "relationships"):
        yield _text(each, "objectId"), _text(each, "qualifier") or None


def _list(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = item.get(key) or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return "" if value is None else _sound(str(value))


def _sound(text: str) -> str:
    """JSON can name half a sign, which nothing else can hold."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


_HALVES: Final = re.compile("[\ud800-\udfff]")
