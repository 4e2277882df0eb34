"""Who hands over to whom, and how many units a person meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import units
from kontaktpunkt.journeys.engine.behind import HandedOver
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import MOST_BARS, Asked, Context, Linked
from kontaktpunkt.journeys.pages.closer import between, closer
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import DAY, number, percent, short_wait

MANY_UNITS: Final = 3
# No unit of a log is called this.
OTHERS: Final = "\x00others"

Ends = tuple[str, str]


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show who hands over to whom."""
    found = units.hand_overs(selection=selection, clock=asked.clock)
    met = units.units_met(selection=selection)
    if not any(each.units for each in met):
        # The log does not say which unit did what.
        met = ()
    return {
        "sentence": sentences.units(hand_overs=found, met=met, labels=labels),
        "matrix": _matrix(found, labels, asked),
        **_waits(found, selection, labels, asked),
        "columns": [
            _("From"),
            _("To"),
            _("Times"),
            _("Journeys"),
            _("Median wait"),
            _("Came straight back"),
        ],
        "numbers": [_hand_over_cells(each, labels, asked) for each in found],
        "met": [_met_cells(each, asked) for each in met],
        "met_columns": [_("Units met"), _("Journeys")],
        "met_sentence": _met_sentence(met) if met else "",
        "met_picture": charts.bars(rows=[_met_bar(each, asked) for each in met]),
    }


def _matrix(found: Sequence[units.HandOver], labels: Labels, asked: Asked) -> Context:
    """Return the busiest units as rows and columns; where there are many, others share one."""
    names, others = units.busiest(found=found)
    known = {(each.source, each.target): each for each in found}
    shown = sorted(names, key=lambda name: labels.unit(name).casefold())
    most = max((each.count for ends, each in known.items() if names.issuperset(ends)), default=0)
    rest = _counts_with_others(found, names)
    ends = [*shown, *([OTHERS] if others else [])]
    rows = [
        {
            "name": _unit_words(here, labels, others),
            "cells": [
                _said(
                    _rest_cell((here, there), rest.get((here, there), 0), asked)
                    if OTHERS in {here, there}
                    else _matrix_cell(known.get((here, there)), most, asked),
                    [_unit_words(end, labels, others) for end in (here, there)],
                )
                for there in ends
            ],
        }
        for here in ends
    ]
    return {"names": [_unit_words(name, labels, others) for name in ends], "rows": rows}


def _counts_with_others(found: Sequence[units.HandOver], names: Collection[str]) -> Counter[Ends]:
    counts: Counter[Ends] = Counter()
    for each in found:
        here, there = (end if end in names else OTHERS for end in (each.source, each.target))
        counts[here, there] += each.count
    return counts


def _unit_words(name: str, labels: Labels, others: int) -> str:
    if name != OTHERS:
        return labels.unit(name)
    words = ngettext("%(count)s other unit", "%(count)s other units", others)
    return words % {"count": number(others)}


def _said(cell: Context, ends: Sequence[str]) -> Context:
    """Return a cell with what its link says to somebody who hears it by itself."""
    told = " · ".join(each for each in (cell["count"], cell["wait"]) if each)
    return {**cell, "said": f"{' → '.join(ends)}: {told}"}


def _rest_cell(ends: Ends, count: int, asked: Asked) -> Context:
    """Several units together have no wait of their own, and no shade beside single ones."""
    if not count:
        return {"count": "", "wait": "", "shade": 0}
    wanted = ("others", *("" if end == OTHERS else end for end in ends))
    return {"count": number(count), "wait": "", "shade": 0, "url": asked.behind(wanted)}


def _matrix_cell(each: units.HandOver | None, most: int, asked: Asked) -> Context:
    if each is None:
        return {"count": "", "wait": "", "shade": 0}
    return {
        "count": number(each.count),
        "wait": short_wait(each.median_wait),
        "shade": charts.shade(each.count, most),
        "url": asked.behind(("handed", each.source, each.target)),
    }


def _waits(
    found: Sequence[units.HandOver], selection: Selection, labels: Labels, asked: Asked
) -> Context:
    """Return for which unit people wait longest, in people x days."""
    waited = [each for each in found if each.total_wait]
    waited.sort(key=lambda each: (-(each.total_wait or 0), each.source, each.target))
    if not waited:
        return {}
    total = sum(each.total_wait or 0 for each in waited)
    here, there = waited[0].source, waited[0].target
    return {
        "closer": closer(
            selection=selection,
            like=HandedOver(source=here, target=there),
            labels=labels,
            heading=between(labels.unit(here), labels.unit(there)),
        ),
        "waits_sentence": _waits_sentence(waited[0], total, labels),
        "waits_picture": charts.bars(
            rows=[_wait_bar(each, labels, asked) for each in waited[:MOST_BARS]]
        ),
        "waits_columns": [_("From"), _("To"), _("Days of waiting"), _("Share"), _("Median wait")],
        "waits": [
            [
                labels.unit(each.source),
                labels.unit(each.target),
                number((each.total_wait or 0) / DAY),
                percent((each.total_wait or 0) / total),
                short_wait(each.median_wait),
            ]
            for each in waited
        ],
    }


def _waits_sentence(most: units.HandOver, total: float, labels: Labels) -> str:
    return _(
        "People wait longest for “%(target)s” after “%(source)s” has handed over: %(days)s days, "
        "%(share)s of all waiting between units."
    ) % {
        "source": labels.unit(most.source),
        "target": labels.unit(most.target),
        "days": number((most.total_wait or 0) / DAY),
        "share": percent((most.total_wait or 0) / total),
    }


def _wait_bar(each: units.HandOver, labels: Labels, asked: Asked) -> charts.Bar:
    name = f"{labels.unit(each.source)} → {labels.unit(each.target)}"
    days = (each.total_wait or 0) / DAY
    url = asked.behind(("handed", each.source, each.target))
    return charts.Bar(name, days, number(days), url=url)


def _met_sentence(met: Sequence[units.UnitsMet]) -> str:
    total = sum(each.journeys for each in met)
    one = sum(each.journeys for each in met if each.units <= 1)
    many = sum(each.journeys for each in met if each.units >= MANY_UNITS)
    if not many:
        return _("%(one)s of journeys meet one unit only.") % {"one": percent(one / total)}
    return _("%(one)s of journeys meet one unit only, %(many)s meet three or more.") % {
        "one": percent(one / total),
        "many": percent(many / total),
    }


def _met_cells(each: units.UnitsMet, asked: Asked) -> list[str]:
    return [
        number(each.units),
        Linked(number(each.journeys), asked.behind(("met", str(each.units)))),
    ]


def _hand_over_cells(each: units.HandOver, labels: Labels, asked: Asked) -> list[str]:
    return [
        labels.unit(each.source),
        labels.unit(each.target),
        number(each.count),
        Linked(number(each.journeys), asked.behind(("handed", each.source, each.target))),
        short_wait(each.median_wait),
        _came_back(each, asked),
    ]


def _came_back(each: units.HandOver, asked: Asked) -> str:
    if each.came_back is None:
        return _("too few to show")
    url = asked.behind(("returned", each.source, each.target)) if each.came_back else ""
    return Linked(number(each.came_back), url)


def _met_bar(each: units.UnitsMet, asked: Asked) -> charts.Bar:
    name = ngettext("%(count)s unit", "%(count)s units", each.units) % {"count": number(each.units)}
    url = asked.behind(("met", str(each.units)))
    return charts.Bar(name, each.journeys, number(each.journeys), url=url)
