"""Flow: which touchpoint follows which, how often, and after how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, in_groups, told_of_each
from kontaktpunkt.journeys.engine.packing import first_of, packed, second_of
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, few_in, hidden
from kontaktpunkt.warehouse import connection

# Where a journey comes from before its first touchpoint and goes to after its last.
OUTSIDE: Final = -1
# The codes of two touchpoints, one straight after the other.
Pair = tuple[int, int]
Counted = list[dict[str, Any]]


class Clock(StrEnum):
    """How a wait is counted."""

    WALL = "wall"
    OPEN = "open"


WAIT_COLUMN: Final = {Clock.WALL: "wait_seconds", Clock.OPEN: "open_wait_seconds"}


@dataclass(frozen=True)
class Edge:
    """One touchpoint directly followed by another.

    source, target: names; None for a journey's beginning or end.
    count:          times that it happened.
    journeys:       journeys in which it happened.
    median_wait, p90_wait: seconds from the end of the one to the start of the other.
    total_wait:     seconds, summed over all times that were waited: not after a step after which
                    nothing more is expected.
    """

    source: str | None
    target: str | None
    count: int
    journeys: int
    median_wait: float | None = None
    p90_wait: float | None = None
    total_wait: float | None = None


@dataclass(frozen=True)
class Node:
    """One touchpoint: how often it was met, and in how many journeys."""

    name: str
    visits: int
    journeys: int


@dataclass(frozen=True)
class Flow:
    """The directly-follows map of some journeys.

    hidden_edges: pairs that happened but are too rare to be told, or would give rare ones away.
    """

    journeys: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden_edges: int

    @property
    def between(self) -> tuple[Edge, ...]:
        """Return the edges from touchpoint to touchpoint, without beginnings and ends."""
        return tuple(edge for edge in self.edges if edge.source and edge.target)

    @property
    def starts(self) -> tuple[Edge, ...]:
        """Return how journeys begin, the most frequent first."""
        return tuple(edge for edge in self.edges if edge.source is None)

    @property
    def ends(self) -> tuple[Edge, ...]:
        """Return how journeys end, the most frequent first."""
        return tuple(edge for edge in self.edges if edge.target is None)


def edge_counts(*, variant_steps: ir.Table) -> ir.Table:
    """Return (touchpoint, next_touchpoint, count, journeys, met, begun).

    The next touchpoint is null at a journey's end. Added up over it, count, met and begun say how
    often a touchpoint was visited, and how many journeys met it and began with it: one query tells
    the whole map.
    """
    journeys = variant_steps.journeys
    return in_groups(variant_steps, "touchpoint", "next_touchpoint").agg(
        count=journeys.sum(),
        journeys=_sum_where(journeys, variant_steps.edge_visit == 1),
        met=_sum_where(journeys, variant_steps.visit == 1),
        begun=_sum_where(journeys, variant_steps.seq == 0),
    )


def _sum_where(number: ir.NumericColumn, condition: ir.BooleanColumn) -> ir.NumericScalar:
    """Return the sum where the condition holds; DuckDB's own filter copies the rows first."""
    return ibis.ifelse(condition, number, ibis.null()).sum()


def visits(*, variant_steps: ir.Table) -> ir.Table:
    """Return (touchpoint, visits, journeys)."""
    at_first = variant_steps.visit == 1
    return in_groups(variant_steps, "touchpoint").agg(
        visits=variant_steps.journeys.sum(),
        journeys=variant_steps.journeys.sum(where=at_first),
    )


def edge_waits(*, steps: ir.Table, clock: Clock = Clock.WALL) -> ir.Table:
    """Return (touchpoint, next_touchpoint, waits, total).

    waits: median and 90th percentile. total: the sum of what was waited for, see Edge.

    A pair is one whole number: for two small ones DuckDB takes a table in which one thread alone
    looks for all the medians, and two cores take a fifth longer.
    """
    onward = steps.filter(steps.next_touchpoint.notnull())
    wait = onward[WAIT_COLUMN[clock]]
    found = onward.group_by(pair=packed(onward.touchpoint, onward.next_touchpoint)).agg(
        waits=wait.quantile([0.5, 0.9]), total=_sum_where(wait, ~onward.closes)
    )
    return found.select(
        "waits",
        "total",
        touchpoint=first_of(found.pair),
        next_touchpoint=second_of(found.pair),
    )


