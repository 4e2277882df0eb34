"""Lay out a directed graph in layers from top to bottom.

The usual four steps (Sugiyama, Tagawa and Toda 1981): break cycles, put nodes on layers, order
each layer so that few lines cross, and give places. The same graph always looks the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SWEEPS: Final = 12

Key = Hashable
Lines = list[list[Key]]


@dataclass(frozen=True)
class Line:
    """One edge; weight decides which edges point down and which are straight."""

    source: str
    target: str
    weight: float


@dataclass(frozen=True)
class Sizes:
    """Of boxes and the gaps between them, in the picture's units.

    small: nodes that are only words, and their height.
    port:  how far apart lines leave and reach a box.
    """

    width: float = 150
    height: float = 46
    beside: float = 26
    below: float = 58
    margin: float = 12
    port: float = 26
    small: frozenset[str] = frozenset()
    small_height: float = 28

    def half(self, node: str) -> float:
        """Return half the height of a node."""
        return (self.small_height if node in self.small else self.height) / 2


@dataclass(frozen=True)
class Box:
    """Where a node stands: its centre."""

    name: str
    x: float
    y: float
    layer: int


@dataclass(frozen=True)
class Curve:
    """How an edge runs, as an SVG path, and where its words stand."""

    source: str
    target: str
    path: str
    label_x: float
    label_y: float
    goes_back: bool


@dataclass(frozen=True)
class Layout:
    """A laid-out graph."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def layered(
    *,
    nodes: Sequence[str],
    lines: Iterable[Line],
    sizes: Sizes | None = None,
    last: str = "",
    downward: Collection[tuple[str, str]] | None = None,
) -> Layout:
    """Lay out nodes and lines; the order of `nodes` settles what is otherwise open.

    Lines whose ends are not among the nodes are left out. last: a node to stand below all others.
    downward: which lines point down, as `pointing_down` said of a larger graph, so that what stands
              above in that one stands above in this one.
    """
    sizes = sizes or Sizes()
    among = set(nodes)
    known = [line for line in lines if line.source in among and line.target in among]
    known.sort(key=lambda line: (line.source, line.target))
    if downward is None:
        downward = pointing_down(lines=known)
    down = [line for line in known if (line.source, line.target) in downward]
    layer = _layers(nodes, down, last)
    chains = {(line.source, line.target): _chain(line, layer) for line in down}
    places = _places(_ordered(_rows(nodes, layer, chains), chains), chains, sizes)
    return _drawn(known, _planned(layer, chains, places, sizes))


def pointing_down(*, lines: Iterable[Line]) -> frozenset[tuple[str, str]]:
    """Return the lines that can all point down, the heaviest first; loops point nowhere."""
    below: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    found = set()
    for line in sorted(lines, key=lambda each: (-each.weight, each.source, each.target)):
        source, target = line.source, line.target
        if source == target or source in below[target]:
            continue
        found.add((source, target))
        _note(below, above, source, target)
    return frozenset(found)


def _note(below: dict[str, set[str]], above: dict[str, set[str]], source: str, target: str) -> None:
    """Note that all below the target now stand below the source and all above it."""
    if target in below[source]:
        return
    lower, upper = {target, *below[target]}, {source, *above[source]}
    for node in upper:
        below[node] |= lower
    for node in lower:
        above[node] |= upper


def _layers(nodes: Sequence[str], down: list[Line], last: str) -> dict[str, int]:
    """Put each node below everything that points at it, and close to what it points at."""
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for line in down:
        above[line.target].append(line.source)
        below[line.source].append(line.target)
    found: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in found:
            found[node] = max((depth(each) + 1 for each in above[node]), default=0)
        return found[node]

    for node in nodes:
        depth(node)
    if last in found:
        found[last] = max(found[last], *(found[node] + 1 for node in nodes if node != last), 0)
    for node in nodes[1:]:
        if not above[node] and below[node]:
            found[node] = min(found[each] for each in below[node]) - 1
    return found


def _chain(line: Line, layer: dict[str, int]) -> list[Key]:
    """Return what stands for the line on each layer it passes, its two ends included."""
    between = range(layer[line.source] + 1, layer[line.target])
    return [line.source, *((line.source, line.target, row) for row in between), line.target]


def _rows(
    nodes: Sequence[str], layer: dict[str, int], chains: dict[tuple[str, str], list[Key]]
) -> Lines:
    rows: Lines = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for node in nodes:
        rows[layer[node]].append(node)
    for chain in chains.values():
        for step in chain[1:-1]:
            assert isinstance(step, tuple)
            rows[step[2]].append(step)
    return rows


