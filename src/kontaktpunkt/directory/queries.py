"""Lookups of units, calendars and staff."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory import rules
from kontaktpunkt.directory.models import ClosingDay, Role, Staff, Unit


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
    return calendars_of(units=[unit], around=around)[unit.pk]


def calendars_of(*, units: Iterable[Unit], around: date) -> dict[int, WorkingCalendar]:
    """Return the working days of several units by the unit's key, in one query."""
    years = range(around.year - 1, around.year + 2)
    known = ClosingDay.objects.filter(day__range=(date(years[0], 1, 1), date(years[-1], 12, 31)))
    days = known.values_list("unit_id", "day")
    closed: dict[int | None, set[date]] = defaultdict(set)
    for unit_id, day in days:
        closed[unit_id].add(day)
    return {
        unit.pk: WorkingCalendar(
            closed=frozenset(closed[None] | closed[unit.pk] | _holidays(unit, years)),
            weekdays=unit.works_on(),
            last_known=date(years[-1], 12, 31),
        )
        for unit in units
    }


def _holidays(unit: Unit, years: range) -> set[date]:
    country = _country(tenancy.current_id())
    return {
        day
        for year in years
        for day in rules.public_holidays(country=country, year=year, with_eves=unit.closed_on_eves)
    }


@lru_cache(maxsize=256)
def _country(municipality_id: int) -> str:
    # A municipality does not move to another country.
    return Municipality.objects.values_list("country", flat=True).get(pk=municipality_id)


def service_centre() -> Unit | None:
    """Return the unit that is the one way in, if the municipality has named one."""
    return Unit.objects.filter(is_service_centre=True).order_by("pk").first()


def opening_of(*, unit: Unit, at: datetime) -> rules.Opening | None:
    """Return when the unit is open, now or next; None when it keeps closed for weeks."""
    now = timezone.localtime(at)
    calendar = calendar_of(unit=unit, around=now.date())
    return rules.next_opening(
        now=now,
        opens=unit.opens,
        closes=unit.closes,
        weekdays=calendar.weekdays,
        closed=calendar.closed,
    )


def unit_names() -> list[tuple[int, str]]:
    """Return key and name of the units that work at all: those a question can be handed over to."""
    return list(Unit.objects.exclude(weekdays=[]).order_by("name").values_list("pk", "name"))


def one_of_each_role() -> list[Staff]:
    """Return the first appointed of each role who may log in, with the unit."""
    active = Staff.objects.filter(is_active=True).select_related("unit")
    found = {person.role: person for person in active.order_by("-pk")}
    return [found[role] for role in Role if role in found]


def units_by_key(*, keys: Iterable[int]) -> Mapping[int, Unit]:
    """Return the units with these keys."""
    return Unit.objects.in_bulk(list(keys))


def unit_ids_within(*, unit_id: int) -> list[int]:
    """Return the key of the unit and of every unit below it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent_id in Unit.objects.values_list("pk", "parent_id"):
        children[parent_id].append(pk)
    found = [unit_id]
    for pk in found:
        found.extend(child for child in children[pk] if child not in found)
    return found
