"""Families: paths that differ little, taken together around the one that most journeys took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST

# So many families are begun; what fits none of them counts as other.
MOST: Final = 12
# The most frequent routes that are looked through; what is rarer counts as other too.
MOST_ROUTES: Final = 20_000

Route = tuple[int, ...]


@dataclass(frozen=True)
class Family:
    """Paths that differ little.

    touchpoints:    what most journeys of the family met, each where it was met first.
    routes:         how many orders of first visits belong to it.
    journeys:       journeys that took one of them.
    median_seconds: of those, from first step to last.
    """

    touchpoints: tuple[str, ...]
    routes: int
    journeys: int
    median_seconds: float


@dataclass(frozen=True)
class Families:
    """The largest families, and how many journeys belong to none of them."""

    journeys: int
    shown: tuple[Family, ...]
    other_journeys: int


@dataclass(frozen=True)
class Gathered:
    """A family before anything is hidden, with codes for names."""

    path: Route
    routes: int
    journeys: int
    median_seconds: float


@dataclass(frozen=True)
class _Taken:
    """A route: its number, and how many journeys took it."""

    number: int
    journeys: int


def families(*, selection: Selection) -> Families:
    """Return the largest families of paths, small ones hidden.

    Repeats do not tell paths apart. Two orders of first visits differ little when they are the
    same once at most one touchpoint is left out of each: one more, one fewer, another one, or one
    elsewhere; out of two touchpoints none is left out. A route joins the most frequent route that
    it differs little from.
    """
    shown = _shown(selection, _prepared(selection) if not selection.filters else _asked(selection))
    rest = selection.size - sum(family.journeys for family in shown)
    # A small rest would be known by subtraction: the smallest family shown joins it.
    if 0 < rest < SMALLEST:
        *shown, last = shown
        rest += last.journeys
    return Families(selection.size, tuple(shown), rest)


def _shown(selection: Selection, found: Iterable[Gathered]) -> list[Family]:
    names = selection.prepared.names["touchpoint"]
    return [
        Family(
            tuple(names[code] for code in each.path),
            each.routes,
            each.journeys,
            each.median_seconds,
        )
        for each in sorted(found, key=lambda each: -each.journeys)
        if each.journeys >= SMALLEST
    ]


def _prepared(selection: Selection) -> list[Gathered]:
    """Return the families of the whole log, which were gathered when it grew."""
    return [
        Gathered(tuple(row["path"]), row["routes"], row["journeys"], row["median_seconds"])
        for row in rows(selection.prepared.family)
    ]


def _asked(selection: Selection) -> list[Gathered]:
    prepared = selection.prepared
    return gathered(journeys=selection.journeys, variant=prepared.variant, route=prepared.route)


def gathered(*, journeys: ir.Table, variant: ir.Table, route: ir.Table) -> list[Gathered]:
    """Return the families of some journeys in the order in which they were begun.

    journeys: some or all. variant, route: as prepared, see `Prepared`.
    """
    numbers = variant.select("variant", "route")
    taken = journeys.select("variant", "duration_seconds").join(numbers, "variant")
    counts = _counts(taken, route)
    grouped = grouped_routes(routes=counts, most=MOST)
    medians = _medians(taken, counts, grouped)
    return [
        Gathered(
            head,
            len(members),
            sum(counts[each].journeys for each in members),
            medians[counts[head].number],
        )
        for head, members in grouped.items()
    ]


def _counts(taken: ir.Table, route: ir.Table) -> dict[Route, _Taken]:
    """Return the routes that were taken, the most frequent first; of two, the one all took more."""
    counted = taken.group_by("route").agg(journeys=taken.count())
    frequent = counted.order_by(ibis.desc("journeys"), "route").limit(MOST_ROUTES)
    named = frequent.join(route.select("route", "path"), "route")
    ordered = named.order_by(ibis.desc("journeys"), "route")
    found = rows(ordered.select("route", "path", "journeys"))
    return {tuple(row["path"]): _Taken(row["route"], row["journeys"]) for row in found}


def grouped_routes(*, routes: Iterable[Route], most: int) -> dict[Route, list[Route]]:
    """Return the families: their most frequent route, and all routes that belong to it.

    routes: the most frequent first. most: as many families are begun; what fits none is left out.
    """
    found: dict[Route, list[Route]] = defaultdict(list)
    heads: dict[Route, Route] = {}
    for route in routes:
        near = [heads[each] for each in _with_one_less(route) if each in heads]
        head = max(near, key=lambda each: -list(found).index(each), default=None)
        if head is not None:
            found[head].append(route)
        elif len(found) < most:
            found[route].append(route)
            for each in _with_one_less(route):
                heads.setdefault(each, route)
    return dict(found)


def _with_one_less(route: Route) -> Iterator[Route]:
    """Return the route, and the route without each of its touchpoints.

    Of two touchpoints each is half of the journey: nothing is left out there.
    """
    yield route
    if len(route) > 2:
        for place in range(len(route)):
            yield route[:place] + route[place + 1 :]


def _medians(
    taken: ir.Table, counts: dict[Route, _Taken], grouped: dict[Route, list[Route]]
) -> dict[int, float]:
    """Return each family's median duration, by the number of its most frequent route."""
    if not grouped:
        return {}
    # One question with the numbers in it: a table from memory would draw Arrow in.
    belongs = [
        (taken.route.isin([counts[member].number for member in members]), counts[head].number)
        for head, members in grouped.items()
    ]
    known = taken.select("duration_seconds", family=ibis.cases(*belongs))
    known = known.filter(known.family.notnull())
    told = rows(known.group_by("family").agg(median=known.duration_seconds.median()))
    return {row["family"]: row["median"] for row in told}
