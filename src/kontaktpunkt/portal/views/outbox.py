"""The demonstration's outbox: what would have left, had it been sent."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kontaktpunkt.core.access import public
from kontaktpunkt.gateways import queries
from kontaktpunkt.portal.visitor import Visitor

MESSAGES_A_PAGE = 30


@public
def outbox(request: Visitor) -> HttpResponse:
    """Show the messages of an invented municipality; a real one's are nobody's business."""
    if not settings.DEMO or request.municipality is None:
        raise Http404
    shown = queries.newest_first()
    if not request.municipality.is_demo:
        shown = shown.none()
    page = Paginator(shown, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/outbox.html", {"page": page})
