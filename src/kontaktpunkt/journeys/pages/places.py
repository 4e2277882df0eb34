"""The places where a change would matter most, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine import dropout, repeats, units, waits
from kontaktpunkt.journeys.engine.behind import CameBack, HandedOver
from kontaktpunkt.journeys.engine.experience import Experience
from kontaktpunkt.journeys.engine.filters import Filter, FollowedBy
from kontaktpunkt.journeys.engine.flow import Clock, Flow
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.closer import closer
from kontaktpunkt.journeys.wording import DAY, journeys_counted, number, percent, wait_words

MOST_PLACES: Final = 5
FEWEST: Final = 30
# Below this share a repeat contact or a silence is everyday.
WORTH_A_LOOK: Final = 0.1


@dataclass(frozen=True)
class Place:
    """A place, why it matters, and the page that tells more.

    like: what its journeys are like, where what they are about is worth looking for.
    """

    where: str
    why: str
    question: str
    like: Filter | None = None


def places(
    *, selection: Selection, flow: Flow, felt: tuple[Experience, ...], labels: Labels, clock: Clock
) -> list[Place]:
    """Return at most five places: where most days go, people come back, fall silent or suffer.

    clock: how the waits in `flow` were counted.
    """
    lost = _lost(flow, labels)
    found = [
        *(_with_matter(each, selection, labels) for each in lost[:1]),
        *(_with_matter(each, selection, labels) for each in _handed_over(selection, labels, clock)),
        *(_with_matter(each, selection, labels) for each in _repeated(selection, labels)),
        *_silent(selection, labels),
        *_felt(felt, labels),
    ]
    return [*found, *lost[1:]][:MOST_PLACES]


def _with_matter(place: Place, selection: Selection, labels: Labels) -> Place:
    """Return a place that says also which matter stands behind it, where most are about one."""
    assert place.like is not None
    found = closer(selection=selection, like=place.like, labels=labels)
    return replace(place, why=f"{place.why} {found.about}") if found and found.is_most else place


def _lost(flow: Flow, labels: Labels) -> list[Place]:
    return [
        Place(
            where=f"{labels.touchpoint(loss.source)} → {labels.touchpoint(loss.target)}",
            why=_("%(days)s days of waiting, shared by %(journeys)s.")
            % {"days": number(loss.days), "journeys": journeys_counted(loss.journeys)},
            question="time",
            like=FollowedBy(first=loss.source, then=loss.target, directly=True),
        )
        for loss in waits.losses(edges=flow.edges)[:4]
    ]


def _handed_over(selection: Selection, labels: Labels, clock: Clock) -> list[Place]:
    """Return the border between two units that costs people most days."""
    found = units.hand_overs(selection=selection, clock=clock)
    waited = [each for each in found if each.total_wait and each.median_wait]
    return [
        Place(
            where=f"{labels.unit(each.source)} → {labels.unit(each.target)}",
            why=_(
                "The border between two units that costs most days: %(days)s days of waiting, half "
                "of the hand-overs wait %(wait)s or more."
            )
            % {
                "days": number((each.total_wait or 0) / DAY),
                "wait": wait_words(each.median_wait or 0),
            },
            question="units",
            like=HandedOver(source=each.source, target=each.target),
        )
        for each in sorted(waited, key=lambda each: -(each.total_wait or 0))[:1]
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
            like=CameBack(touchpoint=each.touchpoint, days=repeats.USUAL_DAYS),
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
    """Return where people felt worst, if that is worse than elsewhere by more than chance."""
    sure = [each for each in felt if each.interval is not None]
    best = max((each.interval.low for each in sure if each.interval), default=0.0)
    return [
        Place(
            where=labels.touchpoint(each.touchpoint),
            why=_("The lowest experience: %(score)s of 100, from %(n)s answers.")
            % {"score": number(each.mean or 0), "n": number(each.n or 0)},
            question="overview",
        )
        for each in sorted(sure, key=lambda each: each.mean or 0)[:1]
        if each.interval and each.interval.high < best
    ]
