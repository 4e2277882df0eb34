"""Comparison: what differs between two groups of journeys beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.core.intervals import Interval, newcombe
from kontaktpunkt.journeys.engine.experience import Scores, scores
from kontaktpunkt.journeys.engine.filters import count
from kontaktpunkt.journeys.engine.flow import rows, visits
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection
from kontaktpunkt.journeys.rules import (
    SMALLEST,
    few_in,
    may_tell_share,
    mean_difference,
    median_difference,
    median_error,
    median_ranks,
)
from kontaktpunkt.warehouse.connection import value

ERROR: Final = 0.05


@dataclass(frozen=True)
class Difference:
    """One measure in two groups.

    measure:  "duration" (seconds, median), "meets" (share of journeys) or "score" (0 to 100).
    about:    the touchpoint, empty for the journey as a whole.
    interval: of first minus second; widened so that among all differences of one comparison that
              chance alone makes, one in twenty comparisons shows any.
    """

    measure: str
    about: str
    first: float
    second: float
    n: tuple[int, int]
    interval: Interval

    @property
    def is_beyond_chance(self) -> bool:
        """Say whether chance alone would hardly make this difference."""
        return self.interval.excludes_zero


Draft = Callable[[float], Difference]


def compare(*, first: Selection, second: Selection) -> tuple[Difference, ...]:
    """Return every measure that both groups have, those beyond chance first.

    The groups may come from different logs; touchpoints are the same where their names are.
    Raises GroupTooSmall when a group is smaller than the smallest that may be told.
    """
    if min(first.size, second.size) < SMALLEST:
        raise GroupTooSmall
    untold = _untold(first, second)
    drafts = [
        _duration(first, second),
        *_meets(first, second, untold),
        *_scores(first, second, untold),
    ]
    # Bonferroni: safe whatever the measures have to do with one another.
    confidence = 1 - ERROR / len(drafts)
    found = [draft(confidence) for draft in drafts]
    return tuple(sorted(found, key=lambda each: not each.is_beyond_chance))


def shared(*, first: Selection, second: Selection) -> bool:
    """Say whether any journey of a log belongs to both selections of it."""
    if second.filters == first.filters and second.rest != first.rest:
        return False
    both = first.keys.semi_join(second.keys, "journey")
    return count(both.limit(1)) > 0


def _untold(first: Selection, second: Selection) -> tuple[Selection, ...]:
    """Return whom a reader knows by subtraction, besides the two groups themselves."""
    if len(first.left_out) == 1 and _are_all(first, second):
        return ()
    return (*first.left_out, *second.left_out)


def _are_all(first: Selection, second: Selection) -> bool:
    """Say whether each journey of one log is in one of the two groups, and in one only."""
    if first.prepared.folder != second.prepared.folder:
        return False
    total = int(first.prepared.about["journeys"])
    return first.size + second.size == total and not shared(first=first, second=second)


def _duration(first: Selection, second: Selection) -> Draft:
    (one, one_error), (other, other_error) = (
        median_with_error(selection=each) for each in (first, second)
    )
    n = (first.size, second.size)

    def at(confidence: float) -> Difference:
        interval = median_difference(
            median=(one, other), error=(one_error, other_error), confidence=confidence
        )
        return Difference("duration", "", one, other, n, interval)

    return at


def median_with_error(*, selection: Selection) -> tuple[float, float]:
    """Return the median duration and its standard error, in seconds."""
    low, high = median_ranks(n=selection.size)
    lasts = selection.journeys.duration_seconds.quantile([0.5, low, high])
    middle, below, above = value(scalar=lasts)
    return middle, median_error(n=selection.size, low=below, high=above)


def _meets(first: Selection, second: Selection, untold: Sequence[Selection]) -> list[Draft]:
    counts = [_met(each) for each in (first, second)]
    n = (first.size, second.size)
    few = few_in(tables=map(_met, untold))
    found = []
    for name in sorted((set(counts[0]) | set(counts[1])) - few):
        hits = (counts[0].get(name, 0), counts[1].get(name, 0))
        if all(may_tell_share(hits=hit, n=size) for hit, size in zip(hits, n, strict=True)):
            found.append(_share(name, hits, n))
    return found


def _met(selection: Selection) -> dict[str, int]:
    names = selection.prepared.names["touchpoint"]
    found = rows(visits(variant_steps=selection.variant_steps))
    return {names[row["touchpoint"]]: row["journeys"] for row in found}


def _share(name: str, hits: tuple[int, int], n: tuple[int, int]) -> Draft:
    def at(confidence: float) -> Difference:
        interval = newcombe((hits[0], n[0]), (hits[1], n[1]), confidence=confidence)
        return Difference("meets", name, hits[0] / n[0], hits[1] / n[1], n, interval)

    return at


def _scores(first: Selection, second: Selection, untold: Sequence[Selection]) -> list[Draft]:
    one, other = (_scored(each) for each in (first, second))
    few = few_in(
        tables=[{name: each.journeys for name, each in _scored(group).items()} for group in untold]
    )
    both = {
        name
        for name in set(one) & set(other)
        if min(one[name].journeys, other[name].journeys) >= SMALLEST
    }
    return [_score(name, one[name], other[name]) for name in sorted(both - few)]


def _scored(selection: Selection) -> dict[str, Scores]:
    names = selection.prepared.names["touchpoint"]
    return {names[code]: each for code, each in scores(selection=selection).items()}


def _score(name: str, one: Scores, other: Scores) -> Draft:
    n = (one.n, other.n)

    def at(confidence: float) -> Difference:
        interval = mean_difference(
            n=n,
            mean=(one.mean, other.mean),
            deviation=(one.deviation, other.deviation),
            confidence=confidence,
        )
        return Difference("score", name, one.mean, other.mean, n, interval)

    return at
