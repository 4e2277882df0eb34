"""After which touchpoints journeys fall silent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import dropout
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import MOST_BARS, Asked, Context, interval_words, share_bar
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import number, percent


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show after which touchpoints journeys fall silent."""
    days = max(asked.days, dropout.USUAL_DAYS)
    found = dropout.drop_out(selection=selection, days=days)
    fates = dropout.standing(selection=selection, days=days)
    return {
        "sentence": sentences.drop_out(fates=fates, drop_out=found, labels=labels),
        "days": days,
        "tiles": [
            {"title": title, "number": _part(count), "basis": basis}
            for title, count, basis in (
                (_("Finished"), fates.finished, _("an outcome, or a touchpoint that closes")),
                (_("Fell silent"), fates.silent, _("nothing for %(days)s days") % {"days": days}),
                (_("Still open"), fates.open, _("counted as neither")),
            )
        ],
        "picture": charts.bars(
            rows=[
                share_bar(
                    name=labels.touchpoint(each.touchpoint),
                    share=each.share,
                    interval=each.interval,
                )
                for each in found[:MOST_BARS]
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
                number(each.reached),
                number(each.dropped),
                percent(each.share),
                interval_words(each.interval),
            ]
            for each in found
        ],
    }


def _part(count: int | None) -> str:
    return _("too few to show") if count is None else number(count)
