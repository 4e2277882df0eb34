"""The performance spectrum: every single way from one touchpoint to the next, on a line of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, Rows, in_groups, told_of_each
from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, hidden, is_few

DAY: Final = 86_400
# Multipliers that scatter whole numbers; both prime, so that no pattern of the log is favoured.
SCATTER: Final = (7919, 104_729)
QUARTILES: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Pass:
    """One journey's way between two touchpoints.

    began: seconds since 1970 when the waiting began, told to the day.
    """

    began: int
    wait_seconds: float


@dataclass(frozen=True)
class PassMonth:
    """The passes that began in one calendar month of local time."""

    first: date
    n: int
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True)
class Spectrum:
    """All passes from one touchpoint to the next.

    n, quartiles: of all passes, also where only a sample is drawn.
    passes:       a fair sample in order of time; the same ones every time.
    months:       those that enough journeys stand behind.
    """

    n: int
    quartiles: tuple[float, float, float]
    passes: tuple[Pass, ...]
    months: tuple[PassMonth, ...]


def between(*, steps: ir.Table, source: int, target: int) -> ir.Table:
    """Return the steps at one touchpoint that go straight to another and are waited for."""
    here = (steps.touchpoint == source) & (steps.next_touchpoint == target)
    return steps.filter(here & ~steps.closes)


def month_counts(*, passes: ir.Table) -> ir.Table:
    """Return (month, n, journeys, waits) by the month in which the first touchpoint was met.

    month: twelve times the year plus the month from 0. waits: median and 90th percentile.
    """
    when = (passes.local_hour.cast("int64") * 3600).as_timestamp("s")
    told = passes.mutate(month=when.year() * 12 + when.month() - 1)
    return in_groups(told, "month").agg(
        n=told.count(),
        journeys=told.journey.nunique(),
        waits=told.wait_seconds.quantile([0.5, 0.9]),
    )


def spectrum(
    *, selection: Selection, source: str, target: str, most: int = 2000
) -> Spectrum | None:
    """Return the passes from one touchpoint to the next; None where few journeys went there.

    most: how many are drawn at about the most.
    """
    prepared = selection.prepared
    here, there = (prepared.code(kind="touchpoint", name=name) for name in (source, target))
    if here is None or there is None:
        return None

    def passes(journeys: Journeys) -> ir.Table:
        return between(steps=journeys.steps, source=here, target=there)

    told, *left_out = told_of_each(
        selection=selection, question=lambda each: _summary(passes(each))
    )
    if not told or any(is_few(journeys=row["journeys"]) for each in left_out for row in each):
        return None
    (whole,) = told
    if whole["journeys"] < SMALLEST:
        return None
    first, second, third = whole["quartiles"]
    return Spectrum(
        n=whole["n"],
        quartiles=(first, second, third),
        passes=_drawn(passes(selection), max(-(-whole["n"] // most), 1)),
        months=_months(
            told_of_each(
                selection=selection, question=lambda each: month_counts(passes=passes(each))
            )
        ),
    )


def _summary(passes: ir.Table) -> ir.Table:
    """Return (touchpoint, n, journeys, quartiles), or nothing where there are none."""
    return in_groups(passes, "touchpoint").agg(
        n=passes.count(),
        journeys=passes.journey.nunique(),
        quartiles=passes.wait_seconds.quantile(list(QUARTILES)),
    )


def _drawn(passes: ir.Table, nth: int) -> tuple[Pass, ...]:
    sample = _every(passes, nth)
    began = sample.started // MICROS + sample.work_seconds.fill_null(0).cast("int64")
    drawn = sample.select("wait_seconds", began=began // DAY * DAY)
    ordered = drawn.order_by("began", "wait_seconds")
    return tuple(Pass(int(row["began"]), row["wait_seconds"]) for row in rows(ordered))


def _every(steps: ir.Table, nth: int) -> ir.Table:
    if nth == 1:
        return steps
    scattered = steps.journey.cast("int64") * SCATTER[0] + steps.seq * SCATTER[1]
    return steps.filter(scattered % nth == 0)


def _months(found: Iterable[Rows]) -> tuple[PassMonth, ...]:
    by_month, *left_out = ({int(row["month"]): row for row in each} for each in found)
    cells, *others = (
        {month: row["journeys"] for month, row in each.items()} for each in (by_month, *left_out)
    )
    gone = hidden(cells=cells, lines=dict.fromkeys(cells, ("all",)), left_out=others)
    return tuple(
        PassMonth(date(month // 12, month % 12 + 1, 1), row["n"], *row["waits"])
        for month, row in sorted(by_month.items())
        if month not in gone
    )
