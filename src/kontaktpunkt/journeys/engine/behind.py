"""Filters for the journeys behind one number of a page; see engine.filters for those of choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dropout import fates
from kontaktpunkt.journeys.engine.filters import (
    AtUnit,
    Filter,
    PartFilter,
    PassedThrough,
    code_of,
    may_be_one_part,
    may_cut,
)
from kontaktpunkt.journeys.engine.prepared import Prepared, days_micros

Choice = tuple[Filter, ...]


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
        moves = steps.filter((steps.unit == here) & (steps.next_unit == there))
        return journeys.semi_join(moves.select("journey").distinct(), "journey")

    def wider(self) -> tuple[Choice, ...]:
        source, target = AtUnit(unit=self.source), AtUnit(unit=self.target)
        return (source, target), (source,), (target,)


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
        return journeys.semi_join(found.select("journey").distinct(), "journey")

    def wider(self) -> tuple[Choice, ...]:
        return ((PassedThrough(touchpoint=self.touchpoint),),)


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
        any_end = Stands(fate=self.fate, days=self.days)
        return (any_end,), (EndedWith(touchpoint=self.after),)

    def may_divide(self, *, journeys: ir.Table, prepared: Prepared) -> bool:
        told = fates(journeys=journeys, days=self.days, log_last=prepared.log_last)
        if self.after is None:
            return may_be_one_part(journeys=told, column=told.fate, part=self.fate.value)
        told = told.filter(told.fate == self.fate.value)
        part = _touchpoint(prepared, self.after)
        return may_be_one_part(journeys=told, column=told.last_touchpoint, part=part)


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


def _touchpoint(prepared: Prepared, name: str) -> int:
    return code_of(prepared, "touchpoint", name)
