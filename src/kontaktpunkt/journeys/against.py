"""What the chosen journeys are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontaktpunkt.journeys import queries
from kontaktpunkt.journeys.engine.filters import Filter, StartedIn
from kontaktpunkt.journeys.forms import AgainstForm, FilterForm
from kontaktpunkt.journeys.pages.asked import Other
from kontaktpunkt.journeys.queries import Look


def other(*, look: Look, form: AgainstForm) -> Other | None:
    """Return the journeys that a form asks to compare with, or None where there are too few.

    look: the log with its chosen journeys, of which there must be enough.
    """
    assert look.selection is not None, "too few journeys have a page of their own"
    log, view = form.log(), form.view()
    if log is not None:
        return _of_log(log, look.lens.slug)
    if view is not None:
        whole = queries.open_log(log=look.log, lens=look.lens.slug)
        assert whole is not None, "the log is open already"
        filters = FilterForm(QueryDict(view.query), look=whole).filters()
        return _of_filters(view.name, whole, filters)
    if form.is_year_before():
        return _year_before(look)
    rest = look.selection.others
    return Other(_("All other journeys"), rest, look.labels) if look.selection.filters else None


def _of_log(log: queries.Log, lens: str) -> Other | None:
    found = queries.open_log(log=log, lens=lens)
    if found is None or found.selection is None:
        return None
    return Other(log.name, found.selection, found.labels)


def _of_filters(name: str, look: Look, filters: Sequence[Filter]) -> Other | None:
    narrowed = queries.narrowed(look=look, filters=filters)
    return Other(name, narrowed.selection, look.labels) if narrowed.selection else None


def _year_before(look: Look) -> Other | None:
    assert look.selection is not None
    filters = [
        replace(each, first=_earlier(each.first), last=_month_end(_earlier(each.last)))
        if isinstance(each, StartedIn)
        else each
        for each in look.selection.filters
    ]
    return _of_filters(_("The year before"), look, filters)


def _earlier(day: date) -> date:
    """Return the first day of the same month, a year earlier."""
    return day.replace(year=day.year - 1, day=1)


def _month_end(first: date) -> date:
    return date.fromordinal(_following(first).toordinal() - 1)


def _following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
