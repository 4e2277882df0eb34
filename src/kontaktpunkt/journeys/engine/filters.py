"""Filters: which journeys a question is asked of. They combine by *and*.

A filter keeps journeys, never single steps: what is left are whole journeys. Names, not codes, are
in a filter, so that a shared link survives a new preparation.

A filter also knows what a reader could ask beside it, so that two answers tell of few by no
subtraction: choices that hold all it keeps (`wider`), and its own other values (`may_divide`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from kontaktpunkt.core.months import month_end
from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.offered import LONGER_THAN, SCORED_BELOW
from kontaktpunkt.journeys.rules import SMALLEST, limits_beside, may_take_part, safe_cuts
from kontaktpunkt.warehouse.connection import rows, value

# No name has this code, so a name that the log does not know selects nothing.
UNKNOWN: Final = -1
HOUR: Final = 3600
DAY: Final = 86_400
# What round limits are multiples of: years, months, weeks and days; of points; years and quarters.
ROUND_HOURS: Final = (24 * 365, 24 * 30, 24 * 7, 24 * 5, 24, 12, 6)
ROUND_POINTS: Final = (50, 25, 10, 5)
ROUND_MONTHS: Final = (12, 3)


class Filter:
    """What a journey must be like to be kept."""

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        """Return the journeys that are like it."""
        raise NotImplementedError

    def wider(self) -> tuple[Choice, ...]:
        """Return choices that keep whatever this filter keeps, and perhaps more."""
        return ()

    def next_wider(self, *, journeys: ir.Table, prepared: Prepared) -> tuple[Filter, ...]:  # noqa: ARG002
        """Return this filter with the next limits by which it may be asked and keeps more."""
        return ()

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:  # noqa: ARG002
        """Say whether this and other values of it, asked of these journeys, tell of no few."""
        return True


# Filters that a reader could ask together.
Choice = tuple[Filter, ...]


class PartFilter(Filter):
    """Of a column in which each journey has one value, the journeys with this value."""

    def part(self, *, prepared: Prepared) -> tuple[str, int]:
        """Return the column of journeys, and the value."""
        raise NotImplementedError

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        column, part = self.part(prepared=prepared)
        return journeys.filter(journeys[column] == part)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        column, part = self.part(prepared=prepared)
        return may_be_one_part(journeys=journeys, column=journeys[column], part=part)


def kept(*, prepared: Prepared, filters: Sequence[Filter]) -> ir.Table:
    """Return the journeys that every filter keeps, whatever their number."""
    journeys = prepared.journey
    for each in filters:
        journeys = each.keep(journeys=journeys, prepared=prepared)
    return journeys


def count(journeys: ir.Table) -> int:
    """Return the number of rows."""
    return int(value(scalar=journeys.count()))


@dataclass(frozen=True, kw_only=True)
class All(Filter):
    """The journey is among those that every one of these filters keeps."""

    filters: tuple[Filter, ...]

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        for each in self.filters:
            journeys = each.keep(journeys=journeys, prepared=prepared)
        return journeys


@dataclass(frozen=True, kw_only=True)
class NotAll(Filter):
    """The journey is not among those that every one of these filters keeps."""

    filters: tuple[Filter, ...]

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.anti_join(kept(prepared=prepared, filters=self.filters), "journey")


def with_any(*, journeys: ir.Table, steps: ir.Table) -> ir.Table:
    """Return the journeys that have any of these steps."""
    return journeys.semi_join(steps.select("journey").distinct(), "journey")


def may_be_one_part(*, journeys: ir.Table, column: ir.Column, part: int | str) -> bool:
    """Say whether the journeys with a value may be asked for, where those with others may too."""
    found = rows(table=journeys.group_by(part=column).agg(n=journeys.count()))
    return may_take_part(parts={row["part"]: row["n"] for row in found}, part=part)


def may_cut(
    *,
    journeys: ir.Table,
    scale: ir.IntegerColumn,
    below: Sequence[ir.BooleanColumn],
    round_steps: Sequence[int] = (),
) -> bool:
    """Say whether journeys may be cut here, where a reader may cut them elsewhere on the scale too.

    scale:       the step on which each journey stands; a limit parts it from the next.
    below:       for each limit asked, whether a journey stands below it.
    round_steps: see rules.safe_cuts.
    """
    sizes = sizes_on(journeys=journeys, scale=scale)
    asked = journeys.agg(**{f"cut{place}": each.sum() for place, each in enumerate(below)})
    cuts = safe_cuts(sizes=sizes, round_steps=round_steps)
    return all((cut or 0) in cuts for cut in rows(table=asked)[0].values())


def sizes_on(*, journeys: ir.Table, scale: ir.IntegerColumn) -> dict[int, int]:
    """Return how many journeys stand on each step of a scale that holds any."""
    found = rows(table=journeys.group_by(step=scale).agg(n=journeys.count()))
    return {row["step"]: row["n"] for row in found}


@dataclass(frozen=True, kw_only=True)
class PassedThrough(Filter):
    """The journey met the touchpoint."""

    touchpoint: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.semi_join(_variants_with(prepared, self.touchpoint), "variant")


@dataclass(frozen=True, kw_only=True)
class NeverReached(Filter):
    """The journey did not meet the touchpoint."""

    touchpoint: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.anti_join(_variants_with(prepared, self.touchpoint), "variant")


@dataclass(frozen=True, kw_only=True)
class FollowedBy(Filter):
    """`then` came after `first`: at once where `directly`, at any time later otherwise."""

    first: str
    then: str
    directly: bool = False

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        first = prepared.variant_step.filter(_is(prepared, self.first))
        then = code_of(prepared, "touchpoint", self.then)
        if self.directly:
            found = first.filter(first.next_touchpoint == then)
        else:
            later = prepared.variant_step.filter(prepared.variant_step.touchpoint == then)
            ends = later.group_by("variant").agg(last_seq=later.seq.max())
            begins = first.group_by("variant").agg(first_seq=first.seq.min())
            found = begins.join(ends, "variant").filter(ibis._.first_seq < ibis._.last_seq)
        return journeys.semi_join(found.select("variant").distinct(), "variant")

    def wider(self) -> tuple[Choice, ...]:
        first, then = PassedThrough(touchpoint=self.first), PassedThrough(touchpoint=self.then)
        later = FollowedBy(first=self.first, then=self.then)
        return (*([(later,)] if self.directly else []), (first, then), (first,), (then,))


def whole_days(*, seconds: ir.NumericColumn) -> ir.IntegerColumn:
    """Return the hours until a time was over, in whole days; within the first, in whole hours."""
    days = (seconds / DAY).ceil().cast("int64") * (DAY // HOUR)
    return ibis.ifelse(seconds <= DAY, (seconds / HOUR).ceil().cast("int64"), days)


@dataclass(frozen=True, kw_only=True)
class TookLonger(Filter):
    """The journey lasted longer than so many days, from its first step to its last."""

    days: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:  # noqa: ARG002 - one shape
        return journeys.filter(journeys.duration_seconds > self.days * DAY)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:  # noqa: ARG002 - one shape
        """Whole days are the scale; within the first day, whole hours."""
        lasts = journeys.duration_seconds
        below = [lasts <= self.days * DAY]
        return may_cut(
            journeys=journeys, scale=whole_days(seconds=lasts), below=below, round_steps=ROUND_HOURS
        )

    def next_wider(self, *, journeys: ir.Table, prepared: Prepared) -> tuple[Filter, ...]:  # noqa: ARG002 - one shape
        shorter, _longer = limits_beside(
            sizes=sizes_on(journeys=journeys, scale=whole_days(seconds=journeys.duration_seconds)),
            limit=int(self.days * 24),
            offered=[days * 24 for days in LONGER_THAN],
            round_steps=ROUND_HOURS,
        )
        return () if shorter is None else (TookLonger(days=shorter / 24),)


@dataclass(frozen=True, kw_only=True)
class AtUnit(Filter):
    """The unit took part in the journey."""

    unit: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return _with_step(journeys, prepared, "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class InChannel(Filter):
    """The channel was used in the journey."""

    channel: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return _with_step(journeys, prepared, "channel", self.channel)


@dataclass(frozen=True, kw_only=True)
class WithOutcome(PartFilter):
    """The journey's last recorded outcome is this one."""

    outcome: str

    def part(self, *, prepared: Prepared) -> tuple[str, int]:
        return "outcome", code_of(prepared, "outcome", self.outcome)


