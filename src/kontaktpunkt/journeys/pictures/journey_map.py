"""The journey as a line of stops, with the experience curve above it and lanes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.flow_map import strength
from kontaktpunkt.journeys.pictures.text import broken
from kontaktpunkt.journeys.pictures.view import Viewed

COLUMN: Final = 124
LEFT: Final = 92
CURVE_TOP: Final = 32
CURVE_HEIGHT: Final = 120
LINE_HEIGHT: Final = 15
NAME_LINES: Final = 3
LANE_LINES: Final = 2
STEPS_OF_SCORE: Final = (0, 50, 100)


@dataclass(frozen=True)
class Stop:
    """What a stop says, in words; score, low and high from 0 to 100."""

    name: str
    share: float
    onward_share: float
    wait: str
    lanes: tuple[str, ...]
    score: float | None = None
    low: float | None = None
    high: float | None = None
    score_words: str = ""


@dataclass(frozen=True)
class Text:
    """Lines of text, each with its height, around x."""

    x: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class DrawnStop:
    """One stop: the dot's size tells how many journeys meet it."""

    x: float
    y: float
    radius: float
    name: Text
    lanes: tuple[Text, ...]
    title: str


@dataclass(frozen=True)
class Stretch:
    """The line from one stop to the next, with the usual wait."""

    x1: float
    x2: float
    y: float
    middle: float
    strength: int
    wait: str
    is_known: bool


@dataclass(frozen=True)
class Point:
    """One touchpoint's experience; without an interval it stands alone."""

    x: float
    y: float
    low_y: float | None
    high_y: float | None
    words: str
    label: str


@dataclass(frozen=True)
class JourneyMap(Viewed):
    """The whole picture."""

    width: float
    height: float
    stops: tuple[DrawnStop, ...]
    stretches: tuple[Stretch, ...]
    points: tuple[Point, ...]
    curves: tuple[str, ...]
    grid: tuple[tuple[float, str], ...]
    lane_tops: tuple[tuple[float, str], ...]
    right: float
    has_curve: bool


def journey_map(*, stops: Sequence[Stop], lanes: Sequence[str]) -> JourneyMap:
    """Draw the stops in the order given. lanes: what the lines below a stop are about."""
    has_curve = any(stop.score is not None for stop in stops)
    line_y = (CURVE_TOP + CURVE_HEIGHT + 46) if has_curve else 34
    names_y = line_y + 32
    lanes_y = names_y + NAME_LINES * LINE_HEIGHT + 12
    lane_height = LANE_LINES * LINE_HEIGHT + 9
    columns = [LEFT + (place + 0.5) * COLUMN for place in range(len(stops))]
    tops = [lanes_y + place * lane_height for place in range(len(lanes))]
    points = [_point(stop, x) for stop, x in zip(stops, columns, strict=True)]
    width = LEFT + len(stops) * COLUMN + 8
    return JourneyMap(
        width=width,
        height=lanes_y + len(lanes) * lane_height + 4,
        stops=tuple(
            _stop(stop, x, line_y, names_y, tops) for stop, x in zip(stops, columns, strict=True)
        ),
        stretches=tuple(
            _stretch(stop, x, line_y) for stop, x in zip(stops[:-1], columns, strict=False)
        ),
        points=tuple(point for point in points if point),
        curves=_curves(points),
        grid=tuple((_height(score), str(score)) for score in STEPS_OF_SCORE) if has_curve else (),
        lane_tops=tuple(zip(tops, lanes, strict=True)),
        right=width - 8,
        has_curve=has_curve,
    )


def _height(score: float) -> float:
    return CURVE_TOP + CURVE_HEIGHT * (1 - score / 100)


def _point(stop: Stop, x: float) -> Point | None:
    if stop.score is None:
        return None
    low = None if stop.low is None else _height(stop.low)
    high = None if stop.high is None else _height(stop.high)
    return Point(x, _height(stop.score), low, high, stop.score_words, f"{stop.score:.0f}")


def _curves(points: Sequence[Point | None]) -> tuple[str, ...]:
    """Join neighbouring points; where one has no score the line stops: a gap stays a gap."""
    paths: list[str] = []
    for before, point in zip([None, *points], points, strict=False):
        if point and before:
            paths[-1] += f"L{point.x:.1f} {point.y:.1f}"
        elif point:
            paths.append(f"M{point.x:.1f} {point.y:.1f}")
    return tuple(path for path in paths if "L" in path)


def _stop(stop: Stop, x: float, line_y: float, names_y: float, tops: Sequence[float]) -> DrawnStop:
    return DrawnStop(
        x=x,
        y=line_y,
        radius=6 + 8 * stop.share**0.5,
        name=_text(stop.name, x, names_y, NAME_LINES),
        lanes=tuple(
            _text(words, x, top + LINE_HEIGHT, LANE_LINES)
            for words, top in zip(stop.lanes, tops, strict=True)
        ),
        title=stop.name,
    )


def _stretch(stop: Stop, x: float, y: float) -> Stretch:
    return Stretch(
        x1=x,
        x2=x + COLUMN,
        y=y,
        middle=x + COLUMN / 2,
        strength=strength(stop.onward_share, 1),
        wait=stop.wait,
        is_known=stop.onward_share > 0,
    )


def _text(words: str, x: float, top: float, most: int) -> Text:
    lines = broken(words, width=COLUMN - 12, most=most)
    return Text(x, tuple((top + place * LINE_HEIGHT, line) for place, line in enumerate(lines)))
