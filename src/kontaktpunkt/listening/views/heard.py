"""What was heard, for those who can change something, and the calls that people asked for."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.listening import operations, pictures, queries, reports, words
from kontaktpunkt.listening.models import Answer
from kontaktpunkt.listening.pictures import Frame
from kontaktpunkt.listening.reports import SHARE, Line, Section, Split
from kontaktpunkt.listening.rules import items

# The form said to people that the head of the unit would see who they are, and nobody else.
MAY_CALL = (Role.UNIT_LEAD,)


@staff_page(Role.UNIT_LEAD, Role.SERVICE_DESIGNER, Role.MANAGER)
def today(request: StaffRequest) -> HttpResponse:
    """Show each question with today's score, its chart, and who waits for a call."""
    day = timezone.localdate(request.at)
    units = queries.units_heard_by(staff=request.staff)
    sections = [
        reports.section(survey=survey, units=units, today=day)
        for survey in queries.surveys_in_use().values()
    ]
    names = queries.unit_names(
        pks={int(str(split.key)) for each in sections for split in each.units}
    )
    context = {
        "sections": [_section(each, names, day) for each in sections],
        "waiting": _waiting(request),
        "may_call": request.staff.role in MAY_CALL,
        "scope": request.staff.unit.name if units is not None else request.municipality.name,
    }
    return render(request, "listening/today.html", context)


@staff_page(*MAY_CALL)
def follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who asked to be called and why, and note that the call was made."""
    answer = queries.follow_up_for(staff=request.staff, pk=pk)
    if request.method == "POST":
        return _note_call(request, answer)
    party = queries.person_behind(answer=answer)
    log_reading(request=request, subject_type="party", subject_id=party.pk)
    scores = _scores(answer, request)
    context = {"answer": answer, "party": party, "scores": scores}
    return render(request, "listening/follow_up.html", context)


def _note_call(request: StaffRequest, answer: Answer) -> HttpResponse:
    try:
        operations.note_call(answer=answer, actor=request.staff, at=request.at)
    except operations.NoCallWanted as refusal:
        messages.info(request, str(refusal.text))
    else:
        messages.success(request, _("The call is noted."))
    return redirect("listening:today")


def _waiting(request: StaffRequest) -> list[Answer]:
    return queries.waiting_for_call(staff=request.staff)


def _scores(answer: Answer, request: StaffRequest) -> list[dict[str, Any]]:
    return [
        {
            "name": items.said(item.wording, request.LANGUAGE_CODE or "en"),
            "value": _("%(score)s of %(most)s")
            % {"score": answer.scores[item.code], "most": item.scale.high},
        }
        for item in items.items(answer.survey.items)
        if item.code in answer.scores
    ]


# --- What the template shows -------------------------------------------------------------------


def _section(section: Section, names: dict[int, str], today: date) -> dict[str, Any]:
    return {
        "code": section.touchpoint,
        "heading": words.heading(section.touchpoint),
        "headline": words.headline(section, today=today),
        "span": words.days(section.days, today=today) if section.days else "",
        "is_daily": section.is_daily,
        "is_trial": words.is_trial(section),
        "indices": [_index(line, section, today) for line in section.lines if line.item is None],
        "items": [_item(line, today) for line in section.lines if line.item],
        "item_columns": words.item_columns(section),
        "item_rows": words.item_numbers(section, today=today),
        "period": words.days(section.period, today=today),
        "units": _named(section.units, lambda key: names.get(int(str(key)), "")),
        "outcomes": _named(section.outcomes, lambda key: words.outcome(str(key))),
    }


def _index(line: Line, section: Section, today: date) -> dict[str, Any]:
    ends = [words.days((day, day), today=today) for day in section.days or ()]
    return _said(line, today, pictures.LARGE) | {
        "definition": words.definition(line),
        "verdict": words.verdict(line.figure),
        "ends": ends,
        "columns": words.columns(section),
        "rows": words.numbers(line, today=today),
    }


def _item(line: Line, today: date) -> dict[str, Any]:
    return _said(line, today, pictures.SMALL) | {"definition": words.definition(line)}


def _said(line: Line, today: date, frame: Frame) -> dict[str, Any]:
    scale = 100 if line.code == SHARE else 1
    chart = line.chart
    return {
        "title": words.title(line),
        "value": words.value(line),
        "is_shown": line.figure.is_shown,
        "basis": words.basis(line.figure),
        "change": words.change(line, today=today),
        "picture": pictures.control_chart(chart, frame=frame, scale=scale) if chart else None,
        "latest": round(chart.points[-1].value * scale) if chart else None,
    }


def _named(splits: tuple[Split, ...], name: Any) -> list[dict[str, Any]]:
    rows = [
        {"name": name(split.key), "n": split.n, "nki": split.nki, "fairness": split.fairness}
        for split in splits
    ]
    return sorted(rows, key=lambda row: str(row["name"]))
