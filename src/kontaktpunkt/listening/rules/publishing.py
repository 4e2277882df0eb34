"""What may be shown of few answers, so that nobody is singled out, not even by subtraction.

Source: docs/measures.md#publishing
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

Key = TypeVar("Key")

LEAST_CUSTOMERS = 7
LEAST_STAFF = 5
LEAST_COMMENTS = 10
# A day is a point of its own where so many answer on an average day; otherwise a week is.
DAILY_FROM = 10
PERIOD = timedelta(weeks=4)
CHART_LENGTH = timedelta(weeks=8)
HALF_YEAR = timedelta(weeks=26)
_FIRST_MONDAY = date(2024, 1, 1)


def shown(counts: Mapping[Key, int], *, least: int = LEAST_CUSTOMERS) -> frozenset[Key]:
    """Return the parts of a whole that may be shown beside the whole.

    counts: part → answers.
    A part with fewer than `least` is hidden. What is hidden together has at least `least` answers
    in at least two parts, so that the whole minus the parts shown tells of no small group: where
    needed, the smallest parts with enough answers are hidden too (complementary suppression).
    """
    by_size = sorted((key for key in counts if counts[key] > 0), key=lambda key: counts[key])
    hidden = [key for key in by_size if counts[key] < least]
    candidates = [key for key in by_size if counts[key] >= least]
    while hidden and candidates and not _is_crowd([counts[key] for key in hidden], least):
        hidden.append(candidates.pop(0))
    return frozenset(by_size) - frozenset(hidden)


def _is_crowd(counts: Sequence[int], least: int) -> bool:
    return len(counts) > 1 and sum(counts) >= least


Days = tuple[date, date]


def groups(
    counts: Mapping[date, int], *, until: date, length: int, least: int = LEAST_CUSTOMERS
) -> list[Days]:
    """Join days into groups with enough answers each; return first and last day of each.

    counts: day → answers, from `counting_since(until)` on; days without answers may be missing.
    until:  the last day that counts.
    length: 1 to start from days, 7 to start from whole weeks.
    A group once closed never changes and never overlaps another: two days' figures differ by
    whole groups only, and cannot be subtracted to tell of fewer. What is left at the end waits
    for more answers. Each half-year is grouped by itself, because counting starts anew there.
    """
    first = counting_since(until)
    last = until if length == 1 else _last_sunday(until)
    found: list[Days] = []
    while first <= last:
        end = min(first + HALF_YEAR - timedelta(days=1), last)
        found += _groups(counts, first, end, length, least)
        first += HALF_YEAR
    return found


def _groups(
    counts: Mapping[date, int], first: date, last: date, length: int, least: int
) -> list[Days]:
    found: list[Days] = []
    start, total, day = first, 0, first
    while day <= last:
        end = day + timedelta(days=length - 1)
        total += sum(counts.get(day + timedelta(days=n), 0) for n in range(length))
        if total >= least:
            found.append((start, end))
            start, total = end + timedelta(days=1), 0
        day = end + timedelta(days=1)
    return found


def counting_since(today: date) -> date:
    """Return the day from which answers have to be counted to group the last eight weeks."""
    halves = (today - CHART_LENGTH - _FIRST_MONDAY) // HALF_YEAR
    return _FIRST_MONDAY + halves * HALF_YEAR


def _last_sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def is_daily(*, answers: int, days: int) -> bool:
    """Say whether there are enough answers for a chart of days."""
    return days > 0 and answers >= DAILY_FROM * days


def closed_period(today: date) -> Days:
    """Return first and last day of the last whole period of four weeks before today.

    Periods follow each other without overlap, counted from a fixed Monday, so that no two of them
    can be subtracted from each other.
    """
    first = _FIRST_MONDAY + ((today - _FIRST_MONDAY) // PERIOD - 1) * PERIOD
    return first, first + PERIOD - timedelta(days=1)
