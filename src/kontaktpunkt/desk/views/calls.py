"""The call: everything on one screen, kept as it is typed, finished with its note."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kontaktpunkt.cases import queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.desk.forms.cases import ButtonForm
from kontaktpunkt.desk.said import said_last
from kontaktpunkt.dialogue import drafts, forms, notes, operations, rules
from kontaktpunkt.dialogue import queries as dialogue
from kontaktpunkt.dialogue.models import Call, Phase
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page

CONFLICT = 409
INVALID = 422


@staff_page(*DECIDING)
def call(request: StaffRequest, number: str) -> HttpResponse:
    """Show the call that is going on; sent as a form, begin one."""
    case = queries.case_for(staff=request.staff, number=number)
    if request.method == "POST":
        return _start(request, case)
    going_on = dialogue.open_call(case=case)
    if going_on is None:
        return redirect("desk:case", number=number)
    log_reading(request=request, subject_type="case", subject_id=case.pk)
    return render(request, "desk/call.html", _page(request, case, going_on))


@staff_page(*DECIDING)
def save(request: StaffRequest, number: str) -> HttpResponse:
    """Keep what was typed; then do what the pressed button says."""
    case = queries.case_for(staff=request.staff, number=number)
    if request.method != "POST":
        # A reload of a page that said what is missing.
        return redirect("desk:call", number=number)
    going_on = dialogue.open_call(case=case)
    if going_on is None:
        messages.error(request, str(operations.CallNotOpen.message))
        return redirect("desk:case", number=number)
    form = forms.CallForm(request.POST)
    if not form.is_valid():
        return _invalid(request, case, going_on, form)
    try:
        going_on = _keep(request, going_on, form)
    except ChangedMeanwhile:
        return _conflict(request, case, going_on)
    return _after_saving(request, case, going_on, form)


@staff_page(*DECIDING)
def note(request: StaffRequest, number: str) -> HttpResponse:
    """Show the drafted note; sent as a form, finish the call."""
    case = queries.case_for(staff=request.staff, number=number)
    going_on = dialogue.open_call(case=case)
    if going_on is None:
        return redirect("desk:case", number=number)
    problem = _problem(request, case, going_on)
    if problem is not None:
        return problem
    recorded = _recorded(going_on, request.at)
    if request.POST.get("stage") in {"back", "anew"}:
        return _leave_note(request, going_on, number)
    if request.method == "POST":
        return _finish(request, case, going_on, recorded)
    form = _note_form(request, case, going_on, recorded)
    return render(request, "desk/call_note.html", _note_page(case, going_on, recorded, form))


# --- Beginning and keeping ---------------------------------------------------------------------


def _start(request: StaffRequest, case: Case) -> HttpResponse:
    form = ButtonForm(request.POST, case=case)
    token = form.cleaned_data["submission"] if form.is_valid() else None
    # Whoever was first, the call is there to be gone on with.
    with contextlib.suppress(AlreadyDone, operations.CallGoingOn):
        operations.start_call(case=case, actor=request.staff, at=request.at, submission=token)
    return redirect("desk:call", number=case.number)


def _keep(request: StaffRequest, going_on: Call, form: forms.CallForm) -> Call:
    return drafts.save(
        call=going_on,
        page=form.cleaned_data["page"],
        version=form.cleaned_data["version"],
        typed=forms.typed_of(request.POST),
        actor=request.staff,
        at=request.at,
    )


def _after_saving(
    request: StaffRequest, case: Case, going_on: Call, form: forms.CallForm
) -> HttpResponse:
    stage = request.POST.get("stage", "")
    if getattr(request, "htmx", False):
        context = {"call": going_on, "at": request.at}
        return render(request, "desk/call.html#saved", context)
    if stage == "finish":
        return _problem(request, case, going_on) or redirect("desk:call-note", number=case.number)
    if stage in {"answered", "missed"}:
        return _attempt(request, case, going_on, form, reached=stage == "answered")
    if stage == "save":
        messages.success(request, _("Saved. You can go on later."))
    return redirect("desk:call", number=case.number)


def _attempt(
    request: StaffRequest, case: Case, going_on: Call, form: forms.CallForm, *, reached: bool
) -> HttpResponse:
    again = None if reached else forms.TryAgainForm(request.POST)
    try:
        if again is not None and not again.is_valid():
            return _again(request, case, going_on, again)
        operations.record_attempt(
            call=going_on,
            reached=reached,
            try_again_at=again.moment() if again else None,
            actor=request.staff,
            at=request.at,
            submission=form.cleaned_data["submission"],
        )
    except AlreadyDone:
        pass
    except operations.TryInPast as refusal:
        assert again is not None
        again.add_error("try_time", str(refusal.text))
        return _again(request, case, going_on, again)
    if reached:
        return redirect("desk:call", number=case.number)
    messages.success(request, _("Noted. The case reminds you when to try again."))
    return redirect("desk:case", number=case.number)


def _again(
    request: StaffRequest, case: Case, going_on: Call, again: forms.TryAgainForm
) -> HttpResponse:
    context = _page(request, case, going_on) | {"again": again, "problems": [again]}
    return render(request, "desk/call.html", context, status=INVALID)


def _invalid(
    request: StaffRequest, case: Case, going_on: Call, form: forms.CallForm
) -> HttpResponse:
    going_on.typed = forms.typed_of(request.POST)
    context = _page(request, case, going_on) | {"form": form, "problems": [form]}
    return render(request, "desk/call.html", context, status=INVALID)


def _conflict(request: StaffRequest, case: Case, going_on: Call) -> HttpResponse:
    """Say what somebody else saved; one's own text stays on the page, and the next saving counts.

    While typing only a line says so: the page is neither replaced nor its focus moved.
    """
    if getattr(request, "htmx", False):
        return render(request, "desk/call.html#lost", {"call": going_on}, status=CONFLICT)
    theirs = going_on.typed
    mine = forms.typed_of(request.POST)
    going_on.typed = mine
    context = _page(request, case, going_on)
    context["conflict"] = {
        "who": going_on.saved_by,
        "at": going_on.saved_at,
        "changes": _differences(theirs, mine),
    }
    return render(request, "desk/call.html", context, status=CONFLICT)


def _differences(theirs: forms.Typed, mine: forms.Typed) -> list[dict[str, str]]:
    fields = forms.CallForm.base_fields
    names = {name: fields[name].label for name in ("what_matters", "alternatives")}
    names |= {"facts": _("Facts"), "agreements": _("Agreements")}
    return [
        {"name": str(name), "theirs": _in_words(theirs.get(key)), "yours": _in_words(mine.get(key))}
        for key, name in names.items()
        if (theirs.get(key) or "") != (mine.get(key) or "")
    ]


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(row["text"] for row in value) or "–"
    return value or "–"


# --- The page ----------------------------------------------------------------------------------


def _page(request: StaffRequest, case: Case, going_on: Call) -> dict[str, Any]:
    phases = dialogue.guide_for(unit=case.unit)
    facts, agreements = forms.row_sets(typed=going_on.typed, at=request.at)
    ticked = set(going_on.typed.get("steps", ()))
    reached = dialogue.reached_at(call=going_on)
    return {
        "case": case,
        "call": going_on,
        "form": forms.call_form(call=going_on),
        "facts": facts,
        "agreements": agreements,
        "phases": phases,
        "ticked": ticked,
        "open_phase": _open_phase(phases, ticked),
        "reached": reached,
        "tries": dialogue.tries_in_vain(call=going_on),
        "again": _again_form(case, request.at),
        "suggests_waiver": rules.suggests_waiver(tries=len(dialogue.tries_in_vain(call=going_on))),
        "is_owed": queries.owed_call(case=case) is not None,
        "said": said_last(case=case),
        "draft": queries.draft_texts(case=case),
        "at": request.at,
    }


def _open_phase(phases: Any, ticked: set[str]) -> str:
    """The first phase with something left to do; the last one when all is ticked."""
    for phase in phases:
        if any(str(step.pk) not in ticked for step in phase.steps):
            return str(phase.code)
    return str(phases[-1].code)


def _again_form(case: Case, at: datetime) -> forms.TryAgainForm:
    suggested = dialogue.suggested_try(case=case, at=at)
    return forms.TryAgainForm(initial={"try_day": suggested.date(), "try_time": suggested.time()})


# --- Finishing ---------------------------------------------------------------------------------


def _problem(request: StaffRequest, case: Case, going_on: Call) -> HttpResponse | None:
    """Return the call's page with what is missing before the note, or None when nothing is."""
    facts, agreements = forms.checked_sets(typed=going_on.typed, at=request.at)
    missing = list(_missing(going_on))
    if facts.is_valid() and agreements.is_valid() and not missing:
        return None
    context = _page(request, case, going_on) | {
        "missing": missing,
        "problems": [facts, agreements],
        **({"open_phase": Phase.INTRODUCE.value} if missing else {}),
        **{
            name: rows
            for name, rows in (("facts", facts), ("agreements", agreements))
            if not rows.is_valid()
        },
    }
    return render(request, "desk/call.html", context, status=INVALID)


