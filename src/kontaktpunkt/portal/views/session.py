"""Logging in and out, and choosing for whom one acts.

Citizens and companies log in through the national broker. The demonstration has none, and lets
everybody be one of its invented people instead.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontaktpunkt.core.access import public
from kontaktpunkt.parties import access as parties
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import represented_by
from kontaktpunkt.portal import queries
from kontaktpunkt.portal.queries import Guise
from kontaktpunkt.portal.visitor import Visitor


@public
def log_in(request: Visitor) -> HttpResponse:
    """Offer the demonstration's people; elsewhere say how logging in works."""
    if request.municipality is None:
        raise Http404
    is_demo = _is_demonstration(request)
    if request.method == "POST":
        return _be_somebody(request, is_demo=is_demo)
    context = {"is_demo": is_demo, "cards": _cards(request) if is_demo else []}
    return render(request, "portal/login.html", context)


@public
@require_POST
def log_out(request: Visitor) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return redirect("portal:start")


@party_page
def switch(request: PartyRequest) -> HttpResponse:
    """Choose whether to act for oneself or for a company that one represents."""
    companies = represented_by(person=request.person)
    if request.method == "POST":
        company = _among(companies, request.POST.get("company", ""))
        parties.log_in(request=request, person=request.person, company=company)
        return redirect("portal:home")
    context = {"choices": [request.person, *companies]}
    return render(request, "portal/switch.html", context)


def _is_demonstration(request: Visitor) -> bool:
    # Both: a real municipality in an installation that was started as a demonstration is safe.
    return bool(settings.DEMO and request.municipality and request.municipality.is_demo)


def _be_somebody(request: Visitor, *, is_demo: bool) -> HttpResponse:
    if not is_demo:
        raise PermissionDenied
    person = get_object_or_404(Party, pk=_key(request, "person"), kind=Party.Kind.CITIZEN)
    company = _among(represented_by(person=person), request.POST.get("company", ""))
    parties.log_in(request=request, person=person, company=company)
    return redirect(_onward(request))


def _key(request: Visitor, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Http404
    return int(value)


def _among(companies: Any, wanted: str) -> Party | None:
    """Return the company with this key; None for nobody, 404 for one that is not represented."""
    if not wanted:
        return None
    for company in companies:
        if str(company.pk) == wanted:
            return company  # type: ignore[no-any-return]
    raise Http404


def _onward(request: Visitor) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("portal:home")


def _cards(request: Visitor) -> list[dict[str, Any]]:
    guises = [*queries.representatives(), *queries.citizens()]
    return [_card(guise, request.GET.get("next", "")) for guise in guises]


def _card(guise: Guise, onward: str) -> dict[str, Any]:
    company = guise.company
    role, text = _("Citizen"), _("Sees whose turn it is, and what was promised.")
    if company is not None:
        role = _("Speaks for %(company)s") % {"company": company.name}
        text = _("Sees the company's cases and answers for it.")
    return {
        "title": guise.person.name,
        "role": role,
        "text": text,
        "number": guise.open_cases,
        "fact": ngettext("open case", "open cases", guise.open_cases),
        "url": reverse("portal:login"),
        "post": {
            "person": guise.person.pk,
            "company": company.pk if company else "",
            "next": onward,
        },
    }
