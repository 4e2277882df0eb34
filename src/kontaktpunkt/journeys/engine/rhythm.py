"""Rhythm: when things happen, by hour, weekday, day and month of local time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Rows, in_groups, told_of_each
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import hidden
from kontaktpunkt.warehouse.connection import value

EPOCH: Final = date(1970, 1, 1)
# See engine.repeats: counting classes of journeys is quick, and never counts too many.
CLASSES: Final = 64
# A calendar of which less than this share may be shown is told by weekdays of a month instead.
WORTH_SHOWING: Final = 0.6
BY_WEEKDAY: Final = ("month", "weekday")


class Happens(StrEnum):
    """What a calendar counts."""

    CONTACT = "contact"
    STEP = "step"


@dataclass(frozen=True)
class Hour:
    """How often something happened in one hour of one weekday (0 is Monday)."""

    weekday: int
    hour: int
    count: int


@dataclass(frozen=True)
class Day:
    """How often something happened on one local date."""

    day: date
    count: int


@dataclass(frozen=True)
class MonthsWeekday:
    """How often something happened on one weekday (0 is Monday) of one calendar month."""

    first: date
    weekday: int
    count: int


@dataclass(frozen=True)
class Month:
    """How often something happened in one calendar month."""

    first: date
    count: int


@dataclass(frozen=True)
class Calendar:
    """When things happened, as fine as may be shown.

    what:     the contacts that parties sought, where the log knows of any; all steps otherwise.
    days:     empty where single days tell of too few.
    weekdays: of a month, only where `days` is empty.
    """

    what: Happens
    days: tuple[Day, ...]
    weekdays: tuple[MonthsWeekday, ...]
    months: tuple[Month, ...]


def hour_counts(*, steps: ir.Table) -> ir.Table:
    """Return (weekday, hour, count, classes) of the party's own contacts.

    classes: how many classes of journeys it happened in; all journeys told apart would fill the
             memory in a log of millions.
    """
    own = steps.filter(steps.inbound)
    timed = own.mutate(
        hour=own.local_hour % 24,
        weekday=(own.local_hour // 24 + 3) % 7,
        kind=own.journey % CLASSES,
    )
    return in_groups(timed, "weekday", "hour").agg(
        count=timed.count(), classes=timed.kind.nunique()
    )


def hours(*, selection: Selection) -> tuple[Hour, ...]:
    """Return when parties get in touch; hours with few journeys are left out."""
    found, *left_out = told_of_each(
        selection=selection, question=lambda each: hour_counts(steps=each.steps)
    )
    cells, *others = (
        {(row["weekday"], row["hour"]): int(row["classes"]) for row in each}
        for each in (found, *left_out)
    )
    gone = hidden(cells=cells, lines=dict.fromkeys(cells, ("all",)), left_out=others)
    shown = [
        Hour(int(row["weekday"]), int(row["hour"]), row["count"])
        for row in found
        if (row["weekday"], row["hour"]) not in gone
    ]
    return tuple(sorted(shown, key=lambda each: (each.weekday, each.hour)))


def day_counts(*, steps: ir.Table) -> ir.Table:
    """Return (day, count, classes): what happened on each local day since 1970.

    classes: how many classes of journeys it happened in.
    """
    dated = steps.mutate(day=steps.local_hour // 24, kind=steps.journey % CLASSES)
    return in_groups(dated, "day").agg(count=dated.count(), classes=dated.kind.nunique())


def month_counts(*, steps: ir.Table, by: tuple[str, ...] = ("month",)) -> ir.Table:
    """Return (month, count, classes), or by ("month", "weekday") of local time.

    month: twelve times the year plus the month from 0.
    """
    when = (steps.local_hour.cast("int64") * 3600).as_timestamp("s")
    dated = steps.mutate(
        month=when.year() * 12 + when.month() - 1,
        weekday=(steps.local_hour // 24 + 3) % 7,
        kind=steps.journey % CLASSES,
    )
    return in_groups(dated, *by).agg(count=dated.count(), classes=dated.kind.nunique())


def calendar(*, selection: Selection) -> Calendar:
    """Return when things happened; what few journeys stand behind is left out."""
    contacts = value(scalar=selection.journeys.contacts.sum())
    what = Happens.CONTACT if contacts else Happens.STEP

    def counted(count: Callable[[ir.Table], ir.Table]) -> Counted:
        return told_of_each(
            selection=selection, question=lambda each: count(_happening(each.steps, what))
        )

    def by_month(*by: str) -> Counted:
        return counted(lambda steps: month_counts(steps=steps, by=by))

    shown = _days(counted(lambda steps: day_counts(steps=steps)))
    weekdays = () if shown else _weekdays(by_month(*BY_WEEKDAY))
    return Calendar(what, shown, weekdays, _months(by_month("month")))


# Rows of the journeys asked about, then of each group that the filters leave out.
Counted = tuple[Rows, ...]


def _happening(steps: ir.Table, what: Happens) -> ir.Table:
    return steps.filter(steps.inbound) if what is Happens.CONTACT else steps


def _days(found: Counted) -> tuple[Day, ...]:
    """Return the days, or nothing where most of what happened may not be told by day."""
    by_day = [{EPOCH + timedelta(days=int(row["day"])): row for row in each} for each in found]
    lines = {day: ("all", day.replace(day=1)) for day in by_day[0]}
    shown = _shown(by_day, lines)
    if not _is_worth_showing(by_day[0], shown):
        return ()
    return tuple(Day(day, shown[day]) for day in sorted(shown))


def _weekdays(found: Counted) -> tuple[MonthsWeekday, ...]:
    cells = [{(int(row["month"]), int(row["weekday"])): row for row in each} for each in found]
    lines = {cell: ("all", cell[0]) for cell in cells[0]}
    shown = _shown(cells, lines)
    return tuple(
        MonthsWeekday(_first(month), weekday, shown[month, weekday])
        for month, weekday in sorted(shown)
    )


def _months(found: Counted) -> tuple[Month, ...]:
    by_month = [{int(row["month"]): row for row in each} for each in found]
    shown = _shown(by_month, dict.fromkeys(by_month[0], ("all",)))
    return tuple(Month(_first(month), shown[month]) for month in sorted(shown))


def _shown(
    tables: Sequence[Mapping[Any, dict[str, Any]]], lines: Mapping[Any, Any]
) -> dict[Any, int]:
    cells, *left_out = (
        {cell: int(row["classes"]) for cell, row in each.items()} for each in tables
    )
    gone = hidden(cells=cells, lines=lines, left_out=left_out)
    return {cell: row["count"] for cell, row in tables[0].items() if cell not in gone}


def _is_worth_showing(cells: Mapping[Any, dict[str, Any]], shown: Mapping[Any, int]) -> bool:
    total = sum(int(row["count"]) for row in cells.values())
    return sum(shown.values()) >= total * WORTH_SHOWING


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
