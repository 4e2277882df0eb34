"""Pages of named choices: give the journeys one looks at a name, and find them again by it."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.journeys import operations, pages, queries, rules
from kontaktpunkt.journeys.forms import SaveViewForm
from kontaktpunkt.journeys.roles import LOOKERS

# What an address asks of one answer, and no choice of journeys.
PASSING: Final = frozenset({"save", "figure", "page"})


def choice_in(query: QueryDict) -> str:
    """Return what of an address's query is worth keeping under a name."""
    kept = query.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value]
        kept.setlist(name, [] if name in PASSING else values)
    return kept.urlencode()


def offered(*, query: QueryDict, log: queries.Log, question: str) -> dict[str, Any]:
    """Return what a page needs to name what it shows, and the choices named in its log so far."""
    told = {"submission": uuid4(), "question": question, "query": choice_in(query)}
    return {
        "naming": SaveViewForm(initial=told, auto_id="naming_%s"),
        "saved_views": queries.views_of(logs=[log.slug]),
    }


@staff_page(*LOOKERS)
@require_POST
def save(request: StaffRequest, log: str) -> HttpResponse:
    """Keep what the page shows under a name."""
    found = queries.log_named(municipality=request.municipality, slug=log)
    form = SaveViewForm(request.POST)
    if not form.is_valid() or form.cleaned_data["question"] not in pages.BY_SLUG:
        messages.warning(request, _("The choice was not saved: give it a name first."))
        return redirect("journeys:journey", found.slug)
    given = form.cleaned_data
    try:
        view = operations.save_view(
            name=given["name"],
            log=found.slug,
            question=given["question"],
            query=choice_in(QueryDict(given["query"])),
            actor=request.staff,
            at=request.at,
            submission=given["submission"],
        )
    except AlreadyDone:
        return redirect("journeys:saved-view", rules.address_of(name=given["name"]))
    except operations.NameTaken as refusal:
        messages.warning(request, str(refusal.text))
        return redirect(_address(found.slug, given["question"], given["query"]))
    said = _("“%(name)s” is saved. Everybody here who looks at journeys finds it at %(address)s")
    address = request.build_absolute_uri(reverse("journeys:saved-view", args=[view.slug]))
    messages.success(request, said % {"name": view.name, "address": address})
    return redirect("journeys:saved-view", view.slug)


@staff_page(*LOOKERS)
@require_GET
def saved_view(request: StaffRequest, view: str) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """Lead from the short address of a named choice to what it chooses."""
    found = queries.view_named(slug=view)
    return redirect(_address(found.log, found.question, found.query))


@staff_page(*LOOKERS)
@require_POST
def remove(request: StaffRequest, view: str) -> HttpResponse:
    """Forget a named choice: the one that the page showed, not another of the same name."""
    found = queries.view_named(slug=view)
    if request.POST.get("pk") != str(found.pk):
        said = _("“%(name)s” was saved again meanwhile, and nothing was removed.")
        messages.warning(request, said % {"name": found.name})
        return redirect("journeys:start")
    operations.remove_view(view=found, actor=request.staff, at=request.at)
    messages.success(request, _("“%(name)s” was removed.") % {"name": found.name})
    return redirect("journeys:start")


def _address(log: str, question: str, query: str) -> str:
    return reverse("journeys:question", args=[log, question]) + (f"?{query}" if query else "")
