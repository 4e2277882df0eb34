"""Finding calls, the guide, and what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kontaktpunkt.cases import rules as case_rules
from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.timeline import Detail, Key
from kontaktpunkt.core.dates import clock_time, day_in_words
from kontaktpunkt.dialogue import kinds, notes, rules
from kontaktpunkt.dialogue.guide import PURPOSES
from kontaktpunkt.dialogue.models import Agreement, Call, CallAttempt, GuideStep, Phase
from kontaktpunkt.directory.models import Role, Staff, Unit
from kontaktpunkt.directory.queries import calendar_of

# Steps of a call that its result tells better.
FILLS_THE_PAGE = frozenset({kinds.CALL_STARTED.code, kinds.CALL_ANSWERED.code})


@dataclass(frozen=True)
class GuidePhase:
    """One phase of the conversation, as the caller sees it."""

    code: str
    name: str | Promise
    purpose: str | Promise
    steps: Sequence[GuideStep]
    phrases: Sequence[GuideStep]


def guide_for(*, unit: Unit) -> Sequence[GuidePhase]:
    """Return the three phases with the texts that all units share and the unit's own."""
    found = GuideStep.objects.filter(Q(unit=None) | Q(unit=unit), is_active=True)
    lines = list(found.order_by("unit_id", "position", "pk"))
    return [
        GuidePhase(
            code=phase.value,
            name=phase.label,
            purpose=PURPOSES[phase],
            steps=_chosen(lines, phase, GuideStep.Kind.STEP),
            phrases=_chosen(lines, phase, GuideStep.Kind.PHRASE),
        )
        for phase in Phase
    ]


def guide_lines(*, staff: Staff) -> Sequence[GuideStep]:
    """Return the lines that the person keeps in order or shares, those of every unit first.

    An administrator sees those of all units, anybody else the own unit's. What is out of use
    stands last.
    """
    lines = GuideStep.objects.select_related("unit")
    if staff.role != Role.ADMINISTRATOR:
        lines = lines.filter(Q(unit=None) | Q(unit=staff.unit_id))
    by_unit = F("unit__name").asc(nulls_first=True)
    return list(lines.order_by(by_unit, "-is_active", "position", "pk"))


def guide_line_for(*, staff: Staff, pk: int) -> GuideStep:
    """Return a line that the person may change; Http404 for any other.

    An administrator changes all, a unit lead the own unit's.
    """
    line = GuideStep.objects.select_related("unit").filter(pk=pk).first()
    if line is None or not may_change(staff=staff, line=line):
        raise Http404
    return line


def may_change(*, staff: Staff, line: GuideStep) -> bool:
    """Say whether the line is the person's to keep in order."""
    return staff.role == Role.ADMINISTRATOR or line.unit_id == staff.unit_id


def calls_of(*, case: Case) -> Sequence[Call]:
    """Return the case's calls, oldest first, with attempts and agreements."""
    calls = case.calls.select_related("caller", "saved_by", "precondition", "note")
    return list(calls.prefetch_related("attempts", "agreements"))


def open_call(*, case: Case) -> Call | None:
    """Return the call that is going on or being tried, if there is one."""
    calls = case.calls.filter(state=Call.State.OPEN)
    related = calls.select_related("caller", "saved_by", "precondition")
    return related.prefetch_related("attempts").first()


def is_complaint_unanswered(*, case: Case, calls: Sequence[Call]) -> bool:
    """Say whether a complaint came in after the last talk about one."""
    complaints = [each.received_at for each in case.complaints.all()]
    talks = [each.ended_at for each in calls if _is_talk_about_complaint(each) and each.ended_at]
    return bool(complaints) and (not talks or max(talks) < max(complaints))


def reached_at(*, call: Call) -> datetime | None:
    """Return when the party answered, if it did."""
    times = [each.tried_at for each in call.attempts.all() if each.reached]
    return max(times) if times else None


