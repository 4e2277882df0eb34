"""A Sankey diagram of stages: who goes on to what, and who leaves where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.stages import Exit, Part, Ribbon, Stage
from kontaktpunkt.journeys.pictures.text import broken
from kontaktpunkt.journeys.pictures.view import Viewed

HEIGHT: Final = 330
TOP: Final = 46
PITCH: Final = 176
BOX: Final = 12
GAP: Final = 9
# Room for two lines of words beside a box.
LEAST_SLOT: Final = 46
# Between those who go on and those who leave.
APART: Final = 20
# No touchpoint is called this.
ONWARD: Final = "\x1f"
LABEL: Final = PITCH - BOX - 30


@dataclass(frozen=True)
class Words:
    """What is written: names of touchpoints, numbers, and how journeys stand."""

    name: Callable[[str | None], str]
    number: Callable[[int], str]
    fate: Callable[[Fate], str]
    place: Callable[[int], str]
    link: Callable[[int, Part | Exit], str]
    way: Callable[[Ribbon], str]
    onward: str


@dataclass(frozen=True)
class Box:
    """The journeys at one touchpoint in one place, or that stop there.

    kind: "step", "others", "onward" (beyond the last place drawn), or a fate.
    """

    x: float
    y: float
    height: float
    words_x: float
    lines: tuple[tuple[float, str], ...]
    number: str
    number_y: float
    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Band:
    """The journeys that go from one box to another, as a closed shape."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True)
class Sankey(Viewed):
    """Boxes and bands; heads are (x, words) above each place."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    heads: tuple[tuple[float, str], ...]


@dataclass
class _Slot:
    """Where a box stands, and how much of its sides is used up."""

    x: float
    y: float
    height: float
    used_in: float = 0
    used_out: float = 0


Key = tuple[int, str, str]


def sankey(*, stages: Sequence[Stage], words: Words) -> Sankey:
    """Draw stages from left to right; what leaves stands below what goes on."""
    scale = HEIGHT / max((stage.reached for stage in stages), default=1)
    columns = _columns(stages)
    slots: dict[Key, _Slot] = {}
    boxes: list[Box] = []
    bottom = 0.0
    for place, column in enumerate(columns):
        y = float(TOP)
        for after, each in enumerate(column):
            if isinstance(each, Exit) and (after == 0 or isinstance(column[after - 1], Part)):
                y += APART
            height = max(each.journeys * scale, 1.5)
            slot = _Slot(place * PITCH, y, height)
            slots[_key(place, each)] = slot
            boxes.append(_box(place, each, slot, words))
            y += max(height, LEAST_SLOT) + GAP
        bottom = max(bottom, y)
    bands = [
        band
        for place, stage in enumerate(stages)
        for band in _bands(place, stage.ribbons, slots, scale, words)
    ]
    heads = tuple((place * PITCH, words.place(place + 1)) for place in range(len(columns)))
    return Sankey(len(columns) * PITCH, bottom + 6, tuple(boxes), tuple(bands), heads)


def _columns(stages: Sequence[Stage]) -> list[list[Part | Exit]]:
    """Return what stands below each other: exits one column after the place that they leave."""
    columns: list[list[Part | Exit]] = [list(stage.parts) for stage in stages]
    if stages and stages[-1].goes_on:
        # Beyond the last place, those who go on are one.
        columns.append([Part(ONWARD, stages[-1].goes_on)])
    elif stages:
        columns.append([])
    for place, stage in enumerate(stages):
        columns[place + 1] += list(stage.exits)
    return columns if columns and columns[-1] else columns[:-1]


def _key(place: int, each: Part | Exit) -> Key:
    if isinstance(each, Exit):
        return place, "exit", each.fate.value
    # No name is empty.
    return place, "part", each.touchpoint or ""


def _box(place: int, each: Part | Exit, slot: _Slot, words: Words) -> Box:
    kind, name = _kind(each, words)
    number = words.number(each.journeys)
    lines = broken(name, width=LABEL, most=2 if slot.height < LEAST_SLOT + 15 else 3)
    top = slot.y + max(slot.height / 2 - 8 * len(lines), 0) + 10
    return Box(
        x=slot.x,
        y=slot.y,
        height=slot.height,
        words_x=slot.x + BOX + 6,
        lines=tuple((top + row * 15, line) for row, line in enumerate(lines)),
        number=number,
        number_y=top + len(lines) * 15,
        kind=kind,
        title=f"{name}: {number}",
        url="" if kind in {"others", "onward"} else words.link(place + 1, each),
    )


def _kind(each: Part | Exit, words: Words) -> tuple[str, str]:
    if isinstance(each, Exit):
        return each.fate.value, words.fate(each.fate)
    if each.touchpoint == ONWARD:
        return "onward", words.onward
    return ("step" if each.touchpoint else "others"), words.name(each.touchpoint)


def _bands(
    place: int, ribbons: Sequence[Ribbon], slots: dict[Key, _Slot], scale: float, words: Words
) -> list[Band]:
    found = []
    for ribbon in ribbons:
        source = slots[_key(place, ribbon.source)]
        target = slots.get(_key(place + 1, ribbon.target)) or slots[place + 1, "part", ONWARD]
        height = ribbon.journeys * scale
        path = _band(source, target, height)
        kind = ribbon.target.fate.value if isinstance(ribbon.target, Exit) else "on"
        found.append(Band(path, kind, words.way(ribbon)))
    return found


def _band(source: _Slot, target: _Slot, height: float) -> str:
    x1, x2 = source.x + BOX, target.x
    y1, y2 = source.y + source.used_out, target.y + target.used_in
    source.used_out += height
    target.used_in += height
    bend = x1 + (x2 - x1) * 0.55
    return (
        f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + height:.1f}C{bend:.1f} {y2 + height:.1f} {bend:.1f} {y1 + height:.1f} "
        f"{x1:.1f} {y1 + height:.1f}Z"
    )
