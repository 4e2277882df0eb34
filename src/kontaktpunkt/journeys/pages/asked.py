"""What was asked for, and what several answers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from django.utils.translation import gettext as _

from kontaktpunkt.core.intervals import Interval
from kontaktpunkt.journeys.engine.dropout import USUAL_DAYS
from kontaktpunkt.journeys.engine.flow import Clock
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import Measured, measures_of, number, percent

MOST_BARS: Final = 10

Context = dict[str, Any]


def _nowhere(*_wanted: tuple[str, ...]) -> str:
    return ""


class Linked(Measured):
    """Words of a table's cell that lead to the journeys behind them."""

    url: str

    def __new__(cls, words: str, url: str) -> Self:
        linked = super().__new__(cls, words, *measures_of(words))
        linked.url = url
        return linked


@dataclass(frozen=True)
class Other:
    """The journeys to compare with, and what they are called.

    behind: as `Asked.behind`, of these journeys.
    """

    name: str
    selection: Selection
    labels: Labels
    behind: Callable[..., str] = _nowhere


class Together(StrEnum):
    """Which paths count as one; none that differ where nothing is said."""

    REPEATS = "repeats"
    LITTLE = "little"


@dataclass(frozen=True)
class Asked:
    """What the person who looks has chosen beside the filters.

    days:   within how many a further contact is a repeat.
    silence: after how many days without anything a journey that has not ended fell silent.
    pair:   the two touchpoints of a spectrum; the usual ones where empty.
    is_other_missing: whether something to compare with was asked for, and holds too few journeys.
    behind: return the address of the journeys that the filters keep and that are, besides, like
            each of what is given: a name of `narrowing` and its parts. Empty where single journeys
            may not be looked at.
    kept:   return the address of this page with only these journeys.
    page:   which of the pages of a long list.
    """

    clock: Clock = Clock.WALL
    touchpoints: int = 12
    share: int = 85
    days: int = 7
    silence: int = USUAL_DAYS
    together: Together | str = ""
    other: Other | None = None
    is_other_missing: bool = False
    pair: tuple[str, str] | None = None
    behind: Callable[..., str] = _nowhere
    kept: Callable[..., str] = _nowhere
    page: int = 1


def share_bar(*, name: str, share: float, interval: Interval, url: str = "") -> charts.Bar:
    """Return a bar for a share, with its interval."""
    return charts.Bar(name, share, percent(share), interval.low, interval.high, url)


def interval_words(interval: Interval) -> str:
    """Return an interval of a share in words."""
    low, high = (percent(end) for end in (interval.low, interval.high))
    return Measured(_("%(low)s to %(high)s") % {"low": low, "high": high}, *measures_of(low, high))


def interval_of_score(interval: Interval) -> str:
    """Return an interval of a score from 0 to 100 in words."""
    low, high = (number(end) for end in (interval.low, interval.high))
    return Measured(_("%(low)s to %(high)s") % {"low": low, "high": high}, *measures_of(low, high))
