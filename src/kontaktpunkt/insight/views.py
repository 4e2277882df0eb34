"""The committee's report: one page of sentences, each with its picture and its numbers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.insight import figures, pages, queries, rules
from kontaktpunkt.insight.forms import PeriodForm

UNREADABLE = 422


@staff_page(Role.COMMITTEE_MEMBER, Role.MANAGER, Role.UNIT_LEAD, Role.SERVICE_DESIGNER)
def report(request: StaffRequest) -> HttpResponse:
    """Show what happened in twelve months, in sentences with their figures."""
    today, since = timezone.localdate(request.at), queries.oldest_contact()
    periods = rules.periods(today=today, since=since)
    form = PeriodForm(request.GET if "period" in request.GET else {}, periods=periods)
    found = figures.report(period=form.chosen, at=request.at)
    context: dict[str, Any] = pages.report(found, since=since) | {
        "form": form,
        "today": today,
    }
    status = UNREADABLE if form.errors else 200
    return render(request, "insight/report.html", context, status=status)
