"""What every sentence is put together from: shares, numbers, months and lists in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.insight.rules import Period, Share
from kontaktpunkt.listening.rules.publishing import LEAST_CUSTOMERS

OTHERS = _("All others")
MOST_NAMED = 3


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Statement:
    """One sentence of the report with what stands behind it.

    basis:      n and what it counts.
    definition: how the figure is made, and what it must not be taken for.
    table:      None when the period has too little to show.
    """

    code: str
    topic: str
    sentence: str
    basis: str
    definition: str
    table: Table | None
    more: dict[str, Any] = field(default_factory=dict)


def percent(value: float) -> str:
    """Return a share as "61 %", with one decimal where rounding would say all or nothing."""
    whole = round(value * 100)
    if whole in {0, 100} and 0 < value < 1:
        return f"{number_format(value * 100, 1)}\u00a0%"
    return f"{number_format(whole)}\u00a0%"


def number(value: float) -> str:
    """Return a whole number with its thousands apart."""
    return str(number_format(round(value), force_grouping=True))


def months(period: Period) -> str:
    """Return "November 2025 – October 2026"."""
    return f"{month_name(period.first)} – {month_name(period.last)}"


def month_name(month: date) -> str:
    """Return "november 2025"."""
    return date_format(month, "F Y")


def month_label(month: date) -> str:
    """Return three letters for below a column."""
    return str(MONTHS_3[month.month])[:3]


def listed(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def span(low: str, high: str) -> str:
    """Return "12 to 18"."""
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def too_few() -> str:
    """Say why there is nothing to say."""
    return gettext("Fewer than %(least)s: nothing is shown, so that nobody can be singled out.") % {
        "least": LEAST_CUSTOMERS
    }


def share_words(share: Share) -> str:
    """Return the share, or a dash where it is not shown."""
    return percent(share.value) if share.is_shown else "–"


def interval_words(share: Share) -> str | None:
    """Return a share's interval in hundredths, "57.1 to 59.3"."""
    if not share.is_shown:
        return None
    found = share.interval
    return span(number_format(found.low * 100, 1), number_format(found.high * 100, 1))


def counted(n: int, what: str) -> str:
    """Return "n = 19,204 contacts", or "" where so few are not told."""
    if n < LEAST_CUSTOMERS:
        return ""
    names = {
        "contacts": gettext("contacts"),
        "questions": gettext("questions"),
        "promises": gettext("promises"),
        "decisions": gettext("decisions"),
        "answers": gettext("answers"),
    }
    return f"n = {number(n)} {names[what]}"
