"""The whole log as OCEL 2.0 in XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kontaktpunkt.journeys.writers.files import text_file
from kontaktpunkt.journeys.writers.ocel_tables import (
    ALWAYS,
    ATTRIBUTES,
    OcelEvent,
    OcelLog,
    OcelObject,
)
from kontaktpunkt.journeys.writers.xes import FORBIDDEN, quoted

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write_ocel_xml(
    log: OcelLog, draft: Path, is_packed: bool, progress: Callable[[int], None]
) -> tuple[int, int]:
    """Write XML, one event and one object on a line."""
    with text_file(draft, is_packed=is_packed) as file:
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        objects = events = 0
        for line in _types(log):
            file.write(line.encode())
        file.write(b"\t<objects>\n")
        for thing in log.objects():
            file.write(_object(thing).encode())
            objects += 1
        file.write(b"\t</objects>\n\t<events>\n")
        for event in log.events():
            file.write(_event(event).encode())
            events += 1
            if not events % 10_000:
                progress(events)
        file.write(b"\t</events>\n</log>\n")
        progress(events)
    return objects, events


def _types(log: OcelLog) -> Iterator[str]:
    yield "\t<object-types>\n"
    for kind, names in log.object_types().items():
        yield _type("object-type", kind, dict.fromkeys(names, "string"))
    yield "\t</object-types>\n\t<event-types>\n"
    for kind in log.event_types():
        yield _type("event-type", kind, ATTRIBUTES)
    yield "\t</event-types>\n"


def _type(tag: str, name: str, attributes: dict[str, str]) -> str:
    told = "".join(
        f"<attribute name={quoted(each)} type={quoted(kind)}/>" for each, kind in attributes.items()
    )
    return f"\t\t<{tag} name={quoted(name)}><attributes>{told}</attributes></{tag}>\n"


def _object(each: OcelObject) -> str:
    told = "".join(
        f'<attribute name={quoted(name)} time="{ALWAYS}">{_text(value)}</attribute>'
        for name, value in each.attributes
    )
    return (
        f"\t\t<object id={quoted(each.id)} type={quoted(each.type)}>"
        f"<attributes>{told}</attributes></object>\n"
    )


def _event(each: OcelEvent) -> str:
    return (
        f"\t\t<event id={quoted(each.id)} type={quoted(each.type)} time={quoted(each.time)}>"
        f"<attributes>{_attributes(each.attributes)}</attributes>"
        f"<objects>{_relations(each.relations)}</objects></event>\n"
    )


def _attributes(given: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<attribute name={quoted(name)}>{_text(value)}</attribute>" for name, value in given
    )


def _relations(given: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<relationship object-id={quoted(key)} qualifier={quoted(qualifier)}/>"
        for key, qualifier in given
    )


def _text(value: str) -> str:
    return FORBIDDEN.sub("\ufffd", value).translate(_ESCAPES)
