"""One journey on a line of time: a lane for the party and one for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import broken
from kontaktpunkt.journeys.pictures.view import Viewed

WIDTH: Final = 900
LANES_X: Final = 150
RIGHT: Final = 40
TOP: Final = 30
LANE: Final = 46
RADIUS: Final = 7
STRIP_WIDTH: Final = 260
STRIP_HEIGHT: Final = 18
# Nice distances between marks on the line of time, in seconds.
MINUTE, HOUR, DAY = 60, 3600, 86_400
DISTANCES: Final = (
    *(n * MINUTE for n in (1, 5, 15, 30)),
    *(n * HOUR for n in (1, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 56, 91, 182, 365, 730, 1825, 3650)),
)
MOST_MARKS: Final = 9


@dataclass(frozen=True)
class Stop:
    """What is drawn of a step: when, in which lane, and what a reader hears of it.

    after, lasts:  seconds from the journey's start, and of work.
    wait_words:    said on the line to the next step; empty where there is no room for all.
    is_waited_for: whether anything was expected after it.
    """

    after: float
    lasts: float
    lane: str
    is_inbound: bool
    title: str
    wait_words: str = ""
    is_waited_for: bool = True
    is_longest: bool = False


@dataclass(frozen=True)
class Point:
    """A step in its place."""

    x: float
    y: float
    work_width: float
    number: str
    is_inbound: bool
    title: str


@dataclass(frozen=True)
class Way:
    """The line from one step to the next."""

    path: str
    is_waited_for: bool
    is_longest: bool
    words: str
    words_x: float
    words_y: float


@dataclass(frozen=True)
class Course(Viewed):
    """A journey's lanes, its steps and the lines between them."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    lanes: tuple[tuple[float, tuple[tuple[float, str], ...]], ...]
    points: tuple[Point, ...]
    ways: tuple[Way, ...]
    marks: tuple[tuple[float, float], ...]


def course(*, stops: Sequence[Stop], lanes: Sequence[str], lasts: float) -> Course:
    """Draw steps on a line of time; marks are (x, seconds) for the caller to put in words."""
    end = max([lasts, *(stop.after + stop.lasts for stop in stops)]) or 1
    scale = (WIDTH - LANES_X - RIGHT) / end
    heights = {lane: TOP + place * LANE + LANE / 2 for place, lane in enumerate(lanes)}
    points = _points(stops, heights, scale)
    bottom = TOP + len(lanes) * LANE
    return Course(
        width=WIDTH,
        height=bottom + 34,
        left=LANES_X,
        right=WIDTH - RIGHT,
        bottom=bottom,
        lanes=tuple((y, _lines(lane, y)) for lane, y in heights.items()),
        points=points,
        ways=_ways(stops, points, scale),
        marks=tuple((LANES_X + at * scale, at) for at in marks(end)),
    )


def marks(end: float) -> list[float]:
    """Return moments to mark on a line of time that ends there, in seconds, from its start."""
    step = next((each for each in DISTANCES if end / each <= MOST_MARKS), DISTANCES[-1])
    return [place * step for place in range(int(end // step) + 1)]


def _lines(lane: str, y: float) -> tuple[tuple[float, str], ...]:
    lines = broken(lane, width=LANES_X - 16, most=2)
    top = y + 5 - (len(lines) - 1) * 8
    return tuple((top + place * 16, line) for place, line in enumerate(lines))


def _points(stops: Sequence[Stop], heights: dict[str, float], scale: float) -> tuple[Point, ...]:
    found: list[Point] = []
    said: dict[str, float] = {}
    for place, stop in enumerate(stops, start=1):
        x = LANES_X + stop.after * scale
        # Numbers that would stand on each other are left out; the list has them all.
        has_room = x - said.get(stop.lane, -RADIUS * 4) >= RADIUS * 2
        if has_room:
            said[stop.lane] = x
        found.append(
            Point(
                x=x,
                y=heights[stop.lane],
                work_width=stop.lasts * scale,
                number=str(place) if has_room else "",
                is_inbound=stop.is_inbound,
                title=stop.title,
            )
        )
    return tuple(found)


def _ways(stops: Sequence[Stop], points: Sequence[Point], scale: float) -> tuple[Way, ...]:
    found = []
    for stop, here, there in zip(stops, points, points[1:], strict=False):
        x = here.x + stop.lasts * scale
        middle, y = (x + there.x) / 2, (here.y + there.y) / 2
        room = there.x - x
        has_room = stop.is_longest or len(stop.wait_words) * 7 + 12 < room
        found.append(
            Way(
                path=f"M{x:.1f} {here.y:.1f}L{there.x:.1f} {there.y:.1f}",
                is_waited_for=stop.is_waited_for,
                is_longest=stop.is_longest,
                words=stop.wait_words if has_room else "",
                words_x=min(max(middle, LANES_X + 24), WIDTH - RIGHT - 10),
                words_y=y - (13 if stop.is_longest else 7),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Strip(Viewed):
    """A journey as a short line with a mark for each step."""

    width: float
    height: float
    end: float
    marks: str


def strip(*, steps: Sequence[float], lasts: float, longest: float) -> Strip:
    """Draw the moments of a journey's steps; `longest` is the whole line of all strips."""
    scale = (STRIP_WIDTH - 8) / (longest or 1)
    ticks = "".join(f"M{4 + at * scale:.1f} 3v12" for at in dict.fromkeys(steps))
    return Strip(STRIP_WIDTH, STRIP_HEIGHT, 4 + lasts * scale, ticks)
