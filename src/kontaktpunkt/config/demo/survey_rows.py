"""Invitations and answers as `listening.operations` would leave them, written by the thousand.

test_demo_rows.py runs the real operations beside this and compares every row and event.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.contact_rows import Met
from kontaktpunkt.config.demo.people import Person
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.keys import Subject
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.listening import kinds
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.listening.rules import indices, items, links


@dataclass(frozen=True)
class Called:
    """That somebody called the person who asked for it."""

    by: Staff
    at: datetime


@dataclass
class Occasion:
    """What a party is asked about: a contact or a decided case."""

    world: World
    survey: Survey
    party: Person
    contact: Met | None = None
    case: Told | None = None

    @property
    def unit(self) -> Unit:
        """The unit that is heard about."""
        if self.case:
            return self.case.unit
        assert self.contact is not None, "a case or a contact"
        return self.contact.unit

    @property
    def matter(self) -> Matter:
        """What it was about."""
        if self.case:
            return self.case.matter
        assert self.contact is not None, "a case or a contact"
        return self.contact.asked[0].matter

    @property
    def outcome(self) -> str:
        """How the case was decided; "" for a contact."""
        return self.case.outcome if self.case else ""

    @property
    def subject(self) -> Subject:
        """The pseudonymous reference to the contact or the case."""
        log = self.world.log
        if self.case:
            return log.subject("case", self.case.key)
        assert self.contact is not None, "a case or a contact"
        return log.subject("contact", self.contact.key)


def invite(occasion: Occasion, *, at: datetime) -> int:
    """Ask the party; return the invitation's key."""
    key = occasion.world.book[Invitation].new_key()
    _record(occasion, kinds.INVITED, key, at, channel=occasion.party.preference,
            matter=occasion.matter.code if occasion.case else "")  # fmt: skip
    return key


def write_invitation(
    occasion: Occasion, key: int, *, token: str, at: datetime, answered_at: datetime | None
) -> None:
    """Put the invitation in the book, once it is known whether it was answered."""
    occasion.world.book[Invitation].add(
        id=key,
        survey_id=occasion.survey.pk,
        party_id=occasion.party.key,
        contact_id=occasion.contact.key if occasion.contact else None,
        case_id=occasion.case.key if occasion.case else None,
        token_digest=links.digest(token),
        channel=occasion.party.preference,
        invited_at=at,
        expires_at=at + timedelta(days=occasion.survey.answer_days),
        answered_at=answered_at,
    )


def answer(
    occasion: Occasion,
    key: int,
    *,
    scores: dict[str, int],
    comment: str,
    wants_call: bool,
    at: datetime,
    called: Called | None = None,
) -> None:
    """Keep the answer to an invitation, and the call to whoever asked for one."""
    index, fairness = (
        _index(code, occasion.survey, scores, at) for code in (indices.NKI, indices.FAIRNESS)
    )
    occasion.world.book[Answer].add(
        invitation_id=key,
        survey_id=occasion.survey.pk,
        unit_id=occasion.unit.pk,
        matter_type_id=occasion.matter.row.pk,
        outcome=occasion.outcome,
        scores=scores,
        index=index,
        fairness=fairness,
        comment=comment,
        wants_call=wants_call,
        called_at=called.at if called else None,
        called_by_id=called.by.pk if called else None,
        answered_at=at,
    )
    _record(
        occasion,
        kinds.ANSWERED,
        key,
        at,
        channel="web",
        matter=occasion.matter.code,
        outcome=occasion.outcome,
        score=index,
        score_max=100 if index is not None else None,
        fairness=fairness,
        wants_call=wants_call,
    )
    if called:
        _record_call(occasion, key, called)


def _record_call(occasion: Occasion, key: int, called: Called) -> None:
    occasion.world.log.record(
        kind=kinds.CALLED,
        at=called.at,
        subjects=_subjects(occasion, key),
        channel="phone",
        unit=called.by.unit.code,
        actor_role=called.by.role,
    )


def _index(code: str, survey: Survey, scores: dict[str, int], at: datetime) -> float | None:
    rule = indices.definition(code, on=at.date())
    asked = [each.code for each in items.items(survey.items)]
    return indices.of_answer(scores, rule, asked=asked)


def _record(occasion: Occasion, kind: EventKind, key: int, at: datetime, **known: Any) -> None:
    log = occasion.world.log
    log.record(
        kind=kind,
        at=at,
        subjects=_subjects(occasion, key),
        unit=occasion.unit.code,
        survey=occasion.survey.code,
        **known,
    )


def _subjects(occasion: Occasion, key: int) -> list[Subject]:
    log = occasion.world.log
    return [
        log.subject(occasion.party.kind, occasion.party.key),
        occasion.subject,
        log.subject("survey", key),
    ]
