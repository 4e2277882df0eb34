"""Where days go by, how evenly, and when people get in touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import rhythm, waits
from kontaktpunkt.journeys.engine.flow import flow
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import MOST_BARS, Asked, Context
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import DAY, number, percent, short_wait, wait_words


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show where days go by, and the rhythm of contacts."""
    found = flow(selection=selection, clock=asked.clock)
    losses = waits.losses(edges=found.edges)
    use = waits.time_use(selection=selection)
    return {
        "sentence": sentences.time(losses=losses, labels=labels),
        "picture": charts.bars(rows=[_loss_bar(loss, labels) for loss in losses[:MOST_BARS]]),
        "columns": [
            _("From"),
            _("To"),
            _("Journeys"),
            _("Days of waiting"),
            _("Share"),
        ],
        "numbers": [_loss_cells(loss, labels) for loss in losses],
        "tiles": _tiles(use),
        "work_columns": [_("Touchpoint"), _("Times"), _("Median"), _("Days of work")],
        "work": [_work_cells(each, labels) for each in waits.work(selection=selection)],
        "rhythm": _rhythm(selection),
        **_spectrum(selection, losses, labels),
    }


def _loss_bar(loss: waits.Loss, labels: Labels) -> charts.Bar:
    name = f"{labels.touchpoint(loss.source)} → {labels.touchpoint(loss.target)}"
    return charts.Bar(name, loss.days, number(loss.days))


def _loss_cells(loss: waits.Loss, labels: Labels) -> list[str]:
    return [
        labels.touchpoint(loss.source),
        labels.touchpoint(loss.target),
        number(loss.journeys),
        number(loss.days),
        percent(loss.share),
    ]


def _tiles(use: waits.TimeUse) -> list[Context]:
    tiles = [
        {
            "title": _("Half last at most"),
            "number": wait_words(use.median_seconds),
            "basis": _("from the first step to the last"),
        },
        {
            "title": _("Nine of ten last at most"),
            "number": wait_words(use.p90_seconds),
            "basis": _("from the first step to the last"),
        },
    ]
    if use.work_is_known:
        share = use.wait_seconds / max(use.wait_seconds + use.work_seconds, 1)
        known = _("of the time that is known as waiting or as work")
        tiles.append({"title": _("Waiting"), "number": percent(share), "basis": known})
    return tiles


def _work_cells(each: waits.Work, labels: Labels) -> list[str]:
    return [
        labels.touchpoint(each.touchpoint),
        number(each.n),
        short_wait(each.median_seconds),
        number(each.total_seconds / DAY, 1),
    ]


def _rhythm(selection: Selection) -> Context | None:
    """Return contacts by weekday and hour, as a table whose cells are shaded."""
    found = {(each.weekday, each.hour): each.count for each in rhythm.hours(selection=selection)}
    if not found:
        return None
    most = max(found.values())
    hours = range(min(hour for _day, hour in found), max(hour for _day, hour in found) + 1)
    monday = datetime(2024, 1, 1, tzinfo=UTC).date()
    return {
        "hours": list(hours),
        "days": [
            {
                "name": formats.date_format(monday + timedelta(days=day), "l").capitalize(),
                "cells": [_hour_cell(found.get((day, hour)), most) for hour in hours],
            }
            for day in range(7)
        ],
    }


def _hour_cell(count: int | None, most: int) -> Context:
    return {"count": count, "shade": charts.shade(count, most)}


def _spectrum(selection: Selection, losses: Sequence[waits.Loss], labels: Labels) -> Context:
    if not losses:
        return {}
    source, target = losses[0].source, losses[0].target
    passes = waits.spectrum(selection=selection, source=source, target=target, most=900)
    if not passes:
        return {}
    told = sorted(each.wait_seconds for each in passes)
    quartiles = [told[len(told) * part // 4] for part in (1, 2, 3)]
    first = passes[0].started / 1e6
    last = max(each.started / 1e6 + each.wait_seconds for each in passes)
    return {
        "spectrum": charts.spectrum(
            passes=[(each.started / 1e6, each.wait_seconds) for each in passes],
            quartiles=quartiles,
            months=_quarters(first, last),
            first=first,
            last=last,
        ),
        "spectrum_source": labels.touchpoint(source),
        "spectrum_target": labels.touchpoint(target),
        "spectrum_n": number(len(passes)),
        "spectrum_quartiles": [wait_words(each) for each in quartiles],
    }


def _quarters(first: float, last: float) -> list[tuple[float, str]]:
    """Return the starts of months to write below the line of time: twelve at most."""
    month = datetime.fromtimestamp(first, UTC).replace(day=1, hour=0, minute=0, second=0)
    found = []
    while month.timestamp() < last:
        if month.timestamp() >= first:
            found.append((month.timestamp(), formats.date_format(month, "M Y")))
        month = (month + timedelta(days=32)).replace(day=1)
    return found[:: -(-len(found) // 8) or 1]
