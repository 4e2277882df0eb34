"""Units: who works there, and when."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kontaktpunkt.core.text import code_of
from kontaktpunkt.desk.forms.settings import HoursForm, NewUnitForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory import operations, upkeep
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role, Unit

_FIELDS = {operations.NeverWorks: "weekdays", operations.OpensTooLate: "closes"}


@staff_page(Role.ADMINISTRATOR)
def units(request: StaffRequest) -> HttpResponse:
    """List the units with their staff and hours."""
    days = dict(HoursForm.base_fields["weekdays"].choices)  # type: ignore[attr-defined]
    found = [
        {"unit": unit, "days": [str(days[day]) for day in sorted(unit.weekdays)]}
        for unit in upkeep.units_with_staff()
    ]
    return render(request, "desk/settings_units.html", {"rows": found})


@staff_page(Role.ADMINISTRATOR)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Say when a unit works; show who works there."""
    unit = upkeep.unit_for(pk=pk)
    first = HoursForm.first(unit)
    if request.method != "POST":
        return _page(request, unit, HoursForm(initial=first))
    form = HoursForm(request.POST, initial=first)
    status = carried_out(form, lambda: _set(request, unit, form), fields=_FIELDS)
    if status == DONE:
        messages.success(request, _("The hours of %(unit)s are saved.") % {"unit": unit})
        return redirect("desk:settings-units")
    return _page(request, unit, form, status=status)


@staff_page(Role.ADMINISTRATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Open a unit, and with the usual hours."""
    if request.method != "POST":
        return _new_page(request, NewUnitForm(initial={"submission": uuid4()}))
    form = NewUnitForm(request.POST)
    status = carried_out(form, lambda: _open(request, form), fields={operations.UnitKnown: "name"})
    if status == DONE:
        messages.success(request, _("%(name)s is open.") % {"name": form.cleaned_data["name"]})
        return redirect("desk:settings-units")
    return _new_page(request, form, status=status)


def _open(request: StaffRequest, form: NewUnitForm) -> None:
    name = form.cleaned_data["name"]
    operations.open_unit(
        code=code_of(name),
        name=name,
        actor=request.staff,
        at=request.at,
        submission=form.cleaned_data["submission"],
    )


def _new_page(request: StaffRequest, form: NewUnitForm, status: int = DONE) -> HttpResponse:
    context = {
        "form": form,
        "title": _("Open a unit"),
        "button": _("Open the unit"),
        "back": reverse("desk:settings-units"),
        "back_name": _("Units and staff"),
    }
    return render(request, "desk/settings_new.html", context, status=status)


def _set(request: StaffRequest, unit: Unit, form: HoursForm) -> None:
    operations.set_hours(unit=unit, actor=request.staff, at=request.at, **form.cleaned_data)


def _page(request: StaffRequest, unit: Unit, form: HoursForm, status: int = DONE) -> HttpResponse:
    context: dict[str, Any] = {"unit": unit, "form": form}
    if status == CONFLICT:
        context["now"] = shown_beside(form, HoursForm.first(unit))
    return render(request, "desk/settings_unit.html", context, status=status)
