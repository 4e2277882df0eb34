"""Filters for the journeys behind one number of a page; see engine.filters for those of choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dropout import fates
from kontaktpunkt.journeys.engine.filters import UNKNOWN, Filter
from kontaktpunkt.journeys.engine.prepared import Prepared, days_micros


class Fate(StrEnum):
    """How a journey stands; see engine.dropout.fates."""

    FINISHED = "finished"
    SILENT = "silent"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class BeganWith(Filter):
    """The journey's first touchpoint is this one."""

    touchpoint: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.filter(journeys.first_touchpoint == _touchpoint(prepared, self.touchpoint))


@dataclass(frozen=True, kw_only=True)
class EndedWith(Filter):
    """The journey's last touchpoint is this one."""

    touchpoint: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.filter(journeys.last_touchpoint == _touchpoint(prepared, self.touchpoint))


@dataclass(frozen=True, kw_only=True)
class HandedOver(Filter):
    """A step of one unit was directly followed by one of another."""

    source: str
    target: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        here, there = (_code(prepared, "unit", name) for name in (self.source, self.target))
        steps = prepared.step
        moves = steps.filter((steps.unit == here) & (steps.next_unit == there))
        return journeys.semi_join(moves.select("journey").distinct(), "journey")


@dataclass(frozen=True, kw_only=True)
class MetUnits(Filter):
    """The journey met so many units."""

    units: int

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:  # noqa: ARG002 - one shape
        return journeys.filter(journeys.units == self.units)


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


@dataclass(frozen=True, kw_only=True)
class OfLength(Filter):
    """The journey has exactly so many steps."""

    steps: int

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:  # noqa: ARG002 - one shape
        return journeys.filter(journeys.length == self.steps)


def _touchpoint(prepared: Prepared, name: str) -> int:
    return _code(prepared, "touchpoint", name)


def _code(prepared: Prepared, kind: str, name: str) -> int:
    code = prepared.code(kind=kind, name=name)
    return UNKNOWN if code is None else code
