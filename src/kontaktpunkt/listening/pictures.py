"""Control charts as coordinates for an SVG drawing: no words, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from kontaktpunkt.listening.rules.charts import Chart


@dataclass(frozen=True)
class Frame:
    """How large a picture is, and how many numbers stand at its side at most."""

    width: int
    height: int
    most_ticks: int
    bottom: int


LARGE = Frame(width=640, height=168, most_ticks=5, bottom=28)
# Beside a question in a list: the same chart at a glance.
SMALL = Frame(width=360, height=76, most_ticks=2, bottom=8)
_LEFT, _RIGHT, _TOP = 34, 40, 10


@dataclass(frozen=True)
class Mark:
    """One point: where it is, and whether a rule says that something changed."""

    x: float
    y: float
    is_signal: bool


@dataclass(frozen=True)
class Tick:
    """A line across the picture with its number."""

    y: float
    number: int


@dataclass(frozen=True)
class Picture:
    """A control chart ready to be drawn.

    band:   path around the usual up and down.
    series: points of the line, as SVG's `points`.
    """

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    series: str
    band: str
    centre: float
    frame: Frame

    @property
    def left(self) -> int:
        """Where the points begin."""
        return _LEFT

    @property
    def right(self) -> int:
        """Where the points end."""
        return self.frame.width - _RIGHT

    @property
    def foot(self) -> int:
        """The base line of the words below."""
        return self.frame.height - 6

    @property
    def last(self) -> Mark:
        """The latest point."""
        return self.marks[-1]


def control_chart(chart: Chart, *, frame: Frame = LARGE, scale: float = 1.0) -> Picture:
    """Lay out a chart.

    scale: what a value is multiplied with to be read from 0 to 100.
    """
    values = [point.value * scale for point in chart.points]
    lows = [point.lower * scale for point in chart.points]
    highs = [point.upper * scale for point in chart.points]
    bottom, top = _ends(values, lows, highs)

    def y(value: float) -> float:
        room = frame.height - _TOP - frame.bottom
        return round(_TOP + (top - value) * room / (top - bottom), 1)

    xs = _across(len(values), frame)
    return Picture(
        marks=tuple(
            Mark(x, y(value), bool(point.signals))
            for x, value, point in zip(xs, values, chart.points, strict=True)
        ),
        ticks=tuple(Tick(y(number), number) for number in _ticks(bottom, top, frame.most_ticks)),
        series=" ".join(f"{x},{y(value)}" for x, value in zip(xs, values, strict=True)),
        band=_band(xs, [y(high) for high in highs], [y(low) for low in lows]),
        centre=y(chart.centre * scale),
        frame=frame,
    )


def _ends(*series: Sequence[float]) -> tuple[int, int]:
    """Return whole tens around everything that is drawn, at least twenty apart, within 0 to 100."""
    bottom = max(0, floor(min(map(min, series)) / 10) * 10)
    top = min(100, ceil(max(map(max, series)) / 10) * 10)
    if top - bottom < 20:
        bottom, top = max(0, bottom - 10), min(100, top + 10)
    return bottom, top


def _ticks(bottom: int, top: int, most: int) -> list[int]:
    """Return round numbers from bottom to top; the two ends when there is room for two only."""
    if most <= 2:
        return [bottom, top]
    step = next(step for step in (10, 20, 50) if (top - bottom) // step < most)
    return [number for number in range(bottom, top + 1) if number % step == 0]


def _across(count: int, frame: Frame) -> list[float]:
    room = frame.width - _LEFT - _RIGHT - 16
    return [round(_LEFT + 8 + room * place / max(1, count - 1), 1) for place in range(count)]


def _band(xs: Sequence[float], uppers: Sequence[float], lowers: Sequence[float]) -> str:
    out = [f"{x} {y}" for x, y in zip(xs, uppers, strict=True)]
    back = [f"{x} {y}" for x, y in zip(reversed(xs), reversed(lowers), strict=True)]
    return f"M{' L'.join([*out, *back])} Z"
