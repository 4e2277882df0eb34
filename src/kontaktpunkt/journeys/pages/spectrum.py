"""How even the wait between two touchpoints is: the performance spectrum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from kontaktpunkt.core.months import next_month
from kontaktpunkt.journeys import narrowing, sentences
from kontaktpunkt.journeys.engine import spectrum, waits
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context
from kontaktpunkt.journeys.pictures import spectrum as picture
from kontaktpunkt.journeys.wording import (
    MINUTE,
    month_and_year,
    number,
    short_date,
    short_wait,
)

MOST_LINES: Final = 1500
MOST_PAIRS: Final = 25
MOST_MARKS: Final = 9


def answer(
    selection: Selection, losses: Sequence[waits.Loss], labels: Labels, asked: Asked
) -> Context | None:
    """Return the spectrum of the pair asked for, or of the one that costs most days."""
    if not losses:
        return None
    pairs = [(loss.source, loss.target) for loss in losses]
    source, target = asked.pair if asked.pair in pairs else pairs[0]
    those = asked.behind(("step", source, target))
    found = spectrum.spectrum(selection=selection, source=source, target=target, most=MOST_LINES)
    if found is None:
        return None
    return {
        "sentence": sentences.spectrum(found=found, source=source, target=target, labels=labels),
        "pair": (source, target),
        "source": labels.touchpoint(source),
        "target": labels.touchpoint(target),
        "pairs": [_choice(pair, (source, target), labels) for pair in pairs[:MOST_PAIRS]],
        # Each line is one journey's own.
        "picture": _picture(found) if those else None,
        "n": number(found.n),
        "drawn": number(len(found.passes)),
        "is_sample": len(found.passes) < found.n,
        "behind": those,
        "columns": [_("Began in"), _("Times"), _("Median wait"), _("Nine of ten within")],
        "numbers": [
            [
                formats.date_format(month.first, "F Y"),
                number(month.n),
                short_wait(month.median_seconds),
                short_wait(month.p90_seconds),
            ]
            for month in found.months
        ],
    }


def _choice(pair: tuple[str, str], chosen: tuple[str, str], labels: Labels) -> Context:
    return {
        "value": narrowing.together(*pair),
        "label": " → ".join(labels.touchpoint(name) for name in pair),
        "is_chosen": pair == chosen,
    }


def _picture(found: spectrum.Spectrum) -> picture.Spectrum:
    first = float(found.passes[0].began)
    last = max(each.began + each.wait_seconds for each in found.passes)
    one, two, three = (short_wait(max(each, MINUTE)) for each in found.quartiles)
    return picture.spectrum(
        passes=[(each.began, each.wait_seconds) for each in found.passes],
        quartiles=found.quartiles,
        months=_marks(first, last),
        keys=[
            _("quickest quarter: up to %(wait)s") % {"wait": one},
            _("second: up to %(wait)s") % {"wait": two},
            _("third: up to %(wait)s") % {"wait": three},
            _("slowest quarter: longer"),
        ],
        first=first,
        last=last,
    )


def _marks(first: float, last: float) -> list[tuple[float, str]]:
    """Return days to write below the line of time: starts of months, or of days for a short one."""
    month = datetime.fromtimestamp(first, UTC).replace(day=1, hour=0, minute=0, second=0)
    found = []
    while month.timestamp() < last:
        if month.timestamp() >= first:
            found.append((month.timestamp(), month_and_year(month)))
        month = next_month(day=month)
    if not found:
        day = datetime.fromtimestamp(first, UTC)
        found = [(first, short_date(day))]
    room = found[: -(-len(found) // MOST_MARKS) * MOST_MARKS : -(-len(found) // MOST_MARKS)]
    # A word that begins close to the edge would be cut off.
    return [(at, words) for at, words in room if at < first + (last - first) * 0.95]
