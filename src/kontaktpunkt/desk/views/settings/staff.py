"""Staff: who begins, who leaves, who forgot the password."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.desk.forms.settings import AppointForm, NewPasswordForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out
from kontaktpunkt.desk.views.tokens import token_of
from kontaktpunkt.directory import operations, upkeep
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role, Staff

_FIELDS = {operations.StaffKnown: "email", operations.PasswordTooWeak: "password"}


@staff_page(Role.ADMINISTRATOR)
@sensitive_post_parameters("password")
def new(request: StaffRequest) -> HttpResponse:
    """Give somebody who begins an account."""
    if request.method != "POST":
        first = {"submission": uuid4(), "unit": request.GET.get("unit", "")}
        return _new_page(request, AppointForm(initial=first))
    form = AppointForm(request.POST)
    status = carried_out(form, lambda: _appoint(request, form), fields=_FIELDS)
    if status == DONE:
        messages.success(request, _("%(name)s may log in.") % {"name": form.cleaned_data["name"]})
        return redirect("desk:settings-units")
    return _new_page(request, form, status=status)


def _appoint(request: StaffRequest, form: AppointForm) -> None:
    operations.appoint(actor=request.staff, at=request.at, **form.cleaned_data)


def _new_page(request: StaffRequest, form: AppointForm, status: int = DONE) -> HttpResponse:
    return render(request, "desk/settings_staff_new.html", {"form": form}, status=status)


@staff_page(Role.ADMINISTRATOR)
@sensitive_post_parameters("password")
def staff(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one person's account; give a new password."""
    person = upkeep.staff_for(pk=pk)
    if request.method != "POST":
        first = {"submission": uuid4(), "version": person.version}
        return _page(request, person, NewPasswordForm(initial=first))
    form = NewPasswordForm(request.POST)
    status = carried_out(form, lambda: _give_password(request, person, form), fields=_FIELDS)
    if status == DONE:
        said = _("%(name)s has a new password.") % {"name": person.name}
        messages.success(request, said)
        return redirect("desk:settings-staff", person.pk)
    return _page(request, person, form, status=status)


def _give_password(request: StaffRequest, person: Staff, form: NewPasswordForm) -> None:
    operations.give_password(staff=person, actor=request.staff, at=request.at, **form.cleaned_data)


def _page(
    request: StaffRequest, person: Staff, form: NewPasswordForm, status: int = DONE
) -> HttpResponse:
    if status == CONFLICT:
        form.show_again(version=person.version)
    context = {"person": person, "form": form, "token": uuid4()}
    return render(request, "desk/settings_staff.html", context, status=status)


@staff_page(Role.ADMINISTRATOR)
@require_POST
def deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Shut out somebody who leaves."""
    return _switch(request, pk, operations.deactivate, _("%(name)s may no longer log in."))


@staff_page(Role.ADMINISTRATOR)
@require_POST
def reactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Let somebody in who comes back."""
    return _switch(request, pk, operations.reactivate, _("%(name)s may log in again."))


def _switch(
    request: StaffRequest, pk: int, operation: Callable[..., object], said: str
) -> HttpResponse:
    person = upkeep.staff_for(pk=pk)
    try:
        operation(staff=person, actor=request.staff, at=request.at, submission=token_of(request))
        messages.success(request, said % {"name": person.name})
    except AlreadyDone:
        pass
    except Refusal as refusal:
        messages.error(request, str(refusal.text))
    return redirect("desk:settings-staff", person.pk)
