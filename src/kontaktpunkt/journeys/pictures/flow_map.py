"""The directly-follows map as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kontaktpunkt.journeys.engine.flow import Edge, Flow
from kontaktpunkt.journeys.pictures import signs, tracks
from kontaktpunkt.journeys.pictures.grid import Cell, Line, settled
from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken
from kontaktpunkt.journeys.pictures.tracks import Box, Curve, Layout, Sizes
from kontaktpunkt.journeys.pictures.view import Viewed

START: Final = "\x00start"
END: Final = "\x00end"
LINE_HEIGHT: Final = 16
# More touchpoints or lines than these are no map any more.
MOST_TOUCHPOINTS: Final = 40
MOST_STEPS: Final = 60
# Boxes: two lines of text and one of numbers. A column is eighteen tracks wide.
SIZES: Final = Sizes(
    width=158, height=62, beside=40, below=54, small=frozenset({START, END}), small_height=28
)
# A map of so many rows is drawn closer; its boxes are lower where no name needs a second line.
MANY_ROWS: Final = 20
LOW_HEIGHT: Final = 44
TIGHT_BELOW: Final = 34


@dataclass(frozen=True)
class DrawnNode:
    """A box with its lines of text, each with its height.

    last:   the line below them, with the number.
    is_cut: whether a part of the name is left out.
    """

    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[tuple[float, str], ...]
    number: str
    last: str
    last_y: float
    is_cut: bool
    strength: int
    is_outside: bool
    is_met: bool = True
    url: str = ""

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
    """A curve; strength 1 to 5 sets how thick it is. The costliest has the longest wait in all.

    label: empty where there is no room for it; the title and the table tell the same.
    x, y:  where the label begins, and its middle height.
    """

    path: str
    title: str
    label: str
    x: float
    y: float
    strength: int
    goes_back: bool
    is_costliest: bool = False
    url: str = ""


@dataclass(frozen=True)
class FlowMap(Viewed):
    """The picture: `view` is the SVG's viewBox."""

    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


@dataclass(frozen=True)
class Words:
    """What the picture says.

    name:  a touchpoint's words.
    node:  a box's number, from its journeys.
    edge:  a short label and a full title of an edge.
    start, end: what the two ends are called.
    url:   where a touchpoint's box leads to, empty where nowhere.
    edge_url: the same of a line and its label.
    """

    name: Callable[[str], str]
    node: Callable[[int], str]
    edge: Callable[[Edge], tuple[str, str]]
    start: str
    end: str
    url: Callable[[str], str] = lambda _name: ""
    edge_url: Callable[[Edge], str] = lambda _edge: ""


@dataclass(frozen=True)
class Frame:
    """Where touchpoints stand, and which lines run between them in the whole log.

    It comes from the whole log: whatever is asked of some of its journeys, a touchpoint keeps its
    place, and so does a line.
    """

    names: tuple[str, ...]
    cells: Mapping[str, Cell]
    lines: tuple[Line, ...]
    sizes: Sizes = SIZES

    def layout(self, more: Iterable[Line] = ()) -> Layout:
        """Return boxes and lines, and lines that only some journeys take."""
        return tracks.drawn(
            cells=self.cells,
            shown=(START, *self.names, END),
            lines=self.lines,
            more=more,
            sizes=self.sizes,
        )


def frame(
    *, whole: Flow, touchpoints: int, name: Callable[[str], str] = lambda name: name
) -> Frame:
    """Return the frame for the touchpoints met most in the whole log, and its frequent steps.

    name: a touchpoint's words.

    Sizes, rows and columns are settled once, for as many touchpoints as may ever be drawn: whoever
    asks for more of them sees rows open up between those that stand there already.
    """
    known = _met_most(whole, MOST_TOUCHPOINTS)
    cells = settled(
        nodes=[START, *known, END],
        lines=[_line(edge) for edge in _among(whole, known)],
        first=START,
        last=END,
    )
    names = known[:touchpoints]
    edges = _most_frequent(_among(whole, names), share=1)
    sizes = _sizes([name(each) for each in known], rows=cells[END].row)
    return Frame(tuple(names), cells, tuple(_line(edge) for edge in edges), sizes)


def _sizes(titles: Iterable[str], *, rows: int) -> Sizes:
    """Return sizes in which a long map takes no more screens than it must."""
    if rows <= MANY_ROWS:
        return SIZES
    is_low = all(len(_lines(title, "")) == 2 for title in titles)
    return replace(SIZES, height=LOW_HEIGHT if is_low else SIZES.height, below=TIGHT_BELOW)


def chosen(*, flow: Flow, frame: Frame, share: float) -> list[Edge]:
    """Return the steps to draw between the frame's touchpoints, the most frequent first.

    The most frequent way in and out of every touchpoint is always among them, others as far as
    there is room for MOST_STEPS.

    share: how much of all that happens between those touchpoints the steps must cover.
    """
    return _most_frequent(_among(flow, frame.names), share)


def _met_most(flow: Flow, most: int) -> list[str]:
    nodes = sorted(flow.nodes, key=lambda node: (-node.journeys, node.name))[:most]
    return [node.name for node in nodes]


def _among(flow: Flow, names: Collection[str]) -> list[Edge]:
    inside = {None, *names}
    return [edge for edge in flow.edges if edge.source in inside and edge.target in inside]


