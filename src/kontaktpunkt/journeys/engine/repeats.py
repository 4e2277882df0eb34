"""Repeat contact: who has to come back, and after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ibis.expr.types as ir

from kontaktpunkt.core.intervals import Interval, wilson
from kontaktpunkt.journeys.engine.apart import in_groups, told_of_each
from kontaktpunkt.journeys.engine.prepared import days_micros
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import is_few, may_tell_share

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
    """Return (touchpoint, n, again, classes, quiet_classes).

    log_last: the log's last moment; what happened less than `days` before it is left out, because
              nobody knows yet whether the party comes back.
    classes:  how many classes of journeys came back; counting classes is ten times faster than
              counting journeys, and never counts too many. quiet_classes: did not.
    """
    known = steps.filter(steps.started <= log_last - days_micros(days))
    back = (known.next_contact_seconds <= days * 86_400).fill_null(False)
    kind = known.journey % CLASSES
    return in_groups(known, "touchpoint").agg(
        n=known.count(),
        again=back.sum(),
        classes=kind.nunique(where=back),
        quiet_classes=kind.nunique(where=~back),
    )


def repeats(*, selection: Selection, days: float = USUAL_DAYS) -> tuple[Repeat, ...]:
    """Return repeat contact by the touchpoint before it, the most contacts first.

    A touchpoint is left out where those who came back, or those who did not, are few, here or among
    those whom the filters leave out.
    """
    log_last = selection.prepared.log_last
    counts, *left_out = told_of_each(
        selection=selection,
        question=lambda each: repeat_counts(steps=each.steps, days=days, log_last=log_last),
    )
    gone = {row["touchpoint"] for each in left_out for row in each if not _are_many(row)}
    names = selection.prepared.names["touchpoint"]
    found = [
        Repeat(
            names[row["touchpoint"]],
            row["n"],
            row["again"],
            row["again"] / row["n"],
            wilson(row["again"], row["n"]),
        )
        for row in counts
        if may_tell_share(hits=row["again"], n=row["n"])
        and _are_many(row)
        and row["touchpoint"] not in gone
    ]
    return tuple(sorted(found, key=lambda each: (-each.again, each.touchpoint)))


def _are_many(row: dict[str, Any]) -> bool:
    """Say whether those who came back are many, or nobody, and those who did not.

    A small log may be called few.
    """
    return not any(is_few(journeys=row[each]) for each in ("classes", "quiet_classes"))
