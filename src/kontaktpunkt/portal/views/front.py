"""The front page: what can I do here, and how do I reach somebody?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kontaktpunkt.core.access import public
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.queries import opening_of, service_centre
from kontaktpunkt.portal import queries, words
from kontaktpunkt.portal.visitor import Visitor

_LONGEST_SEARCH = 200


@public
def start(request: Visitor) -> HttpResponse:
    """Welcome to a municipality; without one in the address, ask which."""
    if request.municipality is None:
        all_of_them = queries.municipalities()
        return render(request, "portal/municipalities.html", {"municipalities": all_of_them})
    return render(request, "portal/start.html", _context(request, request.municipality))


def _context(request: Visitor, municipality: Municipality) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    offers = queries.offers()
    return {
        "asked": asked,
        "found": queries.offers_for(text=asked, offers=offers) if asked else [],
        "services": queries.by_service(offers=offers, country=municipality.country),
        **_ways_in(request),
    }


def _ways_in(request: Visitor) -> dict[str, Any]:
    centre = service_centre()
    if centre is None:
        return {"centre": None}
    opening = opening_of(unit=centre, at=request.at)
    return {
        "centre": centre,
        "is_open": opening is not None and opening.is_now,
        "opening": words.opening(opening=opening, today=timezone.localdate(request.at)),
        "weekly_hours": words.weekly_hours(unit=centre),
    }
