"""Surveys: what people are asked, how often, and whether at all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontaktpunkt.desk.forms.upkeep import SurveyForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.listening import operations, queries
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.rules import items

ASKING = (Role.ADMINISTRATOR, Role.SERVICE_DESIGNER)


@staff_page(*ASKING)
def surveys(request: StaffRequest) -> HttpResponse:
    """List the surveys, each as it is sent now."""
    return render(request, "desk/settings_surveys.html", {"surveys": queries.newest_surveys()})


@staff_page(*ASKING)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask something else from now on, or stop asking."""
    survey = queries.newest_survey(pk=pk)
    first = SurveyForm.first(survey)
    if request.method != "POST":
        return _page(request, survey, SurveyForm(initial=first))
    form = SurveyForm(request.POST, initial=first)
    status = carried_out(form, lambda: _revise(request, survey, form))
    if status == DONE:
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["title"]})
        return redirect("desk:settings-surveys")
    return _page(request, survey, form, status=status)


def _revise(request: StaffRequest, survey: Survey, form: SurveyForm) -> None:
    operations.revise_survey(survey=survey, actor=request.staff, at=request.at, **form.cleaned_data)


def _page(
    request: StaffRequest, survey: Survey, form: SurveyForm, status: int = DONE
) -> HttpResponse:
    language = get_language() or items.FALLBACK_LANGUAGE
    asked = [items.said(item.wording, language) for item in items.items(survey.items)]
    context = {"survey": survey, "form": form, "asked": asked}
    if status == CONFLICT:
        context["now"] = shown_beside(form, SurveyForm.first(survey))
    return render(request, "desk/settings_survey.html", context, status=status)
