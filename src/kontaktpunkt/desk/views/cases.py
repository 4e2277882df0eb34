"""The case as its caseworker sees it, as the service centre sees it, and a new one."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kontaktpunkt.cases import operations, queries, timeline, words
from kontaktpunkt.cases.models import Case
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts import queries as contacts
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.desk import checklist
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.desk.forms.cases import NoteForm, OpenCaseForm
from kontaktpunkt.dialogue import queries as dialogue
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.directory.queries import calendar_of
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import party_for

# Older steps fold away, so that the checklist and the last days stand on one screen.
STEPS_SHOWN = 8


@staff_page(*DECIDING)
def case(request: StaffRequest, number: str) -> HttpResponse:
    """Show whose turn it is, what was promised, what comes next, and the course so far."""
    found = queries.case_for(staff=request.staff, number=number)
    log_reading(request=request, subject_type="case", subject_id=found.pk)
    return render(request, "desk/case.html", _page(request, found))


@staff_page(Role.AGENT)
def case_status(request: StaffRequest, number: str) -> HttpResponse:
    """Show the service centre where a case stands: nothing that the party does not see."""
    found = queries.case_status_for(number=number)
    log_reading(request=request, subject_type="case", subject_id=found.pk)
    context = {
        **_head(request, found),
        "entries": timeline.for_party(case=found, today=timezone.localdate(request.at)),
    }
    return render(request, "desk/case_status.html", context)


@staff_page(*DECIDING)
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a case directly for a party."""
    party = party_for(staff=request.staff, pk=pk)
    return _new(request, party, None)


@staff_page(*DECIDING)
def new_from_question(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a case from a question that was handed over."""
    question = contacts.handover_for(staff=request.staff, pk=pk)
    if question.contact.party is None:
        raise Http404
    return _new(request, question.contact.party, question)


def _new(request: StaffRequest, party: Party, question: Question | None) -> HttpResponse:
    matters = MatterType.objects.filter(unit=request.staff.unit, is_active=True)
    begin = _beginning(request, question)
    form = OpenCaseForm(request.POST or None, matters=matters, initial=begin)
    if form.is_valid():
        try:
            opened = _open(request, form.cleaned_data, party, question)
            text = _("Case %(number)s is opened and the party is told.")
            messages.success(request, text % {"number": opened.number})
            return redirect("desk:case", number=opened.number)
        except AlreadyDone:
            return redirect("desk:worklist")
        except Refusal as refusal:
            form.add_error(None, str(refusal.text))
    context = {"form": form, "party": party, "question": question}
    return render(request, "desk/case_new.html", context, status=422 if form.errors else 200)


def _page(request: StaffRequest, found: Case) -> dict[str, Any]:
    calls = dialogue.calls_of(case=found)
    here = checklist.Situation(case=found, calls=calls, at=request.at)
    details = dialogue.details_of(calls=calls)
    entries = timeline.for_staff(
        case=found, today=here.today, more=details, less=dialogue.FILLS_THE_PAGE
    )
    tasks = checklist.before_deciding(here) if found.is_open else []
    return {
        **_head(request, found),
        **_course(entries),
        "next": checklist.next_button(here),
        "tasks": tasks,
        "is_ready": all(task.is_settled for task in tasks),
        "owed": checklist.also_owed(here),
        "decision": queries.decision_of(case=found),
        "documents": found.documents.all(),
        "note_form": NoteForm(case=found),
        "token": uuid4(),
    }


def _head(request: StaffRequest, found: Case) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    turn = queries.turn_of(case=found, at=request.at)
    calendar = calendar_of(unit=found.unit, around=today)
    return {
        "case": found,
        "turn": turn,
        "turn_words": words.turn_to_staff(case=found, turn=turn, today=today),
        "step_words": words.STEPS[queries.next_step_of(case=found, at=request.at)],
        "moves": list(found.promise_moves.all()),
        "closed": calendar.closed,
        "is_overdue": found.is_overdue(today=today),
    }


def _course(entries: Any) -> dict[str, Any]:
    """The newest step first; what lies ahead above it, the latest on top."""
    newest_first = list(reversed(entries))
    past = [entry for entry in newest_first if not entry.is_ahead]
    ahead = sorted(
        (entry for entry in entries if entry.is_ahead), key=lambda each: each.day or date.min
    )
    return {
        "entries": [*reversed(ahead), *past[:STEPS_SHOWN]],
        "older_entries": past[STEPS_SHOWN:],
    }


def _beginning(request: StaffRequest, question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"received_on": timezone.localdate(request.at)}
    return {
        "title": question.text[:200],
        "matter_type": question.matter_type_id,
        "received_on": timezone.localdate(question.contact.started_at),
    }


def _open(
    request: StaffRequest, given: dict[str, Any], party: Party, question: Question | None
) -> Case:
    mine = given.pop("mine")
    return operations.open_case(
        **given,
        party=party,
        questions=[question] if question else [],
        caseworker=request.staff if mine else None,
        actor=request.staff,
        at=request.at,
    )
