"""How journeys run out: at which step, after which touchpoint, and how they then stand."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import dropout, stages
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.engine.stages import Exit, Part, Ribbon, Stage
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.narrowing import FATES
from kontaktpunkt.journeys.pages.asked import (
    MOST_BARS,
    Asked,
    Context,
    Linked,
    interval_words,
    share_bar,
)
from kontaktpunkt.journeys.pictures import charts, sankey
from kontaktpunkt.journeys.wording import journeys_counted, number, percent, with_share

MOST_NAMED: Final = 3


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show at which step journeys run out, and after which touchpoints they fall silent."""
    days = asked.silence
    found = dropout.drop_out(selection=selection, days=days)
    fates = dropout.standing(selection=selection, days=days)
    # What readers compare is how long the bars are.
    drawn = sorted(found[:MOST_BARS], key=lambda each: -each.share)
    return {
        "sentence": sentences.drop_out(fates=fates, drop_out=found, labels=labels),
        "days": days,
        "tiles": _tiles(fates, days, asked),
        "stages": _stages(selection, labels, asked, days),
        "worst_sentence": sentences.silent_after(found=drawn, labels=labels),
        "picture": charts.bars(
            rows=[
                share_bar(
                    name=labels.touchpoint(each.touchpoint),
                    share=each.share,
                    interval=each.interval,
                    url=_silent_after(each, days, asked),
                )
                for each in drawn
            ]
        ),
        "columns": [
            _("Last touchpoint"),
            _("Journeys that met it"),
            _("Fell silent there"),
            _("Share"),
            _("Interval"),
        ],
        "numbers": [
            [
                labels.touchpoint(each.touchpoint),
                Linked(number(each.reached), _settled_with(each, days, asked)),
                Linked(number(each.dropped), _silent_after(each, days, asked)),
                percent(each.share),
                interval_words(each.interval),
            ]
            for each in found
        ],
    }


def _silent_after(each: dropout.DropOut, days: int, asked: Asked) -> str:
    return asked.behind(("fate", Fate.SILENT.value, str(days), each.touchpoint))


def _settled_with(each: dropout.DropOut, days: int, asked: Asked) -> str:
    return asked.behind(("through", each.touchpoint), ("settled", str(days)))


def _tiles(fates: dropout.Fates, days: int, asked: Asked) -> list[Context]:
    silence = _("nothing for %(days)s days") % {"days": days}
    closing = _("an outcome, or a touchpoint that closes")
    told = (
        (Fate.FINISHED, _("Finished"), fates.finished, closing),
        (Fate.SILENT, _("Fell silent"), fates.silent, silence),
        (Fate.OPEN, _("Still open"), fates.open, _("counted as neither")),
    )
    return [
        {
            "title": title,
            "number": _("too few to show") if count is None else number(count),
            "basis": basis,
            "url": asked.behind(("fate", fate.value, str(days))) if count else "",
        }
        for fate, title, count, basis in told
    ]


def _stages(selection: Selection, labels: Labels, asked: Asked, days: int) -> Context | None:
    found = stages.stages(selection=selection, days=days)
    if not found.places:
        return None
    words = _words(labels, asked, days)
    return {
        "sentence": sentences.stages(found=found),
        "picture": sankey.sankey(stages=found.places, words=words),
        "steps": len(found.places),
        "left_out": _left_out(found.left_out),
        "has_links": bool(asked.behind()),
        "columns": [
            _("Step"),
            _("Journeys with so many steps"),
            _("Go on"),
            *(str(label).capitalize() for label in FATES.values()),
        ],
        "numbers": [_place_cells(stage, days, asked) for stage in found.places],
        "rows": [_place_row(stage, labels) for stage in found.places],
        "ways_columns": [_("Step"), _("From"), _("To"), _("Journeys")],
        "ways": [
            [
                number(stage.place),
                words.name(ribbon.source.touchpoint),
                _target_words(ribbon.target, words),
                number(ribbon.journeys),
            ]
            for stage in found.places
            for ribbon in stage.ribbons
        ],
    }


def _words(labels: Labels, asked: Asked, days: int) -> sankey.Words:
    def name(touchpoint: str | None) -> str:
        return _("others") if touchpoint is None else labels.touchpoint(touchpoint)

    def link(place: int, each: Part | Exit) -> str:
        if isinstance(each, Part):
            return asked.behind(("place", str(place), each.touchpoint or ""))
        return _exit_link(place - 1, each.fate, days, asked)

    def way(ribbon: Ribbon) -> str:
        target = ribbon.target
        end = str(FATES[target.fate]) if isinstance(target, Exit) else name(target.touchpoint)
        return f"{name(ribbon.source.touchpoint)} → {end}: {number(ribbon.journeys)}"

    return sankey.Words(
        name=name,
        number=number,
        fate=lambda fate: str(FATES[fate]),
        place=lambda place: _("Step %(place)s") % {"place": number(place)},
        link=link,
        way=way,
        onward=_("go on"),
    )


def _exit_link(place: int, fate: Fate, days: int, asked: Asked) -> str:
    return asked.behind(("steps", str(place)), ("fate", fate.value, str(days)))


def _target_words(target: Part | Exit, words: sankey.Words) -> str:
    return words.fate(target.fate) if isinstance(target, Exit) else words.name(target.touchpoint)


def _exits(stage: Stage) -> dict[Fate, int]:
    return {each.fate: each.journeys for each in stage.exits}


def _place_cells(stage: Stage, days: int, asked: Asked) -> list[str]:
    exits = _exits(stage)
    return [
        number(stage.place),
        number(stage.reached),
        with_share(stage.goes_on, of=stage.reached),
        *(
            Linked(number(exits[fate]), _exit_link(stage.place, fate, days, asked))
            if fate in exits
            else "–"
            for fate in FATES
        ),
    ]


def _place_row(stage: Stage, labels: Labels) -> Context:
    """Return a stage as a narrow screen shows it: the place, and who goes where."""
    return {
        "place": number(stage.place),
        "reached": journeys_counted(stage.reached),
        "parts": [
            (labels.touchpoint(part.touchpoint), percent(part.journeys / stage.reached))
            for part in stage.parts[:MOST_NAMED]
            if part.touchpoint is not None
        ],
        "goes_on": percent(stage.goes_on / stage.reached),
        "exits": [
            (str(FATES[each.fate]), percent(each.journeys / stage.reached)) for each in stage.exits
        ],
    }


def _left_out(journeys: int) -> str:
    if not journeys:
        return ""
    return ngettext(
        "%(count)s journey is left out, because too few others go its way.",
        "%(count)s journeys are left out, because too few others go their way.",
        journeys,
    ) % {"count": number(journeys)}
