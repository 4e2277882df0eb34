"""Drop-out: journeys that fell silent before they were finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.core.intervals import Interval, wilson
from kontaktpunkt.journeys.engine.apart import (
    Journeys,
    in_groups,
    told_of_each,
    with_group,
)
from kontaktpunkt.journeys.engine.prepared import days_micros
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import few_in, hidden, may_tell_share

USUAL_DAYS: Final = 60


@dataclass(frozen=True)
class DropOut:
    """The journeys that fell silent after one touchpoint.

    reached: journeys that met the touchpoint and are settled: finished, or silent.
    """

    touchpoint: str
    reached: int
    dropped: int
    share: float
    interval: Interval


@dataclass(frozen=True)
class Fates:
    """How journeys stand: finished, silent, or still open and therefore not counted as either.

    A part that would tell of single persons is None.
    """

    journeys: int
    finished: int | None
    silent: int | None
    open: int | None


def fates(*, journeys: ir.Table, days: float, log_last: int) -> ir.Table:
    """Return the journeys with `fate`: finished, silent or open.

    finished: an outcome was recorded or a closing touchpoint met.
    silent:   not finished and nothing happened in the last `days` of the log.
    open:     not finished, and too young to tell.
    """
    is_silent = journeys.ended <= log_last - days_micros(days)
    fate = ibis.cases((journeys.closed, "finished"), (is_silent, "silent"), else_="open")
    columns = with_group(journeys, "journey", "variant", "length", "last_touchpoint")
    return journeys.select(*columns, fate=fate)


def drop_out_counts(*, selection: Journeys, days: float) -> ir.Table:
    """Return (touchpoint, reached, dropped)."""
    told = fates(journeys=selection.journeys, days=days, log_last=selection.prepared.log_last)
    settled = told.filter(told.fate != "open")
    silent = settled.filter(settled.fate == "silent").rename(touchpoint="last_touchpoint")
    dropped = in_groups(silent, "touchpoint").agg(dropped=silent.count())
    taken = in_groups(settled, "variant").agg(journeys=settled.count())
    steps = selection.prepared.variant_step
    met = steps.filter(steps.visit == 1).join(taken, "variant")
    reached = in_groups(met, "touchpoint").agg(reached=met.journeys.sum())
    where = with_group(reached, "touchpoint")
    found = reached.left_join(dropped, where)
    return found.select(*where, "reached", dropped=found.dropped.fill_null(0))


def drop_out(*, selection: Selection, days: float = USUAL_DAYS) -> tuple[DropOut, ...]:
    """Return after which touchpoints journeys fall silent, the most first."""
    names = selection.prepared.names["touchpoint"]
    counts, *left_out = (
        {row["touchpoint"]: row for row in told}
        for told in told_of_each(
            selection=selection, question=lambda each: drop_out_counts(selection=each, days=days)
        )
    )
    cells, *others = (
        {code: row["dropped"] for code, row in each.items()} for each in (counts, *left_out)
    )
    gone = hidden(cells=cells, lines=dict.fromkeys(cells, ("all",)), left_out=others)
    gone |= few_in(
        tables=[{code: row["reached"] for code, row in each.items()} for each in left_out]
    )
    found = [
        DropOut(
            names[code],
            row["reached"],
            row["dropped"],
            row["dropped"] / row["reached"],
            wilson(row["dropped"], row["reached"]),
        )
        for code, row in counts.items()
        if row["dropped"]
        and code not in gone
        and may_tell_share(hits=row["dropped"], n=row["reached"])
    ]
    return tuple(sorted(found, key=lambda each: (-each.dropped, each.touchpoint)))


def standing(*, selection: Selection, days: float = USUAL_DAYS) -> Fates:
    """Return how many journeys are finished, silent and open."""
    counts, *left_out = (
        {row["fate"]: row["n"] for row in told}
        for told in told_of_each(
            selection=selection, question=lambda each: _fate_counts(each, days)
        )
    )
    gone = hidden(cells=counts, lines=dict.fromkeys(counts, ("all",)), left_out=left_out)
    parts = (
        None if fate in gone else counts.get(fate, 0) for fate in ("finished", "silent", "open")
    )
    return Fates(selection.size, *parts)


def _fate_counts(selection: Journeys, days: float) -> ir.Table:
    told = fates(journeys=selection.journeys, days=days, log_last=selection.prepared.log_last)
    return in_groups(told, "fate").agg(n=told.count())
