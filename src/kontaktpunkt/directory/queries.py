"""Lookups of units, calendars and staff."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory import rules
from kontaktpunkt.directory.models import ClosingDay, Unit


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which one unit works.

    closed:     holidays and closing days, local dates.
    weekdays:   working weekdays, Monday is 0.
    last_known: the last day that `closed` covers.
    """

    closed: frozenset[date]
    weekdays: frozenset[int]
    last_known: date

    def answer_due(self, *, received: date, promise: int) -> date:
        """Return the last day for an answer promised within so many working days."""
        return rules.answer_due(
            received=received,
            promise=promise,
            closed=self.closed,
            weekdays=self.weekdays,
            last_known=self.last_known,
        )

    def working_days_until(self, *, today: date, day: date) -> int:
        """Return the working days from today to the day; negative when it has passed."""
        return rules.working_days_between(
            first=today, last=day, closed=self.closed, weekdays=self.weekdays
        )


def calendar_of(*, unit: Unit, around: date) -> WorkingCalendar:
    """Return the unit's working days from the year before `around` to the year after it."""
    years = range(around.year - 1, around.year + 2)
    country = _country()
    closed = {
        day
        for year in years
        for day in rules.public_holidays(
            country=country, year=year, with_eves=unit.closed_on_eves
        )
    }
    closed.update(
        ClosingDay.objects.filter(Q(unit=unit) | Q(unit=None), day__year__in=years).values_list(
            "day", flat=True
        )
    )
    return WorkingCalendar(
        closed=frozenset(closed), weekdays=unit.works_on(), last_known=date(years[-1], 12, 31)
    )


def _country() -> str:
    return Municipality.objects.values_list("country", flat=True).get(pk=tenancy.current_id())
