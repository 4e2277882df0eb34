"""The front page: what can I do here, and how do I reach somebody?"""

from django.http import HttpResponse
from django.shortcuts import render

from kontaktpunkt.core.access import public
from kontaktpunkt.portal import queries
from kontaktpunkt.portal.visitor import Visitor


@public
def start(request: Visitor) -> HttpResponse:
    """Welcome to a municipality; without one in the address, ask which."""
    if request.municipality is None:
        all_of_them = queries.municipalities()
        return render(request, "portal/municipalities.html", {"municipalities": all_of_them})
    context = {"centre": queries.service_centre(), "services": queries.services()}
    return render(request, "portal/start.html", context)
