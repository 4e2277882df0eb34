"""My case: whose turn it is, when it will be decided, and how it has gone so far."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from kontaktpunkt.cases import kinds, queries, storage, timeline
from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.rules import Side, Turn
from kontaktpunkt.core.dates import people_date
from kontaktpunkt.core.downloads import attachment
from kontaktpunkt.dialogue.queries import agreed_in
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.portal import rules, words

STEPS: dict[rules.Place, str | Promise] = {
    rules.Place.RECEIVED: gettext_lazy("Received"),
    rules.Place.LOOKED_AT: gettext_lazy("Being looked at"),
    rules.Place.YOUR_TURN: gettext_lazy("Your turn"),
    rules.Place.ENDED: gettext_lazy("Decided"),
}


@party_page
@never_cache
def detail(request: PartyRequest, number: str) -> HttpResponse:
    """Show the party's own case; anybody else's is not found."""
    case = queries.case_of_party(party=request.party, number=number)
    return render(request, "portal/case.html", _context(case, request))


@party_page
@never_cache
def document(request: PartyRequest, number: str, pk: int) -> HttpResponseBase:
    """Hand out a document of the party's own case; what is not shared is not found."""
    case = queries.case_of_party(party=request.party, number=number)
    found = queries.document_of_party(case=case, pk=pk)
    return attachment(
        content=storage.opened(found.stored_as),
        name=found.file_name,
        media_type=found.content_type,
    )


@party_page
@never_cache
def decision(request: PartyRequest, number: str) -> HttpResponse:
    """Show the decision alone, as a letter to keep or to print."""
    case = queries.case_of_party(party=request.party, number=number)
    made = queries.decision_of(case=case)
    if made is None:
        raise Http404
    sentence = words.OUTCOMES[made.outcome]
    context = {"case": case, "decision": made, "sentence": sentence}
    return render(request, "portal/decision.html", context)


def _context(case: Case, request: PartyRequest) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    turn = queries.turn_of(case=case, at=request.at)
    wishes = sorted(_wishes(case, today), key=lambda wish: wish["until"])
    is_yours = turn.side == Side.PARTY
    return {
        "case": case,
        "steps": _steps(case, turn),
        "sentence": words.sentence(case=case, turn=turn, today=today),
        "first": wishes[0] if is_yours else None,
        "others": wishes[1:] if is_yours else wishes,
        "is_late": case.is_overdue(today=today),
        "moves": list(case.promise_moves.all()),
        "decision": queries.decision_of(case=case),
        "agreed": [
            (capfirst(each.text), words.agreed(agreement=each, case=case, today=today))
            for each in agreed_in(case=case)
        ],
        "documents": [each for each in case.documents.all() if each.is_shared],
        "course": _course(case, today),
        "may_ask_to_decide": _may_ask(case, today),
    }


# --- What the party can do ---------------------------------------------------------------------


def _wishes(case: Case, today: date) -> Iterator[dict[str, Any]]:
    """Yield what we asked the party for and have not got, as items of a task list."""
    if not case.is_open:
        return
    for hearing in queries.open_hearings(case=case):
        if hearing.replied_at is None:
            yield {
                "name": _("Your comment on the facts"),
                "action": _("Read and comment"),
                "url": _address(case, "portal:comment", hearing.pk),
                **_until(hearing.answer_by, today),
            }
    for awaited in queries.waited_for(case=case):
        yield {
            "name": capfirst(awaited.what),
            "action": _("Send it"),
            "url": _address(case, "portal:send", awaited.pk),
            **_until(awaited.by, today),
        }


def _address(case: Case, route: str, pk: int) -> str:
    return reverse(route, kwargs={"number": case.number, "pk": pk})


def _until(day: date, today: date) -> dict[str, Any]:
    words_and_day = {"until": day, "hint": people_date(day, today=today)}
    if day >= today:
        return {"kind": "yours", "status": _("Your turn"), **words_and_day}
    return {"kind": "soon", "status": _("The day has passed"), **words_and_day}


def _may_ask(case: Case, today: date) -> bool:
    first = queries.may_ask_from(case=case)
    is_time = first is not None and first <= today
    return is_time and case.is_open and queries.request_of(case=case) is None


# --- How far it has come -----------------------------------------------------------------------


def _steps(case: Case, turn: Turn) -> list[dict[str, Any]]:
    line = rules.steps(
        is_taken=case.status != Case.Status.RECEIVED,
        is_your_turn=turn.side == Side.PARTY,
        was_your_turn=bool(case.hearings.all() or case.awaited.all()),
        is_over=not case.is_open,
    )
    return [{"name": _name(step.place, case), "state": step.state} for step in line]


def _name(place: rules.Place, case: Case) -> str | Promise:
    if place == rules.Place.ENDED and case.status == Case.Status.CLOSED:
        return _("Closed")
    return STEPS[place]


def _course(case: Case, today: date) -> Sequence[timeline.Entry]:
    """Return the course; what stands above in full is not told again."""
    told_above = {kinds.DECISION_MADE.code, kinds.CLOSED.code}
    return [
        replace(entry, text="") if entry.kind in told_above else entry
        for entry in timeline.for_party(case=case, today=today)
    ]
