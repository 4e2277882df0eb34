"""What the portal says in sentences: whose turn, opening hours, stories of the demonstration."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases import rules, words
from kontaktpunkt.cases.models import Awaited, Case, Outcome
from kontaktpunkt.core.dates import clock_time, day_in_words, distance_in_days
from kontaktpunkt.dialogue.models import Agreement
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.rules import Opening

OUTCOMES: dict[str, str | Promise] = {
    Outcome.GRANTED: gettext_lazy("The answer is yes: you got what the case was about."),
    Outcome.PARTLY: gettext_lazy("The answer is partly yes: you got some of it, not all."),
    Outcome.REFUSED: gettext_lazy("The answer is no."),
    Outcome.INTERVENTION: gettext_lazy("We have decided on an order or a prohibition."),
}

STORIES: dict[str, str | Promise] = {
    "comment": gettext_lazy("Was asked to comment before a case is decided."),
    "company": gettext_lazy("Sees the company's cases and answers for it."),
    "decision": gettext_lazy("Has just got a decision, with reasons and how to appeal."),
    "answer": gettext_lazy("Was promised an answer to a question."),
    "case": gettext_lazy("Has a case that we are looking at."),
    "quiet": gettext_lazy("Has no business with us yet, and sees an empty page."),
}


# --- A case ------------------------------------------------------------------------------------


def sentence(*, case: Case, turn: rules.Turn, today: date) -> str:
    """Say the most important thing about a case: whose turn, what is late, what was decided."""
    decision = cases.decision_of(case=case)
    if decision is not None:
        return str(OUTCOMES[decision.outcome])
    if turn.side == rules.Side.MUNICIPALITY and case.is_overdue(today=today):
        return words.broken_promise_to_party(case=case, today=today)
    return words.turn_to_party(case=case, turn=turn, today=today)


def agreed(*, agreement: Agreement, case: Case, today: date) -> str:
    """Say to the party who does what was agreed in a call, by when, and what became of it."""
    day = day_in_words(agreement.by, today=today)
    if agreement.who == Agreement.Who.PARTY:
        return _party_does(agreement, case, day=day, today=today)
    if agreement.kept_at is not None:
        done = day_in_words(timezone.localdate(agreement.kept_at), today=today)
        return _("We did this on %(day)s.") % {"day": done}
    if agreement.by >= today:
        return _("We do this by %(day)s.") % {"day": day}
    return _("We promised this by %(day)s. It is not marked as done yet.") % {"day": day}


def _party_does(agreement: Agreement, case: Case, *, day: str, today: date) -> str:
    awaited = agreement.awaited
    if awaited is not None and awaited.state == Awaited.State.DROPPED:
        return _("This is no longer needed.")
    if awaited is not None and awaited.ended_at is not None:
        came = day_in_words(timezone.localdate(awaited.ended_at), today=today)
        return _("We got this from you on %(day)s.") % {"day": came}
    if agreement.by >= today and case.is_open:
        return _("You do this by %(day)s.") % {"day": day}
    return _("You were to do this by %(day)s.") % {"day": day}


def standing(*, case: Case, turn: rules.Turn, today: date) -> tuple[str, str]:
    """Return kind and words of the status that a list shows of a case."""
    if turn.side == rules.Side.PARTY:
        return "yours", _("Your turn")
    if case.status == Case.Status.DECIDED:
        return "calm", _("Decided")
    if not case.is_open:
        return "neutral", _("Closed")
    if case.is_overdue(today=today):
        return "bad", _("We are late")
    if case.status == Case.Status.RECEIVED:
        return "waiting", _("Received")
    return "waiting", _("Being looked at")


# --- Opening hours -----------------------------------------------------------------------------


def opening(*, opening: Opening | None, today: date) -> str:
    """Say whether somebody is there now, and until or from when."""
    if opening is None:
        return _("Closed for some time.")
    if opening.is_now:
        return _("Open now, until %(time)s.") % {"time": _clock(opening.closes)}
    when = {"time": _clock(opening.opens), "day": _near_day(opening.day, today)}
    if opening.day == today:
        return _("Closed now. Opens today at %(time)s.") % when
    return _("Closed now. Opens %(day)s at %(time)s.") % when


def weekly_hours(*, unit: Unit) -> str:
    """Say the days and hours of an ordinary week: "Monday to Friday 9.00 to 15.00"."""
    return pgettext("days and hours of opening", "%(days)s %(opens)s to %(closes)s") % {
        "days": capfirst(_days(sorted(unit.works_on()))),
        "opens": _clock(unit.opens),
        "closes": _clock(unit.closes),
    }


def _near_day(day: date, today: date) -> str:
    if (day - today).days <= 1:
        return distance_in_days(day, today=today)
    return day_in_words(day, today=today)


def _clock(at: time) -> str:
    # Any day will do, in local time: only the clock is said.
    return clock_time(timezone.make_aware(datetime.combine(date(2026, 1, 1), at)))


def _days(weekdays: Sequence[int]) -> str:
    names = [name for run in _runs(weekdays) for name in _names(run)]
    if len(names) < 2:
        return "".join(names)
    return pgettext("a list of days", "%(first)s and %(last)s") % {
        "first": ", ".join(names[:-1]),
        "last": names[-1],
    }


def _names(run: list[int]) -> list[str]:
    names = [str(WEEKDAYS[day]) for day in run]
    if len(run) < 3:
        return names
    ends = {"first": names[0], "last": names[-1]}
    return [pgettext("days of the week", "%(first)s to %(last)s") % ends]


def _runs(weekdays: Sequence[int]) -> list[list[int]]:
    """Return days that follow each other together: [[0, 1, 2], [4]]."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
