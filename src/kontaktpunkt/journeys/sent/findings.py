"""What was found in a file that was sent, kept beside it until the person has answered.

Sample rows hold what the file holds of people, so they lie with the file and go with it. What a
column of employees holds is not kept at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from kontaktpunkt.journeys.readers.messages import Phrase, phrase_from
from kontaktpunkt.journeys.readers.shapes import Column, Format, Guess, Mapping
from kontaktpunkt.journeys.sent import places

FILE: Final = "findings.json"
# How the file has to be read, found out by looking at it.
_FOUND_OPTIONS: Final = ("delimiter", "encoding", "is_encoding_guessed", "sheet")


@dataclass(frozen=True)
class Finding:
    """One table of a file, and what its columns seem to mean.

    rows:    the first ones, as wide as `columns`.
    options: those of `readers.Options` that the file itself told.
    """

    format: Format
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: Mapping
    options: AnyMapping[str, Any]
    notices: tuple[Phrase, ...]

    @property
    def sheet(self) -> str:
        """The sheet of a workbook; "" in every other format."""
        return str(self.options.get("sheet") or "")

    @property
    def has_persons(self) -> bool:
        """Say whether a column seems to hold employees."""
        return any(column.is_person for column in self.columns)


@dataclass(frozen=True)
class Findings:
    """Every table of a file: several sheets of a workbook, else one.

    sha256: of the file as it was sent.
    """

    sha256: str
    tables: tuple[Finding, ...]

    def of_sheet(self, name: str) -> Finding:
        """Return the table with this name, or the first."""
        return next((each for each in self.tables if each.sheet == name), self.tables[0])


def without_persons(guess: Guess, *, sheet: str | None) -> Finding:
    """Return what is kept of a guess."""
    hidden = {number for number, column in enumerate(guess.columns) if column.is_person}
    rows = ([_shown(number, cell, hidden) for number, cell in enumerate(row)] for row in guess.rows)
    options = {name: getattr(guess.options, name) for name in _FOUND_OPTIONS} | {"sheet": sheet}
    return Finding(
        format=guess.format,
        columns=tuple(map(_without_values, guess.columns)),
        rows=tuple(map(tuple, rows)),
        mapping=guess.mapping,
        options={name: value for name, value in options.items() if value},
        notices=tuple(notice.phrase for notice in guess.notices),
    )


def _shown(number: int, cell: str, hidden: set[int]) -> str:
    return "" if number in hidden else cell


def _without_values(column: Column) -> Column:
    return (
        Column(name=column.name, role=None, values=(), is_person=True)
        if column.is_person
        else column
    )


def write(*, key: UUID, findings: Findings) -> None:
    """Keep what was found beside the file."""
    tables = [_as_json(each) for each in findings.tables]
    text = json.dumps({"sha256": findings.sha256, "tables": tables}, ensure_ascii=False)
    _path(key).write_text(text, encoding="utf-8")


def read(*, key: UUID) -> Findings | None:
    """Return what was found in a file, or None when it is gone."""
    try:
        told = json.loads(_path(key).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Findings(told["sha256"], tuple(map(_from_json, told["tables"])))


def _path(key: UUID) -> Path:
    return places.folder_of(key) / FILE


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "format": str(finding.format),
        "columns": [asdict(column) for column in finding.columns],
        "rows": finding.rows,
        "mapping": finding.mapping.as_json(),
        "options": finding.options,
        "notices": [phrase.as_json() for phrase in finding.notices],
    }


def _from_json(told: dict[str, Any]) -> Finding:
    columns = (each | {"values": tuple(each["values"])} for each in told["columns"])
    return Finding(
        format=Format(told["format"]),
        columns=tuple(Column(**each) for each in columns),
        rows=tuple(map(tuple, told["rows"])),
        mapping=Mapping.from_json(told["mapping"]),
        options=told["options"],
        notices=tuple(map(phrase_from, told["notices"])),
    )
