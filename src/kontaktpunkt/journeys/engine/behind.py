"""Filters for the journeys behind one number of a page; see engine.filters for those of choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.core.months import next_month
from kontaktpunkt.journeys.engine.dropout import fates
from kontaktpunkt.journeys.engine.families import members, told
from kontaktpunkt.journeys.engine.filters import (
    UNKNOWN,
    AtUnit,
    Choice,
    Filter,
    PartFilter,
    PassedThrough,
    ScoredBelow,
    StartedIn,
    code_of,
    count,
    may_be_one_part,
    may_cut,
    with_any,
)
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.prepared import Prepared, days_micros
from kontaktpunkt.journeys.engine.rhythm import EPOCH, Happens
from kontaktpunkt.journeys.engine.selection import select
from kontaktpunkt.journeys.engine.units import HandOver, busiest, hand_overs, moves
from kontaktpunkt.journeys.rules import is_few
from kontaktpunkt.warehouse.connection import value

# Every answer is below this.
ANY_SCORE: Final = 101


class Fate(StrEnum):
    """How a journey stands; see engine.dropout.fates."""

    FINISHED = "finished"
    SILENT = "silent"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class BeganWith(PartFilter):
    """The journey's first touchpoint is this one."""

    touchpoint: str

    def part(self, *, prepared: Prepared) -> tuple[str, int]:
        return "first_touchpoint", _touchpoint(prepared, self.touchpoint)

    def wider(self) -> tuple[Choice, ...]:
        return ((PassedThrough(touchpoint=self.touchpoint),),)


@dataclass(frozen=True, kw_only=True)
class EndedWith(PartFilter):
    """The journey's last touchpoint is this one."""

    touchpoint: str

    def part(self, *, prepared: Prepared) -> tuple[str, int]:
        return "last_touchpoint", _touchpoint(prepared, self.touchpoint)

    def wider(self) -> tuple[Choice, ...]:
        return ((PassedThrough(touchpoint=self.touchpoint),),)


@dataclass(frozen=True, kw_only=True)
class HandedOver(Filter):
    """A step of one unit was directly followed by one of another."""

    source: str
    target: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        here, there = (code_of(prepared, "unit", name) for name in (self.source, self.target))
        steps = prepared.step
        found = steps.filter((steps.unit == here) & (steps.next_unit == there))
        return with_any(journeys=journeys, steps=found)

    def wider(self) -> tuple[Choice, ...]:
        source, target = AtUnit(unit=self.source), AtUnit(unit=self.target)
        return (source, target), (source,), (target,)


@dataclass(frozen=True, kw_only=True)
class CameStraightBack(Filter):
    """A hand-over from one unit to another after which the next one went back; see engine.units."""

    source: str
    target: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        here, there = (code_of(prepared, "unit", name) for name in (self.source, self.target))
        found = moves(steps=prepared.step)
        found = found.filter(found.back & (found.unit == here) & (found.next_unit == there))
        return with_any(journeys=journeys, steps=found)

    def wider(self) -> tuple[Choice, ...]:
        there = HandedOver(source=self.source, target=self.target)
        back = HandedOver(source=self.target, target=self.source)
        return (there, back), (there,), (back,)


@dataclass(frozen=True, kw_only=True)
class HandedWithOthers(Filter):
    """A hand-over between units of which one, or both, share a line of the matrix with others.

    source, target: the unit; None for any of those that share a line.
    of:             the filters of the journeys that the matrix is about, see units.busiest.

    Only hand-overs that the matrix tells of count: those that it hides stay hidden.
    """

    source: str | None
    target: str | None
    of: Choice = ()

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return with_any(journeys=journeys, steps=self._found(prepared))

    def wider(self) -> tuple[Choice, ...]:
        return tuple((AtUnit(unit=name),) for name in (self.source, self.target) if name)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """Few must not stand between these and the journeys of any one of the hand-overs."""
        found = self._found(prepared).semi_join(journeys, "journey")
        every = value(scalar=found.journey.nunique())
        by_pair = found.group_by("unit", "next_unit").agg(n=found.journey.nunique())
        return not any(is_few(journeys=every - row["n"]) for row in rows(by_pair))

    def _found(self, prepared: Prepared) -> ir.Table:
        steps, size = prepared.step, len(prepared.names["unit"])
        pairs = [
            code_of(prepared, "unit", each.source) * size + code_of(prepared, "unit", each.target)
            for each in self._told(prepared)
        ]
        # One number for a pair: as many conditions as pairs would make a question of pages.
        pair = steps.unit.cast("int64") * size + steps.next_unit
        return steps.filter(pair.isin(pairs or [UNKNOWN]))

    def _told(self, prepared: Prepared) -> list[HandOver]:
        found = told_hand_overs(prepared, self.of)
        alone, _others = busiest(found=found)
        return [
            each
            for each in found
            if (each.source in alone, each.target in alone)
            == (self.source is not None, self.target is not None)
            and self.source in (None, each.source)
            and self.target in (None, each.target)
        ]


