"""Options of the analysts' commands that keep the journeys behind one number of a page."""

from __future__ import annotations

from typing import Final

import click

from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.offered import AGAIN_WITHIN, SILENT_FOR


def _with_days(
    _context: click.Context, _option: click.Parameter, said: tuple[tuple[str, str], ...]
) -> list[tuple[str, int]]:
    """Return pairs of a word and so many days."""
    return [(word, int(days)) for word, days in said]


def _one_of(days: tuple[int, ...]) -> click.Choice[str]:
    return click.Choice([str(each) for each in days])


def _listed(days: tuple[int, ...]) -> str:
    return ", ".join(map(str, days))


MONTH: Final = click.DateTime(["%Y-%m"])
FATES: Final = click.Choice([each.value for each in Fate])

BEHIND: Final = (
    click.option("--began-with", metavar="TOUCHPOINT", help="Only journeys that began with it."),
    click.option("--ended-with", metavar="TOUCHPOINT", help="Only journeys that ended with it."),
    click.option("--at-step", type=(click.IntRange(1), str), metavar="N TOUCHPOINT", multiple=True,
                 help="Only journeys whose step in this place was the touchpoint."),
    click.option("--steps", type=click.IntRange(1), metavar="N",
                 help="Only journeys of exactly so many steps."),
    click.option("--handed-over", nargs=2, metavar="FROM TO", multiple=True,
                 help="Only journeys that one unit handed over to another."),
    click.option("--came-straight-back", nargs=2, metavar="FROM TO", multiple=True,
                 help="The same, where the next hand-over went back."),
    click.option("--units-met", type=click.IntRange(1), metavar="N",
                 help="Only journeys that met so many units."),
    click.option("--in-touch-again", type=(str, _one_of(AGAIN_WITHIN)), metavar="TOUCHPOINT DAYS",
                 multiple=True, callback=_with_days,
                 help="Only journeys with a contact of the party's own after the touchpoint, "
                      f"within {_listed(AGAIN_WITHIN)} days."),
    click.option("--standing", type=(FATES, _one_of(SILENT_FOR)), metavar="HOW DAYS",
                 multiple=True, callback=_with_days,
                 help="Only journeys that are finished, silent or open, where silent means nothing "
                      f"for {_listed(SILENT_FOR)} days."),
    click.option("--answered-about", metavar="TOUCHPOINT", multiple=True,
                 help="Only journeys with an answer on how it went there."),
    click.option("--happened-in", type=MONTH, metavar="MONTH", multiple=True,
                 help="Only journeys in which anything happened in the month, such as 2026-01."),
    click.option("--in-touch-in", type=MONTH, metavar="MONTH", multiple=True,
                 help="Only journeys in which the party got in touch in the month."),
)  # fmt: skip
