"""Rhythm: when things happen, by hour, weekday and month of local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import hidden

EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Hour:
    """How often something happened in one hour of one weekday (0 is Monday)."""

    weekday: int
    hour: int
    count: int


@dataclass(frozen=True)
class Month:
    """How many journeys started in one calendar month."""

    first: date
    journeys: int


def hour_counts(*, steps: ir.Table) -> ir.Table:
    """Return (weekday, hour, count, journeys) of the party's own contacts."""
    own = steps.filter(steps.inbound)
    timed = own.mutate(hour=own.local_hour % 24, weekday=(own.local_hour // 24 + 3) % 7)
    return timed.group_by("weekday", "hour").agg(
        count=timed.count(), journeys=timed.journey.nunique()
    )


def hours(*, selection: Selection) -> tuple[Hour, ...]:
    """Return when parties get in touch; hours with few journeys are left out."""
    found = rows(hour_counts(steps=selection.steps))
    cells = {(row["weekday"], row["hour"]): row["journeys"] for row in found}
    gone = hidden(cells=cells, lines=dict.fromkeys(cells, ("all",)))
    shown = [
        Hour(int(row["weekday"]), int(row["hour"]), row["count"])
        for row in found
        if (row["weekday"], row["hour"]) not in gone
    ]
    return tuple(sorted(shown, key=lambda each: (each.weekday, each.hour)))


def day_counts(*, selection: Selection) -> ir.Table:
    """Return (day, journeys): local days since 1970 on which journeys started."""
    first = selection.steps.filter(selection.steps.seq == 0)
    dated = first.mutate(day=first.local_hour // 24)
    return dated.group_by("day").agg(journeys=dated.count())


def months(*, selection: Selection) -> tuple[Month, ...]:
    """Return how many journeys started in each month; small months are left out."""
    counts: dict[date, int] = {}
    for row in rows(day_counts(selection=selection)):
        month = (EPOCH + timedelta(days=int(row["day"]))).replace(day=1)
        counts[month] = counts.get(month, 0) + row["journeys"]
    gone = hidden(cells=counts, lines=dict.fromkeys(counts, ("all",)))
    return tuple(Month(month, counts[month]) for month in sorted(counts) if month not in gone)
