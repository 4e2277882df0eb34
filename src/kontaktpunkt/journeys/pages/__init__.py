"""What each page about journeys shows: numbers from the engine, in words and in places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages import (
    compare,
    drop_out,
    flow,
    overview,
    paths,
    repeats,
    time,
    units,
)
from kontaktpunkt.journeys.pages.asked import Asked, Context, Other
from kontaktpunkt.journeys.queries import Look
from kontaktpunkt.journeys.wording import journeys_counted, number, percent


@dataclass(frozen=True)
class Question:
    """A page: its address, its name, what it shows and with which template.

    parts: places of the page, by id, that a script asks for alone, and their templates.
    """

    slug: str
    label: str | Promise
    answer: Callable[[Selection, Labels, Asked], Context]
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """Return the page's template."""
        return f"journeys/{self.slug.replace('-', '_')}.html"

    def part_for(self, target: str | None) -> str:
        """Return the template for what a script puts in a place of the page.

        target: the id of that place; None asks for the whole page.
        """
        return self.parts.get(target or "", self.template)


@dataclass(frozen=True)
class Tab:
    """A page about a log that answers no single question: its address and its name."""

    slug: str
    label: str | Promise


SINGLES: Final = Tab("journeys", gettext_lazy("Single journeys"))


def frame(look: Look) -> Context:
    """Return what stands on every page about a log: its facts and its coverage."""
    prepared = look.prepared
    about = prepared.about
    return {
        "facts": [
            *_sizes(look),
            (_("First event"), _day(look.first)),
            (_("Last event"), _day(look.last)),
        ],
        "coverage": _("This lens sees %(share)s of the log's %(events)s events.")
        % {"share": percent(prepared.coverage), "events": number(about["events_total"])},
        "left_out": _left_out(look),
        "coverage_is_whole": about["events_seen"] == about["events_total"],
    }


def _sizes(look: Look) -> list[tuple[str, str]]:
    """Return how many journeys and events there are; of a choice both it and the whole."""
    about = look.prepared.about
    few = _("too few to show")
    every = few if look.is_small else number(about["journeys"])
    events = number(about["events_seen"])
    is_by_case = look.lens.slug == "case"
    if look.is_small or (look.selection is not None and not look.selection.filters):
        return [(_("Cases") if is_by_case else _("Journeys"), every), (_("Events"), events)]
    return [
        (
            _("Cases chosen") if is_by_case else _("Journeys chosen"),
            few if look.selection is None else number(look.selection.size),
        ),
        (_("Cases of the whole log") if is_by_case else _("Journeys of the whole log"), every),
        (_("Events of the whole log"), events),
    ]


def _left_out(look: Look) -> str:
    """Return how many events belong to no journey of the lens, and why; empty where all do."""
    about = look.prepared.about
    rest = about["events_total"] - about["events_seen"]
    if not rest:
        return ""
    said = ngettext(
        "The other one belongs to no journey here.",
        "The other %(count)s belong to no journey here.",
        rest,
    ) % {"count": number(rest)}
    return f"{said} {look.lens.left_out}"


def basis(look: Look, *, url: str = "") -> str:
    """Return n and period, as they stand below every figure.

    url: the address of the journeys, where n is to lead to them.
    """
    size = look.selection.size if look.selection else 0
    n = _("n = %(journeys)s") % {"journeys": journeys_counted(size)}
    period = {"first": _day(look.first), "last": _day(look.last)}
    return format_html(
        "{}, {}",
        format_html('<a href="{}">{}</a>', url, n) if url else n,
        _("%(first)s to %(last)s.") % period,
    )


def _day(moment: datetime) -> str:
    return formats.date_format(
        timezone.localtime(moment).date(), "j. F Y" if _dotted() else "j F Y"
    )


def _dotted() -> bool:
    """Danish writes a full stop after the number of a day."""
    return (get_language() or "").startswith("da")


__all__ = [
    "BY_SLUG",
    "QUESTIONS",
    "SINGLES",
    "Asked",
    "Context",
    "Other",
    "Question",
    "Tab",
    "basis",
    "frame",
]

QUESTIONS: Final = (
    Question("overview", gettext_lazy("Journey"), overview.answer),
    Question(
        "flow",
        gettext_lazy("Flow"),
        flow.answer,
        parts={"flow-picture": "journeys/flow_moved.html"},
    ),
    Question("paths", gettext_lazy("Paths"), paths.answer),
    Question(
        "time", gettext_lazy("Waits"), time.answer, parts={"lower": "journeys/time.html#lower"}
    ),
    Question("units", gettext_lazy("Hand-overs"), units.answer),
    Question("repeats", gettext_lazy("Repeat contact"), repeats.answer),
    Question("drop-out", gettext_lazy("Drop-out"), drop_out.answer),
    Question("compare", gettext_lazy("Compare"), compare.answer),
)
BY_SLUG: Final = {question.slug: question for question in QUESTIONS}
