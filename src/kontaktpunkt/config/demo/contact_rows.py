"""Contacts and questions as `contacts.operations` would leave them, written by the thousand.

test_demo_rows.py runs the real operations beside this and compares every row and event.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kontaktpunkt.config.demo.people import Person
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.contacts import kinds
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.keys import Subject
from kontaktpunkt.events.kinds import EventKind

SETTLED, GUIDED, HANDED_OVER = "settled", "guided", "handed_over"
_KIND_OF = {
    SETTLED: kinds.QUESTION_SETTLED,
    GUIDED: kinds.QUESTION_GUIDED,
    HANDED_OVER: kinds.QUESTION_HANDED_OVER,
}
_CHANNEL_OF = {"call": "phone", "letter": "letter", "counter": "counter"}


@dataclass(slots=True)
class Asked:
    """One question, and what became of it.

    unit, promised_on: who owes the answer, and by when; only when handed over.
    answered_how:      one of Question.AnsweredHow; "" while the answer is owed.
    """

    matter: Matter
    text: str
    outcome: str
    article_id: int | None = None
    unit: Unit | None = None
    promised_on: date | None = None
    taken_by: Staff | None = None
    taken_at: datetime | None = None
    answer: str = ""
    answered_how: str = ""
    answered_at: datetime | None = None
    key: int = 0

    @property
    def is_open(self) -> bool:
        """Somebody still owes the answer."""
        return self.outcome == HANDED_OVER and self.answered_at is None

    @property
    def is_case(self) -> bool:
        """The answer was a case."""
        return self.answered_how == Question.AnsweredHow.CASE


@dataclass(slots=True)
class Met:
    """One contact: who, when, how, and what was asked.

    taken_by: None when the party itself asked for a call, on its own page.
    """

    party: Person | None
    channel: str
    taken_by: Staff | None
    started_at: datetime
    ended_at: datetime
    asked: list[Asked]
    note: str = ""
    avoidable: str = "no"
    caller_name: str = ""
    key: int = 0

    @property
    def unit(self) -> Unit:
        """Where the contact was taken: by an agent, or at once by the unit that answers."""
        return self.taken_by.unit if self.taken_by else self.asked[0].matter.unit

    @property
    def role(self) -> str:
        """The role of whoever took it, as the log has it."""
        return self.taken_by.role if self.taken_by else ""


def write_contact(world: World, met: Met) -> None:
    """Write the contact, its questions and every event about them."""
    met.key = world.book[Contact].add(
        party_id=met.party.key if met.party else None,
        caller_name=met.caller_name,
        channel=met.channel,
        unit_id=met.unit.pk,
        taken_by_id=met.taken_by.pk if met.taken_by else None,
        started_at=met.started_at,
        ended_at=met.ended_at,
        note=met.note,
        avoidable=met.avoidable,
    )
    _record_contact(world, met)
    for position, asked in enumerate(met.asked, start=1):
        _write_question(world, met, asked, position)


def contact_subjects(world: World, met: Met) -> list[Subject]:
    """Return the contact and, when somebody was named, the party."""
    found = [world.log.subject("contact", met.key)]
    return [world.log.subject(met.party.kind, met.party.key), *found] if met.party else found


def _record_contact(world: World, met: Met) -> None:
    world.log.record(
        kind=kinds.CONTACT_TAKEN,
        at=met.started_at,
        ended_at=met.ended_at,
        subjects=contact_subjects(world, met),
        touchpoint=kinds.TOUCHPOINTS[met.channel],
        channel=met.channel,
        unit=met.unit.code,
        matter=met.asked[0].matter.code,
        actor_role=met.role,
        avoidable=met.avoidable,
        questions=len(met.asked),
    )


def _write_question(world: World, met: Met, asked: Asked, position: int) -> None:
    asked.key = world.book[Question].add(
        contact_id=met.key,
        position=position,
        matter_type_id=asked.matter.row.pk,
        text=asked.text,
        outcome=asked.outcome,
        article_id=asked.article_id,
        unit_id=asked.unit.pk if asked.unit else None,
        promised_on=asked.promised_on,
        assigned_to_id=asked.taken_by.pk if asked.taken_by else None,
        answer=asked.answer,
        answered_how=asked.answered_how,
        answered_at=asked.answered_at,
        answered_by_id=asked.taken_by.pk if asked.taken_by and asked.answered_at else None,
        version=1 + bool(asked.taken_at) + bool(asked.answered_at),
    )
    _record_question(world, met, asked)


def _record_question(world: World, met: Met, asked: Asked) -> None:
    known = _Known(world, met, asked)
    kind = _KIND_OF[asked.outcome]
    known.record(kind, at=met.ended_at, role=met.role, **_facts(met, asked))
    if asked.taken_by and asked.taken_at:
        known.record(kinds.QUESTION_TAKEN, at=asked.taken_at, role=asked.taken_by.role)
    if asked.taken_by and asked.answered_at:
        _record_answer(known, asked.taken_by, asked.answered_at)


def _facts(met: Met, asked: Asked) -> dict[str, Any]:
    if met.taken_by is None:
        return {}
    if asked.promised_on is None:
        return {"from_article": asked.article_id is not None}
    return {"promised_days": (asked.promised_on - met.ended_at.date()).days}


@dataclass(slots=True)
class _Known:
    world: World
    met: Met
    asked: Asked

    def record(self, kind: EventKind, *, at: datetime, role: str, **facts: Any) -> None:
        """Write an event about the question; its unit is the one that owes the answer."""
        log = self.world.log
        log.record(
            kind=kind,
            at=at,
            subjects=[
                *contact_subjects(self.world, self.met),
                log.subject("question", self.asked.key),
            ],
            matter=self.asked.matter.code,
            outcome=self.asked.outcome,
            actor_role=role,
            unit=(self.asked.unit or self.met.unit).code,
            **facts,
        )


def _record_answer(known: _Known, actor: Staff, at: datetime) -> None:
    asked = known.asked
    kind = _answer_kind(asked)
    channel = {} if asked.is_case else {"channel": _answer_channel(asked, known.met.party)}
    assert asked.promised_on is not None, "only what was promised is answered later"
    known.record(
        kind,
        at=at,
        role=actor.role,
        kept=at.date() <= asked.promised_on,
        days=(at.date() - known.met.ended_at.date()).days,
        **channel,
    )


def _answer_kind(asked: Asked) -> EventKind:
    if asked.is_case:
        return kinds.QUESTION_CARRIED_ON
    nobody = asked.answered_how == Question.AnsweredHow.NOBODY
    return kinds.QUESTION_CLOSED if nobody else kinds.QUESTION_ANSWERED


def _answer_channel(asked: Asked, party: Person | None) -> str:
    if asked.answered_how == Question.AnsweredHow.MESSAGE:
        return party.preference if party else ""
    return _CHANNEL_OF.get(asked.answered_how, "")


def shortest_end(started_at: datetime, minutes: float) -> datetime:
    """Return the end of a contact of so many minutes, at least half a minute."""
    return started_at + timedelta(seconds=max(30, round(minutes * 60)))
