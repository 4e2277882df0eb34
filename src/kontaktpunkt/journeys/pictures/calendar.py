"""A calendar whose cells are shaded, and columns by month."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kontaktpunkt.core.months import next_month
from kontaktpunkt.journeys.pictures.view import Viewed

SHADES: Final = 5
CELL: Final = 16
LEFT: Final = 46
HEAD: Final = 36
YEAR_HEIGHT: Final = HEAD + 7 * CELL + 14
KEY_HEIGHT: Final = 34
WEEKS: Final = 54
MONTH_CELL: Final = 68
MONTH_ROW: Final = 24
# Where the most is more than so many times the middle, shades grow with the root.
UNEVEN: Final = 3


@dataclass(frozen=True)
class Cell:
    """One day, or one weekday of a month."""

    x: float
    y: float
    shade: int
    title: str
    words: str = ""


@dataclass(frozen=True)
class Key:
    """What a shade means."""

    x: float
    shade: int
    words: str


@dataclass(frozen=True)
class Calendar(Viewed):
    """Shaded cells; a block for each year.

    labels: (x, y, words, is a year) of weekdays, months and years.
    """

    width: float
    height: float
    cell_width: float
    cell_height: float
    cells: tuple[Cell, ...]
    labels: tuple[tuple[float, float, str, bool], ...]
    keys: tuple[Key, ...]
    key_y: float


def edges(counts: Iterable[int]) -> tuple[int, ...]:
    """Return the largest count of each shade, the lightest first.

    Few shades where counts are few; steps grow with the square where one day is far above the
    rest, so that both it and the usual days can be told apart.
    """
    known = list(counts)
    if not known:
        return ()
    least, most = min(known), max(known)
    uneven = most > UNEVEN * statistics.median(known)
    shares = [(place / SHADES) ** (2 if uneven else 1) for place in range(1, SHADES + 1)]
    return tuple(sorted({round(least + (most - least) * share) for share in shares}))


def shade(count: int, steps: Sequence[int]) -> int:
    """Return 1 to SHADES: how dark a cell is; the most is always the darkest."""
    place = next((at for at, edge in enumerate(steps) if count <= edge), len(steps) - 1)
    return SHADES - (len(steps) - 1 - place)


@dataclass(frozen=True)
class _Block:
    """Some weeks beside each other: a calendar year, or all that there is where it is a year."""

    first: date
    last: date
    top: float

    def place(self, day: date) -> tuple[float, float]:
        """Return where a day stands: weeks begin on Monday."""
        weeks = ((day - self.first).days + self.first.weekday()) // 7
        return LEFT + weeks * CELL, self.top + HEAD + day.weekday() * CELL


def days(
    *,
    counts: Mapping[date, int],
    titles: Mapping[date, str],
    weekdays: Sequence[str],
    months: Sequence[str],
    number: Callable[[int], str],
) -> Calendar:
    """Draw weeks from left to right and weekdays from top to bottom.

    weekdays, months: short names from Monday and from January. number: a count in words.
    """
    steps = edges(counts.values())
    blocks = _blocks(min(counts), max(counts))
    cells = tuple(
        Cell(*block.place(day), shade(count, steps), titles[day])
        for block in blocks
        for day, count in sorted(counts.items())
        if block.first <= day <= block.last
    )
    labels = [label for block in blocks for label in _labels(block, weekdays, months)]
    height = len(blocks) * YEAR_HEIGHT
    return Calendar(
        width=LEFT + WEEKS * CELL,
        height=height + KEY_HEIGHT,
        cell_width=CELL - 2,
        cell_height=CELL - 2,
        cells=cells,
        labels=tuple(labels),
        keys=_keys(steps, min(counts.values()), number, LEFT),
        key_y=height + 4,
    )


def _blocks(first: date, last: date) -> list[_Block]:
    monday = first - timedelta(days=first.weekday())
    if (last - monday).days < WEEKS * 7:
        return [_Block(first, last, 0)]
    return [
        _Block(date(year, 1, 1), date(year, 12, 31), place * YEAR_HEIGHT)
        for place, year in enumerate(range(first.year, last.year + 1))
    ]


def _labels(
    block: _Block, weekdays: Sequence[str], months: Sequence[str]
) -> list[tuple[float, float, str, bool]]:
    found: list[tuple[float, float, str, bool]] = [
        (0, block.top + HEAD + place * CELL + 12, words, False)
        for place, words in enumerate(weekdays)
        if place % 2 == 0
    ]
    month = block.first.replace(day=1)
    if month < block.first:
        month = next_month(day=month)
    found.append((LEFT, block.top + 14, str(block.first.year), True))
    while month <= block.last:
        # A month is named above its first whole week.
        monday = month + timedelta(days=-month.weekday() % 7)
        x, _y = block.place(monday)
        found.append((x, block.top + HEAD - 7, months[month.month - 1], False))
        if month.month == 1 and month > block.first:
            found.append((x, block.top + 14, str(month.year), True))
        month = next_month(day=month)
    return found


def weekdays_of_months(
    *,
    counts: Mapping[tuple[date, int], int],
    titles: Mapping[tuple[date, int], str],
    weekdays: Sequence[str],
    months: Sequence[str],
    number: Callable[[int], str],
) -> Calendar:
    """Draw months from left to right and weekdays from top to bottom, a block for each year."""
    steps = edges(counts.values())
    years = range(min(counts)[0].year, max(counts)[0].year + 1)
    block = HEAD + 7 * MONTH_ROW + 14
    tops = {year: place * block for place, year in enumerate(years)}
    cells = tuple(
        Cell(
            LEFT + (month.month - 1) * MONTH_CELL,
            tops[month.year] + HEAD + weekday * MONTH_ROW,
            shade(count, steps),
            titles[month, weekday],
            number(count),
        )
        for (month, weekday), count in sorted(counts.items())
    )
    labels: list[tuple[float, float, str, bool]] = []
    for year in years:
        labels.append((0, tops[year] + 16, str(year), True))
        labels += [
            (0, tops[year] + HEAD + place * MONTH_ROW + 16, words, False)
            for place, words in enumerate(weekdays)
        ]
        labels += [
            (LEFT + place * MONTH_CELL, tops[year] + HEAD - 7, words, False)
            for place, words in enumerate(months)
        ]
    return Calendar(
        width=LEFT + 12 * MONTH_CELL,
        height=len(years) * block + KEY_HEIGHT,
        cell_width=MONTH_CELL - 3,
        cell_height=MONTH_ROW - 3,
        cells=cells,
        labels=tuple(labels),
        keys=_keys(steps, min(counts.values()), number, LEFT),
        key_y=len(years) * block + 4,
    )


def _keys(
    steps: Sequence[int], least: int, number: Callable[[int], str], left: float
) -> tuple[Key, ...]:
    found = []
    x = left
    for edge in steps:
        low, high = number(least), number(edge)
        words = low if least == edge else f"{low}–{high}"
        found.append(Key(x, shade(edge, steps), words))
        x += 22 + len(words) * 7.2 + 20
        least = edge + 1
    return tuple(found)


@dataclass(frozen=True)
class Row:
    """What a column says of a month; url is what is behind it."""

    name: str
    count: int
    words: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Column:
    """One month as an upright bar; words stand above it, a name below some."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    words: str
    name: str
    title: str
    url: str


