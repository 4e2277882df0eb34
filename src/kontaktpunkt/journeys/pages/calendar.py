"""When things happen: a calendar, and the months one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import rhythm
from kontaktpunkt.journeys.engine.rhythm import Calendar, Happens
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked
from kontaktpunkt.journeys.pictures import calendar as picture
from kontaktpunkt.journeys.wording import full_day, month_and_year, number, short_date, short_month

MONDAY: Final = date(2024, 1, 1)


def answer(selection: Selection, asked: Asked) -> Context | None:
    """Return the calendar of a selection and its months; None where nothing may be shown."""
    found = rhythm.calendar(selection=selection)
    if not found.months and not found.days and not found.weekdays:
        return None
    return {
        "sentence": sentences.calendar(found=found),
        "is_of_contacts": found.what is Happens.CONTACT,
        "is_of_days": bool(found.days),
        "picture": _picture(found),
        "columns": [_("Week from"), *_weekdays("l")],
        "numbers": _weeks(found) if found.days else _months_by_weekday(found),
        "months": picture.columns(rows=[_column(month, found, asked) for month in found.months]),
        "months_sentence": sentences.months(found=found),
        "months_columns": [_("Month"), _counted_name(found)],
        "months_numbers": [
            [
                formats.date_format(month.first, "F Y"),
                Linked(number(month.count), _behind(month, found, asked)),
            ]
            for month in found.months
        ],
    }


def _picture(found: Calendar) -> picture.Calendar | None:
    weekdays, months = _weekdays("D"), [_month(place) for place in range(1, 13)]
    if found.days:
        counts = {each.day: each.count for each in found.days}
        return picture.days(
            counts=counts,
            titles={day: _title(full_day(day), count, found) for day, count in counts.items()},
            weekdays=weekdays,
            months=months,
            number=number,
        )
    if not found.weekdays:
        return None
    by_month = {(each.first, each.weekday): each.count for each in found.weekdays}
    return picture.weekdays_of_months(
        counts=by_month,
        titles={cell: _title(_cell_name(*cell), n, found) for cell, n in by_month.items()},
        weekdays=weekdays,
        months=months,
        number=number,
    )


def _cell_name(month: date, weekday: int) -> str:
    return _("%(weekday)s in %(month)s") % {
        "weekday": _weekdays("l")[weekday],
        "month": formats.date_format(month, "F Y"),
    }


def _title(name: str, count: int, found: Calendar) -> str:
    return f"{name}: {_counted(count, found)}"


def _counted(count: int, found: Calendar) -> str:
    if found.what is Happens.CONTACT:
        words = ngettext("%(count)s contact", "%(count)s contacts", count)
    else:
        words = ngettext("%(count)s step", "%(count)s steps", count)
    return words % {"count": number(count)}


def _counted_name(found: Calendar) -> str:
    return _("Contacts") if found.what is Happens.CONTACT else _("Steps")


def _column(month: rhythm.Month, found: Calendar, asked: Asked) -> picture.Row:
    name = month_and_year(month.first)
    title = _title(formats.date_format(month.first, "F Y"), month.count, found)
    return picture.Row(name, month.count, number(month.count), title, _behind(month, found, asked))


def _behind(month: rhythm.Month, found: Calendar, asked: Asked) -> str:
    """Return the address of the journeys in which it happened; single days are not asked for."""
    return asked.behind(("in", f"{month.first:%Y-%m}", found.what.value))


def _weekdays(form: str) -> list[str]:
    return [formats.date_format(MONDAY + timedelta(days=day), form) for day in range(7)]


def _month(place: int) -> str:
    return short_month(date(2024, place, 1))


def _weeks(found: Calendar) -> list[list[str]]:
    counts = {each.day: each.count for each in found.days}
    mondays = sorted({day - timedelta(days=day.weekday()) for day in counts})
    return [[short_date(monday), *_week(monday, counts)]
            for monday in mondays]  # fmt: skip


def _week(monday: date, counts: dict[date, int]) -> list[str]:
    return [_cell(counts.get(monday + timedelta(days=place))) for place in range(7)]


def _months_by_weekday(found: Calendar) -> list[list[str]]:
    counts = {(each.first, each.weekday): each.count for each in found.weekdays}
    months: Sequence[date] = sorted({month for month, _weekday in counts})
    return [
        [formats.date_format(month, "F Y"), *(_cell(counts.get((month, day))) for day in range(7))]
        for month in months
    ]


def _cell(count: int | None) -> str:
    return "" if count is None else number(count)
