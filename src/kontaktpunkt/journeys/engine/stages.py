"""Stages: the first steps of all journeys, and at each who goes on, ends or falls silent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, in_groups, told_of_each
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.dropout import USUAL_DAYS, fates
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, is_few

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

    left_out: journeys that are counted nowhere here, because too few others go their way.
    """

    places: tuple[Stage, ...]
    left_out: int


# From which touchpoint to what: ("on", touchpoint) or ("exit", fate); None are others.
Way = tuple[str | None, tuple[str, str | None]]
Ways = Counter[Way]
# A way in its place, counted from 0.
Placed = tuple[int, Way]
# The first touchpoints of journeys, whether they are all, and how the journeys stand.
Start = tuple[tuple[str | None, ...], bool, str]


def beginnings(*, selection: Journeys, days: float, stages: int) -> ir.Table:
    """Return (path, is_whole, fate, journeys): the first touchpoints of journeys, as codes.

    is_whole: whether the journeys have no further step.
    """
    told = fates(journeys=selection.journeys, days=days, log_last=selection.prepared.log_last)
    taken = in_groups(told, "variant", "fate").agg(journeys=told.count())
    variant = selection.prepared.variant
    begun = variant.select("variant", path=variant.path[:stages], is_whole=variant.length <= stages)
    found = taken.join(begun, "variant")
    return in_groups(found, "path", "is_whole", "fate").agg(journeys=found.journeys.sum())


def stages(*, selection: Selection, days: float = USUAL_DAYS, most: int = USUAL_STAGES) -> Stages:
    """Return the first places of journeys.

    Touchpoints that few meet in a place are taken together. Journeys that go a way in the picture
    that too few others go are left out of the whole of it, so that no two of its numbers tell of
    them; so are those whose way too few go whom the filters leave out.
    """
    starts, *left_out = _starts(selection, days, most)
    total = _standing(starts)
    few_elsewhere = {placed for each in left_out for placed in _few(_counted(each))}
    # Every round leaves journeys out, so there is a last one.
    while rare := (few_elsewhere & _counted(starts).keys()) or _rare(starts, total):
        starts = Counter({each: n for each, n in starts.items() if rare.isdisjoint(_ways(each))})
    placed: dict[int, Ways] = defaultdict(Counter)
    for start, journeys in starts.items():
        for seq, way in _ways(start):
            placed[seq][way] += journeys
    told = tuple(_stage(seq, placed[seq]) for seq in sorted(placed))
    return Stages(told, left_out=selection.size - starts.total())


def _starts(selection: Selection, days: float, most: int) -> list[Counter[Start]]:
    """Return how many journeys begin how, then the same of each group that filters leave out.

    Touchpoints that few of the selection meet in a place are taken together.
    """
    tables = told_of_each(
        selection=selection,
        question=lambda each: beginnings(selection=each, days=days, stages=most),
    )
    reached: dict[int, Counter[int]] = defaultdict(Counter)
    for row in tables[0]:
        for seq, touchpoint in enumerate(row["path"]):
            reached[seq][touchpoint] += row["journeys"]
    words = selection.prepared.names["touchpoint"]
    kept = {seq: {code: words[code] for code in _kept(reached[seq], words)} for seq in reached}
    return [_begun(found, kept) for found in tables]


def _begun(
    found: Iterable[Mapping[str, Any]], kept: Mapping[int, Mapping[int, str]]
) -> Counter[Start]:
    starts: Counter[Start] = Counter()
    for row in found:
        path = tuple(kept.get(seq, {}).get(code) for seq, code in enumerate(row["path"]))
        starts[path, row["is_whole"], row["fate"]] += row["journeys"]
    return starts


def _kept(counts: Counter[int], words: tuple[str, ...]) -> list[int]:
    least = max(SMALLEST, counts.total() * USUAL_SHARE)
    ordered = sorted(counts, key=lambda code: (-counts[code], words[code]))
    kept = [code for code in ordered[:MOST_PARTS] if counts[code] >= least]
    while kept and is_few(journeys=counts.total() - sum(counts[code] for code in kept)):
        # Others are at least as many as the smallest group, so that they can be shown.
        kept.pop()
    return kept


def _ways(start: Start) -> list[Placed]:
    """Return the ways that journeys with this beginning go, from place to place."""
    path, is_whole, fate = start
    last = (EXIT, fate) if is_whole else (ON, None)
    targets = [*((ON, name) for name in path[1:]), last]
    return list(enumerate(zip(path, targets, strict=True)))


def _standing(starts: Counter[Start]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_path, _is_whole, fate), journeys in starts.items():
        found[fate] += journeys
    return found


def _rare(starts: Counter[Start], total: Counter[str]) -> set[Placed]:
    """Return the ways that too few go; without any, the next that would tell of who was left out.

    total: journeys by how they stand, which a reader may know from elsewhere.
    """
    ways = _counted(starts)
    return _few(ways) or _telling(starts, ways, total)


def _counted(starts: Counter[Start]) -> Counter[Placed]:
    ways: Counter[Placed] = Counter()
    for start, journeys in starts.items():
        for placed in _ways(start):
            ways[placed] += journeys
    return ways


def _few(ways: Counter[Placed]) -> set[Placed]:
    return {placed for placed, journeys in ways.items() if journeys < SMALLEST}


def _telling(starts: Counter[Start], ways: Counter[Placed], total: Counter[str]) -> set[Placed]:
    """Return the smallest way beside which what is left out would be known to be few.

    How those stand who go on beyond the last place is not told, which hides others of the fate.
    """
    left = total.total() - starts.total()
    if is_few(journeys=left) and ways:
        return {_smallest(ways)}
    standing = _standing(starts)
    beyond = _standing(Counter({each: n for each, n in starts.items() if not each[1]}))
    for fate, known in total.items():
        exits = Counter({each: n for each, n in ways.items() if each[1][1] == (EXIT, fate)})
        is_known = is_few(journeys=known - standing[fate]) and beyond[fate] < SMALLEST
        if is_known and exits:
            return {_smallest(exits)}
    return set()


def _smallest(ways: Counter[Placed]) -> Placed:
    return min(ways, key=lambda placed: (ways[placed], str(placed)))


def _stage(seq: int, ways: Ways) -> Stage:
    sources, targets = _sums(ways, 0), _sums(ways, 1)
    return Stage(
        place=seq + 1,
        reached=ways.total(),
        goes_on=sum(journeys for way, journeys in ways.items() if way[1][0] == ON),
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
    found = [
        Ribbon(Part(way[0], sources[way[0]]), _target(way[1], targets[way[1]]), journeys)
        for way, journeys in ways.items()
    ]
    return tuple(sorted(found, key=_ribbon_order))


def _ribbon_order(each: Ribbon) -> tuple[object, ...]:
    if isinstance(each.target, Exit):
        return (*_part_order(each.source), True, _EXIT_ORDER.index(each.target.fate), 0, "")
    return (*_part_order(each.source), False, *_part_order(each.target))
