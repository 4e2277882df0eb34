"""Matters: what they promise, which law they follow, which channels suit them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kontaktpunkt.catalogue import operations, upkeep
from kontaktpunkt.catalogue.models import Channel, ChannelRule, LawProfile, MatterType
from kontaktpunkt.core.text import code_of
from kontaktpunkt.desk.forms.settings import ChannelForms, MatterForm, NewMatterForm, channels_of
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role

ON_A_PAGE = 50
_FIELDS = {operations.MatterKnown: "name", operations.UnitNeverWorks: "unit"}
_USUAL_LAW = {"DK": LawProfile.DK_GENERAL, "SE": LawProfile.SE_GENERAL}


@staff_page(Role.ADMINISTRATOR)
def matters(request: StaffRequest) -> HttpResponse:
    """List the matters, or those that lack something."""
    text, gap = request.GET.get("q", "").strip(), request.GET.get("gap", "")
    found = upkeep.matters(text=text, gap=gap)
    gaps = {
        "": _("All"),
        upkeep.NO_ARTICLE: _("Without an article"),
        upkeep.NO_ADVICE: _("Without channel advice"),
        upkeep.NO_APPEAL: _("Without appeal guidance"),
    }
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "gap": gap if gap in gaps else "",
        "gaps": gaps.items(),
    }
    return render(request, "desk/settings_matters.html", context)


@staff_page(Role.ADMINISTRATOR)
def new(request: StaffRequest) -> HttpResponse:
    """Define a matter, and go on to its law, appeal guidance and channels."""
    if request.method != "POST":
        return _new_page(request, NewMatterForm(initial={"submission": uuid4()}))
    form = NewMatterForm(request.POST)
    made: list[MatterType] = []
    status = carried_out(form, lambda: made.append(_define(request, form)), fields=_FIELDS)
    if status != DONE:
        return _new_page(request, form, status=status)
    messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
    return redirect("desk:settings-matters-edit", made[0].pk) if made else _to_list()


def _to_list() -> HttpResponse:
    return redirect("desk:settings-matters")


def _define(request: StaffRequest, form: NewMatterForm) -> MatterType:
    given = form.cleaned_data
    matter: MatterType = operations.define_matter(
        code=code_of(given["name"]),
        name=given["name"],
        service=given["service"] or given["new_service"],
        unit=given["unit"],
        promise_days=given["promise_days"],
        law_profile=_USUAL_LAW[request.municipality.country],
        actor=request.staff,
        at=request.at,
        submission=given["submission"],
    )
    return matter


def _new_page(request: StaffRequest, form: NewMatterForm, status: int = DONE) -> HttpResponse:
    context = {
        "form": form,
        "title": _("Define a matter"),
        "button": _("Save and go on"),
        "back": reverse("desk:settings-matters"),
        "back_name": _("Matters"),
    }
    return render(request, "desk/settings_new.html", context, status=status)


@staff_page(Role.ADMINISTRATOR)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a matter and its channel strategy."""
    matter = upkeep.matter_for(pk=pk)
    first, channels = MatterForm.first(matter), channels_of(matter)
    if request.method != "POST":
        return _page(request, matter, MatterForm(initial=first), ChannelForms(initial=channels))
    form = MatterForm(request.POST, initial=first)
    formset = ChannelForms(request.POST, initial=channels)
    status = carried_out(form, lambda: _settle(request, matter, form, formset), more=formset)
    if status == DONE:
        messages.success(request, _("%(name)s is saved.") % {"name": matter.name})
        return _to_list()
    return _page(request, matter, form, formset, status=status)


def _settle(request: StaffRequest, matter: MatterType, form: MatterForm, formset: Any) -> None:
    operations.settle_matter(
        matter_type=matter,
        version=form.cleaned_data["version"],
        channels={
            each.cleaned_data["channel"]: each.said() for each in formset if each.has_changed()
        },
        actor=request.staff,
        at=request.at,
        submission=form.cleaned_data["submission"],
        **form.changes(),
    )


def _page(
    request: StaffRequest, matter: MatterType, form: MatterForm, formset: Any, status: int = DONE
) -> HttpResponse:
    context = {"matter": matter, "form": form, "formset": formset}
    if status == CONFLICT:
        kept = shown_beside(form, MatterForm.first(matter))
        context["now"] = [*kept, *_channels_now(matter, formset)]
    return render(request, "desk/settings_matter.html", context, status=status)


def _channels_now(matter: MatterType, formset: Any) -> list[dict[str, Any]]:
    changed = {each.cleaned_data["channel"] for each in formset if each.has_changed()}
    stances = dict(ChannelRule.Stance.choices)
    return [
        {
            "name": Channel(each["channel"]).label,
            "value": " · ".join(
                str(part)
                for part in (
                    stances.get(each["stance"], "–"),
                    each["advice"],
                    each["self_service_url"],
                )
                if part
            ),
        }
        for each in channels_of(matter)
        if each["channel"] in changed
    ]
