"""Bars with intervals, bars of several pieces, and shades of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken
from kontaktpunkt.journeys.pictures.view import Viewed

WIDTH: Final = 640
LABEL: Final = 236
ROW: Final = 46
BAR: Final = 20
NUMBER: Final = 84
KEY: Final = 36
SHADES: Final = 5


@dataclass(frozen=True)
class Bar:
    """What a bar says; low and high are an interval where there is one, url what is behind it."""

    name: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None
    url: str = ""


@dataclass(frozen=True)
class DrawnBar:
    """A bar from x, and its words."""

    name: str
    y: float
    width: float
    middle: float
    lines: tuple[tuple[float, str], ...]
    words: str
    words_x: float
    low_x: float | None
    high_x: float | None
    url: str


@dataclass(frozen=True)
class Bars(Viewed):
    """Bars from the same line, longest value to the right edge."""

    x: float
    width: float
    height: float
    bar_height: float
    bars: tuple[DrawnBar, ...]

    @property
    def room(self) -> str:
        """Return the viewBox of a bar alone, where a narrow screen shows one below its name."""
        longest = max((max(bar.width, 1) for bar in self.bars), default=1)
        return f"0 0 {longest:.0f} 8"


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
        name=row.name,
        y=middle - BAR / 2,
        width=max(row.value * scale, 1),
        middle=middle,
        lines=tuple((top + number * 16, line) for number, line in enumerate(lines)),
        words=row.words,
        words_x=(high or LABEL + row.value * scale) + 8,
        low_x=low,
        high_x=high,
        url=row.url,
    )


def shade(value: float | None, most: float) -> int:
    """Return 0 (nothing) to SHADES: how dark a table's cell is."""
    if not value or not most:
        return 0
    return min(1 + int(value / most * SHADES * 0.999), SHADES)


@dataclass(frozen=True)
class Piece:
    """One piece of a stacked bar; kind tells its look."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class StackedBar:
    """A bar of several pieces, one after the other."""

    name: str
    y: float
    middle: float
    lines: tuple[tuple[float, str], ...]
    pieces: tuple[Piece, ...]
    words: str
    words_x: float
    url: str


@dataclass(frozen=True)
class Stacked(Viewed):
    """Bars of pieces from the same line; keys are (x, kind, words) below them."""

    x: float
    width: float
    height: float
    bar_height: float
    bars: tuple[StackedBar, ...]
    keys: tuple[tuple[float, str, str], ...]

    @property
    def room(self) -> str:
        """Return the viewBox of a bar alone, where a narrow screen shows one below its name."""
        ends = [piece.x + piece.width for bar in self.bars for piece in bar.pieces]
        return f"{self.x:.0f} 0 {max(max(ends, default=0) - self.x, 1):.0f} 8"


def stacked(
    *,
    rows: Sequence[tuple[str, Sequence[tuple[str, float]], str, str]],
    keys: Sequence[tuple[str, str]],
) -> Stacked:
    """Draw (name, pieces as (kind, value), words, address) as bars, in the order given.

    keys: what each kind of piece is called.
    """
    most = max((sum(value for _kind, value in row[1]) for row in rows), default=0) or 1
    words = max((len(row[2]) for row in rows), default=0) * CHARACTER_WIDTH + 14
    scale = (WIDTH - LABEL - max(NUMBER, words)) / most
    drawn = tuple(_stacked(row, place, scale) for place, row in enumerate(rows))
    places = tuple((place * WIDTH / len(keys), *key) for place, key in enumerate(keys))
    return Stacked(LABEL, WIDTH, len(rows) * ROW + KEY, BAR, drawn, places)


def _stacked(
    row: tuple[str, Sequence[tuple[str, float]], str, str], place: int, scale: float
) -> StackedBar:
    name, values, words, url = row
    middle = place * ROW + ROW / 2 + 3
    lines = broken(name, width=LABEL - 14, most=2)
    top = middle + 5 - (len(lines) - 1) * 8
    pieces: list[Piece] = []
    x = float(LABEL)
    for kind, value in values:
        pieces.append(Piece(x, value * scale, kind))
        x += value * scale
    return StackedBar(
        name=name,
        y=middle - BAR / 2,
        middle=middle,
        lines=tuple((top + number * 16, line) for number, line in enumerate(lines)),
        pieces=tuple(pieces),
        words=words,
        words_x=x + 8,
        url=url,
    )
