"""Journeys on the command line for analysts: no server, and no database.

A LOG is a file of another system, a folder in which a log was kept, or the address of a log of
this installation, such as fjordby/own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kontaktpunkt.journeys import cli_questions
from kontaktpunkt.journeys.cli_options import (
    AnalystCommand,
    about_log,
    counting,
    opened,
    plain_refusals,
    reading_options,
    tell,
    telling_options,
)
from kontaktpunkt.journeys.cli_questions import CLOCK

LOG = click.argument("log", metavar="LOG")


@click.command("discover", cls=AnalystCommand)
@LOG
@telling_options
@CLOCK
@click.option("--ends/--no-ends", default=True, help="Tell also where journeys start and end.")
@reading_options
@plain_refusals
def discover(*, log: str, told: str | None, top: int | None, clock: str, ends: bool,
             **options: Any) -> None:  # fmt: skip
    """Show what follows what: how often, in how many journeys, and after how long.

    Each row is one touchpoint directly followed by another, with the median and the 90th-percentile
    wait between them; (start) and (end) are where journeys begin and end. LOG is a file (XES, CSV,
    Parquet, Excel, OCEL 2.0), a folder kept with --keep, or a log of this installation such as
    fjordby/own; no server and no database are needed. Pairs that fewer than seven journeys took are
    not told.

    \b
    kontaktpunkt journeys discover receipt.xes.gz --top 10
    kontaktpunkt journeys discover receipt.xes.gz --passed Refusal --json > refused.json
    kontaktpunkt journeys discover tickets.csv --case TicketId --touchpoint Queue --time Created
    kontaktpunkt journeys discover fjordby/own --lens service --about byggetilladelse
    """
    found = opened(log, options).log
    answer = found.flow(clock=clock)
    if not ends:
        between = tuple(edge for edge in answer if edge.source and edge.target)
        answer = type(answer)(answer.sentence, between, answer.kind)
    tell(answer, told=told, top=top, about=about_log(found))


@click.command("paths", cls=AnalystCommand)
@LOG
@telling_options
@click.option("--together", is_flag=True, help="Take paths as one that differ only in repeats.")
@click.option("--families", is_flag=True, help="Take paths as one that differ little.")
@reading_options
@plain_refusals
def paths(*, log: str, told: str | None, top: int | None, together: bool, families: bool,
          **options: Any) -> None:  # fmt: skip
    """Show the whole routes that journeys take, the most frequent first.

    Routes that fewer than seven journeys took are counted together: in a real log most routes are
    one person's own. See `discover --help` for what a LOG is.

    \b
    kontaktpunkt journeys paths receipt.xes.gz --top 5
    kontaktpunkt journeys paths receipt.xes.gz --together --longer-than 30 --csv
    kontaktpunkt journeys paths receipt.xes.gz --families
    """
    found = opened(log, options).log
    shown = found.families() if families else found.paths(most=top or 12, together=together)
    tell(shown, told=told, top=top, about=about_log(found))


@click.command("waits", cls=AnalystCommand)
@LOG
@telling_options
@CLOCK
@reading_options
@plain_refusals
def waits(*, log: str, told: str | None, top: int | None, clock: str, **options: Any) -> None:
    """Show where days go by, in people x days, most first.

    \b
    kontaktpunkt journeys waits receipt.xes.gz --top 5
    """
    found = opened(log, options).log
    tell(found.waits(clock=clock), told=told, top=top, about=about_log(found))


@click.command("handovers", cls=AnalystCommand)
@LOG
@telling_options
@CLOCK
@reading_options
@plain_refusals
def handovers(*, log: str, told: str | None, top: int | None, clock: str, **options: Any) -> None:
    """Show which unit hands over to which, how long people wait for it, and what comes back.

    \b
    kontaktpunkt journeys handovers receipt.xes.gz --unit org:group
    """
    found = opened(log, options).log
    tell(found.handovers(clock=clock), told=told, top=top, about=about_log(found))


@click.command("compare", cls=AnalystCommand)
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@telling_options
@reading_options
@plain_refusals
def compare(*, first: str, second: str | None, told: str | None, top: int | None,
            **options: Any) -> None:  # fmt: skip
    """Show what differs between two logs, or between some journeys of a log and the rest.

    With A and B, conditions hold for both. With A alone, journeys that meet the conditions are
    compared with those that do not. Durations are medians, "meets" is the share of journeys that
    meet a touchpoint; low and high are the interval of A minus B, widened for the number of
    measures, so that chance alone shows a difference in one comparison of twenty.

    \b
    kontaktpunkt journeys compare BPIC15_1f.xes.gz BPIC15_2f.xes.gz --top 10
    kontaktpunkt journeys compare receipt.xes.gz --passed "T10 Determine necessity"
    """
    if second is None:
        one = opened(first, options).log
        if not one.conditions:
            raise click.UsageError("Name a second log, or say which journeys of A to compare.")
        other = one.others
    elif options["keep"] is not None:
        raise click.UsageError("--keep keeps one log; keep each with a command of its own.")
    else:
        one, other = opened(first, options).log, opened(second, options).log
    answer = one.compare(other)
    tell(answer, told=told, top=top, about={"first": about_log(one), "second": about_log(other)})


@click.command("export", cls=AnalystCommand)
@LOG
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--keep-keys",
    is_flag=True,
    help="Keep the file's own case numbers; not for logs of this installation.",
)
@reading_options
@plain_refusals
def export(*, log: str, file: Path, force: bool, keep_keys: bool, **options: Any) -> None:
    """Write a log to a FILE that other tools read; its name says in which format.

    \b
    .xes .xes.gz .csv .csv.gz .parquet   the journeys of one lens, a case for each
    .json .xml .sqlite                   the whole log with all its objects (OCEL 2.0)

    The file appears when it is finished, or not at all, and memory stays bounded whatever the log's
    size. Cases and persons have pseudonyms that are drawn anew each time; exact times still tell
    which journeys of two exports are the same. There are no employees in a log. A single journey
    may still be somebody's own: share a log as you would share personal data, or leave rare paths
    out with --common-paths.

    \b
    kontaktpunkt journeys export fjordby/own permits.xes.gz --lens case --common-paths
    kontaktpunkt journeys export fjordby/own everything.sqlite
    kontaktpunkt journeys export tickets.csv tickets.parquet --keep-keys
    """
    found = opened(log, options)
    if keep_keys and not found.may_keep_keys:
        raise click.UsageError("Keys of a log of this installation are not told.")
    with counting(f"Writing {file.name}") as progress:
        done = found.log.export(file, overwrite=force, keep_keys=keep_keys, progress=progress)
    what = "objects" if done.format.is_object_centric else "journeys"
    click.echo(f"{file}: {done.journeys:,} {what}, {done.events:,} events.")
    if not done.format.is_object_centric and found.log.coverage < 1:
        click.echo(f"The lens sees {found.log.coverage:.1%} of the log's events.", err=True)


COMMANDS: tuple[click.Command, ...] = (
    discover, paths, waits, handovers, *cli_questions.COMMANDS, compare, export,
)  # fmt: skip
