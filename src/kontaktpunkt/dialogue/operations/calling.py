"""Calling the party: preparing, trying, talking, writing down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import operations as case_operations
from kontaktpunkt.cases import queries as case_queries
from kontaktpunkt.cases import rules as case_rules
from kontaktpunkt.cases.changes import case_subjects, locked
from kontaktpunkt.cases.models import Case, Complaint, Hearing
from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.dialogue import kinds, notes, queries, rules
from kontaktpunkt.dialogue.guide import seed_guide
from kontaktpunkt.dialogue.models import Agreement, Call, CallAttempt, CallFact, GuideStep
from kontaktpunkt.dialogue.rules import Recorded
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.events.keys import subject
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import operation, record


class CallGoingOn(Refusal):
    message = _("A call in this case is being tried or going on already. Continue that one.")


class CallNotOpen(Refusal):
    message = _("This call is finished. Nothing was changed.")


class TryInPast(Refusal):
    message = _("The time to try again has passed already. Choose a later one.")


class PartyNotReached(Refusal):
    message = _("Note first that the party answered. Without that there was no call.")


class ConsentMissing(Refusal):
    message = _("Tick that the party agreed to talk now. If not, agree on another time.")


class NoteMissing(Refusal):
    message = _("A call cannot be finished without its note.")


class KeptAlready(Refusal):
    message = _("This is marked as done already.")


@dataclass(frozen=True)
class Finished:
    """A finished call, and the hearing that a new fact opened, if one did."""

    call: Call
    hearing: Hearing | None


@operation
def start_call(*, case: Case, actor: Staff, at: datetime) -> Call:
    """Prepare a call: for what is owed, about a complaint, or to talk the case over.

    The first call of a municipality without a guide gives it one. Raises CallGoingOn.
    """
    case = locked(case=case)
    if queries.open_call(case=case) is not None:
        raise CallGoingOn
    if not GuideStep.objects.exists():
        seed_guide(language=case.municipality.language)
    call = Call.objects.create(
        case=case,
        precondition=case_queries.owed_call(case=case),
        trigger=_trigger(case),
        caller=actor,
        started_at=at,
    )
    _record(call, kinds.CALL_STARTED, actor, at, trigger=call.trigger)
    return call


@operation
def record_attempt(
    *,
    call: Call,
    reached: bool,
    actor: Staff,
    at: datetime,
    try_again_at: datetime | None = None,
) -> CallAttempt:
    """Note that the party was called, and whether it answered.

    try_again_at: when to call next; with `reached` it is when the party would rather talk.
    Raises CallNotOpen or TryInPast.
    """
    call = _locked_open(call)
    if try_again_at is not None and try_again_at <= at:
        raise TryInPast
    attempt = CallAttempt.objects.create(
        call=call, tried_at=at, reached=reached, try_again_at=try_again_at
    )
    call.next_version(caller=actor)
    call.save()
    kind = kinds.CALL_ANSWERED if reached else kinds.CALL_MISSED
    _record(call, kind, actor, at, tries=call.attempts.count())
    return attempt


@operation
def finish_call(
    *,
    call: Call,
    recorded: Recorded,
    note: str,
    actor: Staff,
    at: datetime,
    minutes: int | None = None,
    answer_by: date | None = None,
    version: int | None = None,
) -> Finished:
    """Write down the call, settle what was owed, and act on what came up.

    The note becomes part of the case. What the party agreed to send is waited for. What came up
    and weighs against the party is put to it in a hearing.
    minutes:   length of the talk; counted from the answer to now when None.
    answer_by: last day for comments in that hearing; ten working days when None.
    Raises CallNotOpen, PartyNotReached, ConsentMissing, NoteMissing or ChangedMeanwhile, and
    what `cases.operations.ask_party` and `open_hearing` refuse with.
    """
    call = _locked_open(call)
    if version is not None and call.version != version:
        raise ChangedMeanwhile
    reached = queries.reached_at(call=call)
    if reached is None:
        raise PartyNotReached
    if not recorded.consent:
        raise ConsentMissing
    if not note.strip():
        raise NoteMissing
    call.note = case_operations.write_note(case=call.case, text=note, actor=actor, at=at)
    call.minutes = minutes or rules.minutes_talked(began=reached, ended=at)
    _write_down(call, recorded, at)
    hearing = _hear(call, recorded, answer_by, actor, at)
    _agree(call, recorded, actor, at)
    _settle(call, reached, actor, at)
    _record_finish(call, recorded, reached, actor, at)
    return Finished(call=call, hearing=hearing)


@operation
def give_up(*, call: Call, reason: str, actor: Staff, at: datetime) -> Call:
    """End a call that did not come about; what was owed is waived with the reason.

    Raises CallNotOpen, or what `cases.operations.waive_call` refuses with.
    """
    call = _locked_open(call)
    if case_queries.owed_call(case=call.case) is not None:
        case_operations.waive_call(case=call.case, reason=reason, actor=actor, at=at)
    call.next_version(state=Call.State.GIVEN_UP, ended_at=at)
    call.save()
    _record(call, kinds.CALL_GIVEN_UP, actor, at, tries=call.attempts.count(), reached=False)
    return call


@operation
def keep_agreement(*, agreement: Agreement, actor: Staff, at: datetime) -> Agreement:
    """Mark as done what the municipality agreed to do. Raises KeptAlready."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.kept_at is not None:
        raise KeptAlready
    agreement.kept_at = at
    agreement.save()
    on_time = timezone.localdate(at) <= agreement.by
    _record(agreement.call, kinds.AGREEMENT_KEPT, actor, at, on_time=on_time)
    return agreement


