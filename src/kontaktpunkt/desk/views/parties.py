"""People and companies: look at one, register one, correct how one is reached."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontaktpunkt.contacts import drafts
from kontaktpunkt.contacts.models import ContactDraft
from kontaktpunkt.contacts.queries import contacts_of
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.core.keys import key_in
from kontaktpunkt.desk.access import AT_THE_DESK, DECIDING
from kontaktpunkt.desk.forms.parties import EditForm, NewPartyForm
from kontaktpunkt.desk.live import channel_buttons
from kontaktpunkt.desk.who import who
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.parties import operations
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import calling_from, company_for, mandates_of, party_for

UNPROCESSABLE, CONFLICT = 422, 409
MOST_CONTACTS = 50


@staff_page(*AT_THE_DESK)
def party(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what we know of a party."""
    found = party_for(staff=request.staff, pk=pk)
    log_reading(request=request, subject_type="party", subject_id=found.pk)
    return _party_page(request, found)


@staff_page(*AT_THE_DESK)
@require_POST
def party_number(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the whole number; the log says who asked for it."""
    found = party_for(staff=request.staff, pk=pk)
    log_reading(request=request, subject_type="party", subject_id=found.pk)
    if request.htmx:  # type: ignore[attr-defined]
        context = {"party": found, "shown_number": found.id_number}
        return render(request, "desk/parts/number.html", context)
    return _party_page(request, found, shown_number=found.id_number)


def _party_page(request: StaffRequest, found: Party, shown_number: str = "") -> HttpResponse:
    context = {
        "party": found,
        "who": who(party=found, staff=request.staff),
        "may_open_case": request.staff.role in DECIDING,
        "contacts": contacts_of(party=found, most=MOST_CONTACTS),
        "channels": channel_buttons(),
        "shown_number": shown_number,
        **_mandates(request, found),
    }
    return render(request, "desk/party.html", context)


def _mandates(request: StaffRequest, found: Party) -> dict[str, Any]:
    """Return who speaks for the company, or for which companies the person does; now and before."""
    today = timezone.localdate(request.at)
    mandates = mandates_of(party=found)
    return {
        "in_force": [each for each in mandates if each.is_in_force(on=today)],
        "over": [each for each in mandates if not each.is_in_force(on=today)],
    }


@staff_page(*AT_THE_DESK)
def party_new(request: StaffRequest) -> HttpResponse:
    """Register somebody who is not known yet."""
    company = _company(request)
    if request.method != "POST":
        return _new_page(request, _from_search(request), company)
    form = NewPartyForm(request.POST)
    if company:
        form.only_people()
    if _can_be_registered(request, form):
        try:
            found = operations.register(
                municipality=request.municipality,
                actor=request.staff,
                at=request.at,
                **form.cleaned_data,
            )
            text = _("%(name)s is registered.") % {"name": found.name}
            return _go_on(request, found, text, company)
        except AlreadyDone:
            return _after_twice(request, company)
        except Refusal as refusal:
            _blame(form, refusal)
    return _new_page(request, form, company, status=UNPROCESSABLE)


@staff_page(*AT_THE_DESK)
def party_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct how a party is reached."""
    found = party_for(staff=request.staff, pk=pk)
    if request.method != "POST":
        log_reading(request=request, subject_type="party", subject_id=found.pk)
        return _edit_page(request, found, EditForm.of(found))
    form, status = EditForm(request.POST), UNPROCESSABLE
    if form.is_valid():
        try:
            found = _change(request, found, form)
            return _go_on(request, found, _("The details are changed."), _company(request))
        except ChangedMeanwhile as refusal:
            form.show_again(version=found.version)
            form.add_error(None, refusal.text)  # type: ignore[arg-type]
            status = CONFLICT
        except Refusal as refusal:
            _blame(form, refusal)
    return _edit_page(request, found, form, status=status)


def _change(request: StaffRequest, found: Party, form: EditForm) -> Party:
    changed: Party = operations.change_details(
        party=found,
        municipality=request.municipality,
        actor_role=request.staff.role,
        at=request.at,
        **form.cleaned_data,
    )
    return changed


def _can_be_registered(request: StaffRequest, form: NewPartyForm) -> bool:
    """Look for everything that is wrong before anything is told."""
    form.is_valid()
    given = form.cleaned_data
    if "kind" in given:
        number, phone = given.get("id_number", ""), given.get("phone", "")
        for refusal in operations.refusals_of(
            municipality=request.municipality, kind=given["kind"], id_number=number, phone=phone
        ):
            _blame(form, refusal)
    return form.is_valid()


def _blame(form: EditForm | NewPartyForm, refusal: Refusal) -> None:
    """Put the refusal beside the field that it is about."""
    field = {
        operations.NumberNotValid: "id_number",
        operations.NumberKnown: "id_number",
        operations.PhoneNotValid: "phone",
    }.get(type(refusal))
    form.add_error(field, refusal.text)  # type: ignore[arg-type]


def _go_on(request: StaffRequest, found: Party, text: str, company: Party | None) -> HttpResponse:
    """Return to the contact that is going on, which is now about this party."""
    messages.success(request, text)
    if company is not None:
        return redirect("desk:representative-new", company.pk, found.pk)
    draft = _draft(request)
    if draft is not None:
        drafts.save(draft=draft, party=found, at=request.at)
    return _return_to(draft, "desk:party", found.pk)


def _after_twice(request: StaffRequest, company: Party | None) -> HttpResponse:
    """Go on after the second of two sendings, which does not know whom the first registered."""
    if company is not None:
        return redirect("desk:representative-find", company.pk)
    return _return_to(_draft(request), "desk:contacts")


def _return_to(draft: ContactDraft | None, *otherwise: Any) -> HttpResponse:
    return redirect("desk:contact-live", draft.token) if draft else redirect(*otherwise)


def _draft(request: StaffRequest) -> ContactDraft | None:
    try:
        token = UUID(request.POST.get("live") or request.GET.get("live", ""))
    except ValueError:
        return None
    return drafts.mine(staff=request.staff, token=token)


def _company(request: StaffRequest) -> Party | None:
    """Return the company for which whoever is registered is to speak, None when for none."""
    key = request.POST.get("company") or request.GET.get("company", "")
    if not key:
        return None
    return company_for(staff=request.staff, pk=key_in(key))


def _from_search(request: StaffRequest) -> NewPartyForm:
    """Return a form that already holds what was searched for: a name, or a phone number."""
    text = request.GET.get("name", "").strip()
    digits = sum(letter.isdigit() for letter in text)
    known = {"phone": text} if digits >= len(text) / 2 and digits else {"name": text}
    return NewPartyForm.beginning(**known)


def _new_page(
    request: StaffRequest, form: NewPartyForm, company: Party | None, status: int = 200
) -> HttpResponse:
    phone = str(form["phone"].value() or "")
    context = {
        "company": company,
        "form": form.only_people() if company else form,
        "live": _draft(request),
        "same_phone": calling_from(phone=phone, country=request.municipality.country),
    }
    return render(request, "desk/party_new.html", context, status=status)


def _edit_page(
    request: StaffRequest, found: Party, form: EditForm, status: int = 200
) -> HttpResponse:
    context = {
        "party": found,
        "form": form,
        "live": _draft(request),
        "now": request.at,
        "today": timezone.localdate(request.at),
        "is_conflict": status == CONFLICT,
    }
    return render(request, "desk/party_edit.html", context, status=status)