@dataclass(frozen=True, kw_only=True)
class AboutMatter(PartFilter):
    """The journey's first matter is this one."""

    matter: str

    def part(self, *, prepared: Prepared) -> tuple[str, int]:
        return "matter", code_of(prepared, "matter", self.matter)


@dataclass(frozen=True, kw_only=True)
class ScoredBelow(Filter):
    """At least one answer in the journey was below this score of 0 to 100."""

    score: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        low = prepared.step.filter(prepared.step.score < self.score)
        return with_any(journeys=journeys, steps=low)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """Points are the scale; a journey stands at its lowest answer."""
        answered = _answered(journeys, prepared)
        below = [answered.lowest < self.score]
        return may_cut(
            journeys=answered, scale=answered.points, below=below, round_steps=ROUND_POINTS
        )

    def next_wider(self, *, journeys: ir.Table, prepared: Prepared) -> tuple[Filter, ...]:
        answered = _answered(journeys, prepared)
        _less, more = limits_beside(
            sizes=sizes_on(journeys=answered, scale=answered.points),
            limit=int(self.score),
            offered=SCORED_BELOW,
            round_steps=ROUND_POINTS,
        )
        return () if more is None else (ScoredBelow(score=more),)


def _answered(journeys: ir.Table, prepared: Prepared) -> ir.Table:
    """Return (journey, lowest, points): the lowest answer, and the first point above it."""
    steps = prepared.step.filter(prepared.step.score.notnull())
    lowest = steps.group_by("journey").agg(lowest=steps.score.min())
    answered = lowest.semi_join(journeys, "journey")
    return answered.mutate(points=answered.lowest.floor().cast("int64") + 1)


