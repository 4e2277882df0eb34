"""Periods of whole months, shares that are compared, and what few people must not show.

Source: docs/measures.md#the-committees-report
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from kontaktpunkt.core.intervals import Interval, newcombe, wilson
from kontaktpunkt.listening.rules.publishing import LEAST_CUSTOMERS

Key = TypeVar("Key")
Row = TypeVar("Row")
Column = TypeVar("Column")

MONTHS = 12
MOST_YEARS = 5
LAST_TWELVE = "last"
# A question of the same party about the same matter within these days is a repeat.
REPEAT_WITHIN = timedelta(days=7)
# Of all questions, so many should be settled at the first contact; agreed with the municipalities.
FIRST_CONTACT_TARGET = 0.8
# How far back a unit lead looks, in days.
LATELY = 28
# An appeal usually has four weeks; one more for a letter on its way.
COMPLAINT_WITHIN = timedelta(days=35)


# --- Periods -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """Twelve whole months. `first` is the first day of a month, `end` the day after the last."""

    code: str
    first: date

    @property
    def end(self) -> date:
        """The day after the period."""
        return month_after(self.first, MONTHS)

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of the twelve months."""
        return tuple(month_after(self.first, number) for number in range(MONTHS))


def month_after(month: date, count: int) -> date:
    """Return the first day of the month so many months later; negative counts go back."""
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)


def periods(*, today: date, since: date | None) -> list[Period]:
    """Return the periods to choose from: the last twelve months, then whole years.

    since: the day of the oldest contact; None when there is none.
    Every period has twelve whole months, and a year is offered only when there were contacts from
    its first month on. No period lies inside another, and so no two of them can be subtracted to
    tell of a few weeks.
    """
    found = [Period(LAST_TWELVE, month_after(today, -MONTHS))]
    if since is None:
        return found
    oldest = since.year if since.month == 1 else since.year + 1
    years = range(today.year - 1, max(oldest, today.year - MOST_YEARS) - 1, -1)
    return found + [Period(str(year), date(year, 1, 1)) for year in years]


# --- Shares ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """So many of n."""

    hits: int
    n: int

    @property
    def is_shown(self) -> bool:
        """There are enough for the share to be shown."""
        return self.n >= LEAST_CUSTOMERS

    @property
    def value(self) -> float:
        """0 to 1. Raises ZeroDivisionError for a share of nothing."""
        return self.hits / self.n

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval, 0 to 1."""
        return wilson(self.hits, self.n)


def difference(first: Share, second: Share) -> Interval:
    """Return the 95 % interval for the first share minus the second; both must have an n."""
    return newcombe((first.hits, first.n), (second.hits, second.n))


def together(shares: Iterable[Share]) -> Share:
    """Return the share over all of these."""
    kept = list(shares)
    return Share(sum(share.hits for share in kept), sum(share.n for share in kept))


def stands_out(shares: Mapping[Key, Share]) -> Key | None:
    """Return the part with the lowest share when it differs from the others together, else None.

    The interval of the difference leaves out zero; with parts picked for being lowest this is a
    reason to look, not a proof.
    """
    if len(shares) < 2:
        return None
    worst = min(shares, key=lambda key: (shares[key].value, str(key)))
    others = together(share for key, share in shares.items() if key != worst)
    return worst if difference(shares[worst], others).high < 0 else None


# --- Few people --------------------------------------------------------------------------------


def shown_cells(
    counts: Mapping[tuple[Row, Column], int],
    *,
    sums: Collection[int] = (0, 1),
    withheld: Collection[Row] = (),
    least: int = LEAST_CUSTOMERS,
) -> frozenset[tuple[Row, Column]]:
    """Return the cells of a table that may stand beside its sums.

    counts:   (row, column) → people; cells with nobody may be missing.
    sums:     which sums are shown: 0 for those of the rows, 1 for those of the columns.
    withheld: rows whose own sum is hidden, and all their cells with it.
    A cell with fewer than `least` is hidden, and in every row and column whose sum is shown, what
    is hidden has at least `least` people in at least two cells, so that the sum minus the cells
    shown tells of no small group. Where a row has too few for that, all its cells are hidden.
    """
    left = {cell: n for cell, n in counts.items() if n > 0}
    visible = frozenset(
        cell for cell in left if left[cell] >= least and cell[0] not in set(withheld)
    )
    while True:
        kept = visible
        for place in sums:
            for line in _lines(left, place):
                given_away = _given_away(line, kept, least)
                kept -= given_away
        if kept == visible:
            return visible
        visible = kept


def _lines(
    counts: Mapping[tuple[Row, Column], int], place: int
) -> list[dict[tuple[Row, Column], int]]:
    found: dict[Hashable, dict[tuple[Row, Column], int]] = {}
    for cell, n in counts.items():
        found.setdefault(cell[place], {})[cell] = n
    return list(found.values())


def _given_away(line: Mapping[Key, int], visible: frozenset[Key], least: int) -> frozenset[Key]:
    """Return the cells of one row or column that have to go, given what is hidden already."""
    hidden = [cell for cell in line if cell not in visible]
    candidates = sorted(
        (cell for cell in line if cell in visible), key=lambda cell: (line[cell], str(cell))
    )
    while hidden and candidates and not _is_crowd([line[cell] for cell in hidden], least):
        hidden.append(candidates.pop(0))
    return frozenset(hidden)


def _is_crowd(counts: Sequence[int], least: int) -> bool:
    return len(counts) > 1 and sum(counts) >= least


def closed_months(
    counts: Mapping[date, Sequence[int]], *, months: Sequence[date], least: int = LEAST_CUSTOMERS
) -> frozenset[date]:
    """Return the months whose answers count: those joined into groups with enough of each kind.

    counts: month → answers of each kind, as many kinds in every month.
    months: the months of a period, in order.
    Months are joined with the next until each kind has `least` answers. Groups begin anew each
    January and do not depend on the period; only whole ones count. Two periods' figures therefore
    differ by whole groups, and cannot be subtracted to tell of fewer. A month group that began
    before the period, or waits for more answers, is left out.
    """
    found: set[date] = set()
    for year in {month.year for month in months}:
        for group in _month_groups(counts, year, least):
            if set(group) <= set(months):
                found |= set(group)
    return frozenset(found)


def _month_groups(counts: Mapping[date, Sequence[int]], year: int, least: int) -> list[list[date]]:
    groups: list[list[date]] = []
    waiting: list[date] = []
    for number in range(1, 13):
        waiting.append(date(year, number, 1))
        kinds = zip(*[counts[month] for month in waiting if month in counts], strict=True)
        sums = [sum(kind) for kind in kinds]
        if sums and min(sums) >= least:
            groups.append(waiting)
            waiting = []
    return groups
