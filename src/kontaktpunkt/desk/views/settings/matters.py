"""Matters: what they promise, which law they follow, which channels suit them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kontaktpunkt.catalogue import operations, upkeep
from kontaktpunkt.catalogue.models import Channel, ChannelRule, MatterType
from kontaktpunkt.desk.forms.settings import ChannelForms, MatterForm, channels_of
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role

ON_A_PAGE = 50


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
        return redirect("desk:settings-matters")
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
