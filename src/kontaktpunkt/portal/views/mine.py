"""My page: my cases, what I was promised, what I asked, and what was written to me."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases import rules
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import queries as contacts_of
from kontaktpunkt.gateways.queries import written_to
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.parties.operations import party_subject
from kontaktpunkt.parties.queries import represented_by
from kontaktpunkt.portal import words

CASES_A_PAGE = 20
MOST_CONTACTS = 30
RECENT_CONTACTS = 3
RECENT_MESSAGES = 5


@party_page
@never_cache
def home(request: PartyRequest) -> HttpResponse:
    """Show the party's cases with whose turn it is, and the answers it was promised."""
    mine = cases.cases_of_party(party=request.party).select_related("decision")
    found = Paginator(mine, CASES_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = [_row(case, request) for case in page]
    context = {
        "page": page,
        "yours": [row for row in rows if row["is_yours"]],
        "others": [row for row in rows if not row["is_yours"]],
        "owed": contacts_of.owed_to(party=request.party),
        "contacts": contacts_of.contacts_of(party=request.party, most=RECENT_CONTACTS),
        "written": written_to(addressee=party_subject(request.party).key, most=RECENT_MESSAGES),
        "companies": represented_by(person=request.person),
        "today": timezone.localdate(request.at),
    }
    return render(request, "portal/home.html", context)


@party_page
@never_cache
def contacts(request: PartyRequest) -> HttpResponse:
    """Show what the party asked, and what was answered."""
    found = contacts_of.contacts_of(party=request.party, most=MOST_CONTACTS, with_moves=True)
    context = {"contacts": found, "today": timezone.localdate(request.at)}
    return render(request, "portal/contacts.html", context)


def _row(case: Case, request: PartyRequest) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    turn = cases.turn_of(case=case, at=request.at)
    kind, status = words.standing(case=case, turn=turn, today=today)
    return {
        "case": case,
        "is_yours": turn.side == rules.Side.PARTY,
        "sentence": words.sentence(case=case, turn=turn, today=today),
        "kind": kind,
        "status": status,
    }
