"""Units: who hands over to whom, who waits, and how many units a person meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, Rows, in_groups, told_of_each
from kontaktpunkt.journeys.engine.flow import WAIT_COLUMN, Clock
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import hidden

# The codes of the unit that hands over and of the one that receives.
Move = tuple[int, int]
# A matrix of more units is wider than a page and emptier than a table: the others share one line.
MOST_UNITS: Final = 9


@dataclass(frozen=True)
class HandOver:
    """One unit's step directly followed by another unit's.

    median_wait, total_wait: seconds that the party waited for the receiving unit.
    came_back: times that the next hand-over went straight back; None where telling it would tell
               of single persons.
    """

    source: str
    target: str
    count: int
    journeys: int
    median_wait: float | None
    total_wait: float | None
    came_back: int | None


@dataclass(frozen=True)
class UnitsMet:
    """How many journeys met so many units."""

    units: int
    journeys: int


def moves(*, steps: ir.Table) -> ir.Table:
    """Return the steps that another unit follows, with `back`: whether the next goes back again."""
    handed = steps.filter(steps.unit != steps.next_unit)
    after = handed.next_unit.lead().over(ibis.window(group_by="journey", order_by="seq"))
    return handed.mutate(back=(after == handed.unit).fill_null(False))


def hand_over_counts(*, steps: ir.Table, clock: Clock = Clock.WALL) -> ir.Table:
    """Return (unit, next_unit, count, journeys, median_wait, total_wait, came_back, returning)."""
    found = moves(steps=steps)
    wait = found[WAIT_COLUMN[clock]]
    return in_groups(found, "unit", "next_unit").agg(
        count=found.count(),
        journeys=found.journey.nunique(),
        median_wait=wait.median(),
        # What follows a step after which nothing more is expected was not waited for.
        total_wait=wait.sum(where=~found.closes),
        came_back=found.back.sum(),
        returning=found.journey.nunique(where=found.back),
    )


def hand_overs(*, selection: Selection, clock: Clock = Clock.WALL) -> tuple[HandOver, ...]:
    """Return the hand-overs between units, the most frequent first, small ones hidden."""
    found, *others = told_of_each(
        selection=selection, question=lambda each: hand_over_counts(steps=each.steps, clock=clock)
    )
    left_out = [_moved(each) for each in others]
    gone = hidden_moves(
        counts={(row["unit"], row["next_unit"]): row["journeys"] for row in found},
        left_out=[{move: each.journeys for move, each in told.items()} for told in left_out],
    )
    names = selection.prepared.names["unit"]
    shown = [
        HandOver(
            names[row["unit"]],
            names[row["next_unit"]],
            row["count"],
            row["journeys"],
            row["median_wait"],
            row["total_wait"],
            _told(row, [told.get((row["unit"], row["next_unit"]), _NOBODY) for told in left_out]),
        )
        for row in found
        if (row["unit"], row["next_unit"]) not in gone
    ]
    return tuple(sorted(shown, key=lambda each: (-each.count, each.source, each.target)))


@dataclass(frozen=True)
class _Moved:
    """How many journeys were handed over, and how many of those came straight back."""

    journeys: int
    returning: int


_NOBODY: Final = _Moved(0, 0)


def _moved(found: Rows) -> dict[Move, _Moved]:
    return {
        (row["unit"], row["next_unit"]): _Moved(row["journeys"], row["returning"]) for row in found
    }


def hidden_moves(
    *, counts: Mapping[Move, int], left_out: Sequence[Mapping[Move, int]] = ()
) -> frozenset[Move]:
    """Return the hand-overs not to be shown, by (unit, next unit).

    left_out: the same of the journeys that filters leave out, see rules.hidden.

    How many journeys reached a unit may be known: where nothing begins there, those are the ones
    handed over to it. How often a unit handed over in all is told nowhere; were it taken as known
    too, one rare hand-over among three units would take all others with it.
    """
    lines = {(here, there): (("to", there), ("all",)) for here, there in counts}
    return hidden(cells=counts, lines=lines, left_out=left_out)


def _told(row: Mapping[str, Any], left_out: Sequence[_Moved]) -> int | None:
    """Return how many came straight back; None where it would tell of few, here or left out."""
    own, *others = (
        {"back": each.returning, "not": each.journeys - each.returning}
        for each in (_Moved(row["journeys"], row["returning"]), *left_out)
    )
    gone = hidden(cells=own, lines=dict.fromkeys(own, ("all",)), left_out=others)
    return None if "back" in gone else int(row["came_back"])


def busiest(*, found: Sequence[HandOver]) -> tuple[frozenset[str], int]:
    """Return the units that hand over or receive most, and how many others there are."""
    busy: Counter[str] = Counter()
    for each in found:
        busy[each.source] += each.count
        busy[each.target] += each.count
    if len(busy) <= MOST_UNITS + 1:
        return frozenset(busy), 0
    order = sorted(busy, key=lambda name: (-busy[name], name))
    return frozenset(order[:MOST_UNITS]), len(order) - MOST_UNITS


def units_met(*, selection: Selection) -> tuple[UnitsMet, ...]:
    """Return how many units journeys meet; small groups are left out."""
    counts, *left_out = (
        {row["units"]: row["journeys"] for row in told}
        for told in told_of_each(selection=selection, question=_by_units)
    )
    gone = hidden(cells=counts, lines=dict.fromkeys(counts, ("all",)), left_out=left_out)
    return tuple(UnitsMet(units, counts[units]) for units in sorted(counts) if units not in gone)


def _by_units(journeys: Journeys) -> ir.Table:
    """Return (units, journeys): how many journeys met so many units."""
    found = journeys.journeys
    return in_groups(found, "units").agg(journeys=found.count())
