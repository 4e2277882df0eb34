"""My page: my cases, what I was promised, and what I asked."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases import rules, words
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import queries as contacts_of
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.parties.queries import represented_by

CASES_A_PAGE = 20
MOST_CONTACTS = 30


@party_page
def home(request: PartyRequest) -> HttpResponse:
    """Show the party's cases with whose turn it is, and the answers it was promised."""
    found = Paginator(cases.cases_of_party(party=request.party), CASES_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = [_row(case, request) for case in page]
    context = {
        "page": page,
        "yours": [row for row in rows if row["is_yours"]],
        "others": [row for row in rows if not row["is_yours"]],
        "owed": contacts_of.owed_to(party=request.party),
        "companies": represented_by(person=request.person),
    }
    return render(request, "portal/home.html", context)


@party_page
def contacts(request: PartyRequest) -> HttpResponse:
    """Show what the party asked, and what was answered."""
    found = contacts_of.contacts_of(party=request.party, most=MOST_CONTACTS)
    return render(request, "portal/contacts.html", {"contacts": found})


def _row(case: Case, request: PartyRequest) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    turn = cases.turn_of(case=case, at=request.at)
    return {
        "case": case,
        "is_yours": turn.side == rules.Side.PARTY,
        "sentence": sentence(case, turn, today),
        "kind": _status_kind(case, turn, today),
    }


def sentence(case: Case, turn: rules.Turn, today: date) -> str:
    """Say whose turn it is; when a promise was broken, say that first."""
    if turn.side == rules.Side.MUNICIPALITY and case.is_overdue(today=today):
        return words.broken_promise_to_party(case=case, today=today)
    return words.turn_to_party(case=case, turn=turn, today=today)


def _status_kind(case: Case, turn: rules.Turn, today: date) -> str:
    if turn.side == rules.Side.PARTY:
        return "yours"
    if not case.is_open:
        return "neutral"
    return "bad" if case.is_overdue(today=today) else "calm"
