"""Cases as `cases.operations` would leave them, written by the thousand.

Every method stands for the operation of the same name and leaves the same rows and events. A case
is kept until its history is told; then `write` puts it in the book. test_demo_rows.py runs the
real operations beside this and compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Model

from kontaktpunkt.cases import kinds
from kontaktpunkt.cases.messages import carried_on
from kontaktpunkt.cases.models import (
    ADVERSE,
    Awaited,
    Case,
    CaseOrigin,
    Complaint,
    Decision,
    Document,
    Hearing,
    Note,
    Precondition,
    PromiseMove,
)
from kontaktpunkt.cases.rules import case_number
from kontaktpunkt.config.demo.chance import Chance
from kontaktpunkt.config.demo.contact_rows import Asked, Met
from kontaktpunkt.config.demo.days import WorkingDays
from kontaktpunkt.config.demo.papers import Paper
from kontaktpunkt.config.demo.people import Person
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.keys import Subject
from kontaktpunkt.events.kinds import EventKind

Row = dict[str, Any]


@dataclass
class Told:
    """One case while its history is told.

    origin: the contact and the question that it began with.
    calls:  whether adverse decisions of this matter owed a call while the case was open.
    """

    world: World
    party: Person
    matter: Matter
    title: str
    received_on: date
    promised_on: date
    opened_at: datetime
    opened_by: Staff
    calls: bool = True
    caseworker: Staff | None = None
    started_by_party: bool = True
    origin: tuple[Met, Asked] | None = None
    key: int = 0
    number: str = ""
    status: str = "received"
    unit: Unit = field(init=False)
    version: int = 1
    intended: str = ""
    outcome: str = ""
    closing_reason: str = ""
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: Staff | None = None
    rows: list[tuple[type[Model], Row]] = field(default_factory=list)
    call_duty: Row | None = None
    events: list[tuple[EventKind, datetime, tuple[str, int] | None, Row]] = field(
        default_factory=list
    )

    def __post_init__(self) -> None:
        book = self.world.book
        self.key = book[Case].new_key()
        self.unit = self.matter.unit
        self.status = "in_progress" if self.caseworker else "received"
        self.changed_at, self.changed_by = self.opened_at, self.opened_by

    # --- Opening ---

    def open(self) -> None:
        """Open the case, which answers the question that it began with."""
        promise = (self.promised_on - self.received_on).days
        self.record(kinds.OPENED, at=self.opened_at, actor=self.opened_by, days=promise)
        if self.origin:
            asked = self.origin[1]
            asked.taken_by, asked.answered_at = self.opened_by, self.opened_at
            asked.answered_how = Question.AnsweredHow.CASE.value

    def take(self, *, actor: Staff, at: datetime) -> None:
        """Make the actor the caseworker."""
        self.caseworker, self.status = actor, "in_progress"
        self._change(actor, at)
        self.record(kinds.TAKEN, at=at, actor=actor)

    def hand_over(self, *, unit: Unit, reason: str, actor: Staff, at: datetime) -> None:
        """Give the case to another unit."""
        former, self.unit, self.caseworker = self.unit, unit, None
        self._add(Note, text=reason, written_by_id=actor.pk, written_at=at)
        self._change(actor, at)
        self.record(kinds.HANDED_OVER, at=at, actor=actor, unit=former.code, to_unit=unit.code)

    def close_without_decision(self, *, reason: str, actor: Staff, at: datetime) -> None:
        """Close a case that needs no decision."""
        for awaited in self.waited_for():
            awaited.update(state="dropped", ended_at=at)
        self.closing_reason, self.status, self.closed_at = reason, "closed", at
        self._change(actor, at)
        self.record(kinds.CLOSED, at=at, actor=actor)

    # --- Promises and what is waited for ---

    def move_promise(self, *, to: date, reason: str, actor: Staff, at: datetime) -> None:
        """Promise another day."""
        was, self.promised_on = self.promised_on, to
        self._add(PromiseMove, was=was, now=to, reason=reason, moved_at=at, moved_by_id=actor.pk)
        self._change(actor, at)
        self.record(
            kinds.PROMISE_MOVED,
            at=at,
            actor=actor,
            days=(to - was).days,
            told_late=was < at.date(),
        )

    def ask_party(self, *, what: str, by: date, actor: Staff, at: datetime) -> Row:
        """Ask the party to send something."""
        row = self._add(Awaited, what=what, by=by, asked_at=at)
        self._change(actor, at)
        self.record(kinds.AWAITED_ASKED, at=at, actor=actor)
        return row

    def receive_awaited(
        self, awaited: Row, *, at: datetime, channel: str = "web", file: Paper | None = None
    ) -> None:
        """Note that it has come, from the party itself."""
        awaited.update(state="arrived", ended_at=at)
        if file:
            self._keep_file(file, title=awaited["what"], at=at)
        self._change(None, at)
        files: Row = {"files": 1} if file else {}
        self.record(kinds.AWAITED_ARRIVED, at=at, channel=channel, **files)

    def _keep_file(self, file: Paper, *, title: str, at: datetime) -> None:
        # Not drawn: whatever is drawn later in the year stays as it was.
        name = uuid5(NAMESPACE_OID, f"{self.world.municipality.pk} {self.key} {file.digest}").hex
        self.world.files.append((name, file.content))
        self._add(
            Document,
            title=title,
            file_name=file.name,
            content_type=file.file_type.media_type,
            size=len(file.content),
            sha256=file.digest,
            stored_as=name,
            received_at=at,
            shared_at=at,
        )

    def waited_for(self) -> list[Row]:
        """Return what the party was asked for and has not sent."""
        return [row for model, row in self.rows if model is Awaited and "ended_at" not in row]

    def write_note(self, *, text: str, actor: Staff, at: datetime) -> Row:
        """Write the record that the law asks for."""
        row = self._add(Note, text=text, written_by_id=actor.pk, written_at=at)
        self.record(kinds.NOTE_WRITTEN, at=at, actor=actor)
        return row

    # --- Duties before the decision ---

    def intend(self, *, outcome: str, actor: Staff, at: datetime) -> None:
        """Say what is intended; a call comes to be owed, or lapses."""
        self.intended = outcome
        self._change(actor, at)
        self.record(kinds.OUTCOME_INTENDED, at=at, actor=actor, outcome=outcome)
        if outcome in ADVERSE and self.calls and self.call_duty is None:
            self.call_duty = self._add(Precondition, kind="call", opened_at=at)
            self.record(kinds.CALL_OWED, at=at, actor=actor)
        elif outcome not in ADVERSE and self.call_duty and _is_open(self.call_duty):
            self._end(self.call_duty, "lapsed", actor, at)
            self.record(kinds.CALL_LAPSED, at=at, actor=actor)

    def settle_call(self, *, actor: Staff, at: datetime) -> None:
        """Note that the call was held."""
        assert self.call_duty is not None, "a call was owed"
        self._end(self.call_duty, "settled", actor, at)
        self._change(actor, at)
        self.record(kinds.CALL_SETTLED, at=at, actor=actor)

    def waive_call(self, *, reason: str, actor: Staff, at: datetime) -> None:
        """Go without the call."""
        assert self.call_duty is not None, "a call was owed"
        self.call_duty["waiver_reason"] = reason
        self._end(self.call_duty, "waived", actor, at)
        self._change(actor, at)
        self.record(kinds.CALL_WAIVED, at=at, actor=actor)

    def open_hearing(self, *, facts: str, answer_by: date, actor: Staff, at: datetime) -> Row:
        """Put facts to the party."""
        duty = self._add(Precondition, kind="hearing", opened_at=at)
        hearing = self._add(
            Hearing, precondition_id=duty["id"], facts=facts, answer_by=answer_by, opened_at=at
        )
        self._change(actor, at)
        self.record(kinds.HEARING_OPENED, at=at, actor=actor, days=(answer_by - at.date()).days)
        return hearing

    def record_hearing_reply(
        self, hearing: Row, *, reply: str, at: datetime, channel: str = "web"
    ) -> None:
        """Keep the party's comment."""
        hearing.update(reply=reply, replied_at=at)
        self._change(None, at)
        self.record(kinds.HEARING_ANSWERED, at=at, channel=channel)

    def close_hearing(self, hearing: Row, *, actor: Staff, at: datetime) -> None:
        """End the hearing."""
        hearing["closed_at"] = at
        duty = next(
            row
            for model, row in self.rows
            if model is Precondition and row["id"] == hearing["precondition_id"]
        )
        self._end(duty, "settled", actor, at)
        self._change(actor, at)
        answered = "replied_at" in hearing
        self.record(kinds.HEARING_CLOSED, at=at, actor=actor, answered=answered)

    # --- Deciding, and what comes after ---

    def decide(
        self,
        *,
        outcome: str,
        rules_applied: str = "",
        reasons: str = "",
        appeal_guidance: str = "",
        actor: Staff,
        at: datetime,
    ) -> None:
        """Decide the case."""
        self._add(
            Decision,
            outcome=outcome,
            rules_applied=rules_applied,
            reasons=reasons,
            appeal_guidance=appeal_guidance,
            decided_by_id=actor.pk,
            decided_at=at,
        )
        for awaited in self.waited_for():
            awaited.update(state="dropped", ended_at=at)
        self.outcome, self.status, self.decided_at = outcome, "decided", at
        self.caseworker = self.caseworker or actor
        self._change(actor, at)
        self.record(
            kinds.DECISION_MADE,
            at=at,
            actor=actor,
            outcome=outcome,
            call=self.call_state if self.call_state in {"settled", "waived"} else "none",
            days=(at.date() - self.received_on).days,
            on_time=at.date() <= self.promised_on,
        )

    def register_complaint(
        self, *, kind: str, text: str, at: datetime, channel: str = "web"
    ) -> None:
        """Keep a complaint that the party itself sends."""
        self._add(Complaint, kind=kind, text=text, received_at=at)
        self._change(None, at)
        self.record(kinds.COMPLAINT_REGISTERED, at=at, channel=channel, about=kind)

    # --- Writing ---

    def give_number(self, *, serial: int) -> None:
        """Number the case, and tell whoever asked the question that it became this case."""
        self.number = case_number(year=self.opened_at.year, serial=serial)
        if self.origin:
            first_promise = self.received_on + timedelta(days=self.events[0][3]["days"])
            case = Case(
                number=self.number,
                promised_on=first_promise,
                municipality=self.world.municipality,
            )
            self.origin[1].answer = carried_on(case=case, today=self.opened_at.date())

    @property
    def worker(self) -> Staff:
        """Whoever has the case."""
        assert self.caseworker is not None, "nobody has taken the case"
        return self.caseworker

    @property
    def days(self) -> WorkingDays:
        """The working days of the unit that has the case."""
        return self.world.days[self.unit.code]

    def say(self, kind: str, chance: Chance) -> str:
        """Return something that people write on such an occasion."""
        return chance.choice(self.words(kind))

    def words(self, kind: str) -> Sequence[str]:
        """Return all that people write on such an occasion."""
        of = self.matter
        return self.world.words(kind, service=of.content.service, matter=of.code)

    @property
    def call_state(self) -> str:
        """How the call that was owed stands; "" when none was."""
        return str(self.call_duty.get("state", "open")) if self.call_duty else ""

    @property
    def is_open(self) -> bool:
        """The case still awaits a decision."""
        return self.status in {"received", "in_progress"}

    def record(
        self, kind: EventKind, *, at: datetime, actor: Staff | None = None, **known: Any
    ) -> None:
        """Keep an event about the case and its party; without an actor the party acts."""
        self.keep(kind, at=at, actor=actor, version=self.version, **known)

    def keep(
        self,
        kind: EventKind,
        *,
        at: datetime,
        actor: Staff | None = None,
        touching: tuple[str, int] | None = None,
        **known: Any,
    ) -> None:
        """Keep an event until the case is written; `touching` is one more object it touches."""
        role = actor.role if actor else self.party.kind
        about = {"unit": self.unit.code, "matter": self.matter.code, "actor_role": role}
        known = about | known
        self.events.append((kind, at, touching, known))

    def write(self) -> None:
        """Put the case and all that belongs to it in the book; its contact is written already."""
        book = self.world.book
        book[Case].add(**self._own_row())
        for model, row in self.rows:
            book[model].add(**row)
        if self.origin:
            book[CaseOrigin].add(case_id=self.key, question_id=self.origin[1].key)
        for kind, at, touching, known in self.events:
            subjects = self._subjects(kind, touching)
            self.world.log.record(kind=kind, at=at, subjects=subjects, **known)

    def _subjects(self, kind: EventKind, touching: tuple[str, int] | None) -> list[Subject]:
        log = self.world.log
        found = [log.subject("case", self.key), log.subject(self.party.kind, self.party.key)]
        if kind is kinds.OPENED and self.origin:
            found.append(log.subject("contact", self.origin[0].key))
        return [*found, log.subject(*touching)] if touching else found

    def _own_row(self) -> Row:
        return {
            "id": self.key,
            "number": self.number,
            "title": self.title,
            "party_id": self.party.key,
            "matter_type_id": self.matter.row.pk,
            "unit_id": self.unit.pk,
            "caseworker_id": self.caseworker.pk if self.caseworker else None,
            "status": self.status,
            "started_by_party": self.started_by_party,
            "received_on": self.received_on,
            "promised_on": self.promised_on,
            "intended_outcome": self.intended,
            "closing_reason": self.closing_reason,
            "closed_at": self.closed_at,
            "decided_at": self.decided_at,
            "changed_at": self.changed_at,
            "changed_by_id": self.changed_by.pk if self.changed_by else None,
            "version": self.version,
        }

    def add_row(self, model: type[Model], **values: Any) -> Row:
        """Keep a row that belongs to the case's story, such as a call's."""
        row: Row = {"id": self.world.book[model].new_key(), **values}
        self.rows.append((model, row))
        return row

    def _add(self, model: type[Model], **values: Any) -> Row:
        return self.add_row(model, case_id=self.key, **values)

    def _end(self, duty: Row, state: str, actor: Staff, at: datetime) -> None:
        duty.update(state=state, ended_at=at, ended_by_id=actor.pk)

    def _change(self, actor: Staff | None, at: datetime) -> None:
        self.version += 1
        self.changed_at, self.changed_by = at, actor


def _is_open(duty: Row) -> bool:
    return bool(duty.get("state", "open") == "open")
