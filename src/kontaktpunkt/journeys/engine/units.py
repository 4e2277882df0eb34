"""Units: who hands over to whom, who waits, and how many units a person meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import WAIT_COLUMN, Clock, rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import hidden

# The codes of the unit that hands over and of the one that receives.
Move = tuple[int, int]


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


def hand_over_counts(*, steps: ir.Table, clock: Clock = Clock.WALL) -> ir.Table:
    """Return (unit, next_unit, count, journeys, median_wait, total_wait, came_back, returning)."""
    moves = steps.filter(steps.unit != steps.next_unit)
    onward = ibis.window(group_by="journey", order_by="seq")
    moves = moves.mutate(after=moves.next_unit.lead().over(onward))
    back = (moves.after == moves.unit).fill_null(False)
    wait = moves[WAIT_COLUMN[clock]]
    return moves.group_by("unit", "next_unit").agg(
        count=moves.count(),
        journeys=moves.journey.nunique(),
        median_wait=wait.median(),
        # What follows a step after which nothing more is expected was not waited for.
        total_wait=wait.sum(where=~moves.closes),
        came_back=back.sum(),
        returning=moves.journey.nunique(where=back),
    )


def hand_overs(*, selection: Selection, clock: Clock = Clock.WALL) -> tuple[HandOver, ...]:
    """Return the hand-overs between units, the most frequent first, small ones hidden."""
    found = rows(hand_over_counts(steps=selection.steps, clock=clock))
    gone = hidden_moves(
        counts={(row["unit"], row["next_unit"]): row["journeys"] for row in found},
        left_out=[_moves(each.steps) for each in selection.left_out],
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
            _told(row["came_back"], row["returning"], row["journeys"]),
        )
        for row in found
        if (row["unit"], row["next_unit"]) not in gone
    ]
    return tuple(sorted(shown, key=lambda each: (-each.count, each.source, each.target)))


def _moves(steps: ir.Table) -> dict[Move, int]:
    """Return how many journeys each unit handed over to each other."""
    moves = steps.filter(steps.unit != steps.next_unit)
    found = rows(moves.group_by("unit", "next_unit").agg(journeys=moves.journey.nunique()))
    return {(row["unit"], row["next_unit"]): row["journeys"] for row in found}


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


def _told(count: int, journeys: int, of: int) -> int | None:
    gone = hidden(
        cells={"back": journeys, "not": of - journeys}, lines={"back": ("all",), "not": ("all",)}
    )
    return None if "back" in gone else count


def units_met(*, selection: Selection) -> tuple[UnitsMet, ...]:
    """Return how many units journeys meet; small groups are left out."""
    counts, *left_out = (_met(each.journeys) for each in (selection, *selection.left_out))
    gone = hidden(cells=counts, lines=dict.fromkeys(counts, ("all",)), left_out=left_out)
    return tuple(UnitsMet(units, counts[units]) for units in sorted(counts) if units not in gone)


def _met(journeys: ir.Table) -> dict[int, int]:
    found = rows(journeys.group_by("units").agg(journeys=journeys.count()))
    return {row["units"]: row["journeys"] for row in found}
