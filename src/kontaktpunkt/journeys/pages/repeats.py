"""After which touchpoints people have to come back."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import repeats, rhythm
from kontaktpunkt.journeys.engine.behind import CameBack
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import (
    MOST_BARS,
    Asked,
    Context,
    Linked,
    interval_words,
    share_bar,
)
from kontaktpunkt.journeys.pages.closer import Closer, closer
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import number, percent


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show after which touchpoints people have to come back."""
    found = repeats.repeats(selection=selection, days=asked.days)
    if not any(each.again for each in found):
        # Nobody came back, or the log does not say what was a contact: a picture of nothing.
        found = ()
    worst = sorted(found, key=lambda each: -each.interval.low)[:MOST_BARS]
    # What readers compare is how long the bars are.
    worst.sort(key=lambda each: -each.share)
    return {
        "sentence": sentences.repeats(repeats=found, days=asked.days, labels=labels),
        "days": asked.days,
        "picture": charts.bars(
            rows=[
                share_bar(
                    name=labels.touchpoint(each.touchpoint),
                    share=each.share,
                    interval=each.interval,
                    url=_behind(each, asked),
                )
                for each in worst
            ]
        ),
        "columns": [
            _("Touchpoint before"),
            _("Times met"),
            _("In touch again"),
            _("Share"),
            _("Interval"),
        ],
        "numbers": [
            [
                labels.touchpoint(each.touchpoint),
                Linked(number(each.n), asked.behind(("through", each.touchpoint))),
                Linked(number(each.again), _behind(each, asked)),
                percent(each.share),
                interval_words(each.interval),
            ]
            for each in found
        ],
        "closer": _closer(selection, sentences.most_repeated(repeats=found), labels, asked),
    }


def _closer(
    selection: Selection, most: repeats.Repeat | None, labels: Labels, asked: Asked
) -> Closer | None:
    """Say what the journeys are about in which most came back, and when people got in touch."""
    if most is None:
        return None
    came_back = CameBack(touchpoint=most.touchpoint, days=asked.days)
    said = {"touchpoint": labels.touchpoint(most.touchpoint)}
    heading = _("After “%(touchpoint)s”, looked at closer") % said
    found = closer(selection=selection, like=came_back, labels=labels, heading=heading)
    if found is None:
        return None
    when = sentences.calendar(found=rhythm.calendar(selection=found.selection))
    return replace(found, when=when)


def _behind(each: repeats.Repeat, asked: Asked) -> str:
    return asked.behind(("back", each.touchpoint, str(asked.days)))
