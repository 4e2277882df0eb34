"""Writing the decision, and making it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds, messages, queries, rules
from kontaktpunkt.cases.changes import (
    CaseNotOpen,
    begin_if_new,
    locked,
    locked_open,
    record_on,
    save_changed,
)
from kontaktpunkt.cases.models import (
    ADVERSE,
    Awaited,
    Case,
    Decision,
    DecisionDraft,
    Outcome,
    Precondition,
)
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation


class AlreadyDecided(CaseNotOpen):
    message = _("This case is decided already.")


class CallOwed(Refusal):
    message = _("A call is owed before this decision. Call the party, or say why not.")


class IntentionUnsaid(CallOwed):
    message = _("Say first that you intend this outcome: then a call is owed before you decide.")


class HearingOpen(Refusal):
    message = _("A hearing is open. Wait for the comment or its last day, then close it.")


class HearingOwed(HearingOpen):
    message = _("The hearing was withdrawn when all was to be granted. Put the facts anew.")


class RulesMissing(Refusal):
    message = _("Name the rules that the decision rests on.")


class ReasonsMissing(Refusal):
    message = _("Give the reasons: the facts that weighed, and the main considerations.")


class GuidanceMissing(Refusal):
    message = _("Say where, how and by when the party can appeal.")


@operation
def draft_decision(
    *,
    case: Case,
    rules_applied: str,
    reasons: str,
    appeal_guidance: str,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> DecisionDraft:
    """Keep what has been written of the decision so far.

    Raises CaseNotOpen or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    draft = queries.draft_texts(case=case)
    draft.rules_applied, draft.reasons = rules_applied.strip(), reasons.strip()
    draft.appeal_guidance = appeal_guidance.strip()
    draft.save()
    begin_if_new(case=case, actor=actor, at=at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.DECISION_DRAFTED, at=at, actor=actor)
    return draft


@operation
def decide(
    *,
    case: Case,
    outcome: str,
    rules_applied: str = "",
    reasons: str = "",
    appeal_guidance: str = "",
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Decision:
    """Decide the case. Reasons and guidance may be left out only when all is granted.

    Raises AlreadyDecided, CallOwed, IntentionUnsaid, HearingOpen, HearingOwed, RulesMissing,
    ReasonsMissing, GuidanceMissing or ChangedMeanwhile. Source: docs/law.md#duties
    """
    case = locked(case=case, version=version)
    check_decision(
        case=case,
        outcome=outcome,
        rules_applied=rules_applied,
        reasons=reasons,
        appeal_guidance=appeal_guidance,
    )
    decision = Decision.objects.create(
        case=case,
        outcome=Outcome(outcome),
        rules_applied=rules_applied.strip(),
        reasons=reasons.strip(),
        appeal_guidance=appeal_guidance.strip(),
        decided_by=actor,
        decided_at=at,
    )
    _end_case(case, actor, at)
    _record_decision(case, outcome, actor, at)
    messages.tell_decided(case=case, at=at)
    return decision


def check_decision(
    *, case: Case, outcome: str, rules_applied: str, reasons: str, appeal_guidance: str
) -> None:
    """Raise what `decide` would refuse with; change nothing."""
    if case.status == Case.Status.DECIDED:
        raise AlreadyDecided
    if not case.is_open:
        raise CaseNotOpen
    _check_duties(case, is_adverse=outcome in ADVERSE)
    missing = missing_texts(
        outcome=outcome,
        rules_applied=rules_applied,
        reasons=reasons,
        appeal_guidance=appeal_guidance,
    )
    if missing:
        raise missing[0]


def missing_texts(
    *, outcome: str, rules_applied: str, reasons: str, appeal_guidance: str
) -> list[type[Refusal]]:
    """Return a refusal for each text that a decision with this outcome owes and lacks."""
    if outcome not in ADVERSE:
        return []
    owed: list[tuple[type[Refusal], str]] = [
        (RulesMissing, rules_applied),
        (ReasonsMissing, reasons),
        (GuidanceMissing, appeal_guidance),
    ]
    return [refusal for refusal, text in owed if not text.strip()]


def _check_duties(case: Case, *, is_adverse: bool) -> None:
    duties = list(case.preconditions.all())
    calls = [each.state for each in duties if each.kind == Precondition.Kind.CALL]
    hearings = [each.state for each in duties if each.kind == Precondition.Kind.HEARING]
    if Precondition.State.OPEN in calls:
        raise CallOwed
    if Precondition.State.OPEN in hearings:
        raise HearingOpen
    if rules.call_is_owed(
        is_adverse=is_adverse,
        calls_before_refusal=case.matter_type.calls_before_refusal,
        states=calls,
    ):
        raise IntentionUnsaid
    if rules.hearing_is_owed(is_adverse=is_adverse, states=hearings):
        raise HearingOwed


def _end_case(case: Case, actor: Staff, at: datetime) -> None:
    case.awaited.filter(state=Awaited.State.WAITING).update(
        state=Awaited.State.DROPPED, ended_at=at
    )
    if case.caseworker_id is None:
        case.caseworker = actor
    save_changed(case=case, actor=actor, at=at, status=Case.Status.DECIDED, decided_at=at)


def _record_decision(case: Case, outcome: str, actor: Staff, at: datetime) -> None:
    today = timezone.localdate(at)
    record_on(
        case=case,
        kind=kinds.DECISION_MADE,
        at=at,
        actor=actor,
        outcome=outcome,
        call=_call_of(case),
        days=(today - case.received_on).days,
        on_time=today <= case.promised_on,
    )


def _call_of(case: Case) -> str:
    """How the call before the decision went, for measuring by the intention to call."""
    ended = case.preconditions.filter(
        kind=Precondition.Kind.CALL,
        state__in=[Precondition.State.SETTLED, Precondition.State.WAIVED],
    )
    last = ended.order_by("pk").last()
    return last.state if last else "none"
