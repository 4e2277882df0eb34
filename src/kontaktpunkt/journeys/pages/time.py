"""Where days go by, how evenly, and when people get in touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils import formats
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import rhythm, waits
from kontaktpunkt.journeys.engine.filters import FollowedBy
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.keeping import flow_of
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages import calendar, lasts, spectrum
from kontaktpunkt.journeys.pages.asked import MOST_BARS, Asked, Context, Linked
from kontaktpunkt.journeys.pages.closer import Closer, between, closer
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import DAY, number, percent, short_wait, wait_words

MOST_SPENT: Final = 8


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show where days go by, and the rhythm of contacts.

    What a page shows is worked out when it is shown: the lower figures when somebody comes there.
    """
    found = flow_of(selection, asked.clock)
    losses = waits.losses(edges=found.edges)
    use = waits.time_use(selection=selection)
    passes: Any = SimpleLazyObject(lambda: spectrum.answer(selection, losses, labels, asked))
    return {
        "sentence": sentences.time(losses=losses, labels=labels),
        "picture": charts.bars(
            rows=[_loss_bar(each, labels, asked) for each in losses[:MOST_BARS]]
        ),
        "columns": [
            _("From"),
            _("To"),
            _("Journeys"),
            _("Days of waiting"),
            _("Share"),
        ],
        "numbers": SimpleLazyObject(lambda: [_loss_cells(loss, labels, asked) for loss in losses]),
        "closer": SimpleLazyObject(lambda: _closer(selection, losses, labels)),
        "tiles": _tiles(use, asked),
        "work": SimpleLazyObject(lambda: _work(selection, use, labels, asked)),
        "rhythm": SimpleLazyObject(lambda: _rhythm(selection)),
        "lasts": SimpleLazyObject(lambda: lasts.of_journeys(selection, asked)),
        "spectrum": passes,
        "wait_lasts": SimpleLazyObject(
            lambda: passes and lasts.of_wait(selection, passes["pair"], labels, asked)
        ),
        "calendar": SimpleLazyObject(lambda: calendar.answer(selection, asked)),
    }


def _closer(selection: Selection, losses: Sequence[waits.Loss], labels: Labels) -> Closer | None:
    """Say what the journeys are about that spend most days on the way."""
    if not losses:
        return None
    here, there = losses[0].source, losses[0].target
    return closer(
        selection=selection,
        like=FollowedBy(first=here, then=there, directly=True),
        labels=labels,
        heading=between(labels.touchpoint(here), labels.touchpoint(there)),
    )


def _loss_bar(loss: waits.Loss, labels: Labels, asked: Asked) -> charts.Bar:
    name = f"{labels.touchpoint(loss.source)} → {labels.touchpoint(loss.target)}"
    url = asked.behind(("step", loss.source, loss.target))
    return charts.Bar(name, loss.days, number(loss.days), url=url)


def _loss_cells(loss: waits.Loss, labels: Labels, asked: Asked) -> list[str]:
    return [
        labels.touchpoint(loss.source),
        labels.touchpoint(loss.target),
        Linked(number(loss.journeys), asked.behind(("step", loss.source, loss.target))),
        number(loss.days),
        percent(loss.share),
    ]


def _tiles(use: waits.TimeUse, asked: Asked) -> list[Context]:
    # What they tell is told of all chosen journeys.
    longest, waited = (asked.behind(("order", order)) for order in ("duration", "wait"))
    tiles = [
        {
            "title": _("Half last at most"),
            "number": wait_words(use.median_seconds),
            "basis": _("from the first step to the last"),
            "url": longest,
        },
        {
            "title": _("Nine of ten last at most"),
            "number": wait_words(use.p90_seconds),
            "basis": _("from the first step to the last"),
            "url": longest,
        },
    ]
    if use.work_is_known:
        share = use.wait_seconds / max(use.wait_seconds + use.work_seconds, 1)
        known = _("of the time that is known as waiting or as work")
        tiles.append(
            {
                "title": pgettext("a share of time", "Waiting"),
                "number": percent(share),
                "basis": known,
                "url": waited,
            }
        )
    return tiles


def _work(selection: Selection, use: waits.TimeUse, labels: Labels, asked: Asked) -> Context | None:
    """Return working and the waiting that follows it, where working is known."""
    if not use.work_is_known:
        return None
    spent = waits.spent(selection=selection)
    medians = {each.touchpoint: each for each in waits.work(selection=selection)}
    return {
        "sentence": sentences.work(use=use),
        "picture": charts.stacked(
            rows=[_spent_bar(each, labels, asked) for each in spent[:MOST_SPENT]],
            keys=[
                ("work", _("days of work at the touchpoint")),
                ("wait", _("days of waiting after it")),
            ],
        ),
        "columns": [
            _("Touchpoint"),
            _("Journeys"),
            _("Days of work"),
            _("Days of waiting after it"),
            _("Work: times known"),
            _("Work: median"),
        ],
        "numbers": [
            _spent_cells(each, medians.get(each.touchpoint), labels, asked) for each in spent
        ],
    }


def _spent_bar(
    each: waits.Spent, labels: Labels, asked: Asked
) -> tuple[str, list[tuple[str, float]], str, str]:
    words = _("%(wait)s waiting, %(work)s work") % {
        "wait": _days(each.wait_seconds),
        "work": _days(each.work_seconds),
    }
    days = [("work", (each.work_seconds or 0) / DAY), ("wait", (each.wait_seconds or 0) / DAY)]
    url = asked.behind(("through", each.touchpoint))
    return labels.touchpoint(each.touchpoint), days, words, url


def _spent_cells(
    each: waits.Spent, known: waits.Work | None, labels: Labels, asked: Asked
) -> list[str]:
    return [
        labels.touchpoint(each.touchpoint),
        Linked(number(each.journeys), asked.behind(("through", each.touchpoint))),
        _days(each.work_seconds),
        _days(each.wait_seconds),
        number(known.n) if known else "–",
        short_wait(known.median_seconds) if known else "–",
    ]


def _days(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    days = seconds / DAY
    return number(days, 1 if 0 < days < 9.95 else 0)


def _rhythm(selection: Selection) -> Context | None:
    """Return contacts by weekday and hour, as a table whose cells are shaded."""
    told = rhythm.hours(selection=selection)
    if not told:
        return None
    found = {(each.weekday, each.hour): each.count for each in told}
    most = max(found.values())
    hours = range(min(hour for _day, hour in found), max(hour for _day, hour in found) + 1)
    monday = datetime(2024, 1, 1, tzinfo=UTC).date()
    return {
        "sentence": sentences.rhythm(found=told),
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
