"""Draw the lines between boxes that stand on a grid, as a map of the underground draws them.

A line leaves a box below, runs straight down a track of its own past everything that stands
between, and reaches the other box above; one that goes back does the same upwards. The heaviest
lines take the shortest ways, and a lighter one never moves them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean
from typing import Final

from kontaktpunkt.journeys.pictures.grid import Cell, Line

TRACK: Final = 11
Point = tuple[float, float]
Ends = tuple[str, str]
# Where a line touches a box, by its ends and the box.
Ports = dict[tuple[Ends, str], Point]


@dataclass(frozen=True)
class Sizes:
    """Of boxes and the gaps between them, in the picture's units.

    small: nodes that are only words, and their height.
    port:  how far apart lines leave and reach a box.
    words: room for them to the right of the rightmost box or line.
    """

    width: float = 150
    height: float = 46
    beside: float = 44
    below: float = 58
    margin: float = 12
    port: float = 22
    small: frozenset[str] = frozenset()
    small_height: float = 28
    small_width: float = 66
    words: float = 130

    def size(self, name: str) -> tuple[float, float]:
        """Return width and height of a box."""
        if name in self.small:
            return self.small_width, self.small_height
        return self.width, self.height


@dataclass(frozen=True)
class Box:
    """Where a box stands: its centre. `row` counts only the rows that are shown."""

    name: str
    x: float
    y: float
    row: int


@dataclass(frozen=True)
class Curve:
    """How a line runs: pieces of four points each, and whether it goes back up."""

    source: str
    target: str
    pieces: tuple[tuple[Point, Point, Point, Point], ...]
    goes_back: bool

    @property
    def ends(self) -> Ends:
        """Return both ends."""
        return self.source, self.target

    def at(self, piece: int, share: float) -> Point:
        """Return the point after a share of one of its pieces."""
        weights = _bernstein(share)
        points = self.pieces[piece]
        x, y = (
            sum(w * each[side] for w, each in zip(weights, points, strict=True)) for side in (0, 1)
        )
        return x, y

    @property
    def path(self) -> str:
        """Return the line as an SVG path."""
        (x, y), *_ = self.pieces[0]
        said = f"M{x:.1f} {y:.1f}"
        for _start, one, two, (x, y) in self.pieces:
            said += f"C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {x:.1f} {y:.1f}"
        return said


def _bernstein(share: float) -> tuple[float, float, float, float]:
    rest = 1 - share
    return rest**3, 3 * rest * rest * share, 3 * rest * share * share, share**3


@dataclass(frozen=True)
class Layout:
    """Boxes in their places, and the lines between them."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    sizes: Sizes


def drawn(
    *,
    cells: Mapping[str, Cell],
    shown: Iterable[str],
    lines: Iterable[Line],
    more: Iterable[Line] = (),
    sizes: Sizes,
) -> Layout:
    """Return boxes and lines; rows without a box that is shown take no room.

    cells: the places of all boxes, shown or not: they say how far to the left columns begin.
    lines: in any order; those whose ends are not shown are left out.
    more:  further lines, which move none of the others and change no size.
    """
    plan = _Plan.of(cells, tuple(shown), sizes)
    usual, further = _known(lines, plan), _known(more, plan)
    tracks = {each: plan.track(*each) for each in usual if each[0] != each[1]}
    ports = _ports(plan, tracks)
    right = max([plan.right, *(x + TRACK for x in tracks.values() if x is not None)])
    for ends in further:
        if ends[0] != ends[1]:
            tracks[ends] = plan.track(*ends)
            ports |= {(ends, name): _corner(plan, ends, name, tracks[ends]) for name in ends}
    curves = tuple(
        _around(plan, ends[0]) if ends[0] == ends[1] else _curve(plan, ends, tracks[ends], ports)
        for ends in (*usual, *further)
    )
    return Layout(right + sizes.words, plan.bottom, tuple(plan.boxes.values()), curves, sizes)


def _known(lines: Iterable[Line], plan: _Plan) -> list[Ends]:
    """Return the ends of those lines that can be drawn, the heaviest first."""
    found = [line for line in lines if plan.boxes.keys() >= set(line.ends)]
    return [line.ends for line in sorted(found, key=lambda line: (-line.weight, *line.ends))]


