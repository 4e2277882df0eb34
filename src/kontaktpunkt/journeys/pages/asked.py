"""What was asked for, and what several answers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine.flow import Clock
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.rules import Interval
from kontaktpunkt.journeys.wording import percent

MOST_BARS: Final = 10

Context = dict[str, Any]


@dataclass(frozen=True)
class Other:
    """The journeys to compare with, and what they are called."""

    name: str
    selection: Selection
    labels: Labels


@dataclass(frozen=True)
class Asked:
    """What the person who looks has chosen beside the filters."""

    clock: Clock = Clock.WALL
    touchpoints: int = 12
    share: int = 85
    days: int = 7
    together: bool = False
    other: Other | None = None


def share_bar(*, name: str, share: float, interval: Interval) -> charts.Bar:
    """Return a bar for a share, with its interval."""
    return charts.Bar(name, share, percent(share), interval.low, interval.high)


def interval_words(interval: Interval) -> str:
    """Return an interval of a share in words."""
    return _("%(low)s to %(high)s") % {
        "low": percent(interval.low),
        "high": percent(interval.high),
    }
