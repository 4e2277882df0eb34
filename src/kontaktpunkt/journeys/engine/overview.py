"""The journey at a glance: its touchpoints in their typical order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.experience import Experience, experience
from kontaktpunkt.journeys.engine.flow import Edge, Flow, rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST

USUAL_STOPS: Final = 9


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


def typical_places(*, variant_steps: ir.Table) -> ir.Table:
    """Return (touchpoint, place): the mean place of a touchpoint's first visit in a journey."""
    first = variant_steps.filter(variant_steps.visit == 1)
    weighted = (first.seq * first.journeys).sum() / first.journeys.sum()
    return first.group_by("touchpoint").agg(place=weighted)


def most_frequent(*, steps: ir.Table, what: str) -> ir.Table:
    """Return (touchpoint, code, n): how often each unit or channel served a touchpoint."""
    known = steps.filter(steps[what].notnull())
    return known.group_by("touchpoint", code=known[what]).agg(n=known.count())


def stops(*, selection: Selection, flow: Flow, most: int = USUAL_STOPS) -> tuple[Stop, ...]:
    """Return the touchpoints that most journeys meet, in the order in which they meet them.

    flow: the selection's flow; what it hides stays hidden.
    """
    names = selection.prepared.names["touchpoint"]
    places = {
        names[row["touchpoint"]]: row["place"]
        for row in rows(typical_places(variant_steps=selection.variant_steps))
    }
    nodes = sorted(flow.nodes, key=lambda node: (-node.journeys, node.name))[:most]
    nodes.sort(key=lambda node: (places[node.name], node.name))
    channels, units = (_usual(selection, what) for what in ("channel", "unit"))
    felt = {each.touchpoint: each for each in experience(selection=selection)}
    edges = {(edge.source, edge.target): edge for edge in flow.between}
    following = [*(node.name for node in nodes[1:]), ""]
    return tuple(
        Stop(
            name=node.name,
            journeys=node.journeys,
            visits=node.visits,
            channel=channels.get(node.name),
            unit=units.get(node.name),
            onward=edges.get((node.name, after)),
            experience=felt.get(node.name),
        )
        for node, after in zip(nodes, following, strict=True)
    )


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
