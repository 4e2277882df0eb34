"""The directly-follows map as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.engine.flow import Edge, Flow
from kontaktpunkt.journeys.pictures.layered import Box, Curve, Line, Sizes, layered
from kontaktpunkt.journeys.pictures.text import broken

START: Final = "\x00start"
END: Final = "\x00end"
LINE_HEIGHT: Final = 16
# Boxes: three lines of text and one of numbers.
SIZES: Final = Sizes(
    width=158, height=66, beside=34, below=56, small=frozenset({START, END}), small_height=28
)


@dataclass(frozen=True)
class DrawnNode:
    """A box with its lines of text, each with its height."""

    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[tuple[float, str], ...]
    number: str
    number_y: float
    strength: int
    is_outside: bool

    @property
    def left(self) -> float:
        """Return the box's left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Return the box's upper edge."""
        return self.y - self.height / 2


@dataclass(frozen=True)
class DrawnEdge:
    """A curve; strength 1 to 5 sets how thick it is."""

    path: str
    title: str
    label: str
    x: float
    y: float
    strength: int
    goes_back: bool


@dataclass(frozen=True)
class FlowMap:
    """The picture: `view` is the SVG's viewBox."""

    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]

    @property
    def view(self) -> str:
        """Return the SVG's viewBox."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


@dataclass(frozen=True)
class Words:
    """What the picture says.

    name:  a touchpoint's words.
    node:  a box's number, from its journeys.
    edge:  a short label and a full title of an edge.
    start, end: what the two ends are called.
    """

    name: Callable[[str], str]
    node: Callable[[int], str]
    edge: Callable[[Edge], tuple[str, str]]
    start: str
    end: str


def chosen(*, flow: Flow, touchpoints: int, share: float) -> tuple[list[str], list[Edge]]:
    """Return what to draw: the touchpoints met most, and the most frequent steps between them.

    share: how much of all that happens between those touchpoints the steps must cover. The most
           frequent way in and out of every touchpoint is always drawn.
    """
    nodes = sorted(flow.nodes, key=lambda node: (-node.journeys, node.name))[:touchpoints]
    names = {node.name for node in nodes}
    inside = [
        edge
        for edge in flow.edges
        if (edge.source is None or edge.source in names)
        and (edge.target is None or edge.target in names)
    ]
    needed = sum(edge.count for edge in inside) * share
    return [node.name for node in nodes], _most_frequent(inside, needed)


def _most_frequent(edges: list[Edge], needed: float) -> list[Edge]:
    found, covered, ways_in, ways_out = [], 0, set(), set()
    for edge in edges:
        is_new = edge.target not in ways_in or edge.source not in ways_out
        if covered < needed or is_new:
            found.append(edge)
            covered += edge.count
            ways_in.add(edge.target)
            ways_out.add(edge.source)
    return found


def flow_map(*, flow: Flow, names: list[str], edges: Iterable[Edge], words: Words) -> FlowMap:
    """Draw the map of some touchpoints and steps, in the order of `names` where all else ties."""
    by_ends = {(edge.source or START, edge.target or END): edge for edge in edges}
    lines = [Line(*ends, edge.count) for ends, edge in by_ends.items()]
    touched = {end for ends in by_ends for end in ends}
    nodes = [each for each in (START, *names, END) if each in touched]
    layout = layered(nodes=nodes, lines=lines, sizes=SIZES, last=END)
    met = {node.name: node.journeys for node in flow.nodes}
    strongest = max((edge.count for edge in by_ends.values()), default=1)
    return FlowMap(
        layout.width,
        layout.height,
        tuple(_node(box, met, words) for box in layout.boxes),
        tuple(
            _edge(curve, by_ends[curve.source, curve.target], strongest, words)
            for curve in layout.curves
        ),
    )


def _node(box: Box, met: dict[str, int], words: Words) -> DrawnNode:
    if box.name in {START, END}:
        return _outside(box, words.start if box.name == START else words.end)
    title = words.name(box.name)
    lines = broken(title, width=SIZES.width - 16, most=2)
    top = box.y - (len(lines) * LINE_HEIGHT) / 2 + 5
    return DrawnNode(
        x=box.x,
        y=box.y,
        width=SIZES.width,
        height=SIZES.height,
        title=title,
        lines=tuple((top + place * LINE_HEIGHT, line) for place, line in enumerate(lines)),
        number=words.node(met[box.name]),
        number_y=top + len(lines) * LINE_HEIGHT,
        strength=strength(met[box.name], max(met.values())),
        is_outside=False,
    )


def _outside(box: Box, title: str) -> DrawnNode:
    lines = ((box.y + 5, title),)
    return DrawnNode(box.x, box.y, 66, SIZES.small_height, title, lines, "", 0, 0, is_outside=True)


def _edge(curve: Curve, edge: Edge, strongest: int, words: Words) -> DrawnEdge:
    label, title = words.edge(edge)
    return DrawnEdge(
        curve.path,
        title,
        label,
        curve.label_x,
        curve.label_y,
        strength(edge.count, strongest),
        curve.goes_back,
    )


def strength(value: float, most: float) -> int:
    """Return 1 to 5: how strong a value is beside the largest, by its square root."""
    return 1 + min(int(math.sqrt(max(value, 0) / most) * 5), 4) if most else 1