def _missing(going_on: Call) -> Iterator[dict[str, str]]:
    if dialogue.reached_at(call=going_on) is None:
        yield {"text": str(operations.PartyNotReached.message), "anchor": "reach-heading"}
    if not going_on.typed.get("consent"):
        yield {"text": str(operations.ConsentMissing.message), "anchor": "id_consent"}


def _recorded(going_on: Call, at: datetime) -> rules.Recorded:
    facts, agreements = forms.checked_sets(typed=going_on.typed, at=at)
    return forms.recorded_in(typed=going_on.typed, facts=facts, agreements=agreements)


def _note_form(
    request: StaffRequest, case: Case, going_on: Call, recorded: rules.Recorded
) -> forms.NoteForm:
    reached = dialogue.reached_at(call=going_on)
    assert reached is not None
    drafted = notes.draft(
        call=going_on,
        recorded=recorded,
        reached=reached,
        tries=len(dialogue.tries_in_vain(call=going_on)),
        language=request.municipality.language,
    )
    ended = going_on.saved_at or request.at
    return forms.NoteForm(
        hears=_hears(case, recorded),
        initial={
            "version": going_on.version,
            "page": uuid4(),
            "submission": uuid4(),
            "note": going_on.note_draft or drafted,
            "minutes": rules.minutes_talked(began=reached, ended=max(ended, reached)),
            "answer_by": operations.hearing_day(case=case, at=request.at),
        },
    )


