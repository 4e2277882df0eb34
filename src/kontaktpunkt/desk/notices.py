"""What waits for one person: counted in the header, listed on a page, from several domains."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import notices as cases
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import queries as contacts
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.directory.models import Staff

MOST_LISTED = 25


@dataclass(frozen=True)
class Line:
    """One thing that waits: what, whose, and until when."""

    url: str
    what: str
    who: str
    day: date | None


@dataclass(frozen=True)
class Group:
    """Things that wait for the same reason.

    number: how many there are; `lines` shows the most urgent of them.
    """

    code: str
    name: str | Promise
    number: int
    lines: Sequence[Line]


@dataclass(frozen=True)
class _Source:
    code: str
    name: str | Promise
    rows: QuerySet[Any]
    line: Callable[[Any], Line]


def number_for(*, staff: Staff, today: date) -> int:
    """Return how many things wait for the person."""
    return sum(source.rows.count() for source in _sources(staff, today))


def groups_for(*, staff: Staff, today: date) -> list[Group]:
    """Return what waits for the person, without the reasons for which nothing does."""
    found = [_group(source) for source in _sources(staff, today)]
    return [group for group in found if group.number]


def _group(source: _Source) -> Group:
    rows = list(source.rows[: MOST_LISTED + 1])
    number = len(rows) if len(rows) <= MOST_LISTED else source.rows.count()
    lines = [source.line(row) for row in rows[:MOST_LISTED]]
    return Group(source.code, source.name, number, lines)


def _sources(staff: Staff, today: date) -> Iterable[_Source]:
    due = contacts.due_for(staff=staff, today=today)
    yield _Source("answers", _("Answers promised for today or earlier"), due, _question_line)
    if staff.unit.is_service_centre:
        back = contacts.given_back_to(unit=staff.unit).filter(promised_on__gt=today)
        yield _Source("back", _("Questions that came back"), back, _question_line)
    if staff.role in DECIDING:
        yield from _case_sources(staff, today)


def _case_sources(staff: Staff, today: date) -> Iterable[_Source]:
    yield _Source(
        "cases",
        _("Decisions promised for today or earlier"),
        cases.due_for(caseworker=staff, today=today),
        lambda case: _case_line(case, "desk:case"),
    )
    yield _Source(
        "comments",
        _("Comments that came in a hearing"),
        cases.comments_for(caseworker=staff),
        lambda hearing: _case_line(hearing.case, "desk:case-hearing", pk=hearing.pk),
    )
    yield _Source(
        "calls",
        _("Calls that are owed before a decision"),
        cases.calls_owed_by(caseworker=staff),
        lambda owed: _case_line(owed.case, "desk:case"),
    )


def _question_line(question: Question) -> Line:
    party = question.contact.party
    return Line(
        url=reverse("desk:handover", args=[question.pk]),
        what=str(question.matter_type),
        who=party.name if party else question.contact.caller_name,
        day=question.promised_on,
    )


def _case_line(case: Case, route: str, **more: Any) -> Line:
    url = reverse(route, kwargs={"number": case.number, **more})
    return Line(url=url, what=case.title, who=case.party.name, day=case.promised_on)
