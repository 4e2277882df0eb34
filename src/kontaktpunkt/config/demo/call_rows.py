"""Calls as `dialogue.operations` would leave them, written by the thousand.

test_demo_rows.py runs the real operations beside this and compares every row and event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kontaktpunkt.cases.models import ADVERSE, Case, Complaint
from kontaktpunkt.config.demo.case_rows import Row, Told
from kontaktpunkt.dialogue import kinds, notes, rules
from kontaktpunkt.dialogue.models import Agreement, Call, CallAttempt, CallFact
from kontaktpunkt.dialogue.rules import Recorded
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.parties.models import Party


@dataclass
class Talk:
    """One call while it is told; its case is `told`."""

    told: Told
    caller: Staff
    started_at: datetime
    row: Row
    tries: int = 0
    reached_at: datetime | None = None

    @property
    def trigger(self) -> str:
        """Why the party is called."""
        return str(self.row["trigger"])


def start_call(told: Told, *, actor: Staff, at: datetime) -> Talk:
    """Prepare a call: for what is owed, about a complaint, or to talk the case over."""
    owed = told.call_duty if told.call_state == "open" else None
    row = told.add_row(
        Call,
        case_id=told.key,
        precondition_id=owed["id"] if owed else None,
        trigger=_trigger(told),
        caller_id=actor.pk,
        started_at=at,
        version=1,
    )
    talk = Talk(told, actor, at, row)
    _record(talk, kinds.CALL_STARTED, actor, at, trigger=talk.trigger)
    return talk


def _trigger(told: Told) -> str:
    if told.is_open and told.intended in ADVERSE:
        return Call.Trigger.INTENDED_REFUSAL.value
    complained = any(model is Complaint for model, _row in told.rows)
    return (Call.Trigger.COMPLAINT if complained else Call.Trigger.CHOICE).value


def record_attempt(
    talk: Talk, *, reached: bool, actor: Staff, at: datetime, try_again_at: datetime | None = None
) -> None:
    """Note that the party was called, and whether it answered."""
    talk.told.add_row(
        CallAttempt,
        call_id=talk.row["id"],
        tried_at=at,
        reached=reached,
        try_again_at=try_again_at,
    )
    talk.tries += 1
    talk.reached_at = at if reached else talk.reached_at
    talk.row["version"] += 1
    talk.row["caller_id"] = actor.pk
    kind = kinds.CALL_ANSWERED if reached else kinds.CALL_MISSED
    _record(talk, kind, actor, at, tries=talk.tries)


def finish_call(
    talk: Talk, *, recorded: Recorded, actor: Staff, at: datetime, answer_by: date | None = None
) -> Row | None:
    """Write down the call and settle what was owed; return the hearing that it opened."""
    assert talk.reached_at is not None, "nobody was reached"
    told = talk.told
    note = told.write_note(text=_note(talk, recorded), actor=actor, at=at)
    minutes = rules.minutes_talked(began=talk.reached_at, ended=at)
    _write_down(talk, recorded, note, minutes, at)
    hearing = _hear(talk, recorded, answer_by, actor, at)
    _agree(talk, recorded, actor, at)
    if talk.row["precondition_id"]:
        told.settle_call(actor=actor, at=at)
    _record_finish(talk, recorded, minutes, actor, at)
    return hearing


def give_up(talk: Talk, *, reason: str, actor: Staff, at: datetime) -> None:
    """End a call that did not come about; what was owed is waived."""
    if talk.row["precondition_id"]:
        talk.told.waive_call(reason=reason, actor=actor, at=at)
    talk.row.update(state="given_up", ended_at=at, version=talk.row["version"] + 1)
    _record(talk, kinds.CALL_GIVEN_UP, actor, at, tries=talk.tries, reached=False)


def _note(talk: Talk, recorded: Recorded) -> str:
    told = talk.told
    case = Case(party=Party(name=told.party.name), intended_outcome=told.intended)
    return notes.draft(
        call=Call(case=case, trigger=talk.trigger),
        recorded=recorded,
        reached=talk.reached_at,
        tries=talk.tries - 1,
        language=told.world.municipality.language,
    )


def _write_down(talk: Talk, recorded: Recorded, note: Row, minutes: int, at: datetime) -> None:
    talk.row.update(
        state="finished",
        ended_at=at,
        note_id=note["id"],
        minutes=minutes,
        consent=recorded.consent,
        steps_done=list(recorded.steps),
        what_matters=recorded.what_matters,
        alternatives=recorded.alternatives,
        version=talk.row["version"] + 1,
    )


def _hear(
    talk: Talk, recorded: Recorded, answer_by: date | None, actor: Staff, at: datetime
) -> Row | None:
    against = rules.facts_to_hear(recorded.facts)
    hearing = None
    if against and talk.told.is_open and answer_by is not None:
        facts = notes.facts_for_hearing(against)
        hearing = talk.told.open_hearing(facts=facts, answer_by=answer_by, actor=actor, at=at)
    for fact in recorded.facts:
        talk.told.add_row(
            CallFact,
            call_id=talk.row["id"],
            standing=fact.standing,
            text=fact.text,
            weighs_against=fact.weighs_against,
            hearing_id=hearing["id"] if hearing and fact in against else None,
        )
    return hearing


def _agree(talk: Talk, recorded: Recorded, actor: Staff, at: datetime) -> None:
    for promise in recorded.agreements:
        awaited = None
        if promise.who == Agreement.Who.PARTY and talk.told.is_open:
            awaited = talk.told.ask_party(what=promise.text, by=promise.by, actor=actor, at=at)
        talk.told.add_row(
            Agreement,
            call_id=talk.row["id"],
            text=promise.text,
            who=promise.who,
            by=promise.by,
            awaited_id=awaited["id"] if awaited else None,
        )


def _record_finish(
    talk: Talk, recorded: Recorded, minutes: int, actor: Staff, at: datetime
) -> None:
    assert talk.reached_at is not None, "nobody was reached"
    about_complaint = talk.trigger == Call.Trigger.COMPLAINT
    counts = {
        standing: sum(fact.standing == standing for fact in recorded.facts)
        for standing in (rules.CONFIRMED, rules.CORRECTED, rules.NEW)
    }
    _record(
        talk,
        kinds.COMPLAINT_CALL_FINISHED if about_complaint else kinds.CALL_FINISHED,
        actor,
        talk.reached_at,
        ended_at=at,
        minutes=minutes,
        tries=talk.tries,
        reached=True,
        trigger=talk.trigger,
        against=len(rules.facts_to_hear(recorded.facts)),
        agreements=len(recorded.agreements),
        days_to_note=(at.date() - talk.reached_at.date()).days,
        **counts,
    )


def _record(talk: Talk, kind: EventKind, actor: Staff, at: datetime, **data: Any) -> None:
    call = ("call", talk.row["id"])
    talk.told.keep(kind, at=at, actor=actor, touching=call, channel="phone", **data)
