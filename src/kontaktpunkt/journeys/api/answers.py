"""What a question is answered with: rows, and the ways in which a notebook wants them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from kontaktpunkt.core.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd

Row = TypeVar("Row")

# A notebook shows so many rows; all of them are in the answer.
MOST_SHOWN: Final = 25
ARROW: Final = " → "
# Words for a journey's beginning and end, where a row has no touchpoint.
OUTSIDE: Final = {"source": "(start)", "target": "(end)"}
# What would move the cursor, colour the screen or turn a line round.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Answer(Sequence[Row], Generic[Row]):
    """Rows that may be shown, most important first, with a sentence that says what they say.

    Index and loop over it for the rows themselves; `to_pandas`, `to_arrow`, `to_ibis` and `to_csv`
    give them as a table. Times are seconds, shares are from 0 to 1, scores from 0 to 100. Rows that
    would tell of few journeys are not in it.
    """

    sentence: str
    rows: tuple[Row, ...]
    kind: type[Row]

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Answer[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Answer[Row]:
        if isinstance(place, slice):
            return Answer(self.sentence, self.rows[place], self.kind)
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(self.schema.names)

    @property
    def schema(self) -> pa.Schema:
        """Return names and types of the columns."""
        return pa.schema(_columns(self.kind))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as plain dictionaries, intervals as `low` and `high`."""
        return [_plain(row) for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """Return the rows as a PyArrow table."""
        return pa.Table.from_pylist(self.to_dicts(), schema=self.schema)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame."""
        return self.to_arrow().to_pandas()

    def to_ibis(self) -> ir.Table:
        """Return the rows as an Ibis table, to ask on."""
        return ibis.memtable(self.to_arrow())

    def to_polars(self) -> Any:
        """Return the rows as a Polars frame, where Polars is installed."""
        return import_module("polars").from_arrow(self.to_arrow())

    def to_csv(self, file: str | Path | None = None) -> str:
        """Return the rows as CSV with a header, and write it where a file is named.

        A journey's path is joined by arrows.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_cell(value) for value in row.values()] for row in self.to_dicts())
        if file is not None:
            Path(file).write_text(text.getvalue(), encoding="utf-8", newline="")
        return text.getvalue()

    def shown(self, *, most: int = MOST_SHOWN) -> list[list[str]]:
        """Return the first rows as a person reads them."""
        return [_readable(row) for row in self.to_dicts()[:most]]

    def __repr__(self) -> str:
        lines = [list(self.columns), *self.shown()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        return "\n".join([self.sentence, "", *table, *self._left()])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
            for row in self.shown()
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        left = "".join(f"<p>{escape(line)}</p>" for line in self._left())
        return f"<p><strong>{escape(self.sentence)}</strong></p>{table}{left}"

    def _left(self) -> list[str]:
        left = len(self) - MOST_SHOWN
        return [f"… and {left:,} more"] if left > 0 else []


def visible(text: str) -> str:
    """Return text from a file so that a screen shows it and does nothing else."""
    return _UNSEEN.sub("\ufffd", text)


def in_words(seconds: float | None) -> str:
    """Return a time as a person says it: "3.2 d", "5.0 h", "12 min", "40 s"."""
    if seconds is None:
        return ""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"


_TYPES: Final[dict[str, pa.DataType]] = {
    "str": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "tuple[str, ...]": pa.list_(pa.string()),
}


def _columns(kind: type[Any]) -> list[tuple[str, pa.DataType]]:
    """Return name and type of each column, in the order of the fields."""
    found: list[tuple[str, pa.DataType]] = []
    for field in fields(kind):
        name = str(field.type).removesuffix(" | None")
        if name == "Interval":
            found += [("low", pa.float64()), ("high", pa.float64())]
        else:
            found.append((field.name, _TYPES[name]))
    return found


def _plain(row: object) -> dict[str, Any]:
    assert is_dataclass(row)
    found: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if str(field.type).startswith("Interval"):
            assert value is None or isinstance(value, Interval)
            found |= {"low": value and value.low, "high": value and value.high}
        else:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def _cell(value: object) -> object:
    return ARROW.join(value) if isinstance(value, list) else value


def _readable(row: dict[str, Any]) -> list[str]:
    return [_words(name, value, row) for name, value in row.items()]


def _words(name: str, value: object, row: dict[str, Any]) -> str:
    if value is None:
        return OUTSIDE.get(name, "")
    if isinstance(value, list):
        return visible(ARROW.join(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float | date):
        return visible(str(value))
    if isinstance(value, date):
        return value.isoformat()
    return _number(name, value, row)


def _number(name: str, value: float, row: dict[str, Any]) -> str:
    """Return a number as what it counts; in a comparison the measure says what that is."""
    measure = row.get("measure") if name in _COMPARED else None
    if name.endswith(("_seconds", "_wait")) or measure == "duration":
        return f"-{in_words(-value)}" if value < 0 else in_words(value)
    if isinstance(value, int):
        return f"{value:,}"
    if name == "share" or measure == "meets" or ("share" in row and name in _COMPARED):
        return f"{value:.1%}"
    return f"{value:,.1f}"


_COMPARED: Final = frozenset({"first", "second", "low", "high"})
