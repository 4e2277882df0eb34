"""Writing the decision, looking at it as a whole, and sending it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from kontaktpunkt.cases import operations, queries
from kontaktpunkt.cases.models import Case, Outcome
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.desk.forms import cases as forms
from kontaktpunkt.desk.views.case_form import Action, show
from kontaktpunkt.directory.access import StaffRequest, staff_page

DECIDE = Action(
    form=forms.DecideForm,
    operation=operations.decide,
    title=gettext_lazy("Decide"),
    button=gettext_lazy("Check before sending"),
    done=gettext_lazy("The case is decided and the party is told."),
    template="desk/case_decide.html",
    fields={
        operations.RulesMissing: "rules_applied",
        operations.ReasonsMissing: "reasons",
        operations.GuidanceMissing: "appeal_guidance",
        operations.CallOwed: "outcome",
        operations.IntentionUnsaid: "outcome",
    },
)


def _draft(*, outcome: str, **known: Any) -> object:
    """Keep the texts; the outcome is an intention and has its own page."""
    del outcome
    return operations.draft_decision(**known)


_DRAFT = Action(
    form=forms.DecideForm,
    operation=_draft,
    title=DECIDE.title,
    button=DECIDE.button,
    done=gettext_lazy("Saved. Nothing is sent."),
    template="desk/case_decide.html",
)


@staff_page(*DECIDING)
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """Write the decision, look at it as a whole, then send it."""
    stage = request.POST.get("stage", "")
    if stage == "send":
        return show(request, number, DECIDE)
    if stage == "save":
        return show(request, number, _DRAFT)
    return _look(request, number, wants_check=stage == "check")


def _look(request: StaffRequest, number: str, *, wants_check: bool) -> HttpResponse:
    case = queries.case_for(staff=request.staff, number=number)
    form = forms.DecideForm(request.POST or None, case=case)
    context = {"action": DECIDE, "case": case, "form": form}
    if wants_check and form.is_valid():
        refusals = _refusals(case, form.cleaned_data)
        if not refusals:
            words = Outcome(form.cleaned_data["outcome"]).label
            return render(request, "desk/case_check.html", context | {"outcome_words": words})
        for refusal in refusals:
            form.add_error(DECIDE.fields.get(type(refusal)), str(refusal.text))
    status = 422 if wants_check else 200
    return render(request, DECIDE.template, context, status=status)


def _refusals(case: Case, given: dict[str, Any]) -> list[Refusal]:
    """Return why it cannot be sent; all the texts that are missing at once."""
    texts = {name: given[name] for name in ("outcome", *forms.DecideForm.DRAFTED)}
    try:
        operations.check_decision(case=case, **texts)
    except Refusal as refusal:
        missing = operations.missing_texts(**texts)
        return [each() for each in missing] if type(refusal) in missing else [refusal]
    return []
