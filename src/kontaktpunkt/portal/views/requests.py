"""What a party can do in its own case, one page a thing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontaktpunkt.cases import operations, queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import operations as contacts
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.events.keys import subject
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.portal.forms import CallForm, CommentForm, ComplaintForm, SendForm


@party_page
def comment(request: PartyRequest, number: str, pk: int) -> HttpResponse:
    """Let the party comment on the facts that were put to it."""
    case = queries.case_of_party(party=request.party, number=number)
    hearing = queries.hearing_in(case=case, pk=pk)
    form = CommentForm(_posted(request))

    def run() -> None:
        operations.record_hearing_reply(
            hearing=hearing,
            reply=form.cleaned_data["reply"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )

    done = _("Thank you. Your comment is part of the case now.")
    context = {"case": case, "hearing": hearing, "form": form}
    return _form_page(request, "portal/comment.html", context, run, done)


@party_page
def send(request: PartyRequest, number: str, pk: int) -> HttpResponse:
    """Let the party send what it was asked for."""
    case = queries.case_of_party(party=request.party, number=number)
    awaited = queries.awaited_in(case=case, pk=pk)
    form = SendForm(_posted(request))

    def run() -> None:
        operations.receive_awaited(
            awaited=awaited,
            answer=form.cleaned_data["answer"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )

    done = _("Thank you. We have what we were waiting for.")
    context = {"case": case, "awaited": awaited, "form": form}
    return _form_page(request, "portal/send.html", context, run, done)


@party_page
def ask_for_call(request: PartyRequest, number: str) -> HttpResponse:
    """Let the party ask to be called about the case."""
    case = queries.case_of_party(party=request.party, number=number)
    form = CallForm(_posted(request), initial={"phone": request.party.phone})

    def run() -> None:
        contacts.ask_for_call(
            municipality=request.municipality,
            party=request.party,
            unit=case.unit,
            matter_type=case.matter_type,
            text=_about(case, form.cleaned_data["text"]),
            callback_phone=form.cleaned_data["phone"],
            about=[subject(type="case", pk=case.pk)],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )

    done = _("We will call you. On your page you see by which day.")
    return _form_page(request, "portal/ask_for_call.html", {"case": case, "form": form}, run, done)


@party_page
def complain(request: PartyRequest, number: str) -> HttpResponse:
    """Take a complaint about the handling, or about the decision."""
    case = queries.case_of_party(party=request.party, number=number)
    decision = queries.decision_of(case=case)
    form = ComplaintForm(_posted(request), is_decided=decision is not None)

    def run() -> None:
        operations.register_complaint(
            case=case,
            kind=form.chosen_kind(),
            text=form.cleaned_data["text"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )

    done = _("We have your complaint, and you will hear from us.")
    context = {"case": case, "decision": decision, "form": form}
    return _form_page(request, "portal/complain.html", context, run, done)


@party_page
@require_POST
def ask_to_decide(request: PartyRequest, number: str) -> HttpResponse:
    """Register, once, that the party asks for its slow case to be decided (Sweden)."""
    case = queries.case_of_party(party=request.party, number=number)
    try:
        operations.ask_for_decision(
            case=case, asked_on=timezone.localdate(request.at), at=request.at
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
    else:
        messages.success(
            request, _("We have your request. You will have an answer within four weeks.")
        )
    return redirect("portal:case", number=case.number)


def _posted(request: PartyRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: PartyRequest,
    template: str,
    context: dict[str, Any],
    run: Callable[[], None],
    done: str,
) -> HttpResponse:
    """Show the form, or do what it asks for and lead back to the case."""
    form = context["form"]
    if form.is_valid() and _is_done(form, run):
        messages.success(request, done)
        return redirect("portal:case", number=context["case"].number)
    return render(request, template, context, status=422 if form.errors else 200)


def _is_done(form: Form, run: Callable[[], None]) -> bool:
    try:
        run()
    except AlreadyDone:
        # The first sending did what this one asks for.
        return True
    except Refusal as refusal:
        form.add_error(None, str(refusal.text))
        return False
    return True


def _about(case: Case, text: str) -> str:
    return f"{case.number} {case.title}: {text}"
