"""The studio's pages about journeys. Designers, managers and administrators see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys import (
    against,
    named_choices,
    narrowing,
    pages,
    preparing,
    queries,
    removing,
)
from kontaktpunkt.journeys.engine.course import course
from kontaktpunkt.journeys.forms import DetailForm, FilterForm, LogsForm
from kontaktpunkt.journeys.pages import Asked, beside, clock, singles
from kontaktpunkt.journeys.roles import LOOKERS
from kontaktpunkt.journeys.saving import figures_can_be_saved
from kontaktpunkt.journeys.sent import files
from kontaktpunkt.journeys.tidy import without_empty_fields
from kontaktpunkt.journeys.turns import in_turn

# A single journey is somebody's, also without a name: only those whose work it is to improve it.
READERS = (Role.SERVICE_DESIGNER, Role.MANAGER)


@staff_page(*LOOKERS)
@require_GET
def start(request: StaffRequest) -> HttpResponse:
    """List the municipality's own log and the imported ones."""
    logs = queries.logs(municipality=request.municipality)
    saved = queries.views_of(logs=[log.slug for log in logs])
    context = {"own": logs[0], "imported": logs[1:], "saved_views": saved}
    context |= {"under_way": files.under_way()}
    return render(request, "journeys/start.html", context)


