"""Numbers and waits as people say them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from kontaktpunkt.core import dates

if TYPE_CHECKING:
    from kontaktpunkt.journeys.engine.experience import Experience

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400


class Unit(StrEnum):
    """What a number of a table counts."""

    NUMBER = "n"
    PERCENT = "%"
    DAYS = "d"


Measure = tuple[float, Unit]


class Measured(str):
    """Words of a table's cell, and the numbers that they tell, for files that programs read."""

    measures: tuple[Measure, ...]

    def __new__(cls, words: str, *measures: Measure) -> Self:
        measured = super().__new__(cls, words)
        measured.measures = measures
        return measured


def measures_of(*words: str) -> tuple[Measure, ...]:
    """Return the numbers that words tell, one after the other; none of what only is written."""
    return tuple(measure for each in words for measure in getattr(each, "measures", ()))


def number(value: float, decimals: int = 0) -> str:
    """Return a number with the language's separators, rounded."""
    # Django cuts off what it does not show.
    rounded = round(value, decimals) if decimals else round(value)
    words = formats.number_format(rounded, decimal_pos=decimals, force_grouping=True)
    return Measured(words, (value, Unit.NUMBER))


def percent(share: float) -> str:
    """Return a share in whole percent, with a decimal below ten, and where all but a few are."""
    value = share * 100
    said = number(value, 1 if 0 < value < 9.95 or 99.5 <= value < 99.95 else 0)
    # What belongs together stays on one line.
    words = f"{said}%" if _is_english() else f"{said}\N{NO-BREAK SPACE}%"
    return Measured(words, (value, Unit.PERCENT))


def with_share(count: int, *, of: int) -> str:
    """Return a number and which share of others it is: "3,952 (44%)"."""
    told, share = number(count), percent(count / of)
    return Measured(f"{told} ({share})", *measures_of(told, share))


def wait_words(seconds: float) -> str:
    """Return a wait in words: "3 days 4 hours", rounded as `short_wait` rounds."""
    smallest = HOUR if seconds >= DAY else MINUTE
    whole = round(seconds / smallest) * smallest if seconds >= MINUTE else 0
    words = dates.duration_in_words(timedelta(seconds=whole))
    return Measured(words, (seconds / DAY, Unit.DAYS))


def short_wait(seconds: float | None) -> str:
    """Return a wait for a narrow place: "3.2 d", "5 h", "12 min"; "–" where it is unknown."""
    return "–" if seconds is None else Measured(_short(seconds), (seconds / DAY, Unit.DAYS))


def _short(seconds: float) -> str:
    if seconds >= DAY:
        days = seconds / DAY
        return pgettext("days, short", "%s d") % number(days, 1 if days < 10 else 0)
    if seconds >= HOUR:
        return pgettext("hours, short", "%s h") % number(seconds / HOUR)
    if seconds >= MINUTE:
        return pgettext("minutes, short", "%s min") % number(seconds / MINUTE)
    return pgettext("a wait, short", "< 1 min") if seconds else pgettext("a wait, short", "none")


def journeys_counted(count: int) -> str:
    """Return "1 journey" or "1,204 journeys"."""
    words = ngettext("%(count)s journey", "%(count)s journeys", count)
    return words % {"count": number(count)}


def full_day(day: date) -> str:
    """Return a day with its weekday and year."""
    return dates.day_in_words(day, today=date.min)


def short_month(day: date) -> str:
    """Return the name of a day's month for a narrow place; only English writes it large."""
    return formats.date_format(day, "M" if _is_english() else "b")


def month_and_year(day: date) -> str:
    """Return a day's month and year for a narrow place."""
    return f"{short_month(day)} {day.year}"


def short_date(day: date) -> str:
    """Return a day for a narrow place: "3 Nov 2026"; Danish has a full stop after the number."""
    dot = "." if (get_language() or "").startswith("da") else ""
    return f"{day.day}{dot} {month_and_year(day)}"


def _is_english() -> bool:
    return (get_language() or "en").startswith("en")


def score(felt: Experience | None) -> str:
    """Return an experience with its n and interval, or why there is none."""
    if felt is None:
        return _("nobody was asked")
    if felt.mean is None:
        return _("too few answers to show")
    mean = (felt.mean, Unit.NUMBER)
    if felt.interval is None:
        words = _("%(score)s of 100 (n = %(n)s, too few for an interval)") % {
            "score": number(felt.mean),
            "n": number(felt.n or 0),
        }
        return Measured(words, mean)
    words = _("%(score)s of 100 (%(low)s to %(high)s, n = %(n)s)") % {
        "score": number(felt.mean),
        "low": number(felt.interval.low),
        "high": number(felt.interval.high),
        "n": number(felt.n or 0),
    }
    ends = ((end, Unit.NUMBER) for end in (felt.interval.low, felt.interval.high))
    return Measured(words, mean, *ends)
