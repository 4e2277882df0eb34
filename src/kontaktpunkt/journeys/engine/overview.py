"""The journey at a glance: its touchpoints in their typical order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.apart import Journeys, in_groups, told_of_each
from kontaktpunkt.journeys.engine.experience import Experience
from kontaktpunkt.journeys.engine.flow import Edge, Flow, Node, rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, hidden

USUAL_STOPS: Final = 9
USUAL_SHARE: Final = 0.05


@dataclass(frozen=True)
class Stop:
    """One touchpoint of the typical journey.

    channel, unit: the most frequent; None where none is known.
    onward:        the step straight to the next stop, where enough journeys take it.
    experience:    None where nobody was asked.
    """

    name: str
    journeys: int
    visits: int
    channel: str | None
    unit: str | None
    onward: Edge | None
    experience: Experience | None


def precedence(*, variant_steps: ir.Table) -> ir.Table:
    """Return (before, after, journeys): in how many journeys one touchpoint is met before another.

    Only first visits count, and only journeys that meet both: journeys of one step say nothing
    about order.
    """
    first = variant_steps.filter(variant_steps.visit == 1)
    one = first.select("variant", "journeys", before=first.touchpoint, seq=first.seq)
    other = first.select("variant", after=first.touchpoint, later=first.seq)
    met = one.join(other, "variant").filter(ibis._.seq < ibis._.later)
    return met.group_by("before", "after").agg(journeys=met.journeys.sum())


def matters(*, selection: Selection) -> tuple[tuple[str, int], ...]:
    """Return the matters that journeys are about, with their numbers, the most frequent first."""
    names = dict(enumerate(selection.prepared.names["matter"]))
    # Those about nothing that is known are told by subtraction, so they are a part like others.
    found, *left_out = (
        {names.get(row["matter"]): row["journeys"] for row in told}
        for told in told_of_each(selection=selection, question=_matters)
    )
    gone = hidden(cells=found, lines=dict.fromkeys(found, ("all",)), left_out=left_out)
    shown = [(name, count) for name, count in found.items() if name and name not in gone]
    return tuple(sorted(shown, key=lambda pair: (-pair[1], pair[0])))


def _matters(selection: Journeys) -> ir.Table:
    """Return (matter, journeys)."""
    journeys = selection.journeys
    return in_groups(journeys, "matter").agg(journeys=journeys.count())


def most_frequent(*, steps: ir.Table, what: str) -> ir.Table:
    """Return (touchpoint, code, n): how often each unit or channel served a touchpoint."""
    known = steps.filter(steps[what].notnull())
    return known.group_by("touchpoint", code=known[what]).agg(n=known.count())


def stops(
    *, selection: Selection, flow: Flow, felt: Iterable[Experience], most: int = USUAL_STOPS
) -> tuple[Stop, ...]:
    """Return the touchpoints that most journeys meet, in the order in which they meet them.

    flow, felt: the selection's flow and experience; what they hide stays hidden.
    """
    names = selection.prepared.names["touchpoint"]
    nodes = sorted(flow.nodes, key=lambda node: (-node.journeys, node.name))[:most]
    places = typical_places(
        names=[node.name for node in nodes],
        before={
            (names[row["before"]], names[row["after"]]): row["journeys"]
            for row in rows(precedence(variant_steps=selection.variant_steps))
        },
    )
    nodes.sort(key=lambda node: (-places[node.name], node.name))
    channels, units = (_usual(selection, what) for what in ("channel", "unit"))
    experiences = {each.touchpoint: each for each in felt}
    edges = {(edge.source, edge.target): edge for edge in flow.between}
    following = [*(node.name for node in nodes[1:]), ""]
    return tuple(
        Stop(
            name=node.name,
            journeys=node.journeys,
            visits=node.visits,
            channel=channels.get(node.name),
            unit=units.get(node.name),
            onward=_worth_showing(edges.get((node.name, after)), node),
            experience=experiences.get(node.name),
        )
        for node, after in zip(nodes, following, strict=True)
    )


def typical_places(
    *, names: Sequence[str], before: Mapping[tuple[str, str], int]
) -> dict[str, float]:
    """Return how early each touchpoint comes: the mean share of journeys in which it is first.

    before: journeys in which the one was met before the other. Pairs that never meet in one
            journey say nothing; a touchpoint that meets no other stands in the middle.
    """
    found = {}
    for one in names:
        shares = [
            before.get((one, other), 0) / both
            for other in names
            if (both := before.get((one, other), 0) + before.get((other, one), 0))
        ]
        found[one] = sum(shares) / len(shares) if shares else 0.5
    return found


def _worth_showing(edge: Edge | None, node: Node) -> Edge | None:
    """A wait that few of those who were there went through is not the usual one."""
    if edge is None or edge.journeys < node.journeys * USUAL_SHARE:
        return None
    return edge


def _usual(selection: Selection, what: str) -> dict[str, str]:
    """Return the most frequent unit or channel by touchpoint; ties go to the first name."""
    touchpoints, names = (selection.prepared.names[kind] for kind in ("touchpoint", what))
    best: dict[str, tuple[int, str]] = {}
    for row in rows(most_frequent(steps=selection.steps, what=what)):
        here, name = touchpoints[row["touchpoint"]], names[row["code"]]
        known = best.get(here, (0, ""))
        if row["n"] >= SMALLEST and (-row["n"], name) < (-known[0], known[1] or name):
            best[here] = (row["n"], name)
    return {here: name for here, (_, name) in best.items()}
