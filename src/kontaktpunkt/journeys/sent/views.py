"""Pages on which a log is imported: send the file, say what its columns mean, wait, look."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.core.uploads import arrived, largest_bytes
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.journeys.models import ImportedLog, SentFile
from kontaktpunkt.journeys.readers.messages import Phrase, phrase_from
from kontaktpunkt.journeys.roles import LOOKERS
from kontaktpunkt.journeys.sent import files, findings, phrases, places, words
from kontaktpunkt.journeys.sent.forms import ColumnsForm, FileForm


@staff_page(*LOOKERS)
@require_http_methods(["GET", "POST"])
def send(request: StaffRequest) -> HttpResponse:
    """Take a file that is to be imported."""
    form = FileForm(**{"limit_bytes": largest_bytes(request)} | arrived(request))
    if form.is_bound and form.is_valid():
        try:
            sent = files.receive(
                key=form.cleaned_data["submission"] or uuid4(),
                file=form.cleaned_data["files"],
                answers=form.cleaned_data["answers"],
                manner=form.manner(),
                actor=request.staff,
                at=request.at,
            )
            return redirect("journeys:sent-file", sent.key)
        except places.NoRoom as refusal:
            form.add_error("uploads", str(refusal.text))
    context = {"form": form, "steps": _steps(0), "under_way": files.under_way()}
    return render(request, "journeys/send.html", context, status=422 if form.is_bound else 200)


@staff_page(*LOOKERS)
@require_http_methods(["GET", "POST"])
def sent_file(request: StaffRequest, key: UUID) -> HttpResponse:
    """Show where a file stands: looked at, waiting for an answer, being read, or settled."""
    sent = files.shown(key=key)
    if sent.is_at_work and request.method == "POST":
        # Pressed twice: it is on its way already.
        return redirect("journeys:sent-file", sent.key)
    if sent.is_at_work:
        context = {"sent": sent, "steps": _steps(1 if sent.state == files.State.LOOKED_AT else 2)}
        context |= {"step": words.STEPS.get(sent.step, ""), "replaces": sent.order.get("name", "")}
        return render(request, "journeys/being_read.html", context)
    if getattr(request, "htmx", False):
        # The page that waited is over; the browser fetches what comes next.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if sent.state == files.State.READY:
        return _ask(request, sent)
    context = {"sent": sent, "steps": _steps(3), "refusal": _phrase(sent.refusal)}
    context |= {"told": [phrase_from(each) for each in sent.told]}
    return render(request, "journeys/settled.html", context)


def _ask(request: StaffRequest, sent: SentFile) -> HttpResponse:
    found = findings.read(key=sent.key)
    if found is None:
        files.refuse(sent=sent, why=Phrase(phrases.GONE))
        return redirect("journeys:sent-file", sent.key)
    given = request.POST if request.method == "POST" else request.GET
    finding = found.of_sheet(given.get("sheet") or sent.order.get("options", {}).get("sheet", ""))
    logs = {log.slug: log for log in ImportedLog.objects.all()}
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        finding=finding,
        file=sent.file,
        zone=request.municipality.timezone,
        logs=logs,
        order=sent.order if _is_about(sent, finding) else {},
    )
    if form.is_bound and form.is_valid():
        return _confirmed(sent, form)
    context = {"sent": sent, "form": form, "finding": finding, "sheets": found.tables}
    context |= {"format": words.FORMATS[finding.format], "steps": _steps(1)}
    context |= {"refusal": _phrase(sent.refusal), "is_mine": sent.sent_by == request.staff}
    context |= {"twin": next((log for log in logs.values() if log.sha256 == found.sha256), None)}
    return render(request, "journeys/columns.html", context, status=422 if form.is_bound else 200)


def _is_about(sent: SentFile, finding: findings.Finding) -> bool:
    return "mapping" in sent.order and (sent.order["options"].get("sheet") or "") == finding.sheet


def _confirmed(sent: SentFile, form: ColumnsForm) -> HttpResponse:
    # Pressed twice, it is on its way already.
    with contextlib.suppress(AlreadyDone):
        files.confirm(sent=sent, order=form.order())
    return redirect("journeys:sent-file", sent.key)


@staff_page(*LOOKERS)
@require_POST
def stop(_request: StaffRequest, key: UUID) -> HttpResponse:
    """End the reading of a file; nothing is imported of it, and its columns can be changed."""
    sent = files.shown(key=key)
    files.stop(sent=sent)
    return redirect("journeys:sent-file", sent.key)


@staff_page(*LOOKERS)
@require_POST
def throw_away(request: StaffRequest, key: UUID) -> HttpResponse:
    """Forget a file that was sent; nothing is imported of it."""
    sent = files.shown(key=key)
    try:
        files.throw_away(sent=sent)
    except files.BeingRead as refusal:
        messages.warning(request, str(refusal.text))
        return redirect("journeys:sent-file", sent.key)
    said = _("“%(file)s” was thrown away. Nothing was imported of it.")
    messages.success(request, said % {"file": sent.file})
    return redirect("journeys:start")


def _phrase(told: dict[str, Any]) -> Phrase | None:
    return phrase_from(told) if told else None


def _steps(now: int) -> list[dict[str, str]]:
    names = (_("Send the file"), _("Say what its columns mean"), _("It is read"))
    states = ["done"] * now + ["now"] + ["ahead"] * len(names)
    return [{"name": name, "state": state} for name, state in zip(names, states, strict=False)]
