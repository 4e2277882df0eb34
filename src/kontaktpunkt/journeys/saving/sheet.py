"""A table as a sheet of numbers: plain ones, each in a column of its own, with the unit above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontaktpunkt.journeys.saving.figures import Cell, Table
from kontaktpunkt.journeys.wording import Unit

# A ten-thousandth of a day is nine seconds.
DECIMALS: Final = {Unit.NUMBER: 2, Unit.PERCENT: 2, Unit.DAYS: 4}


def lines(*, table: Table, decimal_sign: str) -> list[list[str]]:
    """Return a table's head and rows.

    A cell that tells several numbers becomes several columns: a count and its share, the two ends
    of an interval. What is hidden or unknown is empty. Where the rows of a column have different
    units, a last column holds each row's.
    """
    cells = [row for row in table.rows if len(row) == len(table.columns)]
    shapes = [_shape([row[place] for row in cells]) for place in range(len(table.columns))]
    is_mixed = any(len(units) > 1 for shape in shapes for units in shape)
    head = [
        name
        for column, shape in zip(table.columns, shapes, strict=True)
        for name in _names(_harmless(column), shape)
    ]
    rows = [
        [
            said
            for cell, shape in zip(row, shapes, strict=True)
            for said in _written(cell, shape, decimal_sign)
        ]
        + ([_units_of(row)] if is_mixed else [])
        for row in cells
    ]
    return [head + ([_("Unit")] if is_mixed else []), *rows]


# For each number that the cells of a column tell, the units that it has; none of words.
Shape = Sequence[set[Unit]]


def _shape(column: Sequence[Cell]) -> Shape:
    most = max((len(cell.measures) for cell in column), default=0)
    return [
        {Unit(cell.measures[place][1]) for cell in column if len(cell.measures) > place}
        for place in range(most)
    ]


def _names(column: str, shape: Shape) -> list[str]:
    """Return what stands above each number of a column."""
    if not shape:
        return [column]
    ends = [
        pgettext("an interval in a table", "%(column)s: from"),
        pgettext("an interval in a table", "%(column)s: to"),
    ]
    is_interval = len(shape) > 2 or (len(shape) == 2 and shape[0] == shape[1])
    firsts = len(shape) - 2 if is_interval else len(shape)
    names = [column] * firsts + [each % {"column": column} for each in ends if is_interval]
    return [_with_unit(name, units) for name, units in zip(names, shape, strict=True)]


def _with_unit(name: str, units: set[Unit]) -> str:
    said = _unit_words(next(iter(units))) if len(units) == 1 else ""
    return f"{name} ({said})" if said else name


def _unit_words(unit: Unit) -> str:
    return {Unit.NUMBER: "", Unit.PERCENT: "%", Unit.DAYS: _("days")}[unit]


def _units_of(row: Sequence[Cell]) -> str:
    found = {Unit(unit) for cell in row for _value, unit in cell.measures}
    return _unit_words(found.pop()) if len(found) == 1 else ""


def _written(cell: Cell, shape: Shape, decimal_sign: str) -> list[str]:
    if not shape:
        return [_harmless(cell.text)]
    if not cell.measures and len(shape[0]) > 1:
        return [_harmless(cell.text), *[""] * (len(shape) - 1)]
    told = [
        f"{round(value, DECIMALS[Unit(unit)]):.10g}".replace(".", decimal_sign)
        for value, unit in cell.measures
    ]
    return told + [""] * (len(shape) - len(told))


def _harmless(words: str) -> str:
    """An imported name must not become a formula in somebody's spreadsheet."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t")) else words
