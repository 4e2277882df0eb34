"""What has to be done before a decision: the call and the hearing."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds, messages, rules, storage
from kontaktpunkt.cases.changes import (
    begin_if_new,
    locked,
    locked_open,
    record_on,
    save_changed,
    written,
)
from kontaktpunkt.cases.models import ADVERSE, Case, Hearing, Outcome, Precondition
from kontaktpunkt.cases.operations.documents import Files, counted, from_party
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation


class IntendedAlready(Refusal):
    message = _("This is what is intended already.")


class NoCallOwed(Refusal):
    message = _("No call is owed in this case now.")


class WaiverTooShort(Refusal):
    message = _("Say in a sentence why there is no call: somebody may ask later.")


class AnswerDayTooSoon(Refusal):
    message = _("The party needs time to answer. Choose a later day.")


class HearingNotOpen(Refusal):
    message = _("This hearing is closed already.")


class HearingStillOpen(Refusal):
    message = _("The party may still comment. The hearing ends with a comment or its last day.")


class HearingStillNeeded(Refusal):
    message = _("A hearing is withdrawn only when the party is to be granted everything.")


class CommentedAlready(Refusal):
    message = _("The party's comment is here already.")


@operation
def intend(
    *, case: Case, outcome: str, actor: Staff, at: datetime, version: int | None = None
) -> Case:
    """Say what outcome is intended; something adverse makes a call owed where the matter asks.

    A call that is owed lapses when the intention is no longer adverse.
    Raises CaseNotOpen, IntendedAlready or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    if case.intended_outcome == outcome:
        raise IntendedAlready
    begin_if_new(case=case, actor=actor, at=at)
    save_changed(case=case, actor=actor, at=at, intended_outcome=Outcome(outcome))
    record_on(case=case, kind=kinds.OUTCOME_INTENDED, at=at, actor=actor, outcome=outcome)
    _owe_or_lapse_call(case, actor, at)
    return case


@operation
def settle_call(*, precondition: Precondition, actor: Staff, at: datetime) -> Precondition:
    """Note that the call was held. Raises NoCallOwed when it is not owed any more."""
    case = locked(case=precondition.case)
    open_call = _open_call(case)
    if open_call is None or open_call.pk != precondition.pk:
        raise NoCallOwed
    _end(open_call, Precondition.State.SETTLED, actor, at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.CALL_SETTLED, at=at, actor=actor)
    return open_call


@operation
def waive_call(
    *, case: Case, reason: str, actor: Staff, at: datetime, version: int | None = None
) -> Precondition:
    """Go without the call, with a reason that stays with the case.

    Raises CaseNotOpen, NoCallOwed, WaiverTooShort or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    open_call = _open_call(case)
    if open_call is None:
        raise NoCallOwed
    if not rules.is_real_reason(text=reason):
        raise WaiverTooShort
    open_call.waiver_reason = reason.strip()
    _end(open_call, Precondition.State.WAIVED, actor, at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.CALL_WAIVED, at=at, actor=actor)
    return open_call


@operation
def open_hearing(
    *,
    case: Case,
    facts: str,
    answer_by: date,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Hearing:
    """Put facts to the party for comment; the case cannot be decided meanwhile.

    facts:     as the party reads them.
    answer_by: the last day for comments, which belongs to the party to its end.
    Raises CaseNotOpen, TextMissing, AnswerDayTooSoon or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    if answer_by <= timezone.localdate(at):
        raise AnswerDayTooSoon
    begin_if_new(case=case, actor=actor, at=at)
    duty = Precondition.objects.create(case=case, kind=Precondition.Kind.HEARING, opened_at=at)
    hearing = Hearing.objects.create(
        case=case, precondition=duty, facts=written(facts), answer_by=answer_by, opened_at=at
    )
    save_changed(case=case, actor=actor, at=at)
    days = (answer_by - timezone.localdate(at)).days
    record_on(case=case, kind=kinds.HEARING_OPENED, at=at, actor=actor, days=days)
    messages.tell_hearing(case=case, hearing=hearing, at=at)
    return hearing


