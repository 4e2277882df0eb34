"""Journeys as XES: one trace for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.writers.files import text_file
from kontaktpunkt.journeys.writers.steps import SCHEMA, Journeys

HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
\t<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
\t<classifier name="Touchpoint" keys="concept:name"/>
\t<string key="concept:name" value={name}/>
"""
FOOT: Final = "</log>\n"
# XML has no way of writing these.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EVENT_HEAD: Final = (
    '\t\t<event><string key="lifecycle:transition" value="complete"/><string key="concept:name" '
)


def write_xes(
    journeys: Journeys, draft: Path, is_packed: bool, progress: Callable[[int], None]
) -> tuple[int, int]:
    """Write XES; `end_timestamp` says when a step ended that was no instant."""
    cases = events = 0
    with text_file(draft, is_packed=is_packed) as file:
        file.write(HEAD.format(name=quoted(journeys.name)).encode())
        for table in journeys.tables():
            parts: list[str] = []
            for case, steps in groupby(_steps(table), key=itemgetter(0)):
                parts += _trace(case, steps)
                cases += 1
            file.write("".join(parts).encode())
            events += len(table)
            progress(events)
        file.write(FOOT.encode())
    return cases, events


def quoted(text: str) -> str:
    """Return text as an attribute's value, quotation marks included."""
    return quoteattr(FORBIDDEN.sub("\ufffd", text))


def instants(values: pa.ChunkedArray) -> list[str | None]:
    """Return moments as XML says them, in UTC."""
    texts: list[str | None] = pc.strftime(values, format="%Y-%m-%dT%H:%M:%S+00:00").to_pylist()
    return texts


def _steps(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Yield each step's values as they are written; names are made ready once."""
    columns = []
    for field in SCHEMA:
        values = table[field.name]
        if pa.types.is_timestamp(field.type):
            columns.append(instants(values))
        elif pa.types.is_string(field.type) and field.name != "case":
            coded = values.combine_chunks().dictionary_encode()
            ready = pa.array([quoted(each) for each in coded.dictionary.to_pylist()], pa.string())
            columns.append(ready.take(coded.indices).to_pylist())
        else:
            columns.append(values.to_pylist())
    return zip(*columns, strict=True)


def _trace(case: str, steps: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield f'\t<trace><string key="concept:name" value={quoted(case)}/>\n'
    for _, touchpoint, started, ended, unit, channel, outcome, matter, own, score, most in steps:
        yield f'{EVENT_HEAD}value={touchpoint}/><date key="time:timestamp" value="{started}"/>'
        if ended:
            yield f'<date key="end_timestamp" value="{ended}"/>'
        if unit:
            yield f'<string key="org:group" value={unit}/>'
        for key, value in (("channel", channel), ("outcome", outcome), ("matter", matter)):
            if value:
                yield f'<string key="{key}" value={value}/>'
        if own:
            yield '<boolean key="is_contact" value="true"/>'
        if score is not None:
            yield f'<float key="score" value="{score!r}"/><float key="score_max" value="{most!r}"/>'
        yield "</event>\n"
    yield "\t</trace>\n"
