"""The municipality itself: how it is reached, and what its pages look like."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.core.middleware import forget_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.desk.forms.upkeep import MunicipalityForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory import operations
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role

_FIELDS: dict[type[Refusal], str] = {operations.NotDialled: "phone"}


@staff_page(Role.ADMINISTRATOR)
def municipality(request: StaffRequest) -> HttpResponse:
    """Change phone, e-mail and colours."""
    # What the request carries may be remembered from some seconds ago.
    found = Municipality.objects.get(pk=request.municipality.pk)
    first = MunicipalityForm.first(found)
    if request.method != "POST":
        return _page(request, found, MunicipalityForm(initial=first))
    form = MunicipalityForm(request.POST, initial=first)
    status = carried_out(form, lambda: _change(request, form), fields=_FIELDS)
    if status == DONE:
        forget_municipality(found.slug)
        messages.success(request, _("%(name)s is saved.") % {"name": found.name})
        return redirect("desk:settings")
    return _page(request, found, form, status=status)


def _change(request: StaffRequest, form: MunicipalityForm) -> None:
    given = form.cleaned_data
    operations.change_municipality(
        municipality=request.municipality,
        version=given["version"],
        phone=given["phone"],
        email=given["email"],
        colours=[given["primary"], given["accent"], given["surface"]],
        actor=request.staff,
        at=request.at,
        submission=given["submission"],
    )


def _page(
    request: StaffRequest, found: Municipality, form: MunicipalityForm, status: int = DONE
) -> HttpResponse:
    context = {"municipality": found, "form": form}
    if status == CONFLICT:
        context["now"] = shown_beside(form, MunicipalityForm.first(found))
    return render(request, "desk/settings_municipality.html", context, status=status)
