"""The front page of the installation, and being somebody in the demonstration."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kontaktpunkt.config.demo import facts
from kontaktpunkt.config.demo.cards import cards
from kontaktpunkt.config.demo.cast import NotThere, cast_of
from kontaktpunkt.config.demo.tour import stops
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.access import public
from kontaktpunkt.core.keys import key_in
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff

View = Callable[..., HttpResponse]

_GROWN_OLD = timedelta(days=3)
_STAFF_BACKEND = "kontaktpunkt.directory.backends.StaffBackend"


class Visitor(HttpRequest):
    """A request by somebody who need not be logged in."""

    at: datetime
    municipality: Municipality | None


def front(municipal: View) -> View:
    """Return the page at "/": the start of the demonstration, or what the portal shows there."""

    @public
    @never_cache
    def choose(request: Visitor) -> HttpResponse:
        if request.municipality is not None or not settings.DEMO:
            return municipal(request)
        places = list(_places(request.at))
        if not places:
            return municipal(request)
        return render(request, "config/start.html", {"places": places})

    return choose


@public
@never_cache
def tour(request: Visitor, slug: str) -> HttpResponse:
    """Lead through one matter, from the phone call to the journey; else to where one begins."""
    municipality = _demonstrations().filter(slug=slug).first()
    if municipality is None:
        return redirect("front")
    with tenancy.acting_for(municipality):
        try:
            cast = cast_of(municipality=municipality)
        except NotThere:
            return redirect("front")
        known = {"municipality": municipality, "cast": cast, "stops": stops(cast=cast, slug=slug)}
    return render(request, "config/tour.html", known)


@public
@require_POST
def be(request: Visitor) -> HttpResponse:
    """Log in as a member of staff of the demonstration, without a password."""
    if request.municipality is None or not request.municipality.is_demo or not settings.DEMO:
        raise Http404
    key = key_in(request.POST.get("staff", ""))
    person = get_object_or_404(Staff, pk=key, is_active=True)
    # Nobody is a member of staff and a citizen in one session.
    request.session.flush()
    login(request, person, backend=_STAFF_BACKEND)
    return redirect(_onward(request))


def _onward(request: Visitor) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith(get_script_prefix()) else reverse("desk:start")


def _demonstrations() -> QuerySet[Municipality]:
    return Municipality.objects.filter(is_demo=True).order_by("pk")


def _places(at: datetime) -> Iterator[dict[str, Any]]:
    """Yield what the start page shows of each municipality, the numbers counted now."""
    for municipality in _demonstrations():
        with tenancy.acting_for(municipality), timezone.override(municipality.timezone):
            try:
                cast = cast_of(municipality=municipality)
            except NotThere:
                continue
            newest = facts.last_event()
            yield {
                "municipality": municipality,
                "cards": cards(cast=cast, slug=municipality.slug, at=at),
                "old_since": newest if newest and at - newest > _GROWN_OLD else None,
            }
