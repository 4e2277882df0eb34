"""What a party can do: comment, send, ask for a call, complain; one page a thing."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kontaktpunkt.cases import operations, queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts import operations as contacts
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.core.phones import phone_for_reading
from kontaktpunkt.core.uploads import arrived
from kontaktpunkt.events.keys import subject
from kontaktpunkt.parties.access import PartyRequest, party_page
from kontaktpunkt.portal.forms import (
    AskForm,
    CallForm,
    CommentForm,
    ComplaintForm,
    DocumentForm,
    SendForm,
)
from kontaktpunkt.portal.queries import Offer, by_service, offers

# Does what was asked for, and returns the words of thanks.
Run = Callable[[], str]


# --- About a case ------------------------------------------------------------------------------


@party_page
@never_cache
def comment(request: PartyRequest, number: str, pk: int) -> HttpResponse:
    """Let the party comment on the facts that were put to it."""
    case = queries.case_of_party(party=request.party, number=number)
    hearing = queries.hearing_in(case=case, pk=pk)
    form = CommentForm(**arrived(request))
    is_over = not case.is_open or bool(hearing.closed_at or hearing.replied_at)
    context = {"case": case, "hearing": hearing, "form": form, "is_over": is_over}

    def run() -> str:
        operations.record_hearing_reply(
            hearing=hearing,
            reply=form.cleaned_data["reply"],
            files=form.cleaned_data["files"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
        return _("Thank you. Your comment is part of the case now.")

    return _case_form(request, "portal/comment.html", context, run)


@party_page
@never_cache
def send(request: PartyRequest, number: str, pk: int) -> HttpResponse:
    """Let the party send what it was asked for."""
    case = queries.case_of_party(party=request.party, number=number)
    awaited = queries.awaited_in(case=case, pk=pk)
    form = SendForm(**arrived(request))
    is_over = not case.is_open or awaited.ended_at is not None
    context = {"case": case, "awaited": awaited, "form": form, "is_over": is_over}

    def run() -> str:
        operations.receive_awaited(
            awaited=awaited,
            answer=form.cleaned_data["answer"],
            files=form.cleaned_data["files"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
        return _("Thank you. We have what we were waiting for.")

    return _case_form(request, "portal/send.html", context, run)


@party_page
@never_cache
def send_document(request: PartyRequest, number: str) -> HttpResponse:
    """Let the party send files that nobody asked for."""
    case = queries.case_of_party(party=request.party, number=number)
    form = DocumentForm(**arrived(request))

    def run() -> str:
        operations.receive_documents(
            case=case,
            title=form.cleaned_data["title"],
            files=form.cleaned_data["files"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
        return _("Thank you. It is part of the case now.")

    context = {"case": case, "form": form, "is_over": not case.is_open}
    return _case_form(request, "portal/send_document.html", context, run)


@party_page
@never_cache
def ask_for_call(request: PartyRequest, number: str) -> HttpResponse:
    """Let the party ask to be called about the case."""
    case = queries.case_of_party(party=request.party, number=number)
    form = CallForm(_posted(request), initial={"phone": _phone(request)})

    def run() -> str:
        question = contacts.ask_for_call(
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
        return _promised(question, timezone.localdate(request.at))

    return _case_form(request, "portal/ask_for_call.html", {"case": case, "form": form}, run)


@party_page
@never_cache
def complain(request: PartyRequest, number: str) -> HttpResponse:
    """Take a complaint about the handling, or about the decision."""
    case = queries.case_of_party(party=request.party, number=number)
    decision = queries.decision_of(case=case)
    form = ComplaintForm(**arrived(request), is_decided=decision is not None)

    def run() -> str:
        operations.register_complaint(
            case=case,
            kind=form.chosen_kind(),
            text=form.cleaned_data["text"],
            files=form.cleaned_data["files"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
        return _("We have your complaint, and you will hear from us.")

    context = {"case": case, "decision": decision, "form": form}
    return _case_form(request, "portal/complain.html", context, run)


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


# --- About anything ----------------------------------------------------------------------------


@party_page
@never_cache
def ask(request: PartyRequest) -> HttpResponse:
    """Let the party ask anything; the unit that answers for the matter calls."""
    found = offers()
    matters = {str(offer.matter.pk): offer.matter for offer in found}
    form = AskForm(
        _posted(request),
        matters=_choices(found, request.municipality.country),
        initial={"phone": _phone(request), "matter": request.GET.get("matter", "")},
    )

    def run() -> str:
        matter: MatterType = matters[form.cleaned_data["matter"]]
        question = contacts.ask_for_call(
            municipality=request.municipality,
            party=request.party,
            unit=matter.unit,
            matter_type=matter,
            text=form.cleaned_data["text"],
            callback_phone=form.cleaned_data["phone"],
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
        return _promised(question, timezone.localdate(request.at))

    if form.is_valid() and _is_done(request, form, run):
        return redirect("portal:home")
    status = 422 if form.errors else 200
    return render(request, "portal/ask.html", {"form": form}, status=status)


def _choices(found: Sequence[Offer], country: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the matters to choose among, under their services."""
    return [
        (each.service.name, [(str(offer.matter.pk), offer.matter.name) for offer in each.offers])
        for each in by_service(offers=found, country=country)
    ]


# --- What they share ---------------------------------------------------------------------------


def _posted(request: PartyRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _phone(request: PartyRequest) -> str:
    country = request.municipality.country
    return phone_for_reading(number=request.party.phone, country=country)


def _case_form(
    request: PartyRequest, template: str, context: dict[str, Any], run: Run
) -> HttpResponse:
    """Show the form, or do what it asks for and lead back to the case."""
    form = context["form"]
    if form.is_valid() and _is_done(request, form, run):
        return redirect("portal:case", number=context["case"].number)
    return render(request, template, context, status=422 if form.errors else 200)


def _is_done(request: PartyRequest, form: Form, run: Run) -> bool:
    try:
        thanks = run()
    except AlreadyDone as twice:
        # The first sending did what this one asks for.
        messages.info(request, str(twice.text))
        return True
    except Refusal as refusal:
        is_about_files = isinstance(refusal, operations.FilesRefused)
        form.add_error("uploads" if is_about_files else None, str(refusal.text))
        return False
    messages.success(request, thanks)
    return True


def _promised(question: Question, today: date) -> str:
    assert question.promised_on is not None  # the unit owes a call by a promised day
    day = day_in_words(question.promised_on, today=today)
    return _("We will call you by %(day)s at the latest.") % {"day": day}


def _about(case: Case, text: str) -> str:
    return f"{case.number} {case.title}: {text}"
