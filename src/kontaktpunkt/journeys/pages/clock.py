"""How waits are counted, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine.flow import Clock
from kontaktpunkt.journeys.queries import Look
from kontaktpunkt.journeys.wording import DAY, HOUR, MINUTE, number


def basis(look: Look, clock: Clock) -> str:
    """Return how waits are counted, where that is not in clock time."""
    if clock is Clock.WALL:
        return ""
    return _(
        "Waits are counted in opening hours alone: 24 of them make a day here, about %(days)s "
        "working days."
    ) % {"days": number(_working_days(look.prepared.about["hours"]["weekly"]), 1)}


def _working_days(weekly: Mapping[str, Sequence[Sequence[str]]]) -> float:
    """Return how many usual days of opening make twenty-four hours."""
    days = [day for day in weekly.values() if day]
    opened = sum(_seconds(opens, closes) for day in days for opens, closes in day)
    return DAY * len(days) / max(opened, 1)


def _seconds(opens: str, closes: str) -> int:
    first, last = (time.fromisoformat(each) for each in (opens, closes))
    return ((last.hour - first.hour) * HOUR + (last.minute - first.minute) * MINUTE) % DAY or DAY
