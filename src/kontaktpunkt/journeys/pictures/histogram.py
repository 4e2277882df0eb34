"""How long something took, as columns along a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH
from kontaktpunkt.journeys.pictures.view import Viewed

WIDTH: Final = 720
LEFT: Final = 52
PLOT: Final = 190
HEAD: Final = 52
FOOT: Final = 34
GAP: Final = 1.5
# How far a column that is cut off stands above the rest.
CUT: Final = 6
MOST_TICKS: Final = 8
# Steps of a scale that people can count in.
NICE: Final = (2, 4, 6, 8, 10)
# A column that is so many times as high as the next would press all others down: it is cut off.
TOO_HIGH: Final = 3


@dataclass(frozen=True)
class Column:
    """What one column says.

    low, high: where it begins and ends on the line of time; None where it has no end.
    words:     how many it holds.
    """

    low: float
    high: float | None
    value: float
    words: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """A point on the line of time that is named."""

    at: float
    words: str
    kind: str


@dataclass(frozen=True)
class DrawnColumn:
    """A column; one without an end is open to the right, and one cut off says how many it holds."""

    x: float
    y: float
    width: float
    height: float
    is_open: bool
    cut: str
    title: str
    url: str


@dataclass(frozen=True)
class DrawnMark:
    """A line with its words, which begin at words_x or, where `is_left`, end there."""

    x: float
    top: float
    words: str
    words_x: float
    is_left: bool
    kind: str


@dataclass(frozen=True)
class Histogram(Viewed):
    """Columns whose area says how many; `scale` and `ticks` are (place, words)."""

    width: float
    height: float
    left: float
    base: float
    columns: tuple[DrawnColumn, ...]
    marks: tuple[DrawnMark, ...]
    scale: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def has_cut(self) -> bool:
        """Say whether a column is cut off."""
        return any(column.cut for column in self.columns)


def histogram(
    *,
    columns: Sequence[Column],
    step: float,
    marks: Sequence[Mark],
    limits: Sequence[tuple[float, str]],
    scale: Sequence[tuple[float, str]],
) -> Histogram:
    """Draw columns as high as what they hold for each `step` of their width.

    limits: what may be written below the line of time; as many are as there is room for.
    scale:  what is written at the side, as `heights` says.
    """
    end = _end(columns, marks, step)
    across, most = (WIDTH - LEFT) / end, scale[-1][0] or 1
    base = HEAD + PLOT
    drawn = tuple(_column(each, end, across, step, PLOT / most) for each in columns)
    every = -(-len(limits) // MOST_TICKS) or 1
    return Histogram(
        WIDTH,
        base + FOOT,
        LEFT,
        base,
        drawn,
        tuple(_mark(each, across, row) for row, each in enumerate(marks)),
        tuple((base - value * PLOT / most, words) for value, words in scale),
        tuple((LEFT + at * across, words) for at, words in limits[::every]),
    )


def heights(*, columns: Sequence[Column], marks: Sequence[Mark], step: float) -> tuple[float, ...]:
    """Return round heights to write at the side: nothing, half, and the highest."""
    end = _end(columns, marks, step)
    most = _most([_value(each, end, step) for each in columns])
    size = 1.0
    while size * 10 < most:
        size *= 10
    top = next(size * each for each in NICE if size * each >= most)
    return (0, top / 2, top)


def _most(values: Sequence[float]) -> float:
    """Return the highest value to draw in full."""
    ordered = sorted(values, reverse=True)
    if len(ordered) > 1 and ordered[0] > ordered[1] * TOO_HIGH:
        return ordered[1]
    return ordered[0] if ordered else 1


def _end(columns: Sequence[Column], marks: Sequence[Mark], step: float) -> float:
    """Return where the line of time ends; a column without an end is a step longer."""
    limits = [each.low + step if each.high is None else each.high for each in columns]
    return max([*limits, *(mark.at for mark in marks)])


def _value(column: Column, end: float, step: float) -> float:
    return column.value * step / ((end if column.high is None else column.high) - column.low)


def _column(column: Column, end: float, across: float, step: float, upwards: float) -> DrawnColumn:
    high = end if column.high is None else column.high
    height = _value(column, end, step) * upwards
    is_cut = height > PLOT + 1
    height = min(height, PLOT + CUT)
    return DrawnColumn(
        x=LEFT + column.low * across + GAP / 2,
        y=HEAD + PLOT - height,
        width=max((high - column.low) * across - GAP, 0.5),
        height=height,
        is_open=column.high is None,
        cut=column.words if is_cut else "",
        title=column.title,
        url=column.url,
    )


def _mark(mark: Mark, across: float, row: int) -> DrawnMark:
    x = LEFT + mark.at * across
    is_left = x + len(mark.words) * CHARACTER_WIDTH + 12 > WIDTH
    return DrawnMark(x, 14 + row * 20, mark.words, x - 7 if is_left else x + 7, is_left, mark.kind)
