"""Moving a promised day, warning of one, and the Swedish right to ask for a decision."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds, messages, rules
from kontaktpunkt.cases.changes import locked_open, record_on, save_changed, written
from kontaktpunkt.cases.models import Case, DecisionRequest, PromiseMove, PromiseWarning
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.events.operation import operation


class PromiseUnmoved(Refusal):
    message = _("This is the day that is promised already.")


class PromiseInPast(Refusal):
    message = _("A promise cannot be moved to a day that has passed.")


class ClosedThatDay(Refusal):
    message = _("The unit is closed on that day. Choose a day on which somebody works.")


class NoRightToAsk(Refusal):
    message = _("In this case the law gives no right to ask for a decision after six months.")


class TooEarlyToAsk(Refusal):
    message = _("The party may ask for a decision when six months have passed, not before.")


class AskedBefore(Refusal):
    message = _("The party has asked for a decision in this case before. It can be done once.")


class NothingAsked(Refusal):
    message = _("The party has not asked for a decision, or has been answered already.")


class GroundsMissing(Refusal):
    message = _("Declining is a decision of its own: it needs reasons and how to appeal.")


@operation
def move_promise(
    *, case: Case, to: date, reason: str, actor: Staff, at: datetime, version: int | None = None
) -> PromiseMove:
    """Promise another day, and say why in words that the party reads.

    Raises CaseNotOpen, TextMissing, PromiseUnmoved, PromiseInPast, ClosedThatDay or
    ChangedMeanwhile. Source: docs/law.md#deadlines
    """
    case = locked_open(case=case, version=version)
    today = timezone.localdate(at)
    _check_day(case, to, today)
    was = case.promised_on
    move = PromiseMove.objects.create(
        case=case, was=was, now=to, reason=written(reason), moved_at=at, moved_by=actor
    )
    save_changed(case=case, actor=actor, at=at, promised_on=to)
    record_on(
        case=case,
        kind=kinds.PROMISE_MOVED,
        at=at,
        actor=actor,
        days=(to - was).days,
        told_late=was < today,
    )
    messages.tell_promise_moved(case=case, at=at)
    return move


@operation
def warn_of_promise(*, case: Case, at: datetime) -> PromiseWarning:
    """Note that the promised day is close; the job does it once for each promised day."""
    warning = PromiseWarning.objects.create(case=case, promised_on=case.promised_on, warned_at=at)
    left = (case.promised_on - timezone.localdate(at)).days
    record_on(case=case, kind=kinds.PROMISE_WARNED, at=at, days=left)
    return warning


@operation
def warn_of_promises(*, cases: Sequence[Case], at: datetime) -> None:
    """Note it for each case, and tell whoever has them in one message each morning.

    cases: at least one, with caseworker and unit at hand.
    """
    for case in cases:
        warn_of_promise(case=case, at=at)
    messages.tell_promises_run_out(cases=cases, at=at)


@operation
def ask_for_decision(
    *, case: Case, asked_on: date, at: datetime, actor: Staff | None = None
) -> DecisionRequest:
    """Register that the party asks in writing for the case to be decided.

    asked_on: the day on which the request came in.
    actor:    who registers it; None when the party does so itself.
    Raises CaseNotOpen, NoRightToAsk, TooEarlyToAsk or AskedBefore.
    Source: docs/law.md#deadlines
    """
    case = locked_open(case=case)
    first = rules.may_ask_from(
        law=case.matter_type.law_profile,
        received=case.received_on,
        started_by_party=case.started_by_party,
    )
    if first is None:
        raise NoRightToAsk
    if not first <= asked_on <= timezone.localdate(at):
        raise TooEarlyToAsk
    if DecisionRequest.objects.filter(case=case).exists():
        raise AskedBefore
    due = rules.asked_answer_due(asked=asked_on)
    request = DecisionRequest.objects.create(case=case, asked_on=asked_on, answer_by=due)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.DECISION_REQUESTED, at=at, actor=actor)
    return request


@operation
def decline_to_decide(
    *,
    case: Case,
    reasons: str,
    appeal_guidance: str,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> DecisionRequest:
    """Answer the party's request with a decision of its own not to decide yet.

    Raises CaseNotOpen, NothingAsked, GroundsMissing or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    request = DecisionRequest.objects.filter(case=case, declined_at=None).first()
    if request is None:
        raise NothingAsked
    request.reasons, request.appeal_guidance = reasons.strip(), appeal_guidance.strip()
    if not (request.reasons and request.appeal_guidance):
        raise GroundsMissing
    request.declined_at = at
    request.save()
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.DECISION_DECLINED, at=at, actor=actor)
    return request


def _check_day(case: Case, to: date, today: date) -> None:
    if to == case.promised_on:
        raise PromiseUnmoved
    if to < today:
        raise PromiseInPast
    calendar = calendar_of(unit=case.unit, around=to)
    nearest = rules.working_day_on_or_before(
        day=to, closed=calendar.closed, weekdays=calendar.weekdays
    )
    if nearest != to:
        raise ClosedThatDay
