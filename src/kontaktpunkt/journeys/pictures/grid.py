"""Give the boxes of a directed graph their places: rows from top to bottom, and columns.

Both are settled once for a whole graph. Rows come from what points at what (Sugiyama, Tagawa and
Toda 1981). Columns are given to the most important first, and depend on nothing that is less
important: however few of the boxes are shown, each stands in its column, and none overtakes
another. The same graph always looks the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# A column further from the trunk costs this much of a line's length.
FROM_TRUNK: Final = 0.3
# A box in the way of a line between two others of its column sends the line around it; one that is
# met by far more hardly minds.
IN_THE_WAY: Final = 5
# Columns to the left of the trunk; to the right there may be any number.
LEFTMOST: Final = -1
# From this column on stands what nothing that may be told leads to or from.
ASIDE: Final = 2


@dataclass(frozen=True)
class Line:
    """One edge; the heaviest point down and are straight."""

    source: str
    target: str
    weight: float

    @property
    def ends(self) -> tuple[str, str]:
        """Return both ends."""
        return self.source, self.target


@dataclass(frozen=True)
class Cell:
    """A place: rows count from above, column 0 is the trunk."""

    row: int
    column: int


def settled(
    *, nodes: Sequence[str], lines: Iterable[Line], first: str, last: str
) -> dict[str, Cell]:
    """Return a place for every node.

    nodes: the most important first. first, last: those above and below all others.
    Lines whose ends are not among the nodes are left out.
    """
    among = set(nodes)
    known = [line for line in lines if among.issuperset(line.ends) and line.source != line.target]
    known.sort(key=lambda line: (-line.weight, *line.ends))
    touching: dict[str, list[Line]] = defaultdict(list)
    for line in known:
        touching[line.source].append(line)
        touching[line.target].append(line)
    inner = [node for node in nodes if node not in {first, last}]
    rows = _rows(inner, _pointing_down(known, first, last), first, last)
    found = {first: Cell(0, 0), last: Cell(rows[last], 0)}
    for node in inner:
        found[node] = _best(node, rows.get(node), found, touching)
    return found


def _pointing_down(lines: Iterable[Line], first: str, last: str) -> list[Line]:
    """Return the lines that can all point down, the heaviest first."""
    below: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    found = []
    for line in lines:
        source, target = line.ends
        if source in below[target] or target == first or source == last:
            continue
        found.append(line)
        if target not in below[source]:
            _note(below, above, line)
    return found


def _note(below: dict[str, set[str]], above: dict[str, set[str]], line: Line) -> None:
    """Note that all below the target now stand below the source and all above it."""
    lower, upper = {line.target, *below[line.target]}, {line.source, *above[line.source]}
    for node in upper:
        below[node] |= lower
    for node in lower:
        above[node] |= upper


def _rows(inner: Sequence[str], down: list[Line], first: str, last: str) -> dict[str, int]:
    """Put each node below everything that points at it.

    What no way from the first leads down to stands right above what it points at instead. What
    nothing points at, and what points at nothing, has no row.
    """
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for line in down:
        above[line.target].append(line.source)
        below[line.source].append(line.target)
    rows = {first: 0}

    def depth(node: str) -> int:
        if node not in rows:
            rows[node] = max((depth(each) + 1 for each in above[node]), default=1)
        return rows[node]

    for node in inner:
        if above[node] or below[node]:
            depth(node)
    rows[last] = 1 + max(1, *rows.values())
    late = set(rows) - _reached(first, below)
    for node in sorted(late, key=lambda each: (-rows[each], each)):
        if below[node]:
            rows[node] = min(rows[each] for each in below[node]) - 1
    return rows


def _reached(first: str, below: Mapping[str, list[str]]) -> set[str]:
    found, ahead = {first}, [first]
    while ahead:
        new = set(below.get(ahead.pop(), ())) - found
        found |= new
        ahead += new
    return found


def _best(
    node: str,
    row: int | None,
    found: Mapping[str, Cell],
    touching: Mapping[str, list[Line]],
) -> Cell:
    """Return the free place in a row that keeps lines to more important boxes short."""
    if row is None:
        return _aside(found)
    taken = {cell.column for cell in found.values() if cell.row == row}
    near = [
        (found[other].column, line.weight)
        for line in touching[node]
        for other in line.ends
        if other in found
    ]
    total = sum(line.weight for line in touching[node])
    passing = _passing(row, found, touching)

    def cost(column: int) -> tuple[float, int]:
        length = sum(weight * abs(column - other) for other, weight in near) / total
        in_the_way = IN_THE_WAY * min(passing.get(column, 0) / total, 1) ** 2
        return length + in_the_way + FROM_TRUNK * abs(column), -column

    free = [each for each in range(LEFTMOST, len(taken) + 2) if each not in taken]
    return Cell(row, min(free, key=cost))


def _aside(found: Mapping[str, Cell]) -> Cell:
    """Return the first free place beside all that is connected, as far up as possible."""
    last = max(cell.row for cell in found.values())
    taken = set(found.values())
    places = (
        Cell(row, column) for column in range(ASIDE, len(found) + ASIDE) for row in range(1, last)
    )
    return next((each for each in places if each not in taken), Cell(1, len(found) + ASIDE))


def _passing(
    row: int, found: Mapping[str, Cell], touching: Mapping[str, list[Line]]
) -> dict[int, float]:
    """Return the weight of the lines that go straight through a row, by column."""
    weights: dict[int, float] = defaultdict(float)
    for name, cell in found.items():
        for line in touching[name]:
            if line.source == name and line.target in found:
                other = found[line.target]
                if other.column == cell.column and cell.row < row < other.row:
                    weights[cell.column] += line.weight
    return weights
