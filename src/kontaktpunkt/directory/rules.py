"""Working days, opening hours and sort order: pure calculation."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from holidays.countries.sweden import Sweden

MOST_WORKING_DAYS = 60

# Whoever keeps closed for longer than this is not said to open again.
MOST_DAYS_CLOSED = 30

# Days before a holiday that many municipalities keep closed; a municipality chooses.
EVES = {
    "DK": ((6, 5), (12, 24), (12, 31)),
    "SE": ((12, 24), (12, 31)),
}


class CalendarTooShort(ValueError):
    """A deadline crosses a year whose closed days are not loaded."""


def answer_due(
    *,
    received: date,
    promise: int,
    closed: frozenset[date],
    weekdays: frozenset[int] = frozenset(range(5)),
    last_known: date | None = None,
) -> date:
    """Return the last day on which an answer is on time.

    received:   local date of arrival; counting starts the day after.
    promise:    working days, 1 to 60.
    closed:     days the unit keeps closed beside its weekly rest.
    weekdays:   days of the week on which the unit works, Monday is 0.
    last_known: last day that `closed` covers; None when it has no end.
    Raises ValueError for a promise out of range or a unit that never works, CalendarTooShort
    when the count runs past last_known.
    Source: docs/law.md#promises
    """
    if not 1 <= promise <= MOST_WORKING_DAYS:
        raise ValueError(f"a promise is 1 to {MOST_WORKING_DAYS} working days, not {promise}")
    if not weekdays:
        raise ValueError("a unit without working days cannot promise an answer")
    day, left = received, promise
    while left:
        day += timedelta(days=1)
        if last_known is not None and day > last_known:
            raise CalendarTooShort(str(day))
        if is_working_day(day=day, closed=closed, weekdays=weekdays):
            left -= 1
    return day


def is_working_day(*, day: date, closed: frozenset[date], weekdays: frozenset[int]) -> bool:
    """Say whether the unit works on this day."""
    return day.weekday() in weekdays and day not in closed


def working_days_between(
    *, first: date, last: date, closed: frozenset[date], weekdays: frozenset[int]
) -> int:
    """Return how many working days lie after `first` up to and with `last` (negative backwards)."""
    if last < first:
        return -working_days_between(first=last, last=first, closed=closed, weekdays=weekdays)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day=day, closed=closed, weekdays=weekdays) for day in days)


@dataclass(frozen=True)
class Opening:
    """When somebody is there next, in local days and times.

    is_now: somebody is there at this moment.
    """

    day: date
    opens: time
    closes: time
    is_now: bool


def next_opening(
    *,
    now: datetime,
    opens: time,
    closes: time,
    weekdays: frozenset[int],
    closed: frozenset[date],
) -> Opening | None:
    """Return the opening that is going on, else the next one; None when there is none soon.

    now:    in local time. Who opens at nine is open at nine, and closed at closing time.
    closed: days the unit keeps closed beside its weekly rest.
    """
    first = 0 if now.time() < closes else 1
    for ahead in range(first, MOST_DAYS_CLOSED + 1):
        day = now.date() + timedelta(days=ahead)
        if is_working_day(day=day, closed=closed, weekdays=weekdays):
            return Opening(day, opens, closes, is_now=ahead == 0 and opens <= now.time())
    return None


@lru_cache(maxsize=64)
def public_holidays(*, country: str, year: int, with_eves: bool) -> frozenset[date]:
    """Return the country's public holidays in a year, Sundays left out of Sweden's list.

    country:   "DK" or "SE".
    with_eves: also the eves that municipalities may keep closed.
    """
    found = _holidays_of(country, year)
    if with_eves:
        found |= {date(year, month, day) for month, day in EVES[country]}
        if country == "SE":
            found |= _swedish_moving_eves(year)
    return frozenset(found)


def _holidays_of(country: str, year: int) -> set[date]:
    if country == "SE":
        # The library counts every Swedish Sunday as a holiday unless told not to.
        return set(Sweden(years=year, include_sundays=False))
    return set(holidays.country_holidays(country, years=year))


def _swedish_moving_eves(year: int) -> set[date]:
    """Midsummer Eve: the Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return {first + timedelta(days=(4 - first.weekday()) % 7)}


def sort_key(*, name: str, country: str) -> str:
    """Return a key that sorts names as the country's readers expect, in plain byte order.

    Danish ends with æ ø å (aa counts as å), Swedish with å ä ö; other accents are ignored.
    """
    return "".join(_sort_letter(letter, country) for letter in _spelled(name, country))


_LAST_LETTERS = {
    "DK": {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"},
    "SE": {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"},
}


def _spelled(name: str, country: str) -> str:
    lowered = unicodedata.normalize("NFC", name.casefold())
    return lowered.replace("aa", "å") if country == "DK" else lowered


def _sort_letter(letter: str, country: str) -> str:
    last = _LAST_LETTERS[country].get(letter)
    if last:
        return last
    plain = unicodedata.normalize("NFD", letter)
    return "".join(part for part in plain if not unicodedata.combining(part))


def weekday_set(pattern: Iterable[int]) -> frozenset[int]:
    """Return the weekdays as a set, refusing what is not a weekday."""
    days = frozenset(pattern)
    if not days <= frozenset(range(7)):
        raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
    return days
