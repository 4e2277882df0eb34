"""Who hands over to whom, and how many units a person meets."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import units
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import number, short_wait


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show who hands over to whom."""
    found = units.hand_overs(selection=selection, clock=asked.clock)
    met = units.units_met(selection=selection)
    return {
        "sentence": sentences.units(hand_overs=found, met=met, labels=labels),
        "matrix": _matrix(found, labels),
        "columns": [
            _("From"),
            _("To"),
            _("Times"),
            _("Journeys"),
            _("Median wait"),
            _("Came straight back"),
        ],
        "numbers": [_hand_over_cells(each, labels) for each in found],
        "met": [[number(each.units), number(each.journeys)] for each in met],
        "met_columns": [_("Units met"), _("Journeys")],
        "met_picture": charts.bars(rows=[_met_bar(each) for each in met]),
    }


def _matrix(found: Iterable[units.HandOver], labels: Labels) -> Context:
    pairs = {(each.source, each.target): each for each in found}
    names = sorted({name for pair in pairs for name in pair}, key=labels.unit)
    most = max((each.count for each in pairs.values()), default=0)
    rows = [
        {
            "name": labels.unit(here),
            "cells": [_matrix_cell(pairs.get((here, there)), most) for there in names],
        }
        for here in names
    ]
    return {"names": [labels.unit(name) for name in names], "rows": rows}


def _matrix_cell(each: units.HandOver | None, most: int) -> Context:
    if each is None:
        return {"count": "", "wait": "", "shade": 0}
    return {
        "count": number(each.count),
        "wait": short_wait(each.median_wait),
        "shade": charts.shade(each.count, most),
    }


def _hand_over_cells(each: units.HandOver, labels: Labels) -> list[str]:
    return [
        labels.unit(each.source),
        labels.unit(each.target),
        number(each.count),
        number(each.journeys),
        short_wait(each.median_wait),
        _("too few to show") if each.came_back is None else number(each.came_back),
    ]


def _met_bar(each: units.UnitsMet) -> charts.Bar:
    name = ngettext("%(count)s unit", "%(count)s units", each.units) % {"count": number(each.units)}
    return charts.Bar(name, each.journeys, number(each.journeys))
