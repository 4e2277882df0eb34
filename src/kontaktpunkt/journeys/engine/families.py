"""Families: paths that differ little, taken together around the one that most journeys took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST

# The most frequent routes that are looked through; what is rarer counts as other.
MOST_ROUTES: Final = 20_000
# Place and code share one whole number, as in `steps`, which questions must not import.
PLACE: Final = 1 << 24

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


def first_visits(*, variant_step: ir.Table) -> ir.Table:
    """Return (variant, path): the touchpoints of each variant, each where it was met first."""
    first = variant_step.filter(variant_step.visit == 1)
    packed = first.seq.cast("int64") * PLACE + first.touchpoint
    found = first.group_by("variant").agg(path=packed.collect())
    return found.mutate(path=found.path.sort().map(lambda each: (each % PLACE).cast("int32")))


def route_numbers(*, visits: ir.Table) -> ir.Table:
    """Return (variant, route): variants with the same first visits share a number."""
    told = visits.group_by("path").agg(route=visits.variant.min())
    return visits.join(told, "path").select("variant", "route")


def families(*, selection: Selection, most: int = 12) -> Families:
    """Return the largest families of paths, small ones hidden.

    Repeats do not tell paths apart. Two orders of first visits differ little when they are the
    same once at most one touchpoint is left out of each: one more, one fewer, another one, or one
    elsewhere; out of two touchpoints none is left out. A route joins the most frequent route that
    it differs little from.
    """
    visits = first_visits(variant_step=selection.prepared.variant_step)
    numbers = route_numbers(visits=visits)
    counts = _counts(selection, visits, numbers)
    grouped = grouped_routes(routes=counts, most=most)
    shown = _shown(selection, numbers, counts, grouped)
    rest = selection.size - sum(family.journeys for family in shown)
    # A small rest would be known by subtraction: the smallest family shown joins it.
    if 0 < rest < SMALLEST:
        *shown, last = shown
        rest += last.journeys
    return Families(selection.size, tuple(shown), rest)


def _counts(
    selection: Selection, visits: ir.Table, numbers: ir.Table
) -> dict[Route, tuple[int, int]]:
    """Return the routes with their number and their journeys, the most frequent first."""
    taken = selection.variants.join(numbers, "variant").group_by("route")
    counted = taken.agg(journeys=ibis._.journeys.sum())
    named = counted.join(visits, counted.route == visits.variant)
    ordered = named.order_by(ibis.desc("journeys"), "path").limit(MOST_ROUTES)
    found = rows(ordered.select("route", "path", "journeys"))
    return {tuple(row["path"]): (row["route"], row["journeys"]) for row in found}


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


def _shown(
    selection: Selection,
    numbers: ir.Table,
    counts: dict[Route, tuple[int, int]],
    grouped: dict[Route, list[Route]],
) -> list[Family]:
    journeys = Counter(
        {head: sum(counts[each][1] for each in members) for head, members in grouped.items()}
    )
    large = [head for head, count in journeys.most_common() if count >= SMALLEST]
    medians = _medians(selection, numbers, counts, {head: grouped[head] for head in large})
    names = selection.prepared.names["touchpoint"]
    return [
        Family(
            tuple(names[code] for code in head),
            len(grouped[head]),
            journeys[head],
            medians[counts[head][0]],
        )
        for head in large
    ]


def _medians(
    selection: Selection,
    numbers: ir.Table,
    counts: dict[Route, tuple[int, int]],
    grouped: dict[Route, list[Route]],
) -> dict[int, float]:
    """Return each family's median duration, by the number of its most frequent route."""
    if not grouped:
        return {}
    # One question with the numbers in it: a table from memory would draw Arrow in.
    belongs = [
        (numbers.route.isin([counts[member][0] for member in members]), counts[head][0])
        for head, members in grouped.items()
    ]
    of_variant = numbers.select("variant", family=ibis.cases(*belongs))
    known = of_variant.filter(of_variant.family.notnull())
    taken = selection.journeys.select("variant", "duration_seconds").join(known, "variant")
    told = rows(taken.group_by("family").agg(median=taken.duration_seconds.median()))
    return {row["family"]: row["median"] for row in told}
