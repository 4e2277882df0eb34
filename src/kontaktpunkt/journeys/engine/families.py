"""Families: paths that differ little, taken together around the one that most journeys took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, in_groups, told_of_each
from kontaktpunkt.journeys.engine.filters import Filter
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection, select
from kontaktpunkt.journeys.rules import SMALLEST, few_in, is_few

# So many families are begun; what fits none of them counts as other.
MOST: Final = 12
# The most frequent routes that are looked through; what is rarer counts as other too.
MOST_ROUTES: Final = 8_000

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
    shown = _shown(selection)
    rest = selection.size - sum(family.journeys for family in shown)
    # A small rest would be known by subtraction: the smallest family shown joins it.
    if is_few(journeys=rest):
        *shown, last = shown
        rest += last.journeys
    return Families(selection.size, tuple(shown), rest)


def _shown(selection: Selection) -> list[Family]:
    names = selection.prepared.names["touchpoint"]
    found = _prepared(selection) if not selection.filters else _asked(selection)
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
    """Return the families of some journeys, but those to which few of the others belong."""
    prepared = selection.prepared
    found = _grouped(_counts(selection))
    told = measured(journeys=selection.journeys, variant=prepared.variant, found=found)
    gone = _of_few_others(selection, told, found)
    return [each for each in told if each.path not in gone]


def _of_few_others(selection: Selection, told: list[Gathered], found: Grouped) -> set[Route]:
    """Return the families of which subtracting this answer from a wider one would tell of few."""
    whole = {each.path: each.journeys for each in _prepared(selection)}
    differing = [Counter({each.path: whole.get(each.path, 0) - each.journeys for each in told})]
    if found.members:
        _, *left_out = told_of_each(
            selection=selection, question=lambda each: _belonging(each, found)
        )
        heads = {found.taken[head].number: head for head in found.members}
        differing += [
            Counter({heads[row["family"]]: row["journeys"] for row in each}) for each in left_out
        ]
    return few_in(tables=differing)


def _belonging(journeys: Journeys, found: Grouped) -> ir.Table:
    """Return (family, journeys): how many took a route of each family, by its first route."""
    known = _with_family(_by_route(journeys), found)
    return in_groups(known, "family").agg(journeys=known.journeys.sum())


@dataclass(frozen=True)
class Grouped:
    """Families that have no duration yet: their most frequent route, and all that belong to it."""

    taken: dict[Route, _Taken]
    members: dict[Route, list[Route]]


def grouped(*, route: ir.Table) -> Grouped:
    """Return the families of the whole log, in the order in which they were begun.

    route: as prepared, see `Prepared`.
    """
    return _grouped(route.order_by("route").limit(MOST_ROUTES))


@lru_cache(maxsize=4)
def members(prepared: Prepared, filters: tuple[Filter, ...] = ()) -> dict[Route, tuple[int, ...]]:
    """Return the routes of each family by number, the most frequent first.

    filters: of the journeys whose families they are, the whole log's where there are none.

    Kept for what was asked about last: one choice of journeys asks several times.
    Raises GroupTooSmall.
    """
    if filters:
        found = _grouped(_counts(select(prepared=prepared, filters=filters)))
    else:
        found = grouped(route=prepared.route)
    return {
        head: tuple(found.taken[each].number for each in routes)
        for head, routes in found.members.items()
    }


@lru_cache(maxsize=4)
def told(prepared: Prepared, filters: tuple[Filter, ...]) -> frozenset[tuple[str, ...]]:
    """Return the most frequent path of each family that may be told of; see `members`."""
    found = families(selection=select(prepared=prepared, filters=filters))
    return frozenset(each.touchpoints for each in found.shown)


def measured(*, journeys: ir.Table, variant: ir.Table, found: Grouped) -> list[Gathered]:
    """Return the families with their journeys' median duration.

    variant: as prepared, see `Prepared`.
    """
    taken = found.taken
    medians = _medians(_taken(journeys, variant), found)
    return [
        Gathered(
            head,
            len(members),
            sum(taken[each].journeys for each in members),
            medians[taken[head].number],
        )
        for head, members in found.members.items()
    ]


def _taken(journeys: ir.Table, variant: ir.Table) -> ir.Table:
    """Return (duration_seconds, route) of each journey."""
    numbers = variant.select("variant", "route")
    return journeys.select("variant", "duration_seconds").join(numbers, "variant")


def _counts(selection: Selection) -> ir.Table:
    """Return (route, path, journeys), the most frequent first, then as in the whole log."""
    counted = _by_route(selection)
    frequent = counted.order_by(ibis.desc("journeys"), "route").limit(MOST_ROUTES)
    named = frequent.join(selection.prepared.route.select("route", "path"), "route")
    return named.order_by(ibis.desc("journeys"), "route")


def _by_route(journeys: Journeys) -> ir.Table:
    """Return (route, journeys)."""
    numbers = journeys.prepared.variant.select("variant", "route")
    taken = journeys.variants.join(numbers, "variant")
    return in_groups(taken, "route").agg(journeys=taken.journeys.sum())


def _grouped(counts: ir.Table) -> Grouped:
    found = rows(counts.select("route", "path", "journeys"))
    taken = {tuple(row["path"]): _Taken(row["route"], row["journeys"]) for row in found}
    return Grouped(taken, grouped_routes(routes=taken, most=MOST))


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


def _medians(taken: ir.Table, found: Grouped) -> dict[int, float]:
    """Return each family's median duration, by the number of its most frequent route."""
    if not found.members:
        return {}
    known = _with_family(taken, found)
    told = rows(known.group_by("family").agg(median=known.duration_seconds.median()))
    return {row["family"]: row["median"] for row in told}


def _with_family(taken: ir.Table, found: Grouped) -> ir.Table:
    """Return those that belong to any family, with its number; `taken` has a `route`."""
    number = {route: each.number for route, each in found.taken.items()}
    # One question with the numbers in it: a table from memory would draw Arrow in.
    belongs = [
        (taken.route.isin([number[member] for member in members]), number[head])
        for head, members in found.members.items()
    ]
    known = taken.mutate(family=ibis.cases(*belongs))
    return known.filter(known.family.notnull())