@storage.nothing_left_behind
@operation
def record_hearing_reply(
    *,
    hearing: Hearing,
    reply: str,
    at: datetime,
    actor: Staff | None = None,
    channel: str = "web",
    files: Files = (),
) -> Hearing:
    """Keep the party's comment, also one that comes late while the hearing is open.

    actor: who writes it down for the party; None when the party does so itself.
    files: what the party itself sends with it.
    Raises HearingNotOpen, CommentedAlready, TextMissing, or what `from_party` raises.
    """
    case = locked(case=hearing.case)
    hearing = _open_one(hearing)
    if hearing.replied_at is not None:
        raise CommentedAlready
    hearing.reply, hearing.replied_at = written(reply), at
    hearing.save()
    from_party(case=case, files=files, title="", at=at)
    save_changed(case=case, actor=actor, at=at)
    kind = kinds.HEARING_ANSWERED
    record_on(case=case, kind=kind, at=at, actor=actor, channel=channel, **counted(files))
    return hearing


@operation
def close_hearing(
    *, hearing: Hearing, actor: Staff, at: datetime, version: int | None = None
) -> Hearing:
    """End the hearing when the party has commented or its last day has passed.

    Raises HearingNotOpen, HearingStillOpen or ChangedMeanwhile.
    """
    case = locked(case=hearing.case, version=version)
    hearing = _open_one(hearing)
    answered = hearing.replied_at is not None
    if not rules.hearing_may_close(
        is_answered=answered, answer_by=hearing.answer_by, today=timezone.localdate(at)
    ):
        raise HearingStillOpen
    hearing.closed_at = at
    hearing.save()
    _end(hearing.precondition, Precondition.State.SETTLED, actor, at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.HEARING_CLOSED, at=at, actor=actor, answered=answered)
    return hearing


@operation
def withdraw_hearing(
    *, hearing: Hearing, actor: Staff, at: datetime, version: int | None = None
) -> Hearing:
    """End a hearing early because everything is to be granted and nothing weighs any more.

    Should the intention change again, the facts have to be put to the party anew.
    Raises CaseNotOpen, HearingNotOpen, HearingStillNeeded or ChangedMeanwhile.
    """
    case = locked_open(case=hearing.case, version=version)
    hearing = _open_one(hearing)
    if case.intended_outcome != Outcome.GRANTED:
        raise HearingStillNeeded
    hearing.closed_at = at
    hearing.save()
    _end(hearing.precondition, Precondition.State.LAPSED, actor, at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.HEARING_CLOSED, at=at, actor=actor, answered=False)
    return hearing


def _owe_or_lapse_call(case: Case, actor: Staff, at: datetime) -> None:
    calls = list(case.preconditions.filter(kind=Precondition.Kind.CALL))
    is_adverse = case.intended_outcome in ADVERSE
    if rules.call_is_owed(
        is_adverse=is_adverse,
        calls_before_refusal=case.matter_type.calls_before_refusal,
        states=[each.state for each in calls],
    ):
        Precondition.objects.create(case=case, kind=Precondition.Kind.CALL, opened_at=at)
        record_on(case=case, kind=kinds.CALL_OWED, at=at, actor=actor)
    elif not is_adverse:
        for each in calls:
            if each.state == Precondition.State.OPEN:
                _end(each, Precondition.State.LAPSED, actor, at)
                record_on(case=case, kind=kinds.CALL_LAPSED, at=at, actor=actor)


def _open_call(case: Case) -> Precondition | None:
    return case.preconditions.filter(
        kind=Precondition.Kind.CALL, state=Precondition.State.OPEN
    ).first()


def _open_one(hearing: Hearing) -> Hearing:
    """Read the hearing again behind the case's lock."""
    fresh = Hearing.objects.select_related("precondition").get(pk=hearing.pk)
    if fresh.closed_at is not None:
        raise HearingNotOpen
    return fresh


def _end(duty: Precondition, state: Precondition.State, actor: Staff, at: datetime) -> None:
    duty.state, duty.ended_at, duty.ended_by = state, at, actor
    duty.save()
