"""The places where a change would matter most, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine import dropout, repeats, waits
from kontaktpunkt.journeys.engine.experience import Experience
from kontaktpunkt.journeys.engine.flow import Flow
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.wording import journeys_counted, number, percent

MOST_PLACES: Final = 5
FEWEST: Final = 30
# Below this share a repeat contact or a silence is everyday.
WORTH_A_LOOK: Final = 0.1


@dataclass(frozen=True)
class Place:
    """A place, why it matters, and the page that tells more."""

    where: str
    why: str
    question: str


def places(
    *, selection: Selection, flow: Flow, felt: tuple[Experience, ...], labels: Labels
) -> list[Place]:
    """Return at most five places: where most days go, people come back, fall silent or suffer."""
    lost = _lost(flow, labels)
    found = [*lost[:2], *_repeated(selection, labels), *_silent(selection, labels)]
    return [*found, *_felt(felt, labels), *lost[2:]][:MOST_PLACES]


def _lost(flow: Flow, labels: Labels) -> list[Place]:
    return [
        Place(
            where=f"{labels.touchpoint(loss.source)} → {labels.touchpoint(loss.target)}",
            why=_("%(days)s days of waiting, shared by %(journeys)s.")
            % {"days": number(loss.days), "journeys": journeys_counted(loss.journeys)},
            question="time",
        )
        for loss in waits.losses(edges=flow.edges)[:4]
    ]


def _repeated(selection: Selection, labels: Labels) -> list[Place]:
    found = repeats.repeats(selection=selection)
    frequent = [each for each in found if each.n >= FEWEST and each.interval.low > WORTH_A_LOOK]
    return [
        Place(
            where=labels.touchpoint(each.touchpoint),
            why=_("%(share)s are in touch again within a week: %(again)s contacts.")
            % {"share": percent(each.share), "again": number(each.again)},
            question="repeats",
        )
        for each in sorted(frequent, key=lambda each: -each.interval.low)[:1]
    ]


def _silent(selection: Selection, labels: Labels) -> list[Place]:
    found = dropout.drop_out(selection=selection)
    frequent = [each for each in found if each.interval.low > WORTH_A_LOOK]
    return [
        Place(
            where=labels.touchpoint(each.touchpoint),
            why=_("%(share)s fall silent here without an end: %(journeys)s.")
            % {"share": percent(each.share), "journeys": journeys_counted(each.dropped)},
            question="drop-out",
        )
        for each in frequent[:1]
    ]


def _felt(felt: tuple[Experience, ...], labels: Labels) -> list[Place]:
    sure = [each for each in felt if each.interval is not None]
    return [
        Place(
            where=labels.touchpoint(each.touchpoint),
            why=_("The lowest experience: %(score)s of 100, from %(n)s answers.")
            % {"score": number(each.mean or 0), "n": number(each.n or 0)},
            question="overview",
        )
        for each in sorted(sure, key=lambda each: each.mean or 0)[:1]
        if len(sure) > 1
    ]
