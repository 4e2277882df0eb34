"""Which touchpoint follows which."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine.flow import Edge, Flow, flow, loops, returns
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context
from kontaktpunkt.journeys.pictures import flow_map
from kontaktpunkt.journeys.wording import number, short_wait


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show which touchpoint follows which."""
    found = flow(selection=selection, clock=asked.clock)
    names, edges = flow_map.chosen(
        flow=found, touchpoints=asked.touchpoints, share=asked.share / 100
    )
    return {
        "sentence": sentences.flow(flow=found, labels=labels),
        "picture": flow_map.flow_map(
            flow=found, names=names, edges=edges, words=_map_words(labels)
        ),
        "drawn": _(
            "Drawn: %(nodes)s of %(all_nodes)s touchpoints and %(edges)s of %(all_edges)s steps."
        )
        % {
            "nodes": number(len(names)),
            "all_nodes": number(len(found.nodes)),
            "edges": number(len(edges)),
            "all_edges": number(len(found.edges)),
        },
        "columns": [
            _("From"),
            _("To"),
            _("Times"),
            _("Journeys"),
            _("Median wait"),
            _("Nine of ten within"),
        ],
        "numbers": [_edge_cells(edge, labels) for edge in found.edges],
        "hidden": _hidden(found),
        "loops": [_edge_cells(edge, labels) for edge in loops(edges=found.edges)],
        "returns": [
            [labels.touchpoint(node.name), number(node.visits), number(node.journeys)]
            for node in returns(selection=selection)
        ],
        "returns_columns": [_("Touchpoint"), _("Times come back to"), _("Journeys")],
    }


def _map_words(labels: Labels) -> flow_map.Words:
    return flow_map.Words(
        name=labels.touchpoint,
        node=number,
        edge=lambda edge: (_edge_label(edge), _edge_title(edge, labels)),
        start=_("start"),
        end=_("end"),
    )


def _edge_label(edge: Edge) -> str:
    if edge.median_wait is None:
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


def _hidden(found: Flow) -> str:
    if not found.hidden_edges:
        return ""
    return ngettext(
        "One pair is too rare to be told, or would give a rare one away.",
        "%(count)s pairs are too rare to be told, or would give a rare one away.",
        found.hidden_edges,
    ) % {"count": number(found.hidden_edges)}