@staff_page(*LOOKERS)
@require_GET
@without_empty_fields
@figures_can_be_saved
@in_turn
def journey(request: StaffRequest, log: str, question: str = "overview") -> HttpResponse:
    """Answer one question about a log."""
    asked = pages.BY_SLUG.get(question)
    if asked is None:
        raise Http404
    found = queries.log_named(municipality=request.municipality, slug=log)
    look = queries.open_log(log=found, lens=request.GET.get("lens", ""))
    context: dict[str, Any] = {"log": found, "questions": _tabs(request), "question": asked}
    if look is None:
        return _not_prepared(request, context)
    if _waited(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    form = FilterForm(request.GET, look=look)
    details = DetailForm(request.GET)
    look = queries.narrowed(look=look, filters=form.filters())
    context |= pages.frame(look) | {"look": look, "form": form, "details": details}
    context |= named_choices.offered(query=request.GET, log=found, question=question)
    if look.selection is None:
        return render(request, "journeys/too_few.html", context)
    chosen = details.asked(clock=form.chosen_clock())
    pair = narrowing.pair_in(request.GET, "pair")
    chosen = replace(
        chosen,
        pair=pair,
        behind=_behind(request, found),
        kept=lambda *wanted: f"?{narrowing.narrowed(request.GET, wanted)}",
        page=singles.Wanted.asked_in(request.GET).page,
    )
    if question == "compare":
        others = _other_logs(request, found)
        versus = against.AgainstForm(
            request.GET, chosen=form, logs=others, views=context["saved_views"]
        )
        chosen = _compared(request, look, chosen, versus)
        context |= {"against": versus, "has_other_logs": bool(others)}
        if chosen.other is None and not chosen.is_other_missing:
            context["suggestions"] = against.suggestions(look=look, chosen=form)
    context |= asked.answer(look.selection, look.labels, chosen)
    context |= {
        "basis": pages.basis(look, url=chosen.behind()),
        "clock_basis": clock.basis(look, chosen.clock),
    }
    return render(request, asked.part_for(request.headers.get("HX-Target")), context)


def _not_prepared(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    """Say that a log is being prepared, and have that done; or that there is nothing in it."""
    # Whoever waits asks every few seconds; the job was asked for when the page was opened.
    is_known = _waited(request) or preparing.ask_for(log=context["log"])
    return render(request, "journeys/nothing_yet.html", context | {"is_preparing": is_known})


def _waited(request: StaffRequest) -> bool:
    """Say whether the part of a page asks that waits for a log to be prepared."""
    return request.headers.get("HX-Trigger") == "preparing"


def _compared(
    request: StaffRequest, look: queries.Look, chosen: Asked, form: against.AgainstForm
) -> Asked:
    """Return what was asked, with the journeys to compare with and the addresses of those."""
    found = against.elsewhere(look=look, form=form)
    if found is None:
        return replace(chosen, is_other_missing=bool(form.given()))
    other = found.other
    if found.query is not None:
        log = queries.log_named(municipality=request.municipality, slug=found.log)
        other = replace(other, behind=_behind(request, log, QueryDict(found.query)))
    return replace(chosen, other=other)


def _tabs(request: StaffRequest) -> tuple[pages.Question | pages.Tab, ...]:
    return (*pages.QUESTIONS, *((pages.SINGLES,) if request.staff.role in READERS else ()))


def _behind(
    request: StaffRequest, log: queries.Log, query: QueryDict | None = None
) -> Callable[..., str]:
    """Return what makes the addresses of the journeys behind a number.

    query: what keeps the journeys that the number is about; the address's own where None.
    """
    kept = request.GET if query is None else query
    list_of_journeys = reverse("journeys:behind", args=[log.slug])

    def address(*wanted: tuple[str, ...]) -> str:
        if request.staff.role not in READERS:
            return ""
        return f"{list_of_journeys}?{narrowing.narrowed(kept, wanted)}"

    return address


@staff_page(*READERS)
@require_GET
@without_empty_fields
@in_turn
def behind(request: StaffRequest, log: str) -> HttpResponse:
    """List the journeys that the filters keep, a page at a time."""
    found = queries.log_named(municipality=request.municipality, slug=log)
    look = queries.open_log(log=found, lens=request.GET.get("lens", ""))
    context: dict[str, Any] = {"log": found, "questions": _tabs(request)}
    context["question"] = pages.SINGLES
    if look is None:
        return _not_prepared(request, context)
    if _waited(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    form = FilterForm(request.GET, look=look)
    look = queries.narrowed(look=look, filters=form.filters())
    context |= pages.frame(look) | {"look": look, "form": form, "basis": pages.basis(look)}
    if look.selection is None:
        return render(request, "journeys/too_few.html", context)
    context |= singles.listed(
        selection=look.selection,
        labels=look.labels,
        salt=singles.salt(look=look, municipality=request.municipality.pk),
        wanted=singles.Wanted.asked_in(request.GET),
        address=_single_address(request, found),
    )
    return render(request, "journeys/singles.html", context)


def _single_address(request: StaffRequest, log: queries.Log) -> Callable[[str], str]:
    """Return what makes the address of a journey: with the choice that it was listed in."""
    query = narrowing.narrowed(request.GET, ())

    def address(key: str) -> str:
        return reverse("journeys:one", args=[log.slug, key]) + (f"?{query}" if query else "")

    return address


@staff_page(*READERS)
@require_GET
@in_turn
def one(request: StaffRequest, log: str, key: str) -> HttpResponse:
    """Show one journey of those that the filters keep, without saying whose it is."""
    found = queries.log_named(municipality=request.municipality, slug=log)
    look = queries.open_log(log=found, lens=request.GET.get("lens", ""))
    if look is not None:
        form = FilterForm(request.GET, look=look)
        look = queries.narrowed(look=look, filters=form.filters())
    if look is None or look.selection is None:
        # The list says why there is nothing to see.
        return redirect(_behind(request, found)())
    salt = singles.salt(look=look, municipality=request.municipality.pk)
    journey = course(selection=look.selection, salt=salt, key=key)
    if journey is None:
        raise Http404
    log_reading(request=request, subject_type="journey", subject_id=int(key, 16))
    shown = singles.one(selection=look.selection, labels=look.labels, found=journey)
    return render(request, "journeys/single.html", {"log": found, "look": look, **shown})


@staff_page(*LOOKERS)
@require_GET
@figures_can_be_saved
@in_turn
def side_by_side(request: StaffRequest) -> HttpResponse:
    """Show several logs beside each other, by case."""
    logs = queries.logs(municipality=request.municipality)
    form = LogsForm(request.GET, logs=logs)
    wanted = form.chosen()
    chosen = [log for log in logs if log.slug in wanted]
    looks = [queries.open_log(log=log, lens="case") for log in chosen]
    shown = [look for look in looks if look is not None and look.selection is not None]
    unseen = [log for log, look in zip(chosen, looks, strict=True) if look is None]
    for log in unseen:
        preparing.ask_for(log=log)
    waiting = [log.name for log in unseen]
    context: dict[str, Any] = {"form": form, "waiting": ", ".join(waiting)}
    if len(shown) > 1:
        context |= beside.answer(
            shown, behind=lambda look, *wanted: _beside(request, look)(*wanted)
        )
    return render(request, "journeys/side_by_side.html", context)


def _beside(request: StaffRequest, look: queries.Look) -> Callable[..., str]:
    return _behind(request, look.log, QueryDict(f"lens={look.lens.slug}"))


def _other_logs(request: StaffRequest, log: queries.Log) -> list[queries.Log]:
    logs = queries.logs(municipality=request.municipality)
    return [each for each in logs if each.slug != log.slug]


@staff_page(*LOOKERS)
@require_http_methods(["GET", "POST"])
def remove(request: StaffRequest, log: str) -> HttpResponse:
    """Ask, then undo the import of a log: of the one that the page showed, not of its successor."""
    found = queries.log_named(municipality=request.municipality, slug=log)
    if found.row is None:
        raise Http404
    if request.method == "GET":
        context = {"log": found, "saved_views": queries.views_of(logs=[found.slug])}
        return render(request, "journeys/remove.html", context)
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
