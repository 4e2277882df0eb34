"""Small counts are not shown, and intervals are honest. Pure calculation.

Everything that leaves the journey engine for a page, an export or a link goes through here.
Source: docs/journey-engine.md#small-groups
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from kontaktpunkt.core import quantiles
from kontaktpunkt.core.intervals import CONFIDENCE, Interval

# Journeys are about people: fewer than this many are never told apart.
SMALLEST: Final = 7
# From here a mean is shown with its interval; below it stands alone.
INTERVAL_FROM: Final = 20

Key = TypeVar("Key", bound=Hashable)

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})


def address_of(*, name: str) -> str:
    """Return a name as a part of an address: small Latin letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:80].strip("-") or "choice"


def may_show(*, journeys: int) -> bool:
    """Say whether a number that stands for so many journeys may be shown."""
    return journeys >= SMALLEST


def may_tell_share(*, hits: int, n: int) -> bool:
    """Say whether a share may be shown: nobody, or neither part of the group is small."""
    return n >= SMALLEST and all(part == 0 or part >= SMALLEST for part in (hits, n - hits))


def is_few(*, journeys: int) -> bool:
    """Say whether so many journeys are somebody, and too few to be told of."""
    return 0 < journeys < SMALLEST


def few_in(*, tables: Iterable[Mapping[Key, int]]) -> set[Key]:
    """Return the keys of which any of the tables counts few journeys."""
    return {key for table in tables for key, journeys in table.items() if is_few(journeys=journeys)}


def may_take_part(*, parts: Mapping[Key, int], part: Key) -> bool:
    """Say whether one part of a group may be chosen, where a reader may choose each of them.

    All parts that may be chosen, taken from the whole, would tell of a single small one.
    """
    return part not in hidden(cells=parts, lines=dict.fromkeys(parts, ("all",)))


def safe_cuts(*, sizes: Mapping[int, int], round_steps: Sequence[int] = ()) -> frozenset[int]:
    """Return after how many journeys an ordered group may be cut in two.

    sizes:       journeys on each step of the scale (a day, a month, a point) that holds any.
                 Between two cuts stands nobody, or at least SMALLEST, so that no two limits differ
                 by few.
    round_steps: what round limits are multiples of, the roundest first. Where not every limit may
                 be asked, those may.
    """
    steps = sorted(sizes)
    cuts = [0, sum(sizes.values())]
    below: list[tuple[int, int]] = []
    total = 0
    for step, following in pairwise(steps):
        total += sizes[step]
        below.append((_roundness(step, following, round_steps), total))
    for _rank, cut in sorted(below):
        place = bisect(cuts, cut)
        if min(cut - cuts[place - 1], cuts[place] - cut) >= SMALLEST:
            cuts.insert(place, cut)
    return frozenset(cuts)


def limits_beside(
    *, sizes: Mapping[int, int], limit: int, offered: Iterable[int], round_steps: Sequence[int] = ()
) -> tuple[int | None, int | None]:
    """Return the next limit below, and above, that may be asked and tells of other journeys.

    limit, offered: steps of the scale after which an ordered group may be cut in two.
    sizes, round_steps: see `safe_cuts`.
    """
    safe = safe_cuts(sizes=sizes, round_steps=round_steps)

    def cut(at: int) -> int:
        return sum(journeys for step, journeys in sizes.items() if step <= at)

    own, cuts = cut(limit), {each: cut(each) for each in offered}
    below = [each for each, found in cuts.items() if found in safe and found < own]
    above = [each for each, found in cuts.items() if found in safe and found > own]
    return max(below, default=None), min(above, default=None)


def _roundness(first: int, following: int, round_steps: Sequence[int]) -> int:
    """Return the place of the roundest limit from `first` to below `following`."""
    for place, size in enumerate(round_steps):
        if (following - 1) // size * size >= first:
            return place
    return len(round_steps)


