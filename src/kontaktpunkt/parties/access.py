"""Pages of citizens and companies: who is logged in, and for whom they act."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from kontaktpunkt.core.access import AccessRule, state_rule
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.parties.models import Mandate, Party

PERSON_KEY = "person"
COMPANY_KEY = "on_behalf_of"

PartyView = Callable[..., HttpResponseBase]


class PartyRequest(HttpRequest):
    """A request by a citizen, or by a person who acts for a company."""

    person: Party
    party: Party
    at: datetime
    municipality: Municipality


class PartyMiddleware:
    """Set `request.person` (who is there) and `request.party` (whose matters are shown)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.person = request.party = None
        if request.municipality is not None and PERSON_KEY in request.session:
            request.person, request.party = _logged_in(request.session)
        return self.get_response(request)


def log_in(*, request: HttpRequest, person: Party, company: Party | None = None) -> None:
    """Remember the person, and the company acted for, in a fresh session.

    The broker (or the demo's picker) has proved who the person is.
    """
    request.session.flush()
    request.session[PERSON_KEY] = person.pk
    if company is not None:
        request.session[COMPANY_KEY] = company.pk


def party_page(view: PartyView) -> PartyView:
    """Let only a logged-in citizen or company representative in."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.municipality is None:
            raise Http404
        if request.party is None:
            return redirect_to_login(request.get_full_path(), reverse("portal:login"))
        return view(request, *args, **kwargs)

    return state_rule(guarded, AccessRule("party"))


def _logged_in(session: Any) -> tuple[Party | None, Party | None]:
    person = Party.objects.filter(pk=session[PERSON_KEY]).first()
    if person is None or COMPANY_KEY not in session:
        return person, person
    mandate = (
        Mandate.objects.in_force()
        .filter(person=person, company_id=session[COMPANY_KEY])
        .select_related("company")
        .first()
    )
    # A mandate that was withdrawn ends at once, not at the next login.
    return person, mandate.company if mandate else None