def flow(*, selection: Selection, clock: Clock = Clock.WALL) -> Flow:
    """Return the directly-follows map: most frequent edges first, small ones hidden."""
    found, *left_out = told_of_each(
        selection=selection, question=lambda each: edge_counts(variant_steps=each.variant_steps)
    )
    counts = _counts(found)
    gone = hidden_pairs(
        counts=_journeys(counts), left_out=[_journeys(_counts(each)) for each in left_out]
    )
    waits = {
        (row["touchpoint"], row["next_touchpoint"]): (*(row["waits"] or (None, None)), row["total"])
        for row in rows(edge_waits(steps=selection.steps, clock=clock))
    }
    names = selection.prepared.names["touchpoint"]
    edges = [
        Edge(_name(names, pair[0]), _name(names, pair[1]), count, journeys, *waits.get(pair, ()))
        for pair, (count, journeys) in counts.items()
        if pair not in gone
    ]
    edges.sort(key=lambda edge: (-edge.count, edge.source or "", edge.target or ""))
    return Flow(selection.size, _nodes(found, left_out, names), tuple(edges), len(gone))


def hidden_pairs(
    *, counts: Mapping[Pair, int], left_out: Sequence[Mapping[Pair, int]] = ()
) -> frozenset[Pair]:
    """Return the pairs not to be shown, when every row's and column's total may be known.

    left_out: the same of the journeys that filters leave out, see rules.hidden.
    """
    lines = {(here, there): (("from", here), ("to", there)) for here, there in counts}
    return hidden(cells=counts, lines=lines, left_out=left_out)


def rows(table: ir.Table) -> list[dict[str, Any]]:
    """Return a small table as plain rows."""
    return connection.rows(table=table)


def _journeys(counts: Mapping[Pair, tuple[int, int]]) -> dict[Pair, int]:
    return {pair: journeys for pair, (_, journeys) in counts.items()}


def _counts(found: Iterable[dict[str, Any]]) -> dict[Pair, tuple[int, int]]:
    """Return times and journeys by pair, the beginnings of journeys among them."""
    counts: dict[Pair, tuple[int, int]] = {}
    begun: Counter[int] = Counter()
    for row in found:
        counts[row["touchpoint"], _code(row["next_touchpoint"])] = (row["count"], row["journeys"])
        begun[row["touchpoint"]] += row["begun"] or 0
    for here, journeys in begun.items():
        if journeys:
            counts[OUTSIDE, here] = (journeys, journeys)
    return counts


def _nodes(
    found: Iterable[dict[str, Any]], left_out: Iterable[Counted], names: Sequence[str]
) -> tuple[Node, ...]:
    visited, met = _visits(found)
    few = few_in(tables=[_visits(each)[1] for each in left_out])
    shown = [
        Node(names[code], visited[code], journeys)
        for code, journeys in met.items()
        if journeys >= SMALLEST and code not in few
    ]
    return tuple(sorted(shown, key=lambda node: (-node.visits, node.name)))


def _visits(found: Iterable[dict[str, Any]]) -> tuple[Counter[int], Counter[int]]:
    """Return how often each touchpoint was met, and by how many journeys."""
    visited: Counter[int] = Counter()
    met: Counter[int] = Counter()
    for row in found:
        visited[row["touchpoint"]] += row["count"]
        met[row["touchpoint"]] += row["met"] or 0
    return visited, met


def _code(code: int | None) -> int:
    return OUTSIDE if code is None else code


def _name(names: Sequence[str], code: int) -> str | None:
    return None if code == OUTSIDE else names[code]


def loops(*, edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Return the touchpoints that follow themselves, the most frequent first."""
    return tuple(edge for edge in edges if edge.source is not None and edge.source == edge.target)


def returns(*, selection: Selection) -> tuple[Node, ...]:
    """Return the touchpoints that journeys come back to: how often, and in how many journeys."""
    found, *left_out = told_of_each(selection=selection, question=_again)
    few = few_in(tables=[{row["touchpoint"]: row["journeys"] for row in each} for each in left_out])
    names = selection.prepared.names["touchpoint"]
    shown = [
        Node(names[row["touchpoint"]], row["visits"], row["journeys"])
        for row in found
        if row["journeys"] >= SMALLEST and row["touchpoint"] not in few
    ]
    return tuple(sorted(shown, key=lambda node: (-node.visits, node.name)))


def _again(journeys: Journeys) -> ir.Table:
    """Return (touchpoint, visits, journeys) of the visits after the first."""
    again = journeys.variant_steps.filter(journeys.variant_steps.visit > 1)
    return in_groups(again, "touchpoint").agg(
        visits=again.journeys.sum(), journeys=again.journeys.sum(where=again.visit == 2)
    )
