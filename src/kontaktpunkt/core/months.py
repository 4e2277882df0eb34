"""Calendar months: the next, the end of one, and so many later. Pure calculation."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TypeVar

Day = TypeVar("Day", bound=date)

# From the first day of any month, so many days later it is the next.
_MORE_THAN_A_MONTH = timedelta(days=32)


def next_month(*, day: Day) -> Day:
    """Return the first day of the month after; a moment keeps its time of day."""
    return (day.replace(day=1) + _MORE_THAN_A_MONTH).replace(day=1)


def month_end(*, day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(*, day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is too short.

    months: may be negative, for earlier ones.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
