"""The journey at a glance: a line of stops."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import overview, waits
from kontaktpunkt.journeys.engine.behind import AtPlace
from kontaktpunkt.journeys.engine.experience import experience
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection, select
from kontaktpunkt.journeys.keeping import flow_of
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages import felt as felt_page
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked
from kontaktpunkt.journeys.pages.closer import FEWEST_MATTERS
from kontaktpunkt.journeys.pages.places import places
from kontaktpunkt.journeys.pictures import journey_map
from kontaktpunkt.journeys.wording import (
    journeys_counted,
    number,
    percent,
    score,
    short_wait,
    wait_words,
    with_share,
)

MOST_MATTERS: Final = 8
SEVERAL_STEPS: Final = 2


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show the journey as a line of stops."""
    found = flow_of(selection, asked.clock)
    felt = experience(selection=selection)
    stops = overview.stops(selection=selection, flow=found, felt=felt)
    use = waits.time_use(selection=selection)
    lanes = [_("Journeys"), _("Channel"), _("Unit")]
    return {
        "sentence": sentences.overview(time=use, flow=found, labels=labels),
        "picture": journey_map.journey_map(
            stops=[_stop(stop, labels, selection.size) for stop in stops], lanes=lanes
        ),
        "stops": [_stop_row(stop, labels, selection.size) for stop in stops],
        "columns": [
            _("Touchpoint"),
            _("Journeys"),
            _("Channel"),
            _("Unit"),
            _("Usual wait until the next"),
            _("Experience"),
        ],
        "numbers": [_stop_cells(stop, labels, selection.size, asked) for stop in stops],
        "several": _several(selection),
        "matters": _matters(selection, labels),
        "places": places(
            selection=selection, flow=found, felt=felt, labels=labels, clock=asked.clock
        ),
        "felt": felt_page.answer(felt=felt, flow=found, labels=labels, asked=asked),
        "not_shown": max(len(found.nodes) - len(stops), 0),
    }


def _several(selection: Selection) -> Context | None:
    """Return what leads past the journeys of a single step, where they are most: they go no way."""
    longer = AtPlace(place=SEVERAL_STEPS)
    try:
        those = select(prepared=selection.prepared, filters=[*selection.filters, longer])
    except GroupTooSmall:
        return None
    single = selection.size - those.size
    if single * 2 < selection.size:
        return None
    return {
        "sentence": _("%(single)s of %(journeys)s are a single step and say nothing of the way.")
        % {"single": number(single), "journeys": journeys_counted(selection.size)},
        "steps": str(SEVERAL_STEPS),
        "journeys": number(those.size),
    }


def _matters(selection: Selection, labels: Labels) -> list[Context]:
    """Return links to single matters: a mixture of many has no typical journey."""
    found = overview.matters(selection=selection)
    if len(found) < FEWEST_MATTERS:
        return []
    return [
        {"name": name, "label": labels.of("matter", name), "journeys": number(count)}
        for name, count in found[:MOST_MATTERS]
    ]


def _stop(stop: overview.Stop, labels: Labels, size: int) -> journey_map.Stop:
    felt, onward = stop.experience, stop.onward
    interval = felt.interval if felt else None
    return journey_map.Stop(
        name=labels.touchpoint(stop.name),
        share=stop.journeys / size,
        onward_share=onward.journeys / size if onward else 0,
        wait=short_wait(onward.median_wait) if onward else "",
        lanes=(
            number(stop.journeys),
            labels.channel(stop.channel) if stop.channel else "–",
            labels.unit(stop.unit) if stop.unit else "–",
        ),
        score=felt.mean if felt else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        score_words=score(felt),
    )


def _stop_row(stop: overview.Stop, labels: Labels, size: int) -> Context:
    onward = stop.onward
    return {
        "name": labels.touchpoint(stop.name),
        "journeys": journeys_counted(stop.journeys),
        "share": percent(stop.journeys / size),
        "channel": labels.channel(stop.channel) if stop.channel else "",
        "unit": labels.unit(stop.unit) if stop.unit else "",
        "wait": wait_words(onward.median_wait or 0) if onward else "",
        "experience": score(stop.experience) if stop.experience else "",
    }


def _stop_cells(stop: overview.Stop, labels: Labels, size: int, asked: Asked) -> list[str]:
    row = _stop_row(stop, labels, size)
    met = asked.behind(("through", stop.name))
    journeys = Linked(with_share(stop.journeys, of=size), met)
    cells = (journeys, row["channel"], row["unit"], row["wait"], score(stop.experience))
    return [row["name"], *(cell or "–" for cell in cells)]
