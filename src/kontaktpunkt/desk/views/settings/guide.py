"""The guide of the call: steps and phrases that all units share, and each unit's own."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.desk.forms.upkeep import GuideLineForm, NewGuideLineForm
from kontaktpunkt.desk.views.settings.articles import WRITING
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.desk.views.tokens import token_of
from kontaktpunkt.dialogue import operations, queries
from kontaktpunkt.dialogue.models import GuideStep, Phase
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role, Unit


@staff_page(*WRITING)
def guide(request: StaffRequest) -> HttpResponse:
    """Show the guide by phase, with what may be changed."""
    lines = queries.guide_lines(staff=request.staff)
    phases = [{"name": phase.label, "kinds": _kinds(request, lines, phase)} for phase in Phase]
    context = {"phases": phases, "is_empty": not lines}
    return render(request, "desk/settings_guide.html", context)


def _kinds(request: StaffRequest, lines: Sequence[GuideStep], phase: Phase) -> list[dict[str, Any]]:
    return [
        {
            "name": kind.label,
            "units": _by_unit(
                request, [line for line in lines if (line.phase, line.kind) == (phase, kind)]
            ),
        }
        for kind in GuideStep.Kind
    ]


def _by_unit(request: StaffRequest, lines: Sequence[GuideStep]) -> list[dict[str, Any]]:
    return [
        {
            "unit": unit,
            "lines": [
                {
                    "line": line,
                    "may_change": queries.may_change(staff=request.staff, line=line),
                    "token": uuid4(),
                }
                for line in own
            ],
        }
        for unit, own in groupby(lines, key=lambda line: line.unit)
    ]


@staff_page(*WRITING)
def new(request: StaffRequest) -> HttpResponse:
    """Add a step or a phrase."""
    mine = _own_unit(request)
    if request.method != "POST":
        first = {"submission": uuid4(), "kind": GuideStep.Kind.PHRASE}
        return _new_page(request, NewGuideLineForm(initial=first, only_unit=mine))
    form = NewGuideLineForm(request.POST, only_unit=mine)
    status = carried_out(form, lambda: _add(request, form))
    return _saved(request) if status == DONE else _new_page(request, form, status)


def _own_unit(request: StaffRequest) -> Unit | None:
    return None if request.staff.role == Role.ADMINISTRATOR else request.staff.unit


def _add(request: StaffRequest, form: NewGuideLineForm) -> None:
    operations.add_line(actor=request.staff, at=request.at, **form.cleaned_data)


@staff_page(*WRITING)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Say a line better, or take it out of use."""
    line = queries.guide_line_for(staff=request.staff, pk=pk)
    first = GuideLineForm.first(line)
    if request.method != "POST":
        return _page(request, line, GuideLineForm(initial=first))
    form = GuideLineForm(request.POST, initial=first)
    status = carried_out(form, lambda: _change(request, line, form))
    return _saved(request) if status == DONE else _page(request, line, form, status)


def _change(request: StaffRequest, line: GuideStep, form: GuideLineForm) -> None:
    operations.change_line(line=line, actor=request.staff, at=request.at, **form.cleaned_data)


@staff_page(*WRITING)
@require_POST
def up(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a line one place higher."""
    line = queries.guide_line_for(staff=request.staff, pk=pk)
    try:
        operations.raise_line(
            line=line, actor=request.staff, at=request.at, submission=token_of(request)
        )
    except AlreadyDone:
        pass
    except Refusal as refusal:
        messages.info(request, str(refusal.text))
    return redirect("desk:settings-guide")


def _saved(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("The guide is saved. Callers see it in their next call."))
    return redirect("desk:settings-guide")


def _new_page(request: StaffRequest, form: NewGuideLineForm, status: int = DONE) -> HttpResponse:
    return render(request, "desk/settings_guide_new.html", {"form": form}, status=status)


def _page(
    request: StaffRequest, line: GuideStep, form: GuideLineForm, status: int = DONE
) -> HttpResponse:
    context: dict[str, Any] = {"line": line, "form": form}
    if status == CONFLICT:
        context["now"] = shown_beside(form, GuideLineForm.first(line))
    return render(request, "desk/settings_guide_line.html", context, status=status)
