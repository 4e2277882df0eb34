"""The analysts' other questions, all asked in one way: a LOG, which journeys, how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from kontaktpunkt.journeys.api import Answer, Log
from kontaktpunkt.journeys.cli_options import (
    AnalystCommand,
    Function,
    about_log,
    one_of,
    opened,
    plain_refusals,
    reading_options,
    tell,
    telling_options,
)
from kontaktpunkt.journeys.offered import AGAIN_WITHIN, SILENT_FOR

CLOCK = click.option(
    "--open-hours", "clock", flag_value="open", default="wall",
    help="Count waits in opening hours: those of --hours, or of the municipality's own log.",
)  # fmt: skip


def asking(name: str) -> Callable[[Function], click.Command]:
    """Make a function a command with what every question of an analyst takes."""

    def command(function: Function) -> click.Command:
        wanted = telling_options(reading_options(plain_refusals(function)))
        return click.command(name, cls=AnalystCommand)(click.argument("log")(wanted))

    return command


def _days(usual: int, choices: Sequence[int], words: str) -> Callable[[Function], Function]:
    return click.option(
        "--days", type=one_of(choices), default=str(usual), show_default=True, help=words
    )


def _answered(
    ask: Callable[[Log], Answer[Any]], log: str, told: str | None, top: int | None, options: Any
) -> None:
    found = opened(log, options).log
    tell(ask(found), told=told, top=top, about=about_log(found))


@asking("repeats")
@_days(7, AGAIN_WITHIN, "Within how many days.")
def repeats(*, log: str, told: str | None, top: int | None, days: str, **options: Any) -> None:
    """Show after which touchpoint people have to get in touch again.

    \b
    kontaktpunkt journeys repeats fjordby/own --days 14 --top 5
    """
    _answered(lambda found: found.repeats(days=int(days)), log, told, top, options)


@asking("experience")
def experience(*, log: str, told: str | None, top: int | None, **options: Any) -> None:
    """Show what people answered about each touchpoint, from 0 to 100, with its interval.

    \b
    kontaktpunkt journeys experience fjordby/own --lens service
    """
    _answered(Log.experience, log, told, top, options)


@asking("drop-out")
@_days(60, SILENT_FOR, "Silent for how many days at the end of the log.")
@click.option("--stages", is_flag=True, help="Show the first steps of journeys, place by place.")
def drop_out(*, log: str, told: str | None, top: int | None, days: str, stages: bool,
             **options: Any) -> None:  # fmt: skip
    """Show after which touchpoint journeys fall silent without having been finished.

    \b
    kontaktpunkt journeys drop-out receipt.xes.gz --days 90
    kontaktpunkt journeys drop-out receipt.xes.gz --stages --json
    """
    ask = Log.stages if stages else Log.drop_out
    _answered(lambda found: ask(found, days=int(days)), log, told, top, options)


@asking("units")
def units(*, log: str, told: str | None, top: int | None, **options: Any) -> None:
    """Show how many units a journey meets; `handovers` shows from which to which.

    \b
    kontaktpunkt journeys units receipt.xes.gz --unit org:group
    """
    _answered(Log.units_met, log, told, top, options)


@asking("work")
def work(*, log: str, told: str | None, top: int | None, **options: Any) -> None:
    """Show the time that touchpoints themselves take; `waits` shows what goes by between them.

    \b
    kontaktpunkt journeys work tickets.xlsx
    """
    _answered(Log.work, log, told, top, options)


@asking("rhythm")
@click.option("--by", type=click.Choice(["hour", "day", "month"]), default="hour",
              show_default=True, help="Hours of the week, calendar days, or months.")  # fmt: skip
def rhythm(*, log: str, told: str | None, top: int | None, by: str, **options: Any) -> None:
    """Show when things happen, in local time.

    \b
    kontaktpunkt journeys rhythm fjordby/own --by month
    """
    asks: dict[str, Callable[[Log], Answer[Any]]] = {
        "hour": Log.hours, "day": Log.days, "month": Log.months,
    }  # fmt: skip
    _answered(asks[by], log, told, top, options)


@asking("spectrum")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def spectrum(*, log: str, told: str | None, top: int | None, source: str, target: str,
             **options: Any) -> None:  # fmt: skip
    """Show how even the way straight FROM one touchpoint TO another is, month by month.

    \b
    kontaktpunkt journeys spectrum fjordby/own case-opened decision
    """
    _answered(lambda found: found.spectrum(source, target), log, told, top, options)


@asking("how-long")
@click.argument("source", metavar="[FROM", required=False)
@click.argument("target", metavar="TO]", required=False)
@CLOCK
def how_long(*, log: str, told: str | None, top: int | None, source: str | None,
             target: str | None, clock: str, **options: Any) -> None:  # fmt: skip
    """Show how many journeys lasted how long, or waited straight FROM one touchpoint TO another.

    \b
    kontaktpunkt journeys how-long receipt.xes.gz
    kontaktpunkt journeys how-long fjordby/own case-opened decision --open-hours
    """
    if source is not None and target is None:
        raise click.UsageError("Name both touchpoints between which they waited, or neither.")
    _answered(lambda found: found.how_long(source, target, clock=clock), log, told, top, options)


COMMANDS: tuple[click.Command, ...] = (
    repeats, experience, drop_out, units, work, rhythm, spectrum, how_long,
)  # fmt: skip
