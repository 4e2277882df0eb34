"""The report's pictures as coordinates for SVG drawings: no words, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# A bar's drawing is stretched to the room it has; across, one unit is one hundredth of it.
ACROSS = 100.0


@dataclass(frozen=True)
class Bar:
    """One horizontal bar, in hundredths of the room.

    low, high: ends of an interval.
    mark:      where a line stands that the bar is held against.
    """

    width: float
    low: float | None = None
    high: float | None = None
    mark: float | None = None


def bar(
    value: float,
    *,
    most: float,
    low: float | None = None,
    high: float | None = None,
    mark: float | None = None,
) -> Bar:
    """Lay out a bar whose scale ends at `most`."""

    def across(number: float | None) -> float | None:
        return None if number is None else round(number / (most or 1) * ACROSS, 2)

    return Bar(across(value) or 0.0, across(low), across(high), across(mark))


@dataclass(frozen=True)
class Block:
    """One part of a column."""

    x: float
    y: float
    height: float
    kind: int


@dataclass(frozen=True)
class Column:
    """One month: its blocks from below, its middle, and whether it stands out."""

    middle: float
    top: float
    blocks: tuple[Block, ...]
    is_unusual: bool
    is_hidden: bool


@dataclass(frozen=True)
class Columns:
    """Columns on one scale, which ends at `most`."""

    width: int
    height: int
    floor: int
    block_width: float
    columns: tuple[Column, ...]
    grid: tuple[tuple[float, int], ...]


_WIDTH, _HEIGHT, _FLOOR, _TOP, _LEFT = 640, 210, 176, 24, 44
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


def stacked(rows: Sequence[Sequence[int] | None], *, unusual: Sequence[bool]) -> Columns:
    """Lay out stacked columns, one for each row; None where the numbers are hidden."""
    most = max((sum(row) for row in rows if row), default=0)
    step = next(step for step in _STEPS if step * 4 >= most or step == _STEPS[-1])
    top = step * max(1, -(-most // step))
    room = (_WIDTH - _LEFT) / max(1, len(rows))
    scale = (_FLOOR - _TOP) / top
    return Columns(
        width=_WIDTH,
        height=_HEIGHT,
        floor=_FLOOR,
        block_width=round(room * 0.62, 1),
        columns=tuple(
            _column(row, _LEFT + room * (place + 0.5), room * 0.62, scale, is_unusual)
            for place, (row, is_unusual) in enumerate(zip(rows, unusual, strict=True))
        ),
        grid=tuple(
            (round(_FLOOR - number * scale, 1), number) for number in range(0, top + 1, step)
        ),
    )


def _column(
    row: Sequence[int] | None, middle: float, width: float, scale: float, is_unusual: bool
) -> Column:
    heights = [_FLOOR - sum((row or ())[:place]) * scale for place in range(len(row or ()) + 1)]
    blocks = tuple(
        Block(round(middle - width / 2, 1), round(above, 1), round(below - above, 1), kind)
        for kind, (below, above) in enumerate(pairwise(heights))
        if below > above
    )
    return Column(round(middle, 1), round(heights[-1], 1), blocks, is_unusual, row is None)


@dataclass(frozen=True)
class Strip:
    """Twelve small columns for one unit; a month without a number is a dot on the floor."""

    bars: tuple[tuple[float, float, float], ...]
    dots: tuple[float, ...]
    flags: tuple[float, ...]


STRIP_HEIGHT, _STRIP_STEP, _STRIP_TOP = 46, 20, 8


def strip(values: Sequence[float | None], *, flagged: Sequence[bool]) -> Strip:
    """Lay out shares from 0 to 1; flagged ones get a mark above."""
    room = STRIP_HEIGHT - _STRIP_TOP - 2
    told = [(place, value) for place, value in enumerate(values) if value is not None]
    return Strip(
        bars=tuple(
            (
                place * _STRIP_STEP + 2.0,
                round(STRIP_HEIGHT - 2 - value * room, 1),
                round(max(value * room, 0.8), 1),
            )
            for place, value in told
        ),
        dots=tuple(
            place * _STRIP_STEP + 10.0 for place, value in enumerate(values) if value is None
        ),
        flags=tuple(
            place * _STRIP_STEP + 10.0 for place, is_flagged in enumerate(flagged) if is_flagged
        ),
    )
