"""How figures are said: names, definitions, bands, and a word when something changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Outcome
from kontaktpunkt.core.dates import short_day
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.reports import SHARE, Line, Part, Section
from kontaktpunkt.listening.rules import indices
from kontaktpunkt.listening.rules.charts import Chart, Point, Signal
from kontaktpunkt.listening.rules.indices import Figure
from kontaktpunkt.listening.rules.items import said
from kontaktpunkt.listening.rules.publishing import Days

BANDS = {
    "low": _("low"),
    "approved": _("approved"),
    "high": _("high"),
    "very-high": _("very high"),
}

_TITLES = {
    indices.NKI: _("Satisfaction index"),
    SHARE: _("Share who are satisfied"),
    indices.FAIRNESS: _("Fairness index"),
}

_DEFINITIONS = {
    indices.NKI: _(
        "Mean of three questions answered from 1 to 10, each counted alike, shown as 0 to 100."
    ),
    SHARE: _("Those who chose 8, 9 or 10 when asked how satisfied they are all in all."),
    indices.FAIRNESS: _(
        "Mean of the questions about being heard, respected and informed, answered from 1 to 5, "
        "shown as 0 to 100. Adapted from research on fairness."
    ),
}


# Kinds of words that belong into a section's first sentence.
_TELLING = frozenset({"good", "soon"})


@dataclass(frozen=True)
class Word:
    """A status and what it says. kind: good, soon, calm or neutral."""

    kind: str
    text: str


def title(line: Line) -> str:
    """Return the name of an index, or the question as people read it."""
    if line.item is not None:
        return said(line.item.wording, get_language() or "en")
    return str(_TITLES[line.code])


def definition(line: Line) -> str:
    """Return what the figure is made of."""
    if line.item is None:
        return str(_DEFINITIONS[line.code])
    scale = line.item.scale
    return gettext("Answered from %(low)s to %(high)s, shown as 0 to 100.") % {
        "low": scale.low,
        "high": scale.high,
    }


def value(line: Line) -> str:
    """Return the figure as it stands on the page: "78", or "64 %" for a share."""
    if line.figure.mean is None:
        return "–"
    number = number_format(round(line.figure.mean))
    return f"{number} %" if line.code == SHARE else number


def basis(figure: Figure) -> str:
    """Return how many answered and how sure the figure is."""
    if figure.interval is None:
        return gettext("Fewer than 7 answers: not shown, so that nobody can be singled out")
    answers = ngettext("%(n)s answer", "%(n)s answers", figure.n) % {
        "n": number_format(figure.n, force_grouping=True)
    }
    return gettext("%(answers)s; with 95 %% certainty between %(low)s and %(high)s") % {
        "answers": answers,
        "low": round(figure.interval.low),
        "high": round(figure.interval.high),
    }


def verdict(figure: Figure) -> str:
    """Return the band, both bands when the answers cannot tell, or "" when there is no band."""
    names = [str(BANDS[code]) for code in figure.bands]
    if not names:
        return ""
    if len(names) == 1:
        return names[0]
    return gettext("%(first)s to %(last)s: too few answers to tell") % {
        "first": names[0],
        "last": names[-1],
    }


def change(line: Line, *, today: date) -> Word:
    """Return a word when something changed, and otherwise that it is the usual up and down."""
    if line.chart is None:
        return Word("neutral", gettext("Too few answers for a chart yet."))
    place = _last_signal(line.chart)
    if place is None:
        return Word("neutral", gettext("The usual ups and downs."))
    if place < len(line.chart.points) - 1:
        text = gettext("Something changed around %(day)s, and it is as usual again.")
        day = short_day(line.drawn[place].days[1], today=today)
        return Word("calm", text % {"day": day})
    is_up = _is_up(line.chart, place)
    return Word("good" if is_up else "soon", _reason(line.chart.points[place], is_up=is_up))


def _is_up(chart: Chart, place: int) -> bool:
    point = chart.points[place]
    if point.signals[0] == Signal.TREND:
        return point.value > chart.points[place - 1].value
    return point.value > chart.centre


def _last_signal(chart: Chart) -> int | None:
    places = [place for place, point in enumerate(chart.points) if point.signals]
    return places[-1] if places else None


def _reason(point: Point, *, is_up: bool) -> str:
    better = {
        Signal.BEYOND: gettext("Clearly better than usual."),
        Signal.NEAR_LIMIT: gettext("Twice lately far better than usual."),
        Signal.ONE_SIDE: gettext("Better than usual for a long time."),
        Signal.TREND: gettext("Getting better all the time."),
    }
    worse = {
        Signal.BEYOND: gettext("Clearly worse than usual."),
        Signal.NEAR_LIMIT: gettext("Twice lately far worse than usual."),
        Signal.ONE_SIDE: gettext("Worse than usual for a long time."),
        Signal.TREND: gettext("Getting worse all the time."),
    }
    return (better if is_up else worse)[point.signals[0]]


def is_trial(section: Section) -> bool:
    """Say whether the section's charts have too few points for firm limits."""
    return any(line.chart is not None and line.chart.is_trial for line in section.lines)