def _most_frequent(edges: list[Edge], share: float) -> list[Edge]:
    """Return the ways in and out of every touchpoint, and then the most frequent others."""
    needed = sum(edge.count for edge in edges) * share
    ways_in, ways_out, needful = set(), set(), set()
    for edge in edges:
        if edge.target not in ways_in or edge.source not in ways_out:
            needful.add((edge.source, edge.target))
            ways_in.add(edge.target)
            ways_out.add(edge.source)
    found, covered, room = [], 0, MOST_STEPS - len(needful)
    for edge in edges:
        is_needful = (edge.source, edge.target) in needful
        if is_needful or (covered < needed and room > 0):
            found.append(edge)
            covered += edge.count
            room -= not is_needful
    return found


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.source or START, edge.target or END


def _line(edge: Edge) -> Line:
    return Line(*_ends(edge), edge.count)


def flow_map(*, flow: Flow, frame: Frame, edges: Iterable[Edge], words: Words) -> FlowMap:
    """Draw steps of some journeys in the frame of the whole log.

    A touchpoint that none of these journeys meets, or too few to be told, keeps an empty box.
    """
    by_ends = {_ends(edge): edge for edge in edges}
    usual = {line.ends for line in frame.lines}
    layout = frame.layout(_line(edge) for ends, edge in by_ends.items() if ends not in usual)
    met = {node.name: node.journeys for node in flow.nodes}
    drawn = [curve for curve in layout.curves if curve.ends in by_ends]
    return FlowMap(
        layout.width,
        layout.height,
        tuple(_node(box, met, words, layout.sizes) for box in layout.boxes),
        tuple(_edges(drawn, by_ends, layout, flow, words)),
    )


def _node(box: Box, met: dict[str, int], words: Words, sizes: Sizes) -> DrawnNode:
    if box.name in {START, END}:
        return _outside(box, words.start if box.name == START else words.end)
    title, number = words.name(box.name), words.node(met[box.name]) if box.name in met else "–"
    lines = _lines(title, number)
    top = box.y - (len(lines) - 1) * LINE_HEIGHT / 2 + 5
    return DrawnNode(
        x=box.x,
        y=box.y,
        width=sizes.width,
        height=sizes.height,
        title=title,
        lines=tuple((top + place * LINE_HEIGHT, line) for place, line in enumerate(lines[:-1])),
        number=number,
        last=lines[-1],
        last_y=top + (len(lines) - 1) * LINE_HEIGHT,
        is_cut=any(line.endswith("…") for line in lines),
        strength=strength(met.get(box.name, 0), max(met.values(), default=0)),
        is_outside=False,
        is_met=box.name in met,
        url=words.url(box.name) if box.name in met else "",
    )


def _lines(title: str, number: str) -> tuple[str, ...]:
    """Return a name in two lines and its number below, or beside the end of a longer name."""
    width = SIZES.width - 16
    *lines, last = broken(title, width=width, most=3)
    beside = f"{last} · {number}"
    if len(lines) == 2 and len(beside) * CHARACTER_WIDTH <= width:
        return (*lines, beside)
    return (*broken(title, width=width, most=2), number)


def _outside(box: Box, title: str) -> DrawnNode:
    lines = ((box.y + 5, title),)
    return DrawnNode(
        *(box.x, box.y, SIZES.small_width, SIZES.small_height, title, lines, "", "", 0),
        is_cut=False,
        strength=0,
        is_outside=True,
    )


def _edges(
    drawn: list[Curve],
    by_ends: Mapping[tuple[str, str], Edge],
    layout: Layout,
    flow: Flow,
    words: Words,
) -> Iterable[DrawnEdge]:
    strongest = max((edge.count for edge in by_ends.values()), default=1)
    costliest = max((edge.total_wait or 0 for edge in flow.edges), default=0)
    # The costliest step must be told, and the more frequent ones rather than others.
    drawn.sort(key=lambda each: _rank(by_ends[each.ends], costliest))
    said = [words.edge(by_ends[curve.ends]) for curve in drawn]
    places = signs.beside(
        curves=drawn,
        words=[label for label, _title in said],
        boxes=[_outline(box, layout.sizes) for box in layout.boxes],
        size=(layout.width, layout.height),
    )
    for curve, (label, title), place in zip(drawn, said, places, strict=True):
        edge = by_ends[curve.ends]
        x, y = place or (0, 0)
        yield DrawnEdge(
            curve.path,
            title,
            label if place else "",
            x,
            y,
            strength(edge.count, strongest),
            curve.goes_back,
            is_costliest=bool(costliest) and edge.total_wait == costliest,
            url=words.edge_url(edge),
        )


def _rank(edge: Edge, costliest: float) -> tuple[bool, int, tuple[str, str]]:
    return not costliest or edge.total_wait != costliest, -edge.count, _ends(edge)


def _outline(box: Box, sizes: Sizes) -> signs.Rectangle:
    width, height = sizes.size(box.name)
    return signs.Rectangle(
        box.x - width / 2, box.y - height / 2, box.x + width / 2, box.y + height / 2
    )


def strength(value: float, most: float) -> int:
    """Return 1 to 5: how strong a value is beside the largest, by its square root."""
    return 1 + min(int(math.sqrt(max(value, 0) / most) * 5), 4) if most else 1
