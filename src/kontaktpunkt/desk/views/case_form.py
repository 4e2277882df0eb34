"""A form or a button that does one thing to a case, and what happens when it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kontaktpunkt.cases import queries, timeline
from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.operations import FilesRefused
from kontaktpunkt.core.dates import short_day
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.core.uploads import UploadForm, arrived
from kontaktpunkt.desk.forms import cases as forms
from kontaktpunkt.desk.views.tokens import token_of, was_sent
from kontaktpunkt.directory.access import StaffRequest

Words = str | Promise
CONFLICT = 409


@dataclass(frozen=True)
class Action:
    """One form and what it does.

    operation:     called with the form's fields, actor, at, submission, and the target.
    done:          what is said afterwards.
    fields:        where a refusal stands that concerns one field.
    has_version:   the operation refuses when the case changed since the page was shown.
    leaves:        afterwards the case is no longer the unit's to see.
    """

    form: type[forms.CaseActionForm]
    operation: Callable[..., object]
    title: Words
    button: Words
    done: Words
    lead: Words = ""
    template: str = "desk/case_form.html"
    fields: Mapping[type[Refusal], str] = field(default_factory=dict)
    has_version: bool = True
    leaves: bool = False


def show(
    request: StaffRequest,
    number: str,
    action: Action,
    *,
    find: Callable[[Case], dict[str, Any]] | None = None,
    beginning: Callable[[Case], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show the form, or do what it says and return to the case.

    find:      returns what the operation works on, when that is not the case itself.
    beginning: returns the first values that depend on the clock.
    """
    if action.leaves and was_sent(token_of(request)):
        # The case has left already, and its page would say that there is no such case.
        return redirect("desk:worklist")
    case = queries.case_for(staff=request.staff, number=number)
    target = find(case) if find else {"case": case}
    begin = beginning(case) if beginning else {}
    form = action.form(**_sent(request, action), case=case, initial=begin)
    context = {"action": action, "case": case, **target}
    if request.method == "POST" and form.is_valid():
        try:
            _perform(request, action, form, target)
        except AlreadyDone:
            return redirect("desk:case", number=number)
        except ChangedMeanwhile:
            return _conflict(request, form, context)
        except Refusal as refusal:
            form.add_error(_field_of(refusal, action), str(refusal.text))
        else:
            messages.success(request, str(action.done))
            return redirect("desk:worklist") if action.leaves else redirect("desk:case", number)
    status = 422 if form.errors else 200
    return render(request, action.template, context | {"form": form}, status=status)


def _sent(request: StaffRequest, action: Action) -> dict[str, Any]:
    if issubclass(action.form, UploadForm):
        return arrived(request)
    return {"data": request.POST or None}


def _field_of(refusal: Refusal, action: Action) -> str | None:
    if isinstance(refusal, FilesRefused):
        return "uploads"
    return action.fields.get(type(refusal))


def _perform(
    request: StaffRequest,
    action: Action,
    form: forms.CaseActionForm,
    target: dict[str, Any],
) -> None:
    given = dict(form.cleaned_data)
    version = given.pop("version")
    if action.has_version:
        given["version"] = version
    action.operation(**target, **given, actor=request.staff, at=request.at)


def _conflict(
    request: StaffRequest, form: forms.CaseActionForm, context: dict[str, Any]
) -> HttpResponse:
    """Say who changed what; the typed text stays, and the next sending counts."""
    shown = form.cleaned_data["version"]
    case = queries.case_for(staff=request.staff, number=form.case.number)
    form.show_again(version=case.version)
    context |= {"case": case, "form": form, "conflict": conflict_of(case, form, shown)}
    return render(request, context["action"].template, context, status=CONFLICT)


def conflict_of(case: Case, form: forms.CaseActionForm, shown: int) -> dict[str, Any]:
    """Return what the conflict notice shows: who, when, and what became of the fields."""
    happened = [str(words) for words in timeline.since(case=case, version=shown)]
    changes: list[dict[str, Any]] = [
        {"name": _("What happened"), "theirs": "; ".join(happened), "yours": ""}
    ]
    for name, theirs in form.theirs(case):
        yours = _in_words(form, name)
        if str(theirs) != yours:
            changes.append({"name": form.fields[name].label, "theirs": theirs, "yours": yours})
    return {
        "who": case.changed_by or case.party,
        "at": case.changed_at,
        "changes": changes,
    }


def _in_words(form: forms.CaseActionForm, name: str) -> str:
    value = form.cleaned_data.get(name)
    if isinstance(value, date):
        return short_day(value, today=value)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))


def press(
    request: StaffRequest,
    number: str,
    operation: Callable[..., object],
    done: Words,
    *,
    find: Callable[[Case], dict[str, Any]] | None = None,
    has_version: bool = True,
) -> HttpResponse:
    """Do what a single button says and return to the case; a refusal is said there."""
    case = queries.case_for(staff=request.staff, number=number)
    target = find(case) if find else {"case": case}
    form = forms.ButtonForm(request.POST, case=case)
    if form.is_valid():
        version = {"version": form.cleaned_data["version"]} if has_version else {}
        try:
            operation(
                **target,
                **version,
                submission=form.cleaned_data["submission"],
                actor=request.staff,
                at=request.at,
            )
            messages.success(request, str(done))
        except AlreadyDone:
            pass
        except Refusal as refusal:
            messages.error(request, str(refusal.text))
    return redirect("desk:case", number=number)
