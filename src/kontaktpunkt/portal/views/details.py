"""How the party wants to hear from us."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.core.phones import phone_for_reading
from kontaktpunkt.parties import operations
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.parties.models import Party
from kontaktpunkt.portal.forms import DetailsForm

CONFLICT = 409


@party_page
@never_cache
def details(request: PartyRequest) -> HttpResponse:
    """Show what we know, and let the party change how we reach it."""
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial=_known(request, request.party)
    )
    if not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    try:
        operations.change_details(
            party=request.party,
            municipality=request.municipality,
            actor_role=request.party.kind,
            at=request.at,
            version=form.cleaned_data["version"],
            submission=form.cleaned_data["submission"],
            **form.changes(),
        )
    except AlreadyDone:
        pass
    except operations.PhoneNotValid as refusal:
        form.add_error("phone", str(refusal.text))
        return _page(request, form, status=422)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, form)
    messages.success(request, _("Saved. This is how we reach you from now on."))
    return redirect("portal:home")


def _known(request: PartyRequest, party: Party) -> dict[str, Any]:
    names = ("email", "preference", "prefers_call", "language", "version")
    phone = phone_for_reading(number=party.phone, country=request.municipality.country)
    return {"phone": phone, **{name: getattr(party, name) for name in names}}


def _changed_meanwhile(request: PartyRequest, form: DetailsForm) -> HttpResponse:
    """Show what it says now beside what was typed; sending again then saves the latter."""
    now = Party.objects.get(pk=request.party.pk)
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    known = _known(request, now)
    again = DetailsForm(typed, initial=known)
    return _page(request, again, changed=form.compared_with(known), status=CONFLICT)


def _page(
    request: PartyRequest, form: DetailsForm, *, changed: Any = (), status: int = 200
) -> HttpResponse:
    context = {"form": form, "changed": changed, "is_conflict": status == CONFLICT}
    return render(request, "portal/details.html", context, status=status)
