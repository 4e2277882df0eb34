"""Bars with intervals, shades of a table, and the performance spectrum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken

WIDTH: Final = 640
LABEL: Final = 236
ROW: Final = 46
BAR: Final = 20
NUMBER: Final = 84
SHADES: Final = 5


@dataclass(frozen=True)
class Bar:
    """What a bar says; low and high are an interval where there is one."""

    name: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DrawnBar:
    """A bar from x, and its words."""

    y: float
    width: float
    middle: float
    lines: tuple[tuple[float, str], ...]
    words: str
    words_x: float
    low_x: float | None
    high_x: float | None


@dataclass(frozen=True)
class Bars:
    """Bars from the same line, longest value to the right edge."""

    x: float
    width: float
    height: float
    bar_height: float
    bars: tuple[DrawnBar, ...]

    @property
    def view(self) -> str:
        """Return the SVG's viewBox."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


def bars(*, rows: Sequence[Bar]) -> Bars:
    """Draw horizontal bars, one row each, in the order given."""
    most = max((row.high or row.value for row in rows), default=0) or 1
    words = max((len(row.words) for row in rows), default=0) * CHARACTER_WIDTH + 14
    room = WIDTH - LABEL - max(NUMBER, words)
    drawn = tuple(_bar(row, place, room / most) for place, row in enumerate(rows))
    return Bars(LABEL, WIDTH, len(rows) * ROW + 6, BAR, drawn)


def _bar(row: Bar, place: int, scale: float) -> DrawnBar:
    middle = place * ROW + ROW / 2 + 3
    lines = broken(row.name, width=LABEL - 14, most=2)
    top = middle + 5 - (len(lines) - 1) * 8
    low = None if row.low is None else LABEL + row.low * scale
    high = None if row.high is None else LABEL + row.high * scale
    return DrawnBar(
        y=middle - BAR / 2,
        width=max(row.value * scale, 1),
        middle=middle,
        lines=tuple((top + number * 16, line) for number, line in enumerate(lines)),
        words=row.words,
        words_x=(high or LABEL + row.value * scale) + 8,
        low_x=low,
        high_x=high,
    )


def shade(value: float | None, most: float) -> int:
    """Return 0 (nothing) to SHADES: how dark a table's cell is."""
    if not value or not most:
        return 0
    return min(1 + int(value / most * SHADES * 0.999), SHADES)


@dataclass(frozen=True)
class Spectrum:
    """A performance spectrum: each line is one way from one touchpoint to the next.

    lines: from where on the upper edge to where on the lower, and how slow (1 to 4).
    """

    width: float
    height: float
    lines: tuple[tuple[float, float, int], ...]
    months: tuple[tuple[float, str], ...]

    @property
    def view(self) -> str:
        """Return the SVG's viewBox."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


SPECTRUM_WIDTH: Final = 900
SPECTRUM_HEIGHT: Final = 190


def spectrum(
    *,
    passes: Iterable[tuple[float, float]],
    quartiles: Sequence[float],
    months: Iterable[tuple[float, str]],
    first: float,
    last: float,
) -> Spectrum:
    """Draw passes: (start, seconds of waiting), both in seconds, on a line of time.

    quartiles: of the waits; a line's class tells which quarter it belongs to.
    months:    (moment, words) to write below the line of time.
    """
    scale = SPECTRUM_WIDTH / max(last - first, 1)
    lines = tuple(
        (
            round((start - first) * scale, 1),
            round(min((start + wait - first) * scale, SPECTRUM_WIDTH), 1),
            1 + sum(wait > edge for edge in quartiles),
        )
        for start, wait in passes
    )
    marks = tuple((round((at - first) * scale, 1), words) for at, words in months)
    return Spectrum(SPECTRUM_WIDTH, SPECTRUM_HEIGHT, lines, marks)
