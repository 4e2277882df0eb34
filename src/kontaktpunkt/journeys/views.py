"""The studio's pages about journeys. Designers, managers and administrators see them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys import pages, queries, removing
from kontaktpunkt.journeys.forms import AgainstForm, DetailForm, FilterForm, LogsForm
from kontaktpunkt.journeys.pages import beside

LOOKERS = (Role.SERVICE_DESIGNER, Role.MANAGER, Role.ADMINISTRATOR)


@staff_page(*LOOKERS)
@require_GET
def start(request: StaffRequest) -> HttpResponse:
    """List the municipality's own log and the imported ones."""
    own = queries.own(municipality=request.municipality)
    imported = queries.imported(municipality=request.municipality)
    return render(request, "journeys/start.html", {"own": own, "imported": imported})


@staff_page(*LOOKERS)
@require_GET
def journey(request: StaffRequest, log: str, question: str = "overview") -> HttpResponse:
    """Answer one question about a log."""
    asked = pages.BY_SLUG.get(question)
    if asked is None:
        raise Http404
    found = _log_or_404(request, log)
    look = queries.open_log(log=found, lens=request.GET.get("lens", ""))
    context: dict[str, Any] = {"log": found, "questions": pages.QUESTIONS, "question": asked}
    if look is None:
        return render(request, "journeys/nothing_yet.html", context)
    form = FilterForm(request.GET, look=look)
    details = DetailForm(request.GET)
    look = queries.narrowed(look=look, filters=form.filters())
    context |= pages.frame(look) | {"look": look, "form": form, "details": details}
    if look.selection is None:
        return render(request, "journeys/too_few.html", context)
    chosen = details.asked(clock=form.chosen_clock())
    if question == "compare":
        context["against"] = AgainstForm(request.GET, logs=_other_logs(request, found))
        chosen = replace(chosen, other=_other(look, context["against"]))
    context |= asked.answer(look.selection, look.labels, chosen) | {"basis": pages.basis(look)}
    if "csv" in request.GET and "numbers" in context:
        return _as_csv(f"{found.slug}-{question}", context["columns"], context["numbers"])
    return render(request, asked.template, context)


def _as_csv(name: str, columns: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return the numbers behind a picture, with what the picture hides left out as well."""
    # The mark tells spreadsheets that the letters are UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    lines = ([_harmless(str(cell)) for cell in row] for row in [columns, *rows])
    csv.writer(response, delimiter=";").writerows(lines)
    return response


def _harmless(cell: str) -> str:
    """An imported name must not become a formula in somebody's spreadsheet."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


@staff_page(*LOOKERS)
@require_GET
def side_by_side(request: StaffRequest) -> HttpResponse:
    """Show several logs beside each other, by case."""
    logs = [queries.own(municipality=request.municipality), *_imported(request)]
    form = LogsForm(request.GET, logs=logs)
    wanted = form.chosen()
    looks = [queries.open_log(log=log, lens="case") for log in logs if log.slug in wanted]
    shown = [look for look in looks if look is not None]
    context = {"form": form, **beside.answer(shown)} if len(shown) > 1 else {"form": form}
    return render(request, "journeys/side_by_side.html", context)


def _imported(request: StaffRequest) -> list[queries.Log]:
    return queries.imported(municipality=request.municipality)


def _other_logs(request: StaffRequest, log: queries.Log) -> list[queries.Log]:
    known = [queries.own(municipality=request.municipality), *_imported(request)]
    return [each for each in known if each.slug != log.slug]


def _other(look: queries.Look, form: AgainstForm) -> pages.Other | None:
    """Return what to compare with: another log, or all other journeys where some are chosen."""
    log = form.chosen()
    if log is None:
        assert look.selection is not None
        chosen = look.selection
        rest = _("All other journeys")
        return pages.Other(rest, chosen.others, look.labels) if chosen.filters else None
    other = queries.open_log(log=log, lens=look.lens.slug)
    if other is None or other.selection is None:
        return None
    return pages.Other(log.name, other.selection, other.labels)


@staff_page(*LOOKERS)
@require_POST
def remove(request: StaffRequest, log: str) -> HttpResponse:
    """Undo the import of a log: of the one that the page showed, not of its successor."""
    found = _log_or_404(request, log)
    if found.row is None:
        raise Http404
    if request.POST.get("key") != str(found.row.key):
        said = _("“%(name)s” was imported again meanwhile, and nothing was removed.")
        messages.warning(request, said % {"name": found.name})
        return redirect("journeys:start")
    removing.remove_log(
        municipality=request.municipality, log=found.row, actor=request.staff, at=request.at
    )
    said = _("“%(name)s” was removed. Import the file again to bring it back.")
    messages.success(request, said % {"name": found.name})
    return redirect("journeys:start")


def _log_or_404(request: StaffRequest, slug: str) -> queries.Log:
    try:
        return queries.log_named(municipality=request.municipality, slug=slug)
    except queries.UnknownLog as unknown:
        raise Http404 from unknown