def hearing_day(*, case: Case, at: datetime) -> date:
    """Return the last day for comments that is suggested for a hearing opened now."""
    today = timezone.localdate(at)
    calendar = calendar_of(unit=case.unit, around=today)
    return case_rules.working_day_after(
        day=today,
        count=case_rules.HEARING_WORKING_DAYS,
        closed=calendar.closed,
        weekdays=calendar.weekdays,
    )


def _trigger(case: Case) -> Call.Trigger:
    if case.is_open and case.is_refusal_intended:
        return Call.Trigger.INTENDED_REFUSAL
    if Complaint.objects.filter(case=case).exists():
        return Call.Trigger.COMPLAINT
    return Call.Trigger.CHOICE


def _locked_open(call: Call) -> Call:
    """Lock the case first, as every change of a case does, and then the call."""
    locked(case=call.case)
    related = Call.objects.select_related(
        "case__party", "case__unit", "case__matter_type", "precondition"
    )
    fresh = related.select_for_update(of=("self",)).get(pk=call.pk)
    if fresh.state != Call.State.OPEN:
        raise CallNotOpen
    return fresh


def _write_down(call: Call, recorded: Recorded, at: datetime) -> None:
    call.next_version(
        state=Call.State.FINISHED,
        ended_at=at,
        consent=recorded.consent,
        steps_done=list(recorded.steps),
        what_matters=recorded.what_matters.strip(),
        alternatives=recorded.alternatives.strip(),
        typed={},
        note_draft="",
    )
    call.save()


def _hear(
    call: Call, recorded: Recorded, answer_by: date | None, actor: Staff, at: datetime
) -> Hearing | None:
    against = rules.facts_to_hear(recorded.facts)
    hearing = None
    if against and call.case.is_open:
        hearing = case_operations.open_hearing(
            case=call.case,
            facts=notes.facts_for_hearing(against),
            answer_by=answer_by or hearing_day(case=call.case, at=at),
            actor=actor,
            at=at,
        )
    CallFact.objects.bulk_create(
        CallFact(
            call=call,
            standing=fact.standing,
            text=fact.text,
            weighs_against=fact.weighs_against,
            hearing=hearing if fact in against else None,
        )
        for fact in recorded.facts
    )
    return hearing


def _agree(call: Call, recorded: Recorded, actor: Staff, at: datetime) -> None:
    for promise in recorded.agreements:
        awaited = None
        if promise.who == Agreement.Who.PARTY and call.case.is_open:
            awaited = case_operations.ask_party(
                case=call.case, what=promise.text, by=promise.by, actor=actor, at=at
            )
        Agreement.objects.create(
            call=call, text=promise.text, who=promise.who, by=promise.by, awaited=awaited
        )


def _settle(call: Call, reached: datetime, actor: Staff, at: datetime) -> None:
    """Settle what is owed by a talk that took place while it was owed."""
    owed = case_queries.owed_call(case=call.case)
    if owed is None or (owed.pk != call.precondition_id and reached < owed.opened_at):
        return
    case_operations.settle_call(precondition=owed, actor=actor, at=at)
    call.precondition = owed
    call.save()


def _record_finish(
    call: Call, recorded: Recorded, reached: datetime, actor: Staff, at: datetime
) -> None:
    about_complaint = call.trigger == Call.Trigger.COMPLAINT
    kind = kinds.COMPLAINT_CALL_FINISHED if about_complaint else kinds.CALL_FINISHED
    counts = {
        standing: sum(fact.standing == standing for fact in recorded.facts)
        for standing in (rules.CONFIRMED, rules.CORRECTED, rules.NEW)
    }
    _record(
        call,
        kind,
        actor,
        reached,
        ended_at=reached + timedelta(minutes=call.minutes or 0),
        minutes=call.minutes,
        tries=call.attempts.count(),
        reached=True,
        trigger=call.trigger,
        against=len(rules.facts_to_hear(recorded.facts)),
        agreements=len(recorded.agreements),
        days_to_note=(timezone.localdate(at) - timezone.localdate(reached)).days,
        **counts,
    )


def _record(call: Call, kind: EventKind, actor: Staff, at: datetime, **data: object) -> None:
    case = call.case
    record(
        kind=kind,
        at=at,
        subjects=[*case_subjects(case=case), subject(type="call", pk=call.pk)],
        channel="phone",
        unit=case.unit.code,
        matter=case.matter_type.code,
        actor_role=actor.role,
        **data,  # type: ignore[arg-type]
    )