@dataclass
class _Plan:
    """Where boxes stand, and which tracks are taken in each row."""

    boxes: dict[str, Box]
    sizes: Sizes
    taken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    in_row: dict[int, list[Box]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, cells: Mapping[str, Cell], shown: Sequence[str], sizes: Sizes) -> _Plan:
        leftmost = min(cell.column for cell in cells.values())
        left = sizes.margin + 2 * TRACK + sizes.width / 2
        rows = sorted({cells[name].row for name in shown})
        heights = _heights(cells, shown, sizes)
        y, places = sizes.margin, {}
        for number, row in enumerate(rows):
            places[row] = number, y + heights[row] / 2
            y += heights[row] + sizes.below
        plan = cls({}, sizes)
        for name in shown:
            number, middle = places[cells[name].row]
            x = left + (cells[name].column - leftmost) * (sizes.width + sizes.beside)
            box = plan.boxes[name] = Box(name, x, middle, number)
            plan.in_row[number].append(box)
        return plan

    @property
    def right(self) -> float:
        """Return where the rightmost box ends."""
        return max((box.x + self.sizes.width / 2 for box in self.boxes.values()), default=0)

    @property
    def bottom(self) -> float:
        """Return where the picture ends below."""
        ends = (box.y + self.sizes.size(box.name)[1] / 2 for box in self.boxes.values())
        return max(ends, default=0) + self.sizes.margin

    def edge(self, row: int, side: int) -> float:
        """Return where a row begins above (-1) or ends below (1)."""
        ends = [box.y + side * self.sizes.size(box.name)[1] / 2 for box in self.in_row[row]]
        return side * max(side * each for each in ends)

    def track(self, source: str, target: str) -> float | None:
        """Take the nearest free track past everything between two boxes; None for neighbours."""
        ends = self.boxes[source], self.boxes[target]
        upper, lower = sorted(end.row for end in ends)
        between = range(upper + 1, lower)
        if not between:
            return None
        middle = (ends[0].x + ends[1].x) / 2
        number = min(
            (each for each in range(self._most_tracks()) if self._is_free(each, between)),
            key=lambda each: (
                sum(abs(self._x(each) - end.x) for end in ends),
                abs(self._x(each) - middle),
            ),
        )
        for row in between:
            self.taken[row].add(number)
        return self._x(number)

    def _x(self, number: int) -> float:
        """Tracks are counted so that one runs through the middle of every column."""
        left = self.sizes.margin + 2 * TRACK + self.sizes.width / 2
        first = int((left - self.sizes.margin) // TRACK)
        return left + (number - first) * TRACK

    def _most_tracks(self) -> int:
        """Right of all boxes there is always a free one."""
        return int(self.right / TRACK) + 2 + sum(len(each) for each in self.taken.values())

    def _is_free(self, number: int, rows: Iterable[int]) -> bool:
        x, near = self._x(number), self.sizes.width / 2 + TRACK - 2
        return all(
            number not in self.taken[row]
            and all(abs(x - box.x) >= near for box in self.in_row[row])
            for row in rows
        )


def _heights(cells: Mapping[str, Cell], shown: Iterable[str], sizes: Sizes) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for name in shown:
        row = cells[name].row
        found[row] = max(found[row], sizes.size(name)[1])
    return found


def _ports(plan: _Plan, tracks: Mapping[Ends, float | None]) -> Ports:
    """Let the lines of a box touch it side by side, in the order in which they come."""
    sides: dict[tuple[str, int], list[tuple[float, Ends]]] = defaultdict(list)
    for ends, track in tracks.items():
        for here, there in (ends, reversed(ends)):
            x = plan.boxes[there].x if track is None else track
            sides[here, _side(plan, here, there)].append((x, ends))
    found: Ports = {}
    for (name, side), meeting in sides.items():
        width, height = plan.sizes.size(name)
        box = plan.boxes[name]
        meeting.sort()
        straight = [place for place, (x, _ends) in enumerate(meeting) if abs(x - box.x) < 1]
        middle = fmean(straight or [0, len(meeting) - 1])
        apart = min(plan.sizes.port, width * 0.4 / max(middle, len(meeting) - 1 - middle, 1))
        for place, (_x, ends) in enumerate(meeting):
            shift = (place - middle) * apart
            found[ends, name] = (box.x + shift, box.y + side * height / 2)
    return found


def _corner(plan: _Plan, ends: Ends, name: str, track: float | None) -> Point:
    """Let a further line touch a box beside the usual ones."""
    box, other = plan.boxes[name], plan.boxes[ends[1] if name == ends[0] else ends[0]]
    width, height = plan.sizes.size(name)
    to_right = 1 if (other.x if track is None else track) >= box.x else -1
    side = _side(plan, name, other.name)
    return box.x + to_right * width * 0.46, box.y + side * height / 2


def _side(plan: _Plan, here: str, there: str) -> int:
    """Return 1 where a line touches a box below, -1 above; those of one row meet below it."""
    return -1 if plan.boxes[there].row < plan.boxes[here].row else 1


def _curve(plan: _Plan, ends: Ends, track: float | None, ports: Ports) -> Curve:
    source, target = (plan.boxes[end] for end in ends)
    start, end = ports[ends, source.name], ports[ends, target.name]
    if source.row == target.row:
        depth = max(start[1], end[1]) + plan.sizes.below * 0.6
        piece = (start, (start[0], depth), (end[0], depth), end)
        return Curve(*ends, (piece,), goes_back=False)
    points = [start]
    if track is not None:
        step = 1 if source.row < target.row else -1
        points.append((track, plan.edge(source.row + step, -step)))
        points.append((track, plan.edge(target.row - step, step)))
    points.append(end)
    pieces = tuple(_bend(*pair) for pair in pairwise(points))
    return Curve(*ends, pieces, goes_back=source.row > target.row)


def _bend(start: Point, end: Point) -> tuple[Point, Point, Point, Point]:
    middle = (start[1] + end[1]) / 2
    return start, (start[0], middle), (end[0], middle), end


def _around(plan: _Plan, name: str) -> Curve:
    box = plan.boxes[name]
    x, y = box.x + plan.sizes.width / 2, box.y
    piece = ((x, y - 9), (x + 30, y - 22), (x + 30, y + 14), (x, y + 4))
    return Curve(name, name, (piece,), goes_back=True)
