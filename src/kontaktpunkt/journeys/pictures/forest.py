"""Differences between two groups: a point with its interval, left and right of no difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken
from kontaktpunkt.journeys.pictures.view import Viewed

WIDTH: Final = 760
LABEL: Final = 236
ROW: Final = 40
TOP: Final = 26


@dataclass(frozen=True)
class Row:
    """One difference, first group minus second, with its interval and its words."""

    name: str
    value: float
    low: float
    high: float
    words: str
    is_beyond: bool


@dataclass(frozen=True)
class DrawnRow:
    """A row of the picture: the point at x, the interval from low_x to high_x."""

    y: float
    x: float
    low_x: float
    high_x: float
    lines: tuple[tuple[float, str], ...]
    name: str
    words: str
    is_beyond: bool


@dataclass(frozen=True)
class Forest(Viewed):
    """The picture; `zero` is where nothing differs."""

    width: float
    height: float
    label: float
    zero: float
    right: float
    top: float
    rows: tuple[DrawnRow, ...]


def forest(*, rows: Sequence[Row]) -> Forest:
    """Draw differences, one row each, in the order given, on one scale."""
    words = max((len(row.words) for row in rows), default=0) * CHARACTER_WIDTH + 16
    right = max(WIDTH - words, LABEL + 160)
    most = max((max(abs(row.low), abs(row.high)) for row in rows), default=0) or 1
    zero = (LABEL + right) / 2
    scale = (right - LABEL) / 2 / most
    height = TOP + len(rows) * ROW + 8
    drawn = tuple(
        _row(row, TOP + (place + 0.5) * ROW, zero, scale) for place, row in enumerate(rows)
    )
    return Forest(max(WIDTH, right + words), height, LABEL, zero, right, TOP, drawn)


def _row(row: Row, y: float, zero: float, scale: float) -> DrawnRow:
    lines = broken(row.name, width=LABEL - 14, most=2)
    top = y + 5 - (len(lines) - 1) * 8
    return DrawnRow(
        y=y,
        x=zero + row.value * scale,
        low_x=zero + row.low * scale,
        high_x=zero + row.high * scale,
        lines=tuple((top + number * 16, line) for number, line in enumerate(lines)),
        name=row.name,
        words=row.words,
        is_beyond=row.is_beyond,
    )