@lru_cache(maxsize=2)
def told_hand_overs(prepared: Prepared, filters: Choice) -> tuple[HandOver, ...]:
    """Return the hand-overs that may be told of the journeys that the filters keep.

    Kept for what was asked about last: one choice of journeys asks several times.
    """
    return hand_overs(selection=select(prepared=prepared, filters=filters))


@dataclass(frozen=True, kw_only=True)
class MetUnits(PartFilter):
    """The journey met so many units."""

    units: int

    def part(self, *, prepared: Prepared) -> tuple[str, int]:  # noqa: ARG002 - one shape
        return "units", self.units


@dataclass(frozen=True, kw_only=True)
class CameBack(Filter):
    """After the touchpoint, the party sought contact itself within so many days.

    As in engine.repeats, only where the days after the touchpoint are known.
    """

    touchpoint: str
    days: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        steps = prepared.step
        known = steps.started <= prepared.log_last - days_micros(self.days)
        back = steps.next_contact_seconds <= self.days * 86_400
        here = steps.touchpoint == _touchpoint(prepared, self.touchpoint)
        found = steps.filter(here & known & back)
        return with_any(journeys=journeys, steps=found)

    def wider(self) -> tuple[Choice, ...]:
        return ((PassedThrough(touchpoint=self.touchpoint),),)


@dataclass(frozen=True, kw_only=True)
class AnsweredAt(Filter):
    """Somebody answered how it went about the touchpoint."""

    touchpoint: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        steps = prepared.step
        here = steps.touchpoint == _touchpoint(prepared, self.touchpoint)
        found = steps.filter(here & steps.score.notnull())
        return with_any(journeys=journeys, steps=found)

    def wider(self) -> tuple[Choice, ...]:
        answered = ScoredBelow(score=ANY_SCORE)
        return (PassedThrough(touchpoint=self.touchpoint),), (answered,)


@dataclass(frozen=True, kw_only=True)
class HappenedIn(Filter):
    """Something happened in the journey in one calendar month of local time.

    first: a day of the month. what: the party's own contacts only, or any step.
    """

    first: date
    what: Happens = Happens.STEP

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        steps = prepared.step
        begin, after = ((day - EPOCH).days * 24 for day in self._month)
        found = steps.filter((steps.local_hour >= begin) & (steps.local_hour < after))
        if self.what is Happens.CONTACT:
            found = found.filter(found.inbound)
        return with_any(journeys=journeys, steps=found)

    def wider(self) -> tuple[Choice, ...]:
        """Whatever happened in the month, and what began until its end."""
        begun = StartedIn(first=EPOCH, last=self._month[1] - timedelta(days=1))
        anything = [] if self.what is Happens.STEP else [(HappenedIn(first=self.first),)]
        return (begun,), *anything

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """Few must not stand between these and the journeys that began in the month."""
        if self.what is Happens.CONTACT:
            return True
        found = self.keep(journeys=journeys, prepared=prepared)
        first, after = self._month
        month = StartedIn(first=first, last=after - timedelta(days=1))
        begun = month.keep(journeys=found, prepared=prepared)
        return not is_few(journeys=count(found) - count(begun))

    @property
    def _month(self) -> tuple[date, date]:
        """Return the month's first day and the next month's."""
        first = self.first.replace(day=1)
        return first, next_month(day=first)


@dataclass(frozen=True, kw_only=True)
class Stands(Filter):
    """The journey is finished, silent for so many days, or open.

    after: its last touchpoint; any where None.
    """

    fate: Fate
    days: float
    after: str | None = None

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        told = fates(journeys=prepared.journey, days=self.days, log_last=prepared.log_last)
        told = told.filter(told.fate == self.fate.value)
        if self.after is not None:
            told = told.filter(told.last_touchpoint == _touchpoint(prepared, self.after))
        return journeys.semi_join(told.select("journey"), "journey")

    def wider(self) -> tuple[Choice, ...]:
        if self.after is None:
            return ()
        any_end, last = Stands(fate=self.fate, days=self.days), EndedWith(touchpoint=self.after)
        if self.fate is Fate.OPEN:
            return (any_end,), (last,)
        settled = Settled(days=self.days)
        return (any_end,), (last,), (settled,), (settled, last)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        told = fates(journeys=journeys, days=self.days, log_last=prepared.log_last)
        if self.after is None:
            return may_be_one_part(journeys=told, column=told.fate, part=self.fate.value)
        told = told.filter(told.fate == self.fate.value)
        part = _touchpoint(prepared, self.after)
        return may_be_one_part(journeys=told, column=told.last_touchpoint, part=part)


