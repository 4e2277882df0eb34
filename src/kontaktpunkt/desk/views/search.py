"""Finding a party or a case by whatever was said on the phone."""

import re
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.queries import case_status_for
from kontaktpunkt.contacts import drafts
from kontaktpunkt.desk.access import AT_THE_DESK
from kontaktpunkt.desk.who import case_url
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.parties.queries import MOST_FOUND, find

_CASE_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")


@staff_page(*AT_THE_DESK)
def search(request: StaffRequest) -> HttpResponse:
    """Show the parties that match, best first, and the case when its number was given."""
    # "/" leads to the search; who is there already types it.
    text = request.GET.get("q", "").strip().removeprefix("/")
    case, live = _case(text), _live(request)
    found = find(text=text, country=request.municipality.country)
    context = {
        "text": text,
        "found": found,
        "is_full": len(found) == MOST_FOUND,
        "case": case,
        "case_url": case_url(case=case, staff=request.staff) if case else "",
        "live": live,
        # A contact that has its party already goes on; choosing somebody else begins another.
        "nameless": live if live and drafts.is_nameless(token=live, staff=request.staff) else None,
    }
    template = "desk/search.html#found" if request.htmx else "desk/search.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _case(text: str) -> Case | None:
    match = _CASE_NUMBER.fullmatch(text)
    if match is None:
        return None
    try:
        return case_status_for(number=f"{match[1]}-{int(match[2]):06d}")
    except Http404:
        return None


def _live(request: StaffRequest) -> UUID | None:
    """Return the token of the contact that the search was made in, None outside of any."""
    try:
        return UUID(request.GET.get("live", ""))
    except ValueError:
        return None