@dataclass(frozen=True, kw_only=True)
class OfVariant(Filter):
    """The journey took exactly this path."""

    path: tuple[str, ...]

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.semi_join(self._variants(prepared).select("variant"), "variant")

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        found = rows(table=self._variants(prepared).select("variant"))
        part = found[0]["variant"] if found else UNKNOWN
        return may_be_one_part(journeys=journeys, column=journeys.variant, part=part)

    def _variants(self, prepared: Prepared) -> ir.Table:
        found = prepared.variant.filter(prepared.variant.length == len(self.path))
        for place, name in enumerate(self.path):
            found = found.filter(found.path[place] == code_of(prepared, "touchpoint", name))
        return found


@dataclass(frozen=True, kw_only=True)
class TakenByMany(Filter):
    """The journey took a path that at least the smallest group took: none that is its own."""

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        common = prepared.variant.filter(prepared.variant.journeys >= SMALLEST)
        return journeys.semi_join(common.select("variant"), "variant")


@dataclass(frozen=True, kw_only=True)
class StartedIn(Filter):
    """The journey started on a local date from `first` to `last`, both included.

    Whole months only are offered: two overlapping periods of free choice would tell about a single
    day by subtraction.
    """

    first: date
    last: date

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        first, after = self._bounds(_zone(prepared))
        return journeys.filter((journeys.started >= first) & (journeys.started < after))

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """Months of local time are the scale."""
        first, after = self._bounds(_zone(prepared))
        below = [journeys.started < first, journeys.started < after]
        month = _month_begun(journeys, prepared)
        return may_cut(journeys=journeys, scale=month, below=below, round_steps=ROUND_MONTHS)

    def next_wider(self, *, journeys: ir.Table, prepared: Prepared) -> tuple[Filter, ...]:
        sizes = sizes_on(journeys=journeys, scale=_month_begun(journeys, prepared))
        offered = [min(sizes, default=0) - 1, *sizes]
        (earlier, _), (_, later) = (
            limits_beside(sizes=sizes, limit=limit, offered=offered, round_steps=ROUND_MONTHS)
            for limit in (_month_of(self.first) - 1, _month_of(self.last))
        )
        found: list[Filter] = []
        if earlier is not None:
            found.append(StartedIn(first=_first_of(earlier + 1), last=self.last))
        if later is not None:
            found.append(StartedIn(first=self.first, last=month_end(day=_first_of(later))))
        return tuple(found)

    def _bounds(self, zone: ZoneInfo) -> tuple[int, int]:
        return _midnight(self.first, zone), _midnight(self.last + timedelta(days=1), zone)


def _month_begun(journeys: ir.Table, prepared: Prepared) -> ir.IntegerColumn:
    """Return the month of local time in which each journey began, see `_month_of`."""
    zone = _zone(prepared)
    first, last = (
        _month_of(datetime.fromtimestamp(prepared.about[each] / MICROS, zone).date())
        for each in ("log_first", "log_last")
    )
    ends = ((month, _midnight(_first_of(month + 1), zone)) for month in range(first, last + 1))
    return ibis.cases(*((journeys.started < end, month) for month, end in ends), else_=last)


def _month_of(day: date) -> int:
    """Return the number of a day's month: twelve times the year plus the month."""
    return day.year * 12 + day.month


def _first_of(month: int) -> date:
    return date((month - 1) // 12, (month - 1) % 12 + 1, 1)


def _zone(prepared: Prepared) -> ZoneInfo:
    hours = prepared.about["hours"]
    return ZoneInfo(hours["zone"] if hours else "UTC")


def _midnight(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time.min, zone).timestamp() * MICROS)


def code_of(prepared: Prepared, kind: str, name: str) -> int:
    """Return the code of a name, or one that nothing has."""
    code = prepared.code(kind=kind, name=name)
    return UNKNOWN if code is None else code


def _is(prepared: Prepared, touchpoint: str) -> ir.BooleanValue:
    return prepared.variant_step.touchpoint == code_of(prepared, "touchpoint", touchpoint)


def _variants_with(prepared: Prepared, touchpoint: str) -> ir.Table:
    return prepared.variant_step.filter(_is(prepared, touchpoint)).select("variant").distinct()


def _with_step(journeys: ir.Table, prepared: Prepared, kind: str, name: str) -> ir.Table:
    steps = prepared.step.filter(prepared.step[kind] == code_of(prepared, kind, name))
    return with_any(journeys=journeys, steps=steps)
