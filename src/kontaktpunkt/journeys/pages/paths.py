"""The most frequent whole paths."""

from __future__ import annotations

from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import paths
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context
from kontaktpunkt.journeys.pictures import flow_map
from kontaktpunkt.journeys.wording import journeys_counted, number, percent, wait_words


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show the most frequent whole paths."""
    found = paths.paths(selection=selection, most=12, together=asked.together)
    return {
        "sentence": sentences.paths(paths=found),
        "routes": [_route(path, labels, found.journeys) for path in found.shown],
        "rest": _rest(found),
        "together": asked.together,
    }


def _route(path: paths.Path, labels: Labels, total: int) -> Context:
    return {
        "steps": [labels.touchpoint(name) for name in path.touchpoints],
        "journeys": journeys_counted(path.journeys),
        "share": percent(path.journeys / total),
        "strength": flow_map.strength(path.journeys, total),
        "median": wait_words(path.median_seconds),
    }


def _rest(found: paths.Paths) -> str:
    if not found.other_journeys:
        return ""
    return ngettext(
        "One further path was taken by %(journeys)s.",
        "%(paths)s further paths were taken by %(journeys)s.",
        found.other_paths,
    ) % {"paths": number(found.other_paths), "journeys": journeys_counted(found.other_journeys)}
