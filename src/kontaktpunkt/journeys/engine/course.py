"""Single journeys: listed inside a selection, and told step by step, without saying whose.

Only what enough journeys share is named: see docs/journey-engine.md#one-journey.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.lens import KEY_DIGITS
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST

# Hexadecimal digits of a key: with a million journeys two share one once in two million logs.
CLASSES: Final = 64
# A journey of more steps is told as far as this.
MOST_STEPS: Final = 400


class Order(StrEnum):
    """What comes first in a list of journeys: the most of it."""

    WAIT = "wait"
    DURATION = "duration"
    STEPS = "steps"
    HANDOVERS = "handovers"
    CONTACTS = "contacts"
    NEWEST = "newest"


_COLUMN: Final = {
    Order.WAIT: "wait_seconds",
    Order.DURATION: "duration_seconds",
    Order.STEPS: "length",
    Order.HANDOVERS: "handovers",
    Order.CONTACTS: "contacts",
    Order.NEWEST: "started",
}


@dataclass(frozen=True)
class Told:
    """One journey in figures.

    key:     stands for the journey in addresses; tells nobody whose it is.
    started: seconds since 1970.
    lasts, waited: seconds.
    here:    seconds of the longest wait between the two touchpoints asked about, if any were.
    steps:   seconds from the journey's start to each of its steps.
    """

    key: str
    started: int
    lasts: float
    waited: float
    length: int
    units: int
    handovers: int
    contacts: int
    matter: str | None
    outcome: str | None
    here: float | None
    steps: tuple[float, ...]


@dataclass(frozen=True)
class Step:
    """One step of a journey; a name that few journeys share is None.

    after:        seconds from the journey's start.
    wait_seconds: until the next step; None for the last.
    work_seconds: None for an instant.
    is_rare:      too few journeys meet the touchpoint to name it.
    """

    after: float
    touchpoint: str | None
    unit: str | None
    channel: str | None
    outcome: str | None
    is_inbound: bool
    closes: bool
    wait_seconds: float | None
    work_seconds: float | None

    @property
    def is_rare(self) -> bool:
        """Say whether too few journeys meet the touchpoint to name it."""
        return self.touchpoint is None


@dataclass(frozen=True)
class Course:
    """One journey, step by step. It may have more steps than are told."""

    journey: Told
    steps: tuple[Step, ...]


def journey_key(*, salt: str, lead: str, episode: int) -> str:
    """Return the key that stands for a journey; without the salt nobody can work it out."""
    text = f"{salt}/{lead}/{episode}"
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def keyed(*, journeys: ir.Table, salt: str, key: str) -> ir.Table:
    """Return (journey) with this key: one, or none."""
    lead = journeys.lead.cast("string")
    text = ibis.literal(f"{salt}/").concat(lead, "/", journeys.episode.cast("string"))
    found = journeys.filter(text.hexdigest("sha256").left(KEY_DIGITS) == key)
    # Only what the key is made from is read of the others.
    return found.select("journey").limit(1)


def listed(
    *,
    selection: Selection,
    salt: str,
    order: Order = Order.WAIT,
    pair: tuple[str, str] | None = None,
    skip: int = 0,
    most: int = 20,
) -> tuple[Told, ...]:
    """Return journeys of a selection, those with the most of what is asked first.

    pair: two touchpoints; order by wait is then by the longest wait from the one to the other.
    """
    found = selection.journeys
    by = _COLUMN[order]
    if pair is not None:
        found = found.join(_waits_between(selection, pair), "journey")
        by = "here" if order is Order.WAIT else by
    # Spark knows no offset; what is skipped are a few hundred rows at most.
    ordered = found.order_by(ibis.desc(by), "journey").limit(skip + most)
    return _told(rows(ordered)[skip:], selection.prepared, salt)


def course(*, selection: Selection, salt: str, key: str) -> Course | None:
    """Return a journey of the selection, or None where no journey of it has this key."""
    prepared = selection.prepared
    numbers = rows(keyed(journeys=selection.journeys, salt=salt, key=key))
    if not numbers:
        return None
    found = rows(prepared.journey.filter(prepared.journey.journey == numbers[0]["journey"]))
    steps = prepared.step.filter(prepared.step.journey == found[0]["journey"])
    told = rows(steps.order_by("seq").limit(MOST_STEPS))
    names = {
        kind: _shared(prepared, kind, told) for kind in ("touchpoint", "unit", "channel", "outcome")
    }
    start = found[0]["started"]
    journey = _told(found, prepared, salt)[0]
    return Course(journey, tuple(_step(row, names, start) for row in told))


def _waits_between(selection: Selection, pair: tuple[str, str]) -> ir.Table:
    here, there = (selection.prepared.code(kind="touchpoint", name=name) for name in pair)
    steps = selection.prepared.step
    passes = steps.filter((steps.touchpoint == here) & (steps.next_touchpoint == there))
    return passes.group_by("journey").agg(here=passes.wait_seconds.max())


def _told(found: list[dict[str, Any]], prepared: Prepared, salt: str) -> tuple[Told, ...]:
    moments = _moments(found, prepared)
    names = {kind: _shared(prepared, kind, found) for kind in ("matter", "outcome")}
    return tuple(
        Told(
            key=journey_key(salt=salt, lead=row["lead"], episode=row["episode"]),
            started=row["started"] // MICROS,
            lasts=row["duration_seconds"],
            waited=row["wait_seconds"] or 0.0,
            length=row["length"],
            units=row["units"],
            handovers=row["handovers"],
            contacts=row["contacts"],
            matter=names["matter"].get(row["matter"]),
            outcome=names["outcome"].get(row["outcome"]),
            here=row.get("here"),
            steps=tuple((at - row["started"]) / MICROS for at in moments[row["journey"]]),
        )
        for row in found
    )


def _moments(found: Iterable[dict[str, Any]], prepared: Prepared) -> dict[int, list[int]]:
    """Return when the steps of some journeys began."""
    wanted: dict[int, list[int]] = {row["journey"]: [] for row in found}
    if not wanted:
        return wanted
    steps = prepared.step.filter(prepared.step.journey.isin(list(wanted)))
    told = steps.filter(steps.seq < MOST_STEPS).select("journey", "seq", "started")
    for row in rows(told.order_by("journey", "seq")):
        wanted[row["journey"]].append(row["started"])
    return wanted


def _shared(prepared: Prepared, kind: str, told: Iterable[dict[str, Any]]) -> dict[int | None, str]:
    """Return the names, by code, that enough journeys of the whole log share."""
    codes = sorted({row[kind] for row in told if row[kind] is not None})
    if not codes:
        return {}
    names = prepared.names[kind]
    counted = rows(_COUNTED[kind](prepared, kind, codes))
    return {row["code"]: names[row["code"]] for row in counted if row["journeys"] >= SMALLEST}


def _by_variant(prepared: Prepared, kind: str, codes: list[int]) -> ir.Table:
    steps = prepared.variant_step
    first = steps.filter(steps[kind].isin(codes) & (steps.visit == 1))
    taken = first.join(prepared.variant.select("variant", "journeys"), "variant")
    return taken.group_by(code=taken[kind]).agg(journeys=taken.journeys.sum())


def _by_step(prepared: Prepared, kind: str, codes: list[int]) -> ir.Table:
    """Classes of journeys are counted, as in engine.repeats: never too many."""
    steps = prepared.step.filter(prepared.step[kind].isin(codes))
    return steps.group_by(code=steps[kind]).agg(journeys=(steps.journey % CLASSES).nunique())


def _by_journey(prepared: Prepared, kind: str, codes: list[int]) -> ir.Table:
    journeys = prepared.journey.filter(prepared.journey[kind].isin(codes))
    return journeys.group_by(code=journeys[kind]).agg(journeys=journeys.count())


_COUNTED: Final = {
    "touchpoint": _by_variant,
    "unit": _by_step,
    "channel": _by_step,
    "outcome": _by_journey,
    "matter": _by_journey,
}


def _step(row: dict[str, Any], names: dict[str, dict[int | None, str]], start: int) -> Step:
    return Step(
        after=(row["started"] - start) / MICROS,
        touchpoint=names["touchpoint"].get(row["touchpoint"]),
        unit=names["unit"].get(row["unit"]),
        channel=names["channel"].get(row["channel"]),
        outcome=names["outcome"].get(row["outcome"]),
        is_inbound=row["inbound"],
        closes=row["closes"],
        wait_seconds=row["wait_seconds"],
        work_seconds=row["work_seconds"],
    )
