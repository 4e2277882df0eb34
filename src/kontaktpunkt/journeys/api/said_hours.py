"""Opening hours as a person says them: "mon-fri 9-15"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from typing import Final

from kontaktpunkt.journeys.engine.hours import Hours, Spans

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SAID: Final = re.compile(r"(?P<days>[a-z,-]+) +(?P<spans>[\d:.,-]+)")
_SPAN: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?")


class UnclearHours(ValueError):
    """Opening hours are not said in a way that can be understood."""


def opening_hours(
    *said: str, zone: str = "Europe/Copenhagen", closed: Iterable[date | str] = ()
) -> Hours:
    """Return opening hours from words: weekdays, then when it is open.

    said:   "mon-fri 9-15", "mon,wed 10:00-12:30,13:00-17:00"; each adds to the others.
    closed: days on which nothing is open, such as "2026-12-24".
    Raises UnclearHours.

    >>> hours = opening_hours("mon-fri 9-15", "thu 16-18:30", closed=["2026-12-24"])
    >>> hours.weekly[3]
    ((datetime.time(9, 0), datetime.time(15, 0)), (datetime.time(16, 0), datetime.time(18, 30)))
    >>> opening_hours("weekdays 9-15")
    Traceback (most recent call last):
    ...
    kontaktpunkt.journeys.api.said_hours.UnclearHours: “weekdays 9-15” is not clear: say opening \
hours such as “mon-fri 9-15” or “mon,wed 10:00-12:30,13-17”.
    """
    weekly: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for each in said:
        days, spans = _understood(each)
        for day in days:
            weekly[day] += spans
    found = {day: tuple(sorted(spans)) for day, spans in sorted(weekly.items())}
    return Hours(zone=zone, weekly=found, closed=frozenset(map(_day, closed)))


def hours_of(said: Hours | str | None, *, zone: str = "Europe/Copenhagen") -> Hours | None:
    """Return opening hours as they are, or from words."""
    return opening_hours(said, zone=zone) if isinstance(said, str) else said


def _understood(said: str) -> tuple[list[int], Spans]:
    try:
        match = _SAID.fullmatch(said.strip().lower())
        if match is None:
            raise ValueError(said)
        days = [day for part in match["days"].split(",") for day in _days(part)]
        return days, tuple(map(_span, match["spans"].split(",")))
    except ValueError:
        raise UnclearHours(
            f"“{said}” is not clear: say opening hours such as “mon-fri 9-15” or "
            "“mon,wed 10:00-12:30,13-17”."
        ) from None


def _days(said: str) -> list[int]:
    first, _, last = said.partition("-")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if begin > end:
        raise ValueError(said)
    return list(range(begin, end + 1))


def _span(said: str) -> tuple[time, time]:
    match = _SPAN.fullmatch(said)
    if match is None:
        raise ValueError(said)
    hour, minute, last_hour, last_minute = (int(each or 0) for each in match.groups())
    # Until 24 is until midnight.
    span = time(hour, minute), time(0 if last_hour == 24 else last_hour, last_minute)
    if span[0] >= span[1] != time(0):
        raise ValueError(said)
    return span


def _day(said: date | str) -> date:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        raise UnclearHours(f"“{said}” is no day such as 2026-12-24.") from None
