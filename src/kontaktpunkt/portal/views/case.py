"""My case: whose turn it is, when it will be decided, and how it has gone so far."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kontaktpunkt.cases import queries, rules, timeline
from kontaktpunkt.cases.models import Case
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.portal.views.mine import sentence

_KINDS = {"granted": "good", "partly": "calm", "refused": "soon", "intervention": "soon"}


@party_page
def detail(request: PartyRequest, number: str) -> HttpResponse:
    """Show the party's own case; anybody else's is not found."""
    case = queries.case_of_party(party=request.party, number=number)
    return render(request, "portal/case.html", _context(case, request))


def _context(case: Case, request: PartyRequest) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    turn = queries.turn_of(case=case, at=request.at)
    decision = queries.decision_of(case=case)
    return {
        "case": case,
        "steps": _steps(case, turn),
        "sentence": sentence(case, turn, today),
        "comments": [each for each in queries.open_hearings(case=case) if not each.replied_at],
        "awaited": queries.waited_for(case=case) if case.is_open else [],
        "moves": list(case.promise_moves.all()),
        "decision": decision,
        "decision_kind": _KINDS[decision.outcome] if decision else "",
        "course": timeline.for_party(case=case, today=today),
        "may_ask_to_decide": _may_ask(case, today),
    }


def _may_ask(case: Case, today: date) -> bool:
    first = queries.may_ask_from(case=case)
    is_time = first is not None and first <= today
    return is_time and case.is_open and queries.request_of(case=case) is None


def _steps(case: Case, turn: rules.Turn) -> list[dict[str, str]]:
    """Return received · being looked at · your turn · decided, and where the case is."""
    names = [_("Received"), _("Being looked at"), _("Your turn"), _end(case)]
    now = _where(case, turn)
    steps = [{"name": name, "state": _state(place, now)} for place, name in enumerate(names)]
    if not case.is_open and not _was_asked(case):
        # The party's turn never came.
        del steps[2]
    return steps


def _end(case: Case) -> str:
    return _("Closed") if case.status == Case.Status.CLOSED else _("Decided")


def _where(case: Case, turn: rules.Turn) -> int:
    if not case.is_open:
        return 4
    if turn.side == rules.Side.PARTY:
        return 2
    return 0 if case.status == Case.Status.RECEIVED else 1


def _state(place: int, now: int) -> str:
    if place == now:
        return "now"
    return "done" if place < now else "ahead"


def _was_asked(case: Case) -> bool:
    return bool(case.hearings.all() or case.awaited.all())
