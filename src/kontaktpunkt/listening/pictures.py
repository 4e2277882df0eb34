"""Control charts as coordinates for an SVG drawing: no words, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from kontaktpunkt.listening.rules.charts import Chart

WIDTH, HEIGHT = 640, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 10, 22
_MOST_TICKS = 4


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
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    width: int = WIDTH
    height: int = HEIGHT


def control_chart(chart: Chart, *, scale: float = 1.0) -> Picture:
    """Lay out a chart.

    scale: what a value is multiplied with to be read from 0 to 100.
    """
    values = [point.value * scale for point in chart.points]
    lows = [point.lower * scale for point in chart.points]
    highs = [point.upper * scale for point in chart.points]
    bottom, top = _ends(values, lows, highs)

    def y(value: float) -> float:
        return round(_TOP + (top - value) * (HEIGHT - _TOP - _BOTTOM) / (top - bottom), 1)

    xs = _across(len(values))
    return Picture(
        marks=tuple(
            Mark(x, y(value), bool(point.signals))
            for x, value, point in zip(xs, values, chart.points, strict=True)
        ),
        ticks=tuple(Tick(y(number), number) for number in _ticks(bottom, top)),
        series=" ".join(f"{x},{y(value)}" for x, value in zip(xs, values, strict=True)),
        band=_band(xs, [y(high) for high in highs], [y(low) for low in lows]),
        centre=y(chart.centre * scale),
    )


def _ends(*series: Sequence[float]) -> tuple[int, int]:
    """Return whole tens around everything that is drawn, at least twenty apart, within 0 to 100."""
    bottom = max(0, floor(min(map(min, series)) / 10) * 10)
    top = min(100, ceil(max(map(max, series)) / 10) * 10)
    if top - bottom < 20:
        bottom, top = max(0, bottom - 10), min(100, top + 10)
    return bottom, top


def _ticks(bottom: int, top: int) -> list[int]:
    step = 10 if (top - bottom) / 10 <= _MOST_TICKS else 20
    return [number for number in range(bottom, top + 1) if number % step == 0]


def _across(count: int) -> list[float]:
    room = WIDTH - _LEFT - _RIGHT - 16
    return [round(_LEFT + 8 + room * place / max(1, count - 1), 1) for place in range(count)]


def _band(xs: Sequence[float], uppers: Sequence[float], lowers: Sequence[float]) -> str:
    out = [f"{x} {y}" for x, y in zip(xs, uppers, strict=True)]
    back = [f"{x} {y}" for x, y in zip(reversed(xs), reversed(lowers), strict=True)]
    return f"M{' L'.join([*out, *back])} Z"