@dataclass(frozen=True, kw_only=True)
class Settled(Filter):
    """The journey is no longer open: it is finished, or silent for so many days."""

    days: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        told = fates(journeys=prepared.journey, days=self.days, log_last=prepared.log_last)
        settled = told.filter(told.fate != Fate.OPEN.value)
        return journeys.semi_join(settled.select("journey"), "journey")

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """All but these are one part: those that are open."""
        told = fates(journeys=journeys, days=self.days, log_last=prepared.log_last)
        return may_be_one_part(journeys=told, column=told.fate, part=Fate.OPEN.value)


@dataclass(frozen=True, kw_only=True)
class AtPlace(Filter):
    """The journey's step in this place, counted from 1, was at the touchpoint.

    touchpoint: any where None, so that only journeys with so many steps are kept.
    """

    place: int
    touchpoint: str | None = None

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        steps = prepared.variant_step.filter(prepared.variant_step.seq == self.place - 1)
        if self.touchpoint is not None:
            steps = steps.filter(steps.touchpoint == _touchpoint(prepared, self.touchpoint))
        return journeys.semi_join(steps.select("variant").distinct(), "variant")

    def wider(self) -> tuple[Choice, ...]:
        if self.touchpoint is None:
            return ()
        return (AtPlace(place=self.place),), (PassedThrough(touchpoint=self.touchpoint),)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        if self.touchpoint is None:
            below = [journeys.length < self.place]
            return may_cut(journeys=journeys, scale=journeys.length, below=below)
        here = prepared.variant_step.filter(prepared.variant_step.seq == self.place - 1)
        met = journeys.select("variant").join(here.select("variant", "touchpoint"), "variant")
        part = _touchpoint(prepared, self.touchpoint)
        return may_be_one_part(journeys=met, column=met.touchpoint, part=part)


@dataclass(frozen=True, kw_only=True)
class OfLength(PartFilter):
    """The journey has exactly so many steps."""

    steps: int

    def part(self, *, prepared: Prepared) -> tuple[str, int]:  # noqa: ARG002 - one shape
        return "length", self.steps


@dataclass(frozen=True, kw_only=True)
class OfFamily(Filter):
    """The journey belongs to the family that begins with this order of visits.

    of: the filters of the journeys whose families they are; the whole log's where there are none.

    See engine.families.
    """

    path: tuple[str, ...]
    of: Choice = ()

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.semi_join(self._variants(prepared).select("variant"), "variant")

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        """Families are parts; and few must not stand between one and its most frequent path."""
        if self.of and self._is_near_to_that_of_all(journeys, prepared):
            return False
        known = journeys.join(prepared.variant.select("variant", "route"), "variant")
        families = members(prepared, self.of).values()
        family = ibis.cases(
            *((known.route.isin(routes), routes[0]) for routes in families), else_=UNKNOWN
        )
        if not may_be_one_part(journeys=known, column=family, part=self._routes(prepared)[0]):
            return False
        own = self._variants(prepared).select("variant")
        taken = journeys.semi_join(own, "variant").group_by("variant").agg(n=ibis._.count())
        sums = rows(taken.agg(all=taken.n.sum(), most=taken.n.max()))[0]
        return not is_few(journeys=(sums["all"] or 0) - (sums["most"] or 0))

    def _is_near_to_that_of_all(self, journeys: ir.Table, prepared: Prepared) -> bool:
        """Say whether few stand between this family and the whole log's of the same name."""
        own, of_all = (
            each._variants(prepared).select("variant")  # noqa: SLF001 - of the same kind
            for each in (self, OfFamily(path=self.path))
        )
        differing = (own.difference(of_all), of_all.difference(own))
        return any(
            is_few(journeys=count(journeys.semi_join(each, "variant"))) for each in differing
        )

    def _variants(self, prepared: Prepared) -> ir.Table:
        return prepared.variant.filter(prepared.variant.route.isin(self._routes(prepared)))

    def _routes(self, prepared: Prepared) -> tuple[int, ...]:
        if self.of and self.path not in told(prepared, self.of):
            return (UNKNOWN,)
        path = tuple(_touchpoint(prepared, name) for name in self.path)
        return members(prepared, self.of).get(path, (UNKNOWN,))


def _touchpoint(prepared: Prepared, name: str) -> int:
    return code_of(prepared, "touchpoint", name)
