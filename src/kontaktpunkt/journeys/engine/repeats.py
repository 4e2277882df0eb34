"""Repeat contact: who has to come back, and after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ibis.expr.types as ir

from kontaktpunkt.core.intervals import Interval, wilson
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.prepared import days_micros
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import may_show, may_tell_share

USUAL_DAYS: Final = 7


@dataclass(frozen=True)
class Repeat:
    """How often a touchpoint is followed by the party's own contact within so many days.

    n:     times that the touchpoint was met and the days after it are known.
    again: times that an own contact followed in those days.
    """

    touchpoint: str
    n: int
    again: int
    share: float
    interval: Interval


# Journeys fall into this many classes; those that came back from seven classes are seven at least.
CLASSES: Final = 64


def repeat_counts(*, steps: ir.Table, days: float, log_last: int) -> ir.Table:
    """Return (touchpoint, n, again, classes).

    log_last: the log's last moment; what happened less than `days` before it is left out, because
              nobody knows yet whether the party comes back.
    classes:  how many classes of journeys came back; counting classes is ten times faster than
              counting journeys, and never counts too many.
    """
    known = steps.filter(steps.started <= log_last - days_micros(days))
    back = known.next_contact_seconds <= days * 86_400
    return known.group_by("touchpoint").agg(
        n=known.count(),
        again=back.fill_null(False).sum(),
        classes=(known.journey % CLASSES).nunique(where=back),
    )


def repeats(*, selection: Selection, days: float = USUAL_DAYS) -> tuple[Repeat, ...]:
    """Return repeat contact by the touchpoint before it, the most contacts first.

    A touchpoint is left out where those who came back, or those who did not, are few.
    """
    counts = repeat_counts(steps=selection.steps, days=days, log_last=selection.prepared.log_last)
    names = selection.prepared.names["touchpoint"]
    found = [
        Repeat(
            names[row["touchpoint"]],
            row["n"],
            row["again"],
            row["again"] / row["n"],
            wilson(row["again"], row["n"]),
        )
        for row in rows(counts)
        if may_tell_share(hits=row["again"], n=row["n"]) and _are_many(row)
    ]
    return tuple(sorted(found, key=lambda each: (-each.again, each.touchpoint)))


def _are_many(row: dict[str, Any]) -> bool:
    """Say whether those who came back are many, or nobody; a small log may be called few."""
    return not row["again"] or may_show(journeys=row["classes"])
