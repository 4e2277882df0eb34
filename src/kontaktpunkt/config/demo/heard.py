"""Asking how it went: whom the sweep would have asked, who answers, and what they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kontaktpunkt.cases.models import ADVERSE
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.chance import Chance
from kontaktpunkt.config.demo.contact_rows import Met
from kontaktpunkt.config.demo.survey_rows import (
    Called,
    Occasion,
    answer,
    invite,
    write_invitation,
)
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.directory.models import Role
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.queries import AFTER_A_CONTACT, ASK_WITHIN

_SWEEP_MINUTES = 10
_SATISFACTION = {"overall": 0.0, "expectations": -0.25, "ideal": -0.6}
_DECIDED = {"granted": 8.2, "partly": 6.7, "refused": 5.0, "intervention": 4.8}
# What is asked from 1 to 5: the usual level, what a refusal takes, what a call gives back.
_EXTENT = {
    "voice": (4.1, -1.0, 0.9), "neutral": (4.0, -0.8, 0.5), "accurate": (4.1, -0.7, 0.5),
    "respect": (4.4, -0.5, 0.35), "explained": (4.0, -0.7, 0.7), "timely": (4.0, -0.3, 0.1),
    "tailored": (4.1, -0.4, 0.3),
}  # fmt: skip


@dataclass
class Moment:
    """When somebody might be asked about something, in the order of the sweep."""

    at: datetime
    latest: datetime
    occasion: Occasion


def ask_everybody(world: World, contacts: Sequence[Met], cases: Sequence[Told]) -> None:
    """Ask as the sweep would have, and keep the answers that came."""
    chance = world.chance("surveys")
    surveys = {survey.touchpoint: survey for survey in Survey.objects.all()}
    moments = [
        *_after_decisions(world, surveys["decision"], cases),
        *_after_contacts(world, surveys["contact"], contacts, cases),
    ]
    for moment in sorted(moments, key=lambda each: each.at):
        asked_at = _when_asked(world, moment)
        if asked_at is not None:
            _ask(world, chance, moment.occasion, asked_at)


def _after_decisions(world: World, survey: Survey, cases: Sequence[Told]) -> Iterator[Moment]:
    for told in cases:
        if told.decided_at and told.party.reachable:
            occasion = Occasion(world, survey, told.party, case=told)
            yield Moment(told.decided_at, told.decided_at + ASK_WITHIN, occasion)


def _after_contacts(
    world: World, survey: Survey, contacts: Sequence[Met], cases: Sequence[Told]
) -> Iterator[Moment]:
    became_cases = {told.origin[0].key for told in cases if told.origin}
    for met in contacts:
        is_over = not any(asked.is_open for asked in met.asked)
        if met.party and met.party.reachable and is_over and met.key not in became_cases:
            answered = [asked.answered_at for asked in met.asked if asked.answered_at]
            over = max([met.ended_at + AFTER_A_CONTACT, *answered])
            occasion = Occasion(world, survey, met.party, contact=met)
            yield Moment(over, met.started_at + ASK_WITHIN, occasion)


def _when_asked(world: World, moment: Moment) -> datetime | None:
    """Return when the sweep asks: at its next run, after the quiet days of this party."""
    party, at = moment.occasion.party, moment.at
    if party.asked_at:
        at = max(at, party.asked_at + timedelta(days=moment.occasion.survey.quiet_days))
    at = _next_sweep(at)
    return at if at < moment.latest and world.window.has_happened(at) else None


def _next_sweep(at: datetime) -> datetime:
    minutes = _SWEEP_MINUTES - at.minute % _SWEEP_MINUTES
    return (at + timedelta(minutes=minutes)).replace(second=2, microsecond=0)


def _ask(world: World, chance: Chance, occasion: Occasion, at: datetime) -> None:
    occasion.party.asked_at = at
    key = invite(occasion, at=at)
    liking = _liking(chance, occasion)
    answered_at = _answered(world, chance, occasion, liking, at)
    write_invitation(
        occasion, key, token=f"{chance.getrandbits(144):036x}", at=at, answered_at=answered_at
    )
    if answered_at is not None:
        _answer(occasion, chance, key, liking=liking, at=answered_at)


# --- Who answers, and what ---------------------------------------------------------------------


def _answered(
    world: World, chance: Chance, occasion: Occasion, liking: float, at: datetime
) -> datetime | None:
    usual = world.content.place["volume"]["response"]
    by_text_message = 0.04 if occasion.party.preference == "sms" else -0.02
    about_decision = 0.05 if occasion.case else 0.0
    strong_feelings = 0.012 * abs(liking - 7.2)
    if not chance.happens(usual + by_text_message + about_decision + strong_feelings):
        return None
    # Most answers come the same evening; a few after days.
    moment = at + timedelta(hours=chance.spread(5.0, 1.4))
    if moment.hour < 7:
        moment = moment.replace(hour=chance.randint(7, 9))
    expires = at + timedelta(days=occasion.survey.answer_days)
    return moment if moment < min(expires, world.window.at) else None


def _liking(chance: Chance, occasion: Occasion) -> float:
    """Return how the party found it, 1 to 10, from what happened to it."""
    if occasion.case:
        usual = _liking_of_decision(occasion.case)
    else:
        assert occasion.contact is not None, "a case or a contact"
        usual = _liking_of_contact(occasion.contact)
    return usual + chance.gauss(0, 1.25)


def _liking_of_contact(met: Met) -> float:
    liking = 8.1
    liking -= {"chasing": 1.5, "unclear": 0.9, "wrong_place": 0.8}.get(met.avoidable, 0)
    for asked in met.asked:
        if asked.answered_at and asked.promised_on:
            late = (asked.answered_at.date() - asked.promised_on).days
            liking -= 0.3 if late <= 0 else min(2.6, 1.2 + 0.2 * late)
    return liking


def _liking_of_decision(told: Told) -> float:
    assert told.decided_at is not None, "only what is decided is asked about"
    liking = _DECIDED[told.outcome]
    late = (told.decided_at.date() - told.promised_on).days
    liking -= min(2.0, 0.8 + 0.06 * late) if late > 0 else 0
    if told.outcome in ADVERSE and told.call_state == "settled":
        liking += 1.1
    moved = sum(kind.code == "cases.promise.moved" for kind, *_rest in told.events)
    handed = sum(kind.code == "cases.case.handed_over" for kind, *_rest in told.events)
    return liking - 0.3 * moved - 0.25 * handed


def _answer(occasion: Occasion, chance: Chance, key: int, *, liking: float, at: datetime) -> None:
    world = occasion.world
    scores = _scores(chance, occasion, liking)
    wants_call = scores.get("overall", 10) <= 4 and chance.happens(0.3)
    answer(
        occasion,
        key,
        scores=scores,
        comment=_comment(world, chance, liking),
        wants_call=wants_call,
        at=at,
        called=_call_back(world, chance, occasion, at) if wants_call else None,
    )


def _scores(chance: Chance, occasion: Occasion, liking: float) -> dict[str, int]:
    scores: dict[str, int] = {}
    for listed in occasion.survey.items:
        code = listed.partition(".")[0]
        if not chance.happens(0.03):
            scores[code] = _score(chance, occasion, code, liking)
    return scores or {"overall": _within(liking, 10)}


def _score(chance: Chance, occasion: Occasion, code: str, liking: float) -> int:
    if code in _SATISFACTION:
        return _within(liking + _SATISFACTION[code] + chance.gauss(0, 0.6), 10)
    usual, refused, called = _EXTENT[code]
    told = occasion.case
    if told and told.outcome in ADVERSE:
        usual += refused + (called if told.call_state == "settled" else 0)
    return _within(usual + 0.12 * (liking - 7) + chance.gauss(0, 0.8), 5)


def _within(value: float, most: int) -> int:
    return max(1, min(most, round(value)))


def _comment(world: World, chance: Chance, liking: float) -> str:
    if not chance.happens(0.22):
        return ""
    return chance.choice(world.words("comments_good" if liking > 6.4 else "comments_bad"))


def _call_back(world: World, chance: Chance, occasion: Occasion, at: datetime) -> Called | None:
    leads = world.people(occasion.unit, Role.UNIT_LEAD) or [world.person(Role.MANAGER)]
    day = world.days[occasion.unit.code].after(at.date(), chance.randint(1, 4))
    called_at = world.window.in_office_hours(day, chance)
    if chance.happens(0.85) and world.window.has_happened(called_at):
        return Called(leads[0], called_at)
    return None
