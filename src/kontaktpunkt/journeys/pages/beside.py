"""Several logs side by side: the same service in several municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine import paths, units, waits
from kontaktpunkt.journeys.engine.flow import Clock, Flow
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.keeping import flow_of
from kontaktpunkt.journeys.pages.asked import Context
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.queries import Look
from kontaktpunkt.journeys.wording import number, percent, wait_words

MOST_TOUCHPOINTS: Final = 25


def answer(looks: Sequence[Look]) -> Context:
    """Show key figures of each log, and which share of its journeys meets each touchpoint."""
    flows = [_flow(look) for look in looks]
    uses = [waits.time_use(selection=_whole(look)) for look in looks]
    slowest = max(range(len(looks)), key=lambda place: uses[place].median_seconds)
    quickest = min(range(len(looks)), key=lambda place: uses[place].median_seconds)
    return {
        "sentence": _(
            "Half of the journeys last %(least)s or less in “%(quickest)s”, and %(most)s or less "
            "in “%(slowest)s”."
        )
        % {
            "least": wait_words(uses[quickest].median_seconds),
            "quickest": looks[quickest].log.name,
            "most": wait_words(uses[slowest].median_seconds),
            "slowest": looks[slowest].log.name,
        },
        "names": [look.log.name for look in looks],
        "picture": charts.bars(
            rows=[
                charts.Bar(look.log.name, use.median_seconds, wait_words(use.median_seconds))
                for look, use in zip(looks, uses, strict=True)
            ]
        ),
        "figures": _figures(looks, uses, flows),
        "touchpoints": _touchpoints(looks, flows),
    }


def _whole(look: Look) -> Selection:
    assert look.selection is not None
    return look.selection


def _flow(look: Look) -> Flow:
    return flow_of(_whole(look), Clock.WALL)


def _figures(
    looks: Sequence[Look], uses: Sequence[waits.TimeUse], flows: Sequence[Flow]
) -> list[list[str]]:
    """Return the rows of key figures, a column for each log."""
    tops = [paths.paths(selection=_whole(look), most=1) for look in looks]
    met = [units.units_met(selection=_whole(look)) for look in looks]
    return [
        [_("Cases"), *(number(use.journeys) for use in uses)],
        [_("Half last at most"), *(wait_words(use.median_seconds) for use in uses)],
        [_("Nine of ten last at most"), *(wait_words(use.p90_seconds) for use in uses)],
        [_("Touchpoints"), *(number(len(found.nodes)) for found in flows)],
        [_("Different paths"), *(number(len(each.shown) + each.other_paths) for each in tops)],
        [_("Take the most frequent path"), *(_top(each) for each in tops)],
        [_("Meet more than one unit"), *(_several(each) for each in met)],
    ]


def _top(found: paths.Paths) -> str:
    return percent(found.shown[0].journeys / found.journeys) if found.shown else "–"


def _several(met: Sequence[units.UnitsMet]) -> str:
    total = sum(each.journeys for each in met if each.units)
    several = sum(each.journeys for each in met if each.units > 1)
    return percent(several / total) if total else "–"


def _touchpoints(looks: Sequence[Look], flows: Sequence[Flow]) -> list[Context]:
    """Return the share of each log's journeys that meet a touchpoint, the most common first.

    Touchpoints are the same where they are called the same.
    """
    shares = [
        {look.labels.touchpoint(node.name): node.journeys / found.journeys for node in found.nodes}
        for look, found in zip(looks, flows, strict=True)
    ]
    names = {name for each in shares for name in each}
    common = sorted(names, key=lambda name: (-sum(each.get(name, 0) for each in shares), name))
    return [
        {"name": name, "cells": [_cell(each.get(name)) for each in shares]}
        for name in common[:MOST_TOUCHPOINTS]
    ]


def _cell(share: float | None) -> Context:
    return {
        "words": "" if share is None else percent(share),
        "shade": charts.shade(share, 1),
    }