def tries_in_vain(*, call: Call) -> Sequence[CallAttempt]:
    """Return the attempts at which the party was not reached, oldest first."""
    return [each for each in call.attempts.all() if not each.reached]


def kept_open(*, calls: Sequence[Call]) -> Sequence[Agreement]:
    """Return what the municipality agreed to do and has not done yet, the soonest first."""
    owed = [
        agreement
        for call in calls
        for agreement in call.agreements.all()
        if agreement.who == Agreement.Who.MUNICIPALITY and agreement.kept_at is None
    ]
    return sorted(owed, key=lambda agreement: agreement.by)


def agreed_in(*, case: Case) -> Sequence[Agreement]:
    """Return what both sides agreed in the case's calls, the soonest first."""
    return list(Agreement.objects.filter(call__case=case).select_related("awaited"))


def agreement_in(*, case: Case, pk: int) -> Agreement:
    """Return something agreed in one of the case's calls. Raises Http404 for another case's."""
    related = Agreement.objects.select_related("call__case")
    return get_object_or_404(related, call__case=case, pk=pk)


def waiver_words(*, call: Call) -> str:
    """Return a reason to go without the call, when it was tried often enough; else ""."""
    tries = tries_in_vain(call=call)
    if not rules.suggests_waiver(tries=len(tries)):
        return ""
    days = {timezone.localdate(each.tried_at) for each in tries}
    with translation.override(call.municipality.language):
        said = ", ".join(day_in_words(day, today=max(days)) for day in sorted(days))
        return _("Called %(count)d times without being answered: %(days)s.") % {
            "count": len(tries),
            "days": said,
        }


def suggested_try(*, case: Case, at: datetime) -> datetime:
    """Return when to try again, within the unit's hours (local time)."""
    now, unit = timezone.localtime(at), case.unit
    calendar = calendar_of(unit=unit, around=now.date())
    following = case_rules.working_day_after(
        day=now.date(), count=1, closed=calendar.closed, weekdays=calendar.weekdays
    )
    is_open = now.weekday() in calendar.weekdays and now.date() not in calendar.closed
    return rules.next_try(
        now=now,
        opens=unit.opens,
        closes=unit.closes,
        is_open_today=is_open,
        next_day=following,
    )


def details_of(*, calls: Sequence[Call]) -> dict[Key, Detail]:
    """Return what the case's course says of its calls beside their kind."""
    details: dict[Key, Detail] = {}
    for call in calls:
        for attempt in tries_in_vain(call=call):
            key = (kinds.CALL_MISSED.code, attempt.tried_at)
            details[key] = Detail(_again(attempt), call.caller.name)
        reached = reached_at(call=call)
        if reached and call.note_id:
            about = Detail(_summary(call), call.caller.name)
            details[(kinds.CALL_FINISHED.code, reached)] = about
            details[(kinds.COMPLAINT_CALL_FINISHED.code, reached)] = about
    return details


def _is_talk_about_complaint(call: Call) -> bool:
    return call.trigger == Call.Trigger.COMPLAINT and call.state != Call.State.OPEN


def _chosen(lines: Sequence[GuideStep], phase: Phase, kind: GuideStep.Kind) -> Sequence[GuideStep]:
    return [line for line in lines if line.phase == phase and line.kind == kind]


def _again(attempt: CallAttempt) -> str:
    if attempt.try_again_at is None:
        return ""
    moment = timezone.localtime(attempt.try_again_at)
    return _("To be tried again %(day)s at %(time)s.") % {
        "day": day_in_words(moment.date(), today=timezone.localdate(attempt.tried_at)),
        "time": clock_time(moment),
    }


def _summary(call: Call) -> str:
    lines = [notes.length_in_words(minutes=call.minutes)] if call.minutes else []
    lines += [
        notes.agreement_in_words(rules.Promise(each.text, each.who, each.by))
        for each in call.agreements.all()
    ]
    return "\n".join(lines)
