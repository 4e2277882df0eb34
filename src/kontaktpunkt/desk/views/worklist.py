"""The worklist: what the unit has promised, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kontaktpunkt.cases import queries, rules, words
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts.queries import open_handovers
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.insight.lately import first_contact

ON_A_PAGE = 25
SHOWN = ("unit", "mine", "overdue")


@dataclass(frozen=True)
class Row:
    """A case as one line: its standing, and what comes next."""

    case: Case
    kind: str
    status: str
    step: str | Promise


@staff_page(*DECIDING)
def worklist(request: StaffRequest) -> HttpResponse:
    """Show questions that await an answer and cases that await a decision."""
    today = timezone.localdate(request.at)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "unit"
    page = Paginator(_cases(request, show), ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [row_of(case=case, at=request.at) for case in page.object_list],
        "filters": _filters(request, show),
        "show": show,
        "handovers": open_handovers(unit=request.staff.unit) if show == "unit" else [],
        "closed": calendar_of(unit=request.staff.unit, around=today).closed,
    }
    if request.staff.role == Role.UNIT_LEAD:
        context["at_first"] = first_contact(unit=request.staff.unit, today=today)
    return render(request, "desk/worklist.html", context)


def row_of(*, case: Case, at: datetime) -> Row:
    """Return the line of a case."""
    turn = queries.turn_of(case=case, at=at)
    kind, status = _standing(case, turn, at)
    return Row(case, kind, status, words.STEPS[queries.next_step_of(case=case, at=at)])


def _standing(case: Case, turn: rules.Turn, at: datetime) -> tuple[str, str]:
    today = timezone.localdate(at)
    if case.is_overdue(today=today):
        return "bad", _("Late")
    if turn.side == rules.Side.PARTY:
        return "waiting", _("The party's turn")
    if rules.promise_runs_out(promised=case.promised_on, today=today):
        return "soon", _("Due soon")
    return "calm", _("Our turn")


def _cases(request: StaffRequest, show: str) -> QuerySet[Case]:
    return queries.worklist(
        unit=request.staff.unit,
        caseworker=request.staff if show == "mine" else None,
        overdue_on=timezone.localdate(request.at) if show == "overdue" else None,
    )


def _filters(request: StaffRequest, show: str) -> list[dict[str, Any]]:
    counts = queries.worklist_counts(
        unit=request.staff.unit,
        caseworker=request.staff,
        today=timezone.localdate(request.at),
    )
    names = {"unit": _("The whole unit"), "mine": _("Mine"), "overdue": _("Promise passed")}
    return [
        {"code": code, "name": names[code], "count": counts[code], "is_current": code == show}
        for code in SHOWN
    ]