def _neighbours(
    chains: dict[tuple[str, str], list[Key]],
) -> tuple[dict[Key, list[Key]], dict[Key, list[Key]]]:
    above: dict[Key, list[Key]] = defaultdict(list)
    below: dict[Key, list[Key]] = defaultdict(list)
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def _ordered(rows: Lines, chains: dict[tuple[str, str], list[Key]]) -> Lines:
    """Order each row by the middle of its neighbours, down and up, and keep the best."""
    above, below = _neighbours(chains)
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(SWEEPS):
        going_down = sweep % 2 == 0
        rows = _swept(rows, above if going_down else below, going_down)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _swept(rows: Lines, neighbours: dict[Key, list[Key]], going_down: bool) -> Lines:
    found = list(rows)
    order = range(1, len(rows)) if going_down else range(len(rows) - 2, -1, -1)
    for number in order:
        fixed = found[number - 1 if going_down else number + 1]
        place = {key: index for index, key in enumerate(fixed)}
        row = found[number]
        middle = {
            key: _mean([place[each] for each in neighbours[key]], index)
            for index, key in enumerate(row)
        }
        found[number] = sorted(row, key=lambda key: middle[key])
    return found


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(rows: Lines, below: dict[Key, list[Key]]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        place = {key: index for index, key in enumerate(lower)}
        ends = [sorted(place[each] for each in below[key]) for key in upper]
        flat = [end for each in ends for end in each]
        total += sum(
            flat[later] < flat[earlier] for later in range(len(flat)) for earlier in range(later)
        )
    return total


def _places(
    rows: Lines, chains: dict[tuple[str, str], list[Key]], sizes: Sizes
) -> dict[Key, float]:
    """Give every node and every passing line a horizontal place near its neighbours."""
    above, below = _neighbours(chains)
    found: dict[Key, float] = {}
    for row in rows:
        start = -sum(_room(key, sizes) for key in row) / 2
        for key in row:
            found[key] = start + _room(key, sizes) / 2
            start += _room(key, sizes)
    for sweep in range(SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_mean([found[each] for each in neighbours[key]], found[key]) for key in row]
            found.update(zip(row, _apart(row, wanted, sizes), strict=True))
    return found


def _room(key: Key, sizes: Sizes) -> float:
    """A line that passes needs less room than a box."""
    return sizes.beside if isinstance(key, tuple) else sizes.width + sizes.beside


def _apart(row: list[Key], wanted: list[float], sizes: Sizes) -> list[float]:
    """Return places in order near the wanted ones, far enough from each other."""
    placed: list[float] = []
    for index, (key, x) in enumerate(zip(row, wanted, strict=True)):
        if index:
            room = (_room(row[index - 1], sizes) + _room(key, sizes)) / 2
            x = max(x, placed[-1] + room)  # noqa: PLW2901 - pushed to the right
        placed.append(x)
    shift = _mean([want - have for want, have in zip(wanted, placed, strict=True)], 0)
    return [x + shift for x in placed]


@dataclass(frozen=True)
class _Plan:
    """Where everything is to stand; x counts from the left edge of what is drawn."""

    boxes: dict[str, Box]
    passing: dict[tuple[str, str], list[tuple[float, float]]]
    right: float
    sizes: Sizes


def _planned(
    layer: dict[str, int],
    chains: dict[tuple[str, str], list[Key]],
    places: dict[Key, float],
    sizes: Sizes,
) -> _Plan:
    left = min((x - _room(key, sizes) / 2 for key, x in places.items()), default=0) - sizes.margin
    right = max((x + _room(key, sizes) / 2 for key, x in places.items()), default=0) - left
    step, top = sizes.height + sizes.below, sizes.margin + sizes.height / 2

    def height(row: int) -> float:
        return top + row * step

    boxes = {node: Box(node, places[node] - left, height(row), row) for node, row in layer.items()}
    passing = {
        ends: [(places[key] - left, height(key[2])) for key in chain if isinstance(key, tuple)]
        for ends, chain in chains.items()
    }
    return _Plan(boxes, passing, right, sizes)


def _drawn(lines: list[Line], plan: _Plan) -> Layout:
    ports = _ports(lines, plan)
    curves, going_back = [], 0
    for line in lines:
        ends = plan.boxes[line.source], plan.boxes[line.target]
        if line.source == line.target:
            curves.append(_loop(ends[0], plan.sizes))
        elif (line.source, line.target) in plan.passing:
            curves.append(_downward(line, plan, ports))
        else:
            going_back += 1
            curves.append(_upward(ends, plan.right + 12 * going_back, plan.sizes))
    # Words stand to the right of lines that go back.
    words = 90 if any(curve.goes_back for curve in curves) else 0
    width = plan.right + plan.sizes.margin + words + 9 * going_back
    height = max((box.y + plan.sizes.half(box.name) for box in plan.boxes.values()), default=0)
    return Layout(width, height + plan.sizes.margin, tuple(plan.boxes.values()), tuple(curves))


# Where a line leaves ("out") or reaches ("in") its box, and as the how manieth from the left.
Ports = dict[tuple[str, str, str], tuple[float, int]]


def _ports(lines: list[Line], plan: _Plan) -> Ports:
    """Let the lines of a box leave and reach it side by side, in the order in which they come."""
    sides: dict[tuple[str, str], list[tuple[float, Line]]] = defaultdict(list)
    for line in lines:
        passing = plan.passing.get((line.source, line.target))
        if passing is not None:
            source, target = plan.boxes[line.source], plan.boxes[line.target]
            sides[line.source, "out"].append((passing[0][0] if passing else target.x, line))
            sides[line.target, "in"].append((passing[-1][0] if passing else source.x, line))
    found: Ports = {}
    for (node, side), meeting in sides.items():
        meeting.sort(key=lambda pair: (pair[0], pair[1].source, pair[1].target))
        room = 0 if node in plan.sizes.small else plan.sizes.width * 0.8
        apart = min(plan.sizes.port, room / len(meeting))
        for place, (_x, line) in enumerate(meeting):
            shift = (place - (len(meeting) - 1) / 2) * apart
            found[line.source, line.target, side] = plan.boxes[node].x + shift, place
    return found


def _downward(line: Line, plan: _Plan, ports: Ports) -> Curve:
    source, target = plan.boxes[line.source], plan.boxes[line.target]
    ends = line.source, line.target
    (left, leaves_as), (reached, comes_as) = ports[(*ends, "out")], ports[(*ends, "in")]
    points = [
        (left, source.y + plan.sizes.half(line.source)),
        *plan.passing[ends],
        (reached, target.y - plan.sizes.half(line.target)),
    ]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        bend = (y0 + y1) / 2
        path += f"C{x0:.1f} {bend:.1f} {x1:.1f} {bend:.1f} {x1:.1f} {y1:.1f}"
    near_target = _meet(plan, line.source, 0) > _meet(plan, line.target, 1)
    # Neighbours' words stand at different heights, so that they can be told apart.
    if near_target:
        x, y = _on_bend(points[-2:], 0.78 - 0.15 * (comes_as % 3))
    else:
        x, y = _on_bend(points[:2], 0.3 + 0.15 * (leaves_as % 3))
    return Curve(*ends, path, x, y, goes_back=False)


def direct(*, source: Box, target: Box, sizes: Sizes) -> Curve:
    """Return a line that the layout kept no way for: straight down, or back up at the side."""
    if source.name == target.name:
        return _loop(source, sizes)
    if source.layer >= target.layer:
        return _upward((source, target), max(source.x, target.x) + sizes.width, sizes)
    ends = (
        (source.x, source.y + sizes.half(source.name)),
        (target.x, target.y - sizes.half(target.name)),
    )
    (x0, y0), (x1, y1) = ends
    bend = (y0 + y1) / 2
    path = f"M{x0:.1f} {y0:.1f}C{x0:.1f} {bend:.1f} {x1:.1f} {bend:.1f} {x1:.1f} {y1:.1f}"
    return Curve(source.name, target.name, path, *_on_bend(ends, 0.5), goes_back=False)


def _meet(plan: _Plan, node: str, side: int) -> int:
    """Return how many lines leave (0) or reach (1) a node: words stand where they are apart."""
    return sum(ends[side] == node for ends in plan.passing)


def _on_bend(points: Sequence[tuple[float, float]], share: float) -> tuple[float, float]:
    """Return a point of the curve between two points, after a share of its course."""
    (x0, y0), (x1, y1) = points
    across = share * share * (3 - 2 * share)
    down = share * (1.5 - 1.5 * share + share * share)
    return x0 + (x1 - x0) * across, y0 + (y1 - y0) * down


def _upward(ends: tuple[Box, Box], x: float, sizes: Sizes) -> Curve:
    (x0, y0), (x1, y1) = ((end.x + sizes.width / 2, end.y) for end in ends)
    y0, y1 = y0 + sizes.height / 4, y1 + sizes.height / 4
    path = f"M{x0:.1f} {y0:.1f}C{x:.1f} {y0:.1f} {x:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    # A Bézier curve reaches three quarters of the way to its bends.
    furthest = (x0 + x1) / 8 + x * 0.75
    return Curve(ends[0].name, ends[1].name, path, furthest, (y0 + y1) / 2, goes_back=True)


def _loop(end: Box, sizes: Sizes) -> Curve:
    x, y = end.x + sizes.width / 2, end.y
    bend = f"C{x + 30:.1f} {y - 22:.1f} {x + 30:.1f} {y + 14:.1f}"
    path = f"M{x:.1f} {y - 9:.1f}{bend} {x:.1f} {y + 4:.1f}"
    return Curve(end.name, end.name, path, x + 20, y - 16, goes_back=True)
