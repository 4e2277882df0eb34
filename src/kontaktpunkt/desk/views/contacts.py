"""The desk between contacts, and contacts that are registered."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontaktpunkt.catalogue.queries import article_for
from kontaktpunkt.contacts import drafts, operations, queries
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.desk.access import AT_THE_DESK
from kontaktpunkt.desk.forms.handovers import CorrectForm
from kontaktpunkt.desk.live import channel_buttons, tabs
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page

# How long an agent is told what became of what was handed over.
HANDED_OVER_SHOWN = timedelta(days=30)
MOST_SHOWN = 25


@staff_page(*AT_THE_DESK)
def contacts(request: StaffRequest) -> HttpResponse:
    """Show what goes on, what is promised for today, and what became of what was handed over."""
    staff, today = request.staff, timezone.localdate(request.at)
    context = {
        "tabs": tabs(drafts=drafts.live(staff=staff)),
        "channels": channel_buttons(),
        "due": queries.promises_due(unit=staff.unit, today=today, most=MOST_SHOWN),
        "handed_over": queries.handed_over_by(
            staff=staff, since=request.at - HANDED_OVER_SHOWN, most=MOST_SHOWN
        ),
        "begins_with_search": True,
    }
    return render(request, "desk/contacts.html", context)


@staff_page(*AT_THE_DESK)
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a contact that is registered."""
    found = queries.contact_for(staff=request.staff, pk=pk)
    if found.party_id:
        log_reading(request=request, subject_type="party", subject_id=found.party_id)
    questions = [
        (each, CorrectForm(question=each, auto_id=f"correct-{each.pk}-%s"))
        for each in found.questions.all()
    ]
    lasted = found.ended_at - found.started_at
    context = {"contact": found, "questions": questions, "lasted": lasted}
    return render(request, "desk/contact.html", context)


@staff_page(*AT_THE_DESK)
@require_POST
def question_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct how a question was left."""
    question = queries.question_for(staff=request.staff, pk=pk)
    form = CorrectForm(request.POST, question=question)
    if not form.is_valid():
        messages.error(request, _("Choose how the question was really left."))
        return redirect("desk:contact", question.contact_id)
    given = form.cleaned_data
    try:
        operations.correct_outcome(
            question=question,
            outcome=given["outcome"],
            version=given["version"],
            submission=given["submission"],
            actor=request.staff,
            at=request.at,
        )
        messages.success(request, _("The outcome was corrected."))
    except AlreadyDone:
        pass
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
    return redirect("desk:contact", question.contact_id)


@staff_page(*AT_THE_DESK)
def article(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an article as a page, or its text beside the contact that is going on."""
    found = article_for(pk=pk)
    template = "desk/article.html#text" if request.htmx else "desk/article.html"  # type: ignore[attr-defined]
    return render(request, template, {"article": found})
