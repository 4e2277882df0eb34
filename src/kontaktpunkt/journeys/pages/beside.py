"""Several logs side by side: the same service in several municipalities."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.core.intervals import newcombe
from kontaktpunkt.journeys.engine import paths, units, waits
from kontaktpunkt.journeys.engine.compare import ERROR, median_with_error
from kontaktpunkt.journeys.engine.flow import Clock, Flow
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.keeping import flow_of
from kontaktpunkt.journeys.pages.asked import Context, Linked
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.queries import Look
from kontaktpunkt.journeys.rules import SMALLEST, median_interval
from kontaktpunkt.journeys.wording import month_and_year, number, percent, wait_words

MOST_TOUCHPOINTS: Final = 25
UNKNOWN: Final = "–"


def answer(looks: Sequence[Look], *, behind: Callable[..., str]) -> Context:
    """Show key figures of each log, and which share of its journeys meets each touchpoint.

    behind: as `Asked.behind`, of the journeys of the look that is given first.
    """
    looks = sorted(looks, key=lambda look: _natural(look.log.name))
    flows = [_flow(look) for look in looks]
    uses = [waits.time_use(selection=_whole(look)) for look in looks]
    rows = _touchpoints(looks, flows, behind)
    return {
        "sentence": _sentence(looks, uses),
        "names": [look.log.name for look in looks],
        "logs": [(look.log.name, look.log.slug, look.lens.slug) for look in looks],
        "picture": charts.bars(
            rows=[_bar(look, use) for look, use in zip(looks, uses, strict=True)]
        ),
        "figures": _figures(looks, uses),
        "touchpoints": rows[:MOST_TOUCHPOINTS],
        "touchpoints_sentence": _touchpoints_sentence(rows),
        "columns": [_("Touchpoint"), *(look.log.name for look in looks), _("Beyond chance")],
        "numbers": [
            [
                row["name"],
                *(Linked(cell["words"] or "–", cell["url"]) for cell in row["cells"]),
                row["beyond_words"],
            ]
            for row in rows
        ],
    }


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that puts "Log 2" before "Log 10"."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _sentence(looks: Sequence[Look], uses: Sequence[waits.TimeUse]) -> str:
    order = sorted(range(len(looks)), key=lambda place: uses[place].median_seconds)
    quickest, slowest = order[0], order[-1]
    return _(
        "Half of the journeys last %(least)s or less in “%(quickest)s”, and %(most)s or less "
        "in “%(slowest)s”."
    ) % {
        "least": wait_words(uses[quickest].median_seconds),
        "quickest": looks[quickest].log.name,
        "most": wait_words(uses[slowest].median_seconds),
        "slowest": looks[slowest].log.name,
    }


def _bar(look: Look, use: waits.TimeUse) -> charts.Bar:
    """Return a bar for the median duration, with its interval."""
    median, error = median_with_error(selection=_whole(look))
    interval = median_interval(median=median, error=error)
    return charts.Bar(
        look.log.name, median, wait_words(use.median_seconds), interval.low, interval.high
    )


def _whole(look: Look) -> Selection:
    assert look.selection is not None
    return look.selection


def _flow(look: Look) -> Flow:
    return flow_of(_whole(look), Clock.WALL)


def _figures(looks: Sequence[Look], uses: Sequence[waits.TimeUse]) -> list[list[str]]:
    """Return the rows of key figures, a column for each log."""
    tops = [paths.paths(selection=_whole(look), most=1) for look in looks]
    met = [units.units_met(selection=_whole(look)) for look in looks]
    rows = [
        [_("Cases"), *(number(use.journeys) for use in uses)],
        [_("Period"), *(_period(look) for look in looks)],
        [_("Half last at most"), *(wait_words(use.median_seconds) for use in uses)],
        [_("Nine of ten last at most"), *(wait_words(use.p90_seconds) for use in uses)],
        # Also the rare ones: how many names there are tells of nobody, and filters offer each.
        [_("Touchpoints in the log"), *(number(_known(look)) for look in looks)],
        [_("Different paths"), *(number(len(each.shown) + each.other_paths) for each in tops)],
        [_("Take the most frequent path"), *(_top(each) for each in tops)],
        [_("Meet more than one unit"), *(_several(each) for each in met)],
    ]
    # What no log knows is no row.
    return [row for row in rows if set(row[1:]) != {UNKNOWN}]


def _known(look: Look) -> int:
    return len(look.prepared.names["touchpoint"])


def _period(look: Look) -> str:
    first, last = (timezone.localdate(each) for each in (look.first, look.last))
    return f"{month_and_year(first)} – {month_and_year(last)}"


def _top(found: paths.Paths) -> str:
    return percent(found.shown[0].journeys / found.journeys) if found.shown else UNKNOWN


def _several(met: Sequence[units.UnitsMet]) -> str:
    total = sum(each.journeys for each in met if each.units)
    several = sum(each.journeys for each in met if each.units > 1)
    return percent(several / total) if total else UNKNOWN


def _touchpoints(
    looks: Sequence[Look], flows: Sequence[Flow], behind: Callable[..., str]
) -> list[Context]:
    """Return the share of each log's journeys that meet a touchpoint, largest difference first.

    Touchpoints are the same where they are called the same.
    """
    met = [
        {look.labels.touchpoint(node.name): node.journeys for node in found.nodes}
        for look, found in zip(looks, flows, strict=True)
    ]
    # What a touchpoint is called leads to the name that the log itself has for it.
    known = [
        {look.labels.touchpoint(node.name): node.name for node in found.nodes}
        for look, found in zip(looks, flows, strict=True)
    ]
    sizes = [found.journeys for found in flows]
    names = {name for each in met for name in each}
    comparisons = max(len(names) * len(looks) * (len(looks) - 1) // 2, 1)
    rows = [
        _touchpoint(name, [each.get(name) for each in met], sizes, 1 - ERROR / comparisons)
        for name in names
    ]
    rows = sorted(rows, key=lambda row: (-row["spread"], row["name"]))
    for row in rows[:MOST_TOUCHPOINTS]:
        for look, own, cell in zip(looks, known, row["cells"], strict=True):
            cell["log"] = look.log.name
            cell["url"] = behind(look, ("through", own[row["name"]])) if cell["words"] else ""
    return rows


def _touchpoint(
    name: str, counts: Sequence[int | None], sizes: Sequence[int], confidence: float
) -> Context:
    shares = [
        None if count is None else count / size for count, size in zip(counts, sizes, strict=True)
    ]
    # What is hidden is less than the smallest group; the most that it can be is safe to assume.
    hits = [SMALLEST - 1 if count is None else count for count in counts]
    order = sorted(range(len(sizes)), key=lambda place: hits[place] / sizes[place])
    low, high = order[0], order[-1]
    # Of all pairs of logs the two that differ most; the others were compared as well.
    interval = newcombe((hits[high], sizes[high]), (hits[low], sizes[low]), confidence=confidence)
    beyond = interval.excludes_zero
    return {
        "name": name,
        "spread": (shares[high] or 0) - (shares[low] or 0),
        "cells": [_cell(share) for share in shares],
        "is_beyond": beyond,
        "beyond_words": _("yes") if beyond else _("could be chance"),
    }


def _touchpoints_sentence(rows: Sequence[Context]) -> str:
    beyond = [row for row in rows if row["is_beyond"]]
    if not beyond:
        return _("No touchpoint is met more often in one log than in another beyond chance.")
    return ngettext(
        "One of %(all)s touchpoints is met more often in one log than in another, beyond chance.",
        "%(count)s of %(all)s touchpoints are met more often in one log than in another, beyond "
        "chance; “%(name)s” differs most.",
        len(beyond),
    ) % {"count": number(len(beyond)), "all": number(len(rows)), "name": beyond[0]["name"]}


def _cell(share: float | None) -> Context:
    return {
        "words": "" if share is None else percent(share),
        "url": "",
        "shade": charts.shade(share, 1),
    }
