"""Which touchpoint follows which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine.flow import Clock, Edge, Flow, loops
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.keeping import Kept, asked_of, flow_of, returns_of
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked
from kontaktpunkt.journeys.pictures import flow_map
from kontaktpunkt.journeys.wording import MINUTE, number, short_wait

_frames: Final = Kept[flow_map.Frame](most=96)


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show which touchpoint follows which."""
    found = flow_of(selection, asked.clock)
    frame = _frame(selection, asked.touchpoints, labels)
    edges = flow_map.chosen(flow=found, frame=frame, share=asked.share / 100)
    drawn = _numbers_drawn(found, frame, edges)
    most = max(min(_touchpoints_known(selection), flow_map.MOST_TOUCHPOINTS), 2)
    return {
        "sentence": sentences.flow(flow=found, labels=labels),
        "picture": flow_map.flow_map(
            flow=found, frame=frame, edges=edges, words=_map_words(labels, asked)
        ),
        "drawn": _drawn(drawn),
        "drawn_words": _drawn_words(drawn),
        # A slider that goes further than the log knows moves nothing.
        "most_touchpoints": most,
        "shown_touchpoints": min(asked.touchpoints, most),
        "columns": [
            _("From"),
            _("To"),
            _("Times"),
            _("Journeys"),
            _("Median wait"),
            _("Nine of ten within"),
        ],
        "numbers": SimpleLazyObject(
            lambda: [_linked_cells(edge, labels, asked) for edge in found.edges]
        ),
        "hidden": _hidden(found),
        "loops": [_linked_cells(edge, labels, asked) for edge in loops(edges=found.edges)],
        "returns": [
            [
                labels.touchpoint(node.name),
                number(node.visits),
                # Come back to: the touchpoint after itself, sooner or later.
                Linked(number(node.journeys), asked.behind(("again", node.name))),
            ]
            for node in returns_of(selection)
        ],
        "returns_columns": [_("Touchpoint"), _("Times come back to"), _("Journeys")],
    }


def _frame(selection: Selection, touchpoints: int, labels: Labels) -> flow_map.Frame:
    """Return where touchpoints stand: settled by the whole log, so that filters move nothing."""
    whole = Selection(selection.prepared)
    return _frames.get(
        # Words of another language may take more room.
        (asked_of(whole), touchpoints, get_language()),
        lambda: flow_map.frame(
            whole=flow_of(whole, Clock.WALL), touchpoints=touchpoints, name=labels.touchpoint
        ),
    )


def _touchpoints_known(selection: Selection) -> int:
    """Return how many touchpoints the whole log shows."""
    return len(flow_of(Selection(selection.prepared), Clock.WALL).nodes)


def _numbers_drawn(found: Flow, frame: flow_map.Frame, edges: Sequence[Edge]) -> dict[str, str]:
    """Return how many touchpoints and steps are drawn, and of how many."""
    drawn = [node for node in found.nodes if node.name in frame.names]
    return {
        "nodes": number(len(drawn)),
        "all_nodes": number(len(found.nodes)),
        "edges": number(len(edges)),
        "all_edges": number(len(found.edges)),
    }


def _drawn(drawn: dict[str, str]) -> str:
    return (
        _("Drawn: %(nodes)s of %(all_nodes)s touchpoints and %(edges)s of %(all_edges)s steps.")
        % drawn
    )


def _drawn_words(drawn: dict[str, str]) -> Context:
    """Return what stands beside each slider."""
    return {
        "touchpoints": _("%(nodes)s of %(all_nodes)s") % drawn,
        "steps": _("%(edges)s of %(all_edges)s") % drawn,
    }


def _map_words(labels: Labels, asked: Asked) -> flow_map.Words:
    return flow_map.Words(
        name=labels.touchpoint,
        node=number,
        edge=lambda edge: (_edge_label(edge), _edge_title(edge, labels)),
        start=_("start"),
        end=_("end"),
        url=lambda name: asked.behind(("through", name)),
        edge_url=lambda edge: asked.behind(_wanted(edge)),
    )


def _edge_label(edge: Edge) -> str:
    # What follows at once is no wait that a map must name.
    if edge.median_wait is None or edge.median_wait < MINUTE:
        return number(edge.count)
    return f"{number(edge.count)} · {short_wait(edge.median_wait)}"


def _edge_title(edge: Edge, labels: Labels) -> str:
    source, target, count, _journeys, median, _most = _edge_cells(edge, labels)
    return f"{source} → {target}: {count} · {median}"


def _edge_cells(edge: Edge, labels: Labels) -> list[str]:
    return [
        labels.touchpoint(edge.source) if edge.source else _("(start)"),
        labels.touchpoint(edge.target) if edge.target else _("(end)"),
        number(edge.count),
        number(edge.journeys),
        short_wait(edge.median_wait),
        short_wait(edge.p90_wait),
    ]


def _linked_cells(edge: Edge, labels: Labels, asked: Asked) -> list[str]:
    source, target, count, journeys, *waits = _edge_cells(edge, labels)
    return [source, target, count, Linked(journeys, asked.behind(_wanted(edge))), *waits]


def _wanted(edge: Edge) -> tuple[str, ...]:
    if edge.source is None:
        return ("began", edge.target or "")
    if edge.target is None:
        return ("ended", edge.source)
    return ("step", edge.source, edge.target)


def _hidden(found: Flow) -> str:
    if not found.hidden_edges:
        return ""
    return ngettext(
        "One pair is too rare to be told, or would give a rare one away.",
        "%(count)s pairs are too rare to be told, or would give a rare one away.",
        found.hidden_edges,
    ) % {"count": number(found.hidden_edges)}
