"""Repeat contact: who has to come back, and after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.prepared import days_micros
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import Interval, may_tell_share, share_interval

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


def repeat_counts(*, steps: ir.Table, days: float, log_last: int) -> ir.Table:
    """Return (touchpoint, n, again, journeys): `journeys` counts those that came back.

    log_last: the log's last moment; what happened less than `days` before it is left out, because
              nobody knows yet whether the party comes back.
    """
    known = steps.filter(steps.started <= log_last - days_micros(days))
    back = known.next_contact_seconds <= days * 86_400
    return known.group_by("touchpoint").agg(
        n=known.count(),
        again=back.fill_null(False).sum(),
        journeys=known.journey.nunique(where=back),
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
            share_interval(hits=row["again"], n=row["n"]),
        )
        for row in rows(counts)
        if may_tell_share(hits=row["again"], n=row["n"])
        and may_tell_share(hits=row["journeys"], n=row["n"])
    ]
    return tuple(sorted(found, key=lambda each: (-each.again, each.touchpoint)))