def hidden(
    *,
    cells: Mapping[Key, int],
    lines: Mapping[Key, Iterable[Hashable]],
    left_out: Sequence[Mapping[Key, int]] = (),
) -> frozenset[Key]:
    """Return the cells that must not be shown.

    cells:    journeys by cell. Empty cells need not be given: hidden and empty look the same.
    lines:    for each cell the lines (rows, columns, groups) whose total a reader may know. In no
              line may the hidden part be worked out to be small: it is nothing, or at least two
              cells that hold SMALLEST journeys together. The smallest shown cells are hidden too
              until that holds.
    left_out: the same cells of the journeys that filters leave out: a reader knows them by
              subtracting this answer from that of a wider choice. What holds of the cells holds of
              these.
    """
    gone = few_in(tables=[cells, *left_out]) & cells.keys()
    # In one order, whatever the order of the cells: two answers must not hide different ones.
    ordered = sorted(cells, key=lambda key: (cells[key], str(key)))
    members: dict[Hashable, list[Key]] = defaultdict(list)
    for key in ordered:
        for line in lines.get(key, ()):
            members[line].append(key)
    # A dictionary, so that a line waits once, however many of its cells are hidden.
    open_lines = {line: None for key in ordered if key in gone for line in lines.get(key, ())}
    while open_lines:
        line = next(iter(open_lines))
        del open_lines[line]
        for key in _also_hidden(members[line], [cells, *left_out], gone):
            gone.add(key)
            open_lines |= dict.fromkeys(lines.get(key, ()))
    return frozenset(gone)


def _also_hidden(line: list[Key], tables: Sequence[Mapping[Key, int]], gone: set[Key]) -> list[Key]:
    """Return the smallest shown cells of a line that must go too; `line` is in order of size."""
    known = [key for key in line if key in gone]
    totals = [sum(each.get(key, 0) for key in known) for each in tables]
    also: list[Key] = []
    for key in line:
        if len(known) + len(also) >= 2 and not any(is_few(journeys=total) for total in totals):
            break
        if key not in gone and tables[0][key] > 0:
            also.append(key)
            totals = [total + each.get(key, 0) for total, each in zip(totals, tables, strict=True)]
    return also


def mean_interval(*, n: int, mean: float, deviation: float) -> Interval | None:
    """Return the t interval of a mean of scores from 0 to 100, or None below INTERVAL_FROM.

    deviation: the sample's standard deviation (n - 1).
    """
    if n < INTERVAL_FROM:
        return None
    half = quantiles.student(n - 1, 0.975) * deviation / math.sqrt(n)
    return Interval(max(mean - half, 0.0), min(mean + half, 100.0))


def mean_difference(
    *,
    n: tuple[int, int],
    mean: tuple[float, float],
    deviation: tuple[float, float],
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return Welch's interval of the first mean minus the second."""
    parts = [sd * sd / size for sd, size in zip(deviation, n, strict=True)]
    error = math.sqrt(sum(parts))
    middle = mean[0] - mean[1]
    if not error:
        return Interval(middle, middle)
    freedom = error**4 / sum(part**2 / (size - 1) for part, size in zip(parts, n, strict=True))
    half = quantiles.student(freedom, (1 + confidence) / 2) * error
    return Interval(middle - half, middle + half)


def median_ranks(*, n: int) -> tuple[float, float]:
    """Return the two quantiles from which the error of a median is read.

    Source: Price and Bonett (2001), Estimating the variance of the sample median.
    """
    place = max(round((n + 1) / 2 - math.sqrt(n)), 1)
    return (place - 1) / max(n - 1, 1), (n - place) / max(n - 1, 1)


def median_error(*, n: int, low: float, high: float) -> float:
    """Return the standard error of a median; low and high stand at `median_ranks`."""
    place = max(round((n + 1) / 2 - math.sqrt(n)), 1)
    tail = sum(math.comb(n, each) for each in range(place)) / 2 ** (n - 1) if n < 200 else None
    width = 2.0 if tail is None else quantiles.normal(1 - tail / 2)
    return (high - low) / (2 * width)


def median_interval(*, median: float, error: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the median of something that is not negative."""
    half = quantiles.normal((1 + confidence) / 2) * error
    return Interval(max(median - half, 0.0), median + half)


def median_difference(
    *, median: tuple[float, float], error: tuple[float, float], confidence: float = CONFIDENCE
) -> Interval:
    """Return the interval of the first median minus the second."""
    half = quantiles.normal((1 + confidence) / 2) * math.hypot(*error)
    middle = median[0] - median[1]
    return Interval(middle - half, middle + half)
