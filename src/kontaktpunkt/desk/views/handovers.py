"""A question that was handed over: take it, answer it, give it back, pass it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kontaktpunkt.cases.queries import origin_of
from kontaktpunkt.contacts import operations, queries
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.desk.access import AT_THE_DESK, DECIDING
from kontaktpunkt.desk.forms.handovers import (
    AnswerForm,
    MoveForm,
    PassOnForm,
    QuestionActionForm,
    ReturnForm,
    TakeForm,
)
from kontaktpunkt.desk.who import case_url
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.directory.queries import calendar_of, unit_names

UNPROCESSABLE, CONFLICT = 422, 409

Forms = dict[str, QuestionActionForm]


@staff_page(*AT_THE_DESK)
def handover(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the question, the contact it came from, and what can be done with it."""
    question = queries.handover_for(staff=request.staff, pk=pk)
    if question.contact.party_id:
        log_reading(request=request, subject_type="party", subject_id=question.contact.party_id)
    return _page(request, question, _forms(question))


@staff_page(*AT_THE_DESK)
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the question one's own."""
    return _do(request, pk, "take", operations.take, _("The question is yours now."))


@staff_page(*AT_THE_DESK)
@require_POST
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the question and keep the promise."""
    return _do(request, pk, "answer", operations.answer, _("Answered. The promise is settled."))


@staff_page(*AT_THE_DESK)
@require_POST
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the question back to the service centre."""
    text = _("Given back to the service centre. The promised day stays.")
    return _do(request, pk, "return", operations.return_to_centre, text)


@staff_page(*AT_THE_DESK)
@require_POST
def pass_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand the question over to another unit."""
    text = _("Handed over. The promised day stays.")
    return _do(request, pk, "pass_on", operations.pass_on, text)


@staff_page(*AT_THE_DESK)
@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Promise the answer for another day."""
    text = _("The promised day is moved and the party is told why.")
    return _do(request, pk, "move", operations.move_promise, text)


def _forms(question: Question, data: Any = None, acting: str = "") -> Forms:
    """Return the forms of the page; the one that was sent holds what was typed."""
    kinds: dict[str, type[QuestionActionForm]] = {
        "take": TakeForm,
        "answer": AnswerForm,
        "return": ReturnForm,
        "move": MoveForm,
    }
    sent = {acting: data}
    forms: Forms = {
        action: form(sent.get(action), question=question, auto_id=f"{action}-%s")
        for action, form in kinds.items()
    }
    forms["pass_on"] = PassOnForm(
        sent.get("pass_on"), question=question, units=unit_names(), auto_id="pass-on-%s"
    )
    return forms


def _do(
    request: StaffRequest,
    pk: int,
    action: str,
    operation: Callable[..., object],
    done: str | Promise,
) -> HttpResponse:
    question = queries.handover_for(staff=request.staff, pk=pk)
    forms = _forms(question, request.POST, action)
    form = forms[action]
    if not form.is_valid():
        return _page(request, question, forms, acting=action, status=UNPROCESSABLE)
    try:
        operation(question=question, **form.cleaned_data, actor=request.staff, at=request.at)
    except AlreadyDone:
        return redirect(_after(request, action, question))
    except ChangedMeanwhile as refusal:
        form.show_again(version=question.version)
        form.add_error(None, refusal.text)  # type: ignore[arg-type]
        return _page(request, question, forms, acting=action, status=CONFLICT)
    except Refusal as refusal:
        form.add_error(None, refusal.text)  # type: ignore[arg-type]
        return _page(request, question, forms, acting=action, status=UNPROCESSABLE)
    messages.success(request, str(done))
    return redirect(_after(request, action, question))


def _after(request: StaffRequest, action: str, question: Question) -> str:
    if action in {"take", "move"}:
        return reverse("desk:handover", args=[question.pk])
    return reverse("desk:worklist" if request.staff.role in DECIDING else "desk:contacts")


def _page(
    request: StaffRequest, question: Question, forms: Forms, acting: str = "", status: int = 200
) -> HttpResponse:
    origin = origin_of(question_id=question.pk)
    context: dict[str, Any] = {
        "question": question,
        "contact": question.contact,
        "forms": forms,
        "form": forms.get(acting),
        "acting": acting,
        "case": origin,
        "case_url": case_url(case=origin, staff=request.staff) if origin else "",
        "may_open_case": request.staff.role in DECIDING and bool(question.contact.party),
        "is_at_centre": bool(question.unit and question.unit.is_service_centre),
    }
    if question.is_open:
        context |= _promise(request, question)
    return render(request, "desk/handover.html", context, status=status)


def _promise(request: StaffRequest, question: Question) -> dict[str, Any]:
    """Return whether the promise fits what the unit does, and who may move it until when."""
    assert question.unit is not None
    assert question.promised_on is not None
    today = timezone.localdate(request.at)
    is_ahead = question.promised_on > today
    may_move = is_ahead and queries.is_owed_by(staff=request.staff, question=question)
    return {
        "load": queries.load_of(
            unit=question.unit,
            until=question.promised_on,
            closed=calendar_of(unit=question.unit, around=today).closed,
            at=request.at,
        ),
        "latest": operations.latest_day(question=question, today=today) if may_move else None,
        "moves": question.moves.all(),
    }