@dataclass(frozen=True)
class Columns(Viewed):
    """Upright bars from one line."""

    width: float
    height: float
    base: float
    columns: tuple[Column, ...]


COLUMNS_WIDTH: Final = 900
COLUMNS_HEIGHT: Final = 170
COLUMNS_TOP: Final = 24
# Narrower bars have no room for a number above each, or a name below each.
NUMBER_FROM: Final = 36
NAME_FROM: Final = 72


def columns(*, rows: Sequence[Row]) -> Columns:
    """Draw bars in the order given."""
    most = max((row.count for row in rows), default=0) or 1
    pitch = min(COLUMNS_WIDTH / max(len(rows), 1), 90)
    every = max(round(NAME_FROM / pitch + 0.49), 1)
    base = COLUMNS_TOP + COLUMNS_HEIGHT
    drawn = []
    for place, row in enumerate(rows):
        height = max(row.count / most * COLUMNS_HEIGHT, 1)
        said = row.words if pitch >= NUMBER_FROM or row.count == most else ""
        middle = (place + 0.5) * pitch
        drawn.append(
            Column(
                x=place * pitch + pitch * 0.1,
                y=base - height,
                width=pitch * 0.8,
                height=height,
                middle=middle,
                words=said,
                name=row.name if place % every == 0 else "",
                title=row.title,
                url=row.url,
            )
        )
    return Columns(max(len(rows) * pitch, 300), base + 26, base, tuple(drawn))
