"""What there is, and what is worth mending."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.catalogue import upkeep
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.dialogue.queries import guide_lines
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role, Unit
from kontaktpunkt.directory.upkeep import closing_days_ahead, units_with_staff
from kontaktpunkt.listening.queries import surveys_in_use

MOST_NAMED = 5


@staff_page(Role.ADMINISTRATOR)
def settings(request: StaffRequest) -> HttpResponse:
    """Lead to what an administrator keeps in order, with counts and gaps."""
    matters = [matter for matter in upkeep.matters() if matter.is_active]
    units = units_with_staff()
    context = {
        "places": _places(request, matters, units),
        "gaps": [gap for gap in (*_gaps_of(matters), _empty_units(units)) if gap],
    }
    return render(request, "desk/settings.html", context)


def _places(
    request: StaffRequest, matters: list[MatterType], units: list[Unit]
) -> list[dict[str, Any]]:
    staff = sum(person.is_active for unit in units for person in unit.staff.all())
    articles = upkeep.articles().filter(is_active=True).count()
    closing = closing_days_ahead(today=timezone.localdate(request.at)).count()
    lines = sum(line.is_active for line in guide_lines(staff=request.staff))
    in_units = ngettext("%(number)d unit", "%(number)d units", len(units)) % {"number": len(units)}
    return [
        _place("settings-matters", _("Matters"), len(matters), _("in use")),
        _place("settings-articles", _("Articles"), articles, _("in use")),
        _place(
            "settings-units",
            _("Units and staff"),
            staff,
            _("may log in, in %(units)s") % {"units": in_units},
        ),
        _place("settings-closing-days", _("Closing days"), closing, _("ahead")),
        _place("settings-surveys", _("Surveys"), len(surveys_in_use()), _("in use")),
        _place("settings-guide", _("Guide of the call"), lines, _("lines")),
    ]


def _place(route: str, name: str, number: int, words: str) -> dict[str, Any]:
    return {"url": reverse(f"desk:{route}"), "name": name, "number": number, "words": words}


def _gaps_of(matters: list[MatterType]) -> list[dict[str, Any] | None]:
    lacking: dict[str, list[str]] = {
        upkeep.NO_ARTICLE: [each.name for each in matters if not each.has_article],  # type: ignore[attr-defined]
        upkeep.NO_ADVICE: [each.name for each in matters if not each.has_advice],  # type: ignore[attr-defined]
        upkeep.NO_APPEAL: [each.name for each in matters if not each.appeal_guidance],
    }
    titles = {
        upkeep.NO_ARTICLE: _("Matters without an article"),
        upkeep.NO_ADVICE: _("Matters without channel advice"),
        upkeep.NO_APPEAL: _("Matters without appeal guidance"),
    }
    url = reverse("desk:settings-matters")
    return [_gap(titles[code], names, f"{url}?gap={code}") for code, names in lacking.items()]


def _empty_units(units: list[Unit]) -> dict[str, Any] | None:
    empty = [
        unit.name for unit in units if not any(person.is_active for person in unit.staff.all())
    ]
    return _gap(_("Units without staff"), empty, reverse("desk:settings-units"))


def _gap(title: str, names: list[str], url: str) -> dict[str, Any] | None:
    if not names:
        return None
    more = len(names) - MOST_NAMED
    hint = ", ".join(names[:MOST_NAMED])
    if more > 0:
        hint = _("%(names)s and %(number)d more") % {"names": hint, "number": more}
    return {
        "name": title,
        "hint": hint,
        "kind": "soon",
        "status": str(len(names)),
        "url": url,
        "action": _("See"),
    }
