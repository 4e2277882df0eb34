"""Logging in and out, and choosing for whom one acts.

Citizens and companies log in through the national broker. The demonstration has none, and lets
everybody be one of its invented people instead.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kontaktpunkt.core.access import public
from kontaktpunkt.parties import access as parties
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import represented_by
from kontaktpunkt.portal import queries, words
from kontaktpunkt.portal.queries import Guise
from kontaktpunkt.portal.visitor import Visitor

# The national logins that a broker would offer.
NATIONAL_LOGINS = {"DK": "MitID", "SE": "BankID"}
_LONGEST_KEY = 18


@public
@never_cache
def log_in(request: Visitor) -> HttpResponse:
    """Offer the demonstration's people; elsewhere say how logging in works."""
    if request.municipality is None:
        raise Http404
    is_demo = _is_demonstration(request)
    if request.method == "POST":
        return _be_somebody(request, is_demo=is_demo)
    if not is_demo:
        login = NATIONAL_LOGINS[request.municipality.country]
        return render(request, "portal/login_closed.html", {"national_login": login})
    return render(request, "portal/login.html", _picker(request, request.municipality.country))


@public
@require_POST
def log_out(request: Visitor) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return redirect("portal:start")


@party_page
@never_cache
def act_for(request: PartyRequest) -> HttpResponse:
    """Choose whether to act for oneself or for a company that one represents."""
    if request.method == "POST":
        company = request.POST.get("company", "")
        guise = queries.guise_of(person=request.person, company_id=company)
        return _log_in_as(request, guise, reverse("portal:home"))
    choices = [request.person, *represented_by(person=request.person)]
    return render(request, "portal/act_for.html", {"choices": choices})


def _is_demonstration(request: Visitor) -> bool:
    # Both: a real municipality in an installation that was started as a demonstration is safe.
    return bool(settings.DEMO and request.municipality and request.municipality.is_demo)


def _be_somebody(request: Visitor, *, is_demo: bool) -> HttpResponse:
    if not is_demo:
        raise PermissionDenied
    person = get_object_or_404(Party, pk=_key(request), kind=Party.Kind.CITIZEN)
    guise = queries.guise_of(person=person, company_id=request.POST.get("company", ""))
    return _log_in_as(request, guise, _onward(request))


def _log_in_as(request: Visitor | PartyRequest, guise: Guise | None, onward: str) -> HttpResponse:
    if guise is None:
        raise Http404
    parties.log_in(request=request, person=guise.person, company=guise.company)
    return redirect(onward)


def _key(request: Visitor) -> int:
    value = request.POST.get("person", "")
    if not value.isascii() or not value.isdigit() or len(value) > _LONGEST_KEY:
        raise Http404
    return int(value)


def _onward(request: Visitor) -> str:
    """Return the page that was asked for before logging in, if it is one of this municipality."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    inside = is_ours and wanted.startswith(get_script_prefix())
    return wanted if inside else reverse("portal:home")


# --- The demonstration's picker ----------------------------------------------------------------


def _picker(request: Visitor, country: str) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()
    onward = request.GET.get("next", "")
    found = queries.guises_named(text=asked, country=country) if asked else []
    suggested = [] if asked else queries.guises(today=timezone.localdate(request.at))
    return {
        "asked": asked,
        "next": onward,
        "found": _cards(found, onward),
        "cards": _cards(suggested, onward),
    }


def _cards(guises: Iterable[Guise], onward: str) -> list[dict[str, Any]]:
    return [
        {
            "title": guise.person.name,
            "role": _role(guise),
            "text": words.STORIES.get(guise.story, ""),
            "url": reverse("portal:login"),
            "post": _chosen(guise, onward),
        }
        for guise in guises
    ]


def _role(guise: Guise) -> str:
    if guise.company is None:
        return _("Citizen")
    return _("Speaks for %(company)s") % {"company": guise.company.name}


def _chosen(guise: Guise, onward: str) -> dict[str, Any]:
    company = {"company": guise.company.pk} if guise.company else {}
    return {"person": guise.person.pk, **company, **({"next": onward} if onward else {})}
