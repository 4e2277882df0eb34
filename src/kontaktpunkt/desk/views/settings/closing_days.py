"""Days on which the municipality, or one unit, keeps closed beside the holidays."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.desk.forms.settings import ClosingDayForm
from kontaktpunkt.desk.views.settings.sending import DONE, carried_out
from kontaktpunkt.desk.views.tokens import token_of, was_sent
from kontaktpunkt.directory import operations, upkeep
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role

_FIELDS = {operations.ClosingDayKnown: "day", operations.DayPassed: "day"}


@staff_page(Role.ADMINISTRATOR)
def closing_days(request: StaffRequest) -> HttpResponse:
    """List the closing days ahead; add one."""
    if request.method != "POST":
        return _page(request, ClosingDayForm(initial={"submission": uuid4()}))
    form = ClosingDayForm(request.POST)
    status = carried_out(form, lambda: _add(request, form), fields=_FIELDS)
    if status == DONE:
        messages.success(request, _("The closing day is added."))
        return redirect("desk:settings-closing-days")
    return _page(request, form, status=status)


def _add(request: StaffRequest, form: ClosingDayForm) -> None:
    operations.add_closing_day(actor=request.staff, at=request.at, **form.cleaned_data)


@staff_page(Role.ADMINISTRATOR)
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Open on the day after all."""
    token = token_of(request)
    if was_sent(token):
        return redirect("desk:settings-closing-days")
    closing = upkeep.closing_day_for(pk=pk)
    try:
        operations.remove_closing_day(
            closing_day=closing, actor=request.staff, at=request.at, submission=token
        )
        messages.success(request, _("The closing day is removed."))
    except AlreadyDone:
        pass
    except Refusal as refusal:
        messages.error(request, str(refusal.text))
    return redirect("desk:settings-closing-days")


def _page(request: StaffRequest, form: ClosingDayForm, status: int = DONE) -> HttpResponse:
    today = timezone.localdate(request.at)
    days = [
        {"closing": each, "token": uuid4(), "may_go": each.day > today}
        for each in upkeep.closing_days_ahead(today=today)
    ]
    context = {"form": form, "days": days}
    return render(request, "desk/settings_closing_days.html", context, status=status)
