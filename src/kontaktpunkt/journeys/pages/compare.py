"""What differs between two groups of journeys, and whether chance alone would make it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys.engine.compare import Difference, compare, shared
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked, Other
from kontaktpunkt.journeys.pictures import forest
from kontaktpunkt.journeys.wording import (
    Measured,
    journeys_counted,
    measures_of,
    number,
    percent,
    wait_words,
)

# More rows than these are a table, which stands behind the picture.
MOST_ROWS: Final = 15


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Compare the chosen journeys with all others, or with those of another log."""
    if asked.other is None:
        return {"sentence": _why_nothing(asked)}
    try:
        found = compare(first=selection, second=asked.other.selection)
    except GroupTooSmall:
        return {"sentence": _("One of the two groups is too small to be compared.")}
    beyond = [each for each in found if each.is_beyond_chance]
    shares = _largest(each for each in found if each.measure == "meets")
    return {
        "sentence": _sentence(found, beyond),
        "groups": [
            (_("Chosen"), journeys_counted(selection.size), asked.behind()),
            (
                asked.other.name,
                journeys_counted(asked.other.selection.size),
                asked.other.behind(),
            ),
        ],
        "others": asked.other.name,
        "overlap": _overlap(selection, asked.other),
        "headlines": [
            _headline(each, labels, asked, asked.other) for each in found if each.measure != "meets"
        ],
        "forest": forest.forest(rows=[_row(each, labels) for each in shares]),
        "forest_sentence": _largest_words(shares, labels, asked.other.name),
        "columns": [
            _("What"),
            _("Chosen"),
            asked.other.name,
            _("Difference, with interval"),
            _("Beyond chance"),
        ],
        "numbers": [_linked(each, labels, asked, asked.other) for each in found],
    }


def _largest(found: Iterable[Difference]) -> list[Difference]:
    """Return the largest differences, those beyond chance first."""
    order = sorted(found, key=lambda each: (not each.is_beyond_chance, -_size(each)))
    return order[:MOST_ROWS]


def _size(each: Difference) -> float:
    return abs(each.first - each.second)


def _row(each: Difference, labels: Labels) -> forest.Row:
    return forest.Row(
        name=labels.touchpoint(each.about),
        value=each.first - each.second,
        low=each.interval.low,
        high=each.interval.high,
        words=_("%(first)s against %(second)s")
        % {"first": _share(each.first), "second": _share(each.second)},
        is_beyond=each.is_beyond_chance,
    )


def _largest_words(shares: list[Difference], labels: Labels, other: str) -> str:
    if not shares or not shares[0].is_beyond_chance:
        return _("Both groups meet the same touchpoints, as far as chance lets one say.")
    most = shares[0]
    return _(
        "The largest difference: “%(touchpoint)s” is met by %(first)s of those chosen and by "
        "%(second)s of “%(other)s”."
    ) % {
        "touchpoint": labels.touchpoint(most.about),
        "first": _share(most.first),
        "second": _share(most.second),
        "other": other,
    }


def _overlap(selection: Selection, other: Other) -> str:
    """Say when the same journeys stand on both sides: intervals are about different ones."""
    if selection.prepared.folder != other.selection.prepared.folder or not shared(
        first=selection, second=other.selection
    ):
        return ""
    return _("Some journeys belong to both groups, so that the intervals are rough.")


def _why_nothing(asked: Asked) -> str:
    if asked.is_other_missing:
        return _("There are too few journeys to compare with.")
    return _("Choose which journeys to compare, or another log to compare with.")


def _linked(each: Difference, labels: Labels, asked: Asked, other: Other) -> list[str]:
    """Return the cells of a row."""
    cells = _headline(each, labels, asked, other)
    beyond = _("yes") if each.is_beyond_chance else _("could be chance")
    return [cells["what"], cells["first"], cells["second"], cells["difference"], beyond]


def _headline(each: Difference, labels: Labels, asked: Asked, other: Other) -> Context:
    """Return a row's parts, both numbers leading to the journeys that they are about."""
    cells = _cells(each, labels)
    wanted = [(_BEHIND[each.measure], each.about)] if each.measure in _BEHIND else []
    return cells | {
        "first": Linked(cells["first"], asked.behind(*wanted)),
        "second": Linked(cells["second"], other.behind(*wanted)),
    }


def _sentence(found: tuple[Difference, ...], beyond: list[Difference]) -> str:
    if not beyond:
        return _("None of the %(count)s measures differs by more than chance would make.") % {
            "count": number(len(found))
        }
    return ngettext(
        "One of %(all)s measures differs by more than chance would make.",
        "%(count)s of %(all)s measures differ by more than chance would make.",
        len(beyond),
    ) % {"count": number(len(beyond)), "all": number(len(found))}


def _cells(each: Difference, labels: Labels) -> Context:
    say = _SAY[each.measure]
    low, high = (say(end) for end in (each.interval.low, each.interval.high))
    difference = _signed(each, say(each.first - each.second))
    words = _("%(difference)s (%(low)s to %(high)s)") % {
        "difference": difference,
        "low": low,
        "high": high,
    }
    return {
        "what": _what(each, labels),
        "first": say(each.first),
        "second": say(each.second),
        "difference": Measured(words, *measures_of(difference, low, high)),
        "is_beyond": each.is_beyond_chance,
    }


def _what(each: Difference, labels: Labels) -> str:
    if each.measure == "duration":
        return _("Half last at most")
    name = labels.touchpoint(each.about)
    if each.measure == "meets":
        return _("Meet “%(touchpoint)s”") % {"touchpoint": name}
    return _("Experience of “%(touchpoint)s”") % {"touchpoint": name}


def _signed(each: Difference, words: str) -> str:
    return Measured(f"+{words}", *measures_of(words)) if each.first > each.second else words


def _duration(seconds: float) -> str:
    return _below_zero(wait_words(abs(seconds)), seconds)


def _share(share: float) -> str:
    return _below_zero(percent(abs(share)), share)


def _score(value: float) -> str:
    return _below_zero(number(abs(value), 1), value)


def _below_zero(words: str, value: float) -> str:
    """Return the words for a number's size with its sign."""
    if value >= 0:
        return words
    return Measured(f"−{words}", *((-size, unit) for size, unit in measures_of(words)))


# Who met the touchpoint, and who answered about it; all journeys lasted.
_BEHIND: Final = {"meets": "through", "score": "answered"}
_SAY = {"duration": _duration, "meets": _share, "score": _score}
