"""How long journeys last, and how long people wait between two touchpoints."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontaktpunkt.journeys.engine.durations import (
    Column,
    Lengths,
    how_long,
    how_long_between,
)
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.offered import LONGER_THAN
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked
from kontaktpunkt.journeys.pictures import histogram
from kontaktpunkt.journeys.wording import (
    DAY,
    HOUR,
    MINUTE,
    journeys_counted,
    number,
    percent,
    short_wait,
    wait_words,
)


def of_journeys(selection: Selection, asked: Asked) -> Context | None:
    """Return the histogram of how long journeys last; None where all last an instant."""
    found = how_long(selection=selection)
    if not found.median and not found.p90:
        return None
    return _told(found, _sentence(found), asked, has_links=True)


def of_wait(
    selection: Selection, pair: tuple[str, str], labels: Labels, asked: Asked
) -> Context | None:
    """Return the histogram of how long people wait from one touchpoint to another."""
    source, target = pair
    found = how_long_between(selection=selection, source=source, target=target, clock=asked.clock)
    if found is None or not found.p90:
        return None
    sentence = _wait_sentence(found, labels.touchpoint(source), labels.touchpoint(target))
    return {**_told(found, sentence, asked, has_links=False), "n": journeys_counted(found.n)}


def _told(found: Lengths, sentence: str, asked: Asked, *, has_links: bool) -> Context:
    return {
        "sentence": sentence,
        "picture": _picture(found, asked, has_links=has_links),
        "columns": [_("How long"), _("Journeys"), _("Share"), _("Journeys that took longer")],
        "numbers": _numbers(found, asked, has_links=has_links),
    }


def _sentence(found: Lengths) -> str:
    said = _(
        "Half of %(journeys)s lasted %(median)s or less, and nine of ten %(most)s or less."
    ) % {
        "journeys": journeys_counted(found.n),
        "median": _round(found.median),
        "most": _round(found.p90),
    }
    first = found.columns[0]
    if first.high is None or not first.journeys:
        return said
    return f"{said} " + _("%(share)s were over within %(limit)s.") % {
        "share": percent(first.journeys / found.n),
        "limit": wait_words(first.high),
    }


def _wait_sentence(found: Lengths, source: str, target: str) -> str:
    return _(
        "From “%(source)s” to “%(target)s”, half of %(journeys)s waited %(median)s or less, and "
        "nine of ten %(most)s or less."
    ) % {
        "source": source,
        "target": target,
        "journeys": journeys_counted(found.n),
        "median": _round(found.median),
        "most": _round(found.p90),
    }


def _round(seconds: float) -> str:
    """Nobody counts the seconds of a wait."""
    return wait_words(max(seconds, MINUTE))


def _picture(found: Lengths, asked: Asked, *, has_links: bool) -> histogram.Histogram:
    columns = [
        histogram.Column(
            each.low,
            each.high,
            each.journeys,
            number(each.journeys),
            f"{_words(each)}: {journeys_counted(each.journeys)}",
            _longer(each.low, asked) if has_links else "",
        )
        for each in found.columns
        if each.journeys
    ]
    marks = [
        histogram.Mark(
            found.median, _("half: %(wait)s") % {"wait": short_wait(found.median)}, "median"
        ),
        histogram.Mark(
            found.p90, _("nine of ten: %(wait)s") % {"wait": short_wait(found.p90)}, "most"
        ),
    ]
    heights = histogram.heights(columns=columns, marks=marks, step=found.width)
    last = max(each.low if each.high is None else each.high for each in found.columns)
    steps = range(int(last // found.width) + 1)
    return histogram.histogram(
        columns=columns,
        step=found.width,
        marks=marks,
        limits=[(step * found.width, _limit(step * found.width)) for step in steps],
        scale=[(height, number(height, 0 if height == int(height) else 1)) for height in heights],
    )


def _numbers(found: Lengths, asked: Asked, *, has_links: bool) -> Sequence[Sequence[str]]:
    rows, longer = [], found.n
    for each in found.columns:
        longer -= each.journeys
        url = _longer(each.high, asked) if has_links and each.high and longer else ""
        rows.append(
            [
                _words(each),
                number(each.journeys),
                percent(each.journeys / found.n),
                Linked(number(longer), url),
            ]
        )
    return rows


def _longer(seconds: float, asked: Asked) -> str:
    """Return the address of the journeys that took longer, the longest first; not of all limits."""
    days = seconds / DAY
    if days and days not in LONGER_THAN:
        return ""
    filters = [("longer", f"{days:.0f}")] if days else []
    return asked.behind(*filters, ("order", "duration"))


def _words(column: Column) -> str:
    low, high = column.low, column.high
    if high is None:
        return _("more than %(low)s") % {"low": wait_words(low)}
    if not low:
        return _("up to %(high)s") % {"high": wait_words(high)}
    return _("more than %(low)s, up to %(high)s") % {
        "low": wait_words(low),
        "high": wait_words(high),
    }


def _limit(seconds: float) -> str:
    """Return a round time for a narrow place."""
    if not seconds:
        return "0"
    if seconds < HOUR:
        return pgettext("minutes, short", "%s min") % number(seconds / MINUTE)
    if seconds % DAY:
        return pgettext("hours, short", "%s h") % number(seconds / HOUR)
    return pgettext("days, short", "%s d") % number(seconds / DAY)