def _hears(case: Case, recorded: rules.Recorded) -> bool:
    return case.is_open and bool(rules.facts_to_hear(recorded.facts))


def _note_page(
    case: Case, going_on: Call, recorded: rules.Recorded, form: forms.NoteForm
) -> dict[str, Any]:
    return {
        "case": case,
        "call": going_on,
        "form": form,
        "to_hear": rules.facts_to_hear(recorded.facts) if case.is_open else [],
        "to_ask": _agreed(recorded, who="party"),
        "to_do": _agreed(recorded, who="municipality"),
        "is_owed": queries.owed_call(case=case) is not None,
    }


def _agreed(recorded: rules.Recorded, *, who: str) -> list[dict[str, Any]]:
    """Return one side's agreements; they are told inside a sentence, which has its own end."""
    return [
        {"text": each.text.rstrip("."), "by": each.by}
        for each in recorded.agreements
        if each.who == who
    ]


def _leave_note(request: StaffRequest, going_on: Call, number: str) -> HttpResponse:
    """Keep the note as it is and go back to the call, or have it drafted anew."""
    anew = request.POST.get("stage") == "anew"
    form = forms.NoteForm(request.POST, hears=False)
    form.is_valid()
    given = form.cleaned_data
    if "version" in given and "page" in given:
        try:
            drafts.save(
                call=going_on,
                page=given["page"],
                version=given["version"],
                note_draft="" if anew else request.POST.get("note", "")[:20000],
                actor=request.staff,
                at=request.at,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal.text))
    return redirect("desk:call-note" if anew else "desk:call", number=number)


def _finish(
    request: StaffRequest, case: Case, going_on: Call, recorded: rules.Recorded
) -> HttpResponse:
    form = forms.NoteForm(request.POST, hears=_hears(case, recorded))
    context = _note_page(case, going_on, recorded, form)
    if not form.is_valid():
        return render(request, "desk/call_note.html", context, status=INVALID)
    given = {key: value for key, value in form.cleaned_data.items() if key != "page"}
    try:
        finished = operations.finish_call(
            call=going_on, recorded=recorded, actor=request.staff, at=request.at, **given
        )
    except AlreadyDone:
        return redirect("desk:case", number=case.number)
    except ChangedMeanwhile:
        return _note_conflict(request, going_on, context)
    except Refusal as refusal:
        form.add_error(None, str(refusal.text))
        return render(request, "desk/call_note.html", context, status=INVALID)
    messages.success(request, _done(finished))
    return redirect("desk:case", number=case.number)


def _note_conflict(request: StaffRequest, going_on: Call, context: dict[str, Any]) -> HttpResponse:
    context["form"].show_again(version=going_on.version)
    context["conflict"] = {
        "who": going_on.saved_by or going_on.caller,
        "at": going_on.saved_at or going_on.started_at,
        "changes": [],
    }
    return render(request, "desk/call_note.html", context, status=CONFLICT)


def _done(finished: operations.Finished) -> str:
    if finished.hearing is None:
        return _("The call is finished and its note is in the case.")
    return _(
        "The call is finished and its note is in the case. A new fact weighs against the party: "
        "a hearing is open, and you cannot decide before it is closed."
    )
