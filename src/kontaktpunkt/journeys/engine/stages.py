"""Stages: the first steps of all journeys, and at each who goes on, ends or falls silent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.dropout import USUAL_DAYS, fates
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, hidden

USUAL_STAGES: Final = 6
MOST_PARTS: Final = 5
# Touchpoints that a smaller share of those who come so far meets in a place are taken together.
USUAL_SHARE: Final = 0.05
ON: Final = "on"
EXIT: Final = "exit"


@dataclass(frozen=True)
class Part:
    """The journeys that met one touchpoint in one place; None takes together all others."""

    touchpoint: str | None
    journeys: int


@dataclass(frozen=True)
class Exit:
    """The journeys that have no step after this place, by how they stand."""

    fate: Fate
    journeys: int


@dataclass(frozen=True)
class Ribbon:
    """The journeys that go from one part of a stage to a part of the next, or to an exit."""

    source: Part
    target: Part | Exit
    journeys: int


@dataclass(frozen=True)
class Stage:
    """The journeys' steps in one place, counted from 1.

    reached: journeys with so many steps.
    goes_on: journeys with a further step.
    """

    place: int
    reached: int
    goes_on: int
    parts: tuple[Part, ...]
    exits: tuple[Exit, ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True)
class Stages:
    """The first places of journeys.

    left_out: journeys that are counted nowhere here, because they stop as too few others do.
    """

    places: tuple[Stage, ...]
    left_out: int


Cells = Counter[tuple[int, int, int | None, str | None]]
# After how many steps a journey stops, and how it then stands.
Leaving = tuple[int, str]
BEYOND: Final = (0, "")
# From which touchpoint to what: ("on", touchpoint) or ("exit", fate).
Ways = Counter[tuple[str | None, tuple[str, str | None]]]
Names = Mapping[tuple[int, int], str | None]


def exit_counts(*, selection: Selection, days: float) -> ir.Table:
    """Return (length, fate, journeys): after how many steps journeys stop, and how they stand."""
    told = fates(journeys=selection.journeys, days=days, log_last=selection.prepared.log_last)
    return told.group_by("length", "fate").agg(journeys=told.count())


def stage_counts(
    *, selection: Selection, days: float, stages: int, without: Iterable[Leaving] = ()
) -> ir.Table:
    """Return (seq, touchpoint, next_touchpoint, fate, journeys) for the first steps.

    without: leave journeys out that stop so.
    fate:    null where a step follows.
    """
    told = fates(journeys=selection.journeys, days=days, log_last=selection.prepared.log_last)
    for length, fate in without:
        stops = (told.length == length) & (told.fate == fate)
        told = told.filter(~(told.length > stages if (length, fate) == BEYOND else stops))
    taken = told.group_by("variant", standing=told.fate).agg(journeys=told.count())
    steps = selection.prepared.variant_step
    found = steps.filter(steps.seq <= stages).join(taken, "variant")
    fate = ibis.ifelse(found.next_touchpoint.isnull(), found.standing, ibis.null())
    keys = found.select("seq", "touchpoint", "next_touchpoint", "journeys", fate=fate)
    by = ("seq", "touchpoint", "next_touchpoint", "fate")
    return keys.group_by(*by).agg(journeys=keys.journeys.sum())


def stages(*, selection: Selection, days: float = USUAL_DAYS, most: int = USUAL_STAGES) -> Stages:
    """Return the first places of journeys.

    Journeys that stop in a place as too few others do are left out of the whole, so that no two
    numbers tell of them; touchpoints that few meet in a place are taken together.
    """
    gone = _left_out(rows(exit_counts(selection=selection, days=days)), most)
    counts = stage_counts(selection=selection, days=days, stages=most, without=gone)
    cells: Cells = Counter()
    for row in rows(counts):
        key = (row["seq"], row["touchpoint"], row["next_touchpoint"], row["fate"])
        cells[key] += row["journeys"]
    names = _names(cells, selection)
    places = [seq for seq in range(most) if any(each[0] == seq for each in cells)]
    told = tuple(_stage(seq, cells, names) for seq in places)
    shown = told[0].reached if told else 0
    return Stages(told, left_out=selection.size - shown)


def _left_out(found: Iterable[dict[str, Any]], most: int) -> frozenset[Leaving]:
    """Return how journeys stop that may not be told.

    A reader may know how many journeys there are in all and how many of each fate. What goes on
    beyond the last place is told without its fates, so of a fate that many have there no number
    can be worked out.
    """
    counts: Counter[Leaving] = Counter()
    beyond: Counter[str] = Counter()
    for row in found:
        if row["length"] <= most:
            counts[row["length"], row["fate"]] += row["journeys"]
        else:
            beyond[row["fate"]] += row["journeys"]
    if beyond:
        counts[BEYOND] = beyond.total()
    lines = {
        cell: ("all",) if beyond[cell[1]] >= SMALLEST or cell == BEYOND else ("all", cell[1])
        for cell in counts
    }
    return hidden(cells=counts, lines=lines)


def _names(cells: Cells, selection: Selection) -> Names:
    """Return what each touchpoint is called in each place: its name, or None among the others."""
    reached: dict[int, Counter[int]] = defaultdict(Counter)
    for (seq, touchpoint, _next, _fate), journeys in cells.items():
        reached[seq][touchpoint] += journeys
    words = selection.prepared.names["touchpoint"]
    kept = {seq: _kept(counts, words) for seq, counts in reached.items()}
    return {
        (seq, code): words[code] if code in kept[seq] else None
        for seq, counts in reached.items()
        for code in counts
    }


def _kept(counts: Counter[int], words: tuple[str, ...]) -> list[int]:
    least = max(SMALLEST, counts.total() * USUAL_SHARE)
    ordered = sorted(counts, key=lambda code: (-counts[code], words[code]))
    kept = [code for code in ordered[:MOST_PARTS] if counts[code] >= least]
    while kept and 0 < counts.total() - sum(counts[code] for code in kept) < SMALLEST:
        kept.pop()
    return kept


def _stage(seq: int, cells: Cells, names: Names) -> Stage:
    here = {key: journeys for key, journeys in cells.items() if key[0] == seq}
    ways: Ways = Counter()
    for (_seq, touchpoint, following, fate), journeys in here.items():
        way = (EXIT, fate) if following is None else (ON, names[seq + 1, following])
        ways[names[seq, touchpoint], way] += journeys
    sources, targets = _sums(ways, 0), _sums(ways, 1)
    return Stage(
        place=seq + 1,
        reached=sum(here.values()),
        goes_on=sum(journeys for key, journeys in here.items() if key[2] is not None),
        parts=_parts(sources),
        exits=_exits(targets),
        ribbons=_ribbons(ways, sources, targets),
    )


def _sums(ways: Ways, side: int) -> Counter[Hashable]:
    found: Counter[Hashable] = Counter()
    for way, journeys in ways.items():
        found[way[side]] += journeys
    return found


def _parts(sources: Mapping[Hashable, int]) -> tuple[Part, ...]:
    found = [Part(None if name is None else str(name), n) for name, n in sources.items()]
    return tuple(sorted(found, key=_part_order))


def _part_order(part: Part) -> tuple[bool, int, str]:
    return (part.touchpoint is None, -part.journeys, part.touchpoint or "")


def _exits(targets: Mapping[Hashable, int]) -> tuple[Exit, ...]:
    found = [_target(way, n) for way, n in targets.items()]
    exits = [each for each in found if isinstance(each, Exit)]
    return tuple(sorted(exits, key=lambda each: _EXIT_ORDER.index(each.fate)))


_EXIT_ORDER: Final = (Fate.FINISHED, Fate.OPEN, Fate.SILENT)


def _target(way: Hashable, journeys: int) -> Part | Exit:
    assert isinstance(way, tuple)
    kind, name = way
    if kind == ON:
        return Part(name, journeys)
    return Exit(Fate(name), journeys)


def _ribbons(
    ways: Ways,
    sources: Mapping[Hashable, int],
    targets: Mapping[Hashable, int],
) -> tuple[Ribbon, ...]:
    lines = {way: (("from", way[0]), ("to", way[1])) for way in ways}
    gone = hidden(cells=ways, lines=lines)
    found = [
        Ribbon(Part(way[0], sources[way[0]]), _target(way[1], targets[way[1]]), journeys)
        for way, journeys in ways.items()
        if way not in gone
    ]
    return tuple(sorted(found, key=_ribbon_order))


def _ribbon_order(each: Ribbon) -> tuple[object, ...]:
    if isinstance(each.target, Exit):
        return (*_part_order(each.source), True, _EXIT_ORDER.index(each.target.fate), 0, "")
    return (*_part_order(each.source), False, *_part_order(each.target))
