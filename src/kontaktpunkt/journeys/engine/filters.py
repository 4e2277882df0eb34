"""Filters: which journeys a question is asked of. They combine by *and*.

A filter keeps journeys, never single steps: what is left are whole journeys. Names, not codes, are
in a filter, so that a shared link survives a new preparation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.rules import SMALLEST

# No name has this code, so a name that the log does not know selects nothing.
UNKNOWN: Final = -1


class Filter:
    """What a journey must be like to be kept."""

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        """Return the journeys that are like it."""
        raise NotImplementedError


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
        then = _code(prepared, "touchpoint", self.then)
        if self.directly:
            found = first.filter(first.next_touchpoint == then)
        else:
            later = prepared.variant_step.filter(prepared.variant_step.touchpoint == then)
            ends = later.group_by("variant").agg(last_seq=later.seq.max())
            begins = first.group_by("variant").agg(first_seq=first.seq.min())
            found = begins.join(ends, "variant").filter(ibis._.first_seq < ibis._.last_seq)
        return journeys.semi_join(found.select("variant").distinct(), "variant")


@dataclass(frozen=True, kw_only=True)
class TookLonger(Filter):
    """The journey lasted longer than so many days, from its first step to its last."""

    days: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:  # noqa: ARG002 - one shape
        return journeys.filter(journeys.duration_seconds > self.days * 86_400)


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
class WithOutcome(Filter):
    """The journey's last recorded outcome is this one."""

    outcome: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.filter(journeys.outcome == _code(prepared, "outcome", self.outcome))


@dataclass(frozen=True, kw_only=True)
class AboutMatter(Filter):
    """The journey's first matter is this one."""

    matter: str

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        return journeys.filter(journeys.matter == _code(prepared, "matter", self.matter))


@dataclass(frozen=True, kw_only=True)
class ScoredBelow(Filter):
    """At least one answer in the journey was below this score of 0 to 100."""

    score: float

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        low = prepared.step.filter(prepared.step.score < self.score)
        return journeys.semi_join(low.select("journey").distinct(), "journey")


@dataclass(frozen=True, kw_only=True)
class OfVariant(Filter):
    """The journey took exactly this path."""

    path: tuple[str, ...]

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        variants = prepared.variant.filter(prepared.variant.length == len(self.path))
        for place, name in enumerate(self.path):
            variants = variants.filter(variants.path[place] == _code(prepared, "touchpoint", name))
        return journeys.semi_join(variants.select("variant"), "variant")


@dataclass(frozen=True, kw_only=True)
class TakenByMany(Filter):
    """The journey took a path that at least the smallest group took: none that is its own."""

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        common = prepared.variant.filter(prepared.variant.journeys >= SMALLEST)
        return journeys.semi_join(common.select("variant"), "variant")


@dataclass(frozen=True, kw_only=True)
class StartedIn(Filter):
    """The journey started on a local date from `first` to `last`, both included.

    Whole months only are offered on pages: two overlapping periods of free choice would tell about
    a single day by subtraction.
    """

    first: date
    last: date

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        hours = prepared.about["hours"]
        zone = ZoneInfo(hours["zone"] if hours else "UTC")
        after = _micros(datetime.combine(self.last, time.max, zone))
        kept = journeys.filter(
            journeys.started >= _micros(datetime.combine(self.first, time.min, zone))
        )
        return kept.filter(kept.started <= after)


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * MICROS)


def _code(prepared: Prepared, kind: str, name: str) -> int:
    code = prepared.code(kind=kind, name=name)
    return UNKNOWN if code is None else code


def _is(prepared: Prepared, touchpoint: str) -> ir.BooleanValue:
    return prepared.variant_step.touchpoint == _code(prepared, "touchpoint", touchpoint)


def _variants_with(prepared: Prepared, touchpoint: str) -> ir.Table:
    return prepared.variant_step.filter(_is(prepared, touchpoint)).select("variant").distinct()


def _with_step(journeys: ir.Table, prepared: Prepared, kind: str, name: str) -> ir.Table:
    steps = prepared.step.filter(prepared.step[kind] == _code(prepared, kind, name))
    return journeys.semi_join(steps.select("journey").distinct(), "journey")
