"""The whole log as OCEL 2.0 in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from kontaktpunkt.journeys.writers.files import text_file
from kontaktpunkt.journeys.writers.ocel_tables import (
    ALWAYS,
    ATTRIBUTES,
    OcelEvent,
    OcelLog,
    OcelObject,
)

_AS_NUMBERS = frozenset({"score", "score_max"})


def write_ocel_json(
    log: OcelLog, draft: Path, is_packed: bool, progress: Callable[[int], None]
) -> tuple[int, int]:
    """Write JSON, one event and one object on a line."""
    with text_file(draft, is_packed=is_packed) as file:
        types = {
            "objectTypes": [
                {"name": kind, "attributes": [{"name": each, "type": "string"} for each in names]}
                for kind, names in log.object_types().items()
            ],
            "eventTypes": [{"name": kind, "attributes": _declared()} for kind in log.event_types()],
        }
        file.write(json.dumps(types, ensure_ascii=False, indent=1)[:-2].encode())
        objects = _members(file, "objects", map(_object, log.objects()))
        events = _members(file, "events", map(_event, log.events()), progress)
        file.write(b"\n}\n")
    return objects, events


def _members(
    file: IO[bytes],
    name: str,
    members: Iterable[dict[str, Any]],
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write a list, a member on a line; return how many there are."""
    file.write(f',\n "{name}": ['.encode())
    count = 0
    for text in _lines(members):
        file.write((",\n" if count else "\n").encode() + text)
        count += 1
        if not count % 10_000:
            progress(count)
    file.write(b"\n ]")
    progress(count)
    return count


def _lines(members: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    encoder = json.JSONEncoder(ensure_ascii=False)
    for each in members:
        yield encoder.encode(each).encode()


def _declared() -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in ATTRIBUTES.items()]


def _object(each: OcelObject) -> dict[str, Any]:
    given = [{"name": name, "time": ALWAYS, "value": value} for name, value in each.attributes]
    return {"id": each.id, "type": each.type, "attributes": given}


def _event(each: OcelEvent) -> dict[str, Any]:
    return {
        "id": each.id,
        "type": each.type,
        "time": each.time,
        "attributes": [
            {"name": name, "value": _typed(name, value)} for name, value in each.attributes
        ],
        "relationships": [
            {"objectId": key, "qualifier": qualifier} for key, qualifier in each.relations
        ],
    }


def _typed(name: str, value: str) -> str | float | bool:
    if name in _AS_NUMBERS:
        return float(value)
    return value == "true" if name == "is_contact" else value