def days(span: Days, *, today: date) -> str:
    """Return "24. august – 18. oktober", or one day."""
    first, last = (short_day(day, today=today) for day in span)
    return first if span[0] == span[1] else f"{first} – {last}"


def heading(touchpoint: str) -> str:
    """Return the name of a touchpoint."""
    return str(Survey.Touchpoint(touchpoint).label)


def outcome(code: str) -> str:
    """Return how a case ended."""
    return str(Outcome(code).label)


def headline(section: Section, *, today: date) -> str:
    """Say in one or two sentences what the section shows: what changed, or that nothing did."""
    told: dict[str, list[str]] = {}
    for line in section.lines:
        word = change(line, today=today)
        if word.kind in _TELLING:
            told.setdefault(word.text, []).append(short_title(line))
    if not told:
        return gettext("Nothing but the usual ups and downs.")
    return " ".join(f"{text.rstrip('.')}: {', '.join(titles)}." for text, titles in told.items())


def short_title(line: Line) -> str:
    """Return the name of the line in a few words."""
    if line.item is not None:
        return said(line.item.short, get_language() or "en")
    return title(line)


def numbers(line: Line, *, today: date) -> list[list[Any]]:
    """Return the rows of the table behind an index's picture."""
    points = iter(line.chart.points if line.chart else ())
    return [_row(part, points, line, today) for part in line.parts]


def _row(part: Part, points: Iterator[Point], line: Line, today: date) -> list[Any]:
    span = days(part.days, today=today)
    if part.value is None:
        return [span, None, None, None, None]
    if line.chart is None:
        return [span, part.n, round(part.value), None, None]
    point, scale = next(points), 100 if line.code == SHARE else 1
    limits = [round(point.lower * scale), round(point.upper * scale)]
    return [span, part.n, round(part.value), *limits]


def columns(section: Section) -> list[str]:
    """Return the heads of that table."""
    return [
        _grain(section),
        gettext("Answers"),
        gettext("Score"),
        gettext("Usual from"),
        pgettext("upper limit", "to"),
    ]


def item_numbers(section: Section, *, today: date) -> list[list[Any]]:
    """Return the rows of the one table behind all questions: score and answers of each."""
    lines = [line for line in section.lines if line.item]
    rows = zip(*[line.parts for line in lines], strict=True)
    return [[days(parts[0].days, today=today), *map(_cell, parts)] for parts in rows]


def item_columns(section: Section) -> list[str]:
    """Return the heads of that table."""
    lines = [line for line in section.lines if line.item]
    return [_grain(section), *(short_title(line) for line in lines)]


def _cell(part: Part) -> str | None:
    return None if part.value is None else f"{round(part.value)} ({part.n})"


def _grain(section: Section) -> str:
    return gettext("Days") if section.is_daily else gettext("Weeks")
