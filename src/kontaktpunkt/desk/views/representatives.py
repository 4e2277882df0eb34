"""Who speaks for a company: find a person or register one, let them, end it."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kontaktpunkt.core.dates import short_day
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.desk.access import AT_THE_DESK
from kontaktpunkt.desk.forms.parties import EndMandateForm, MandateForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.parties import operations, queries
from kontaktpunkt.parties.models import Mandate, Party

# A search finds companies too; among so many there are enough people.
MOST_LOOKED_THROUGH = 5 * queries.MOST_FOUND

_FIELDS: dict[type[Refusal], str] = {operations.LastDayPassed: "ends_on"}


@staff_page(*AT_THE_DESK)
def find(request: StaffRequest, pk: int) -> HttpResponse:
    """Search for the person who is to speak for the company."""
    company = queries.company_for(staff=request.staff, pk=pk)
    log_reading(request=request, subject_type="party", subject_id=company.pk)
    text = request.GET.get("name", "").strip()
    found = _people(text, request.municipality.country)
    context = {
        "company": company,
        "text": text,
        "found": found,
        "is_full": len(found) == queries.MOST_FOUND,
        "speaking": {each.pk for each in queries.speaking_for(company=company)},
    }
    return render(request, "desk/representative_find.html", context)


@staff_page(*AT_THE_DESK)
def new(request: StaffRequest, pk: int, person: int) -> HttpResponse:
    """Let the person speak for the company."""
    company = queries.company_for(staff=request.staff, pk=pk)
    speaker = queries.person_for(staff=request.staff, pk=person)
    if request.method != "POST":
        log_reading(request=request, subject_type="party", subject_id=speaker.pk)
        form = MandateForm(initial={"submission": uuid4()})
        return _new_page(request, company, speaker, form)
    form = MandateForm(request.POST)
    status = carried_out(form, lambda: _give(request, company, speaker, form), fields=_FIELDS)
    if status != DONE:
        return _new_page(request, company, speaker, form, status=status)
    names = {"name": speaker.name, "company": company.name}
    messages.success(request, _("%(name)s speaks for %(company)s.") % names)
    return redirect("desk:party", company.pk)


@staff_page(*AT_THE_DESK)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether the person is to speak for the company no longer, and from when."""
    mandate, today = queries.mandate_for(staff=request.staff, pk=pk), timezone.localdate(request.at)
    if not mandate.is_in_force(on=today):
        messages.info(request, operations.MandateOver.message)
        return redirect("desk:party", mandate.company_id)
    if request.method != "POST":
        log_reading(request=request, subject_type="party", subject_id=mandate.company_id)
        return _end_page(request, mandate, EndMandateForm.of(mandate))
    form = EndMandateForm(request.POST)
    status = carried_out(form, lambda: _end(request, mandate, form), fields=_FIELDS)
    if status != DONE:
        return _end_page(request, mandate, form, status=status)
    messages.success(request, _ended(mandate, form.cleaned_data["ends_on"], today))
    return redirect("desk:party", mandate.company_id)


def _people(text: str, country: str) -> Sequence[Party]:
    found = queries.find(text=text, country=country, most=MOST_LOOKED_THROUGH)
    return [party for party in found if not party.is_company][: queries.MOST_FOUND]


def _give(request: StaffRequest, company: Party, speaker: Party, form: MandateForm) -> None:
    operations.give_mandate(
        person=speaker,
        company=company,
        actor=request.staff,
        at=request.at,
        **form.cleaned_data,
    )


def _end(request: StaffRequest, mandate: Mandate, form: EndMandateForm) -> None:
    operations.end_mandate(mandate=mandate, actor=request.staff, at=request.at, **form.cleaned_data)


def _ended(mandate: Mandate, last_day: date | None, today: date) -> str:
    words = {"name": mandate.person.name, "company": mandate.company.name}
    if last_day is None:
        return _("%(name)s no longer speaks for %(company)s.") % words
    words["day"] = short_day(last_day, today=today)
    return _("%(name)s speaks for %(company)s until %(day)s.") % words


def _new_page(
    request: StaffRequest, company: Party, speaker: Party, form: MandateForm, status: int = DONE
) -> HttpResponse:
    context = {"company": company, "person": speaker, "form": form}
    return render(request, "desk/representative_new.html", context, status=status)


def _end_page(
    request: StaffRequest, mandate: Mandate, form: EndMandateForm, status: int = DONE
) -> HttpResponse:
    if status == CONFLICT:
        form.show_again(version=mandate.version)
    context = {"mandate": mandate, "form": form, "is_conflict": status == CONFLICT}
    return render(request, "desk/representative_end.html", context, status=status)
