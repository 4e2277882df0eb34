"""What the analysts' commands share: which log, whose journeys, which of them, how it is told."""

from __future__ import annotations

import functools
import json
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

import click
import pyarrow as pa
from django.conf import settings
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kontaktpunkt.core.months import month_end
from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.addresses import slug_for
from kontaktpunkt.journeys.api import (
    Answer,
    Log,
    NoOpeningHours,
    UnclearHours,
    open_log,
    opening_hours,
)
from kontaktpunkt.journeys.api.answers import visible
from kontaktpunkt.journeys.api.conditions import (
    TooManyConditions,
    UnknownCondition,
    UnknownName,
)
from kontaktpunkt.journeys.api.opening import (
    LENSES,
    NoLog,
    NoSuchLens,
    TemporaryFolder,
)
from kontaktpunkt.journeys.cli_behind import BEHIND
from kontaktpunkt.journeys.cli_progress import ReadingBar
from kontaktpunkt.journeys.cli_reading import (
    COLUMNS,
    MANNERS,
    all_of,
    is_clear,
    mapping_said,
    names_of,
    options_with,
    whose,
    with_way_out,
)
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.prepare import NothingToSee
from kontaktpunkt.journeys.engine.selection import GroupTooSmall
from kontaktpunkt.journeys.offered import LONGER_THAN, SCORED_BELOW
from kontaktpunkt.journeys.writers import CannotExport, UnknownFormat
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.connection import MEMORY_VARIABLE, EngineSettings, NotEnoughRoom

Function = TypeVar("Function", bound=Callable[..., Any])
Option = Callable[[Function], Function]


def one_of(numbers: Iterable[int]) -> click.Choice[str]:
    """Return the type of an option that takes one of these numbers, as text."""
    return click.Choice([str(number) for number in numbers])


_READING: Final = (
    click.option("--zone", default="Europe/Copenhagen", show_default=True,
                 help="Time zone of times that do not state theirs, and of hours of the day."),
    click.option("--hours", "said_hours", multiple=True, metavar="HOURS",
                 help='When it is open, such as "mon-fri 9-15"; may be given several times.'),
    click.option("--closed", multiple=True, metavar="DAY", help="A day on which it is closed."),
    click.option("--yes", is_flag=True, help="Take the guess of the columns, however unsure."),
    click.option("--keep", type=click.Path(path_type=Path), metavar="FOLDER",
                 help="Keep what was read of a file here; name the folder instead next time."),
)  # fmt: skip

_LENS: Final = (
    click.option("--lens", type=click.Choice(list(LENSES)),
                 help="Whose journeys: of a case, of a party, or of a party within a matter "
                      "(service) [the first that shows anything]."),
)  # fmt: skip

_CONDITIONS: Final = (
    click.option("--passed", "passed_through", metavar="TOUCHPOINT", multiple=True,
                 help="Only journeys that met it."),
    click.option("--never", "never_reached", metavar="TOUCHPOINT", multiple=True,
                 help="Only journeys that did not meet it."),
    click.option("--followed", "followed_by", nargs=2, metavar="FIRST THEN", multiple=True,
                 help="Only journeys in which THEN came after FIRST, at any time."),
    click.option("--directly", "directly_followed_by", nargs=2, metavar="FIRST THEN",
                 multiple=True, help="The same, at once."),
    click.option("--at-unit", "in_unit", metavar="UNIT", multiple=True,
                 help="Only journeys that the unit took part in."),
    click.option("--in-channel", metavar="CHANNEL", multiple=True,
                 help="Only journeys that used the channel."),
    click.option("--with-outcome", metavar="OUTCOME", help="Only journeys that ended so."),
    click.option("--about", metavar="MATTER", help="Only journeys about the matter."),
    click.option("--longer-than", "longer_than_days", type=one_of(LONGER_THAN),
                 help="Only journeys that lasted longer, in days."),
    click.option("--scored-below", "score_below", type=one_of(SCORED_BELOW),
                 help="Only journeys with an answer below this, from 0 to 100."),
    click.option("--started", nargs=2, type=click.DateTime(["%Y-%m"]), metavar="FIRST LAST",
                 help="Only journeys that started in these months, such as 2026-01 2026-03."),
    click.option("--common-paths", "common_path", is_flag=True,
                 help="Only journeys whose path at least seven took."),
    *BEHIND,
)  # fmt: skip

_TOLD: Final = (
    click.option("--json", "told", flag_value="json", help="For machines."),
    click.option("--csv", "told", flag_value="csv", help="For spreadsheets."),
    click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N rows."),
)

# What a condition of the API is called where an option of the same name means a column.
_SAID: Final = {
    "in_unit": "unit",
    "in_channel": "channel",
    "with_outcome": "outcome",
    "about": "matter",
}
# What is said in figures.
_NUMBERS: Final = frozenset({"longer_than_days", "score_below"})
reading_options: Final = all_of(*_LENS, *_CONDITIONS, *_READING, *COLUMNS, *MANNERS)
telling_options: Final = all_of(*_TOLD)


class AnalystCommand(click.Command):
    """A command whose help tells its many options in groups, what is asked most first."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under what they are about."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        elsewhere = {name for _, names in _SECTIONS for name in names}
        own = tuple(each.name or "" for each in options if each.name not in elsewhere)
        for title, names in (("Options", own), *_SECTIONS):
            told = [each.get_help_record(ctx) for each in options if each.name in names]
            with formatter.section(title):
                formatter.write_dl([record for record in told if record is not None])


_SECTIONS: Final = (
    ("Which journeys", names_of((*_LENS, *_CONDITIONS))),
    ("Where LOG is a file", names_of(_READING)),
    ("Where its columns are guessed wrongly", names_of(COLUMNS)),
    ("Where it is unusual", names_of(MANNERS)),
)


def plain_refusals(function: Function) -> Function:
    """End with the sentence of a refusal, without a traceback."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        _end_in_order()
        try:
            return function(*args, **options)
        except RuntimeError as error:
            # What DuckDB makes of a Ctrl-C.
            if "interrupted" not in str(error):
                raise
            raise click.Abort from error
        except FileExistsError as refused:
            raise click.ClickException(f"{refused} Say --force to replace it.") from refused
        except NothingToSee as refused:
            raise click.ClickException(
                "No event of the log belongs to such a journey."
            ) from refused
        except NotEnoughRoom as refused:
            allowed = EngineSettings.from_environment(os.environ).memory
            raise click.ClickException(
                f"The engine may take {allowed} of memory, and this log needs more. Set "
                f"{MEMORY_VARIABLE} to more megabytes: fifty million events need 2500."
            ) from refused
        except EXPECTED as refused:
            raise click.ClickException(with_way_out(refused)) from refused

    return cast("Function", run)


def _end_in_order() -> None:
    """When somebody ends the command, take with it what is half written."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


EXPECTED: Final = (
    readers.LogRefused, NoLog, NoSuchLens, UnknownCondition, UnknownName, GroupTooSmall,
    TooManyConditions, CannotExport, UnknownFormat, NoOpeningHours, UnclearHours,
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A log that a command was given.

    may_keep_keys: it came from a file of the analyst's own; a municipality's keys are never told.
    """

    log: Log
    may_keep_keys: bool


def opened(name: str, options: dict[str, Any]) -> Opened:
    """Open a file, a log's folder, or a log of this installation by its address.

    options: what was said of columns, reading, lens and conditions.
    """
    conditions = _conditions({each: options[each] for each in names_of(_CONDITIONS)})
    log = _opened(name, options)
    if options["lens"] is None and (said := whose(log)):
        click.echo(f"note: {visible(said)}", err=True)
    path = Path(name)
    is_own_file = path.exists() and not (path / layout.LOG_FILE).exists()
    return Opened(log.where(**conditions) if conditions else log, is_own_file)


def _opened(name: str, options: dict[str, Any]) -> Log:
    path = Path(name)
    if path.is_dir():
        hours = _hours(options) if options["said_hours"] else None
        return open_log(path, lens=options["lens"], hours=hours)
    if path.exists() or _looks_like_a_file(name):
        return _read(path, options)
    if options["said_hours"]:
        raise click.UsageError("A log of this installation has the municipality's own hours.")
    return open_log(_folder_named(name), lens=options["lens"])


def _hours(options: dict[str, Any]) -> Hours:
    said, closed = options["said_hours"], options["closed"]
    return opening_hours(*said, zone=options["zone"], closed=closed)


def _looks_like_a_file(name: str) -> bool:
    return bool(Path(name).suffix)


def _read(path: Path, options: dict[str, Any]) -> Log:
    zone, keep = options["zone"], options["keep"]
    hours = _hours(options)
    manners = {each: options[each] for each in names_of(MANNERS)}
    guess = readers.guess(path, options_with(manners=manners, time_zone=zone))
    columns = {each: options[each] for each in names_of(COLUMNS)}
    mapping = mapping_said(guess=guess, columns=columns)
    if not options["yes"] and not is_clear(guess, mapping):
        raise click.ClickException(
            f"The columns are not clear enough to go on unasked: {as_guessed(guess)}. {SAY}"
        )
    tell_chosen_sheet(guess)
    kept = None if keep else TemporaryFolder()
    target = kept.path / "log" if kept else keep
    with ReadingBar(Console(stderr=True), path) as bar:
        summary = readers.read(
            path, target=target, mapping=mapping, options=guess.options, progress=bar.show
        )
    tell_notices(summary.notices)
    return Log.opened(target, lens=options["lens"], hours=hours, _kept=kept, _source=path)


def tell_notices(notices: Iterable[readers.Notice]) -> None:
    """Say what was noticed beside the answer, where it is not piped on."""
    for notice in notices:
        click.echo(f"note: {visible(str(notice))}", err=True)


def tell_chosen_sheet(guess: readers.Guess) -> None:
    """Say which sheet of a workbook is read where nobody named one."""
    tell_notices(each for each in guess.notices if each.code == "sheet-chosen")


WIDEST: Final = 10_000
SAY: Final = "Say what they mean (--case, --touchpoint, --time, --milestone), or --yes."


def as_guessed(guess: readers.Guess) -> str:
    """Say in words what the columns seem to mean."""
    mapping = guess.mapping
    if mapping.milestones:
        whose = f" (“{mapping.case}”)" if mapping.case else ""
        times = ", ".join(f"“{stone.column}”" for stone in mapping.milestones)
        return visible(f"each row seems to be one case{whose} with the times {times}")
    happened = " and ".join(mapping.touchpoint)
    told = f"the case seems to be “{mapping.case}”, what happened “{happened}”"
    clock = f" with “{mapping.started_clock}”" if mapping.started_clock else ""
    return visible(f"{told}, and when “{mapping.started_at}”{clock}")


def _folder_named(name: str) -> Path:
    """Return the folder of a log of this installation: fjordby/own, or own where there is one."""
    municipality, _, address = name.rpartition("/")
    found = [
        (slug, folder)
        for slug, folder in logs_here()
        if slug == f"{municipality}/{address}"
        or (not municipality and slug.endswith(f"/{address}"))
    ]
    if len(found) == 1:
        return found[0][1]
    known = ", ".join(slug for slug, _ in logs_here()) or "none"
    said = f"“{name}” is neither a file nor a log here" if not found else f"“{name}” is not clear"
    raise click.ClickException(f"{said}. Logs in {settings.WAREHOUSE}: {known}.")


def logs_here() -> list[tuple[str, Path]]:
    """Return address and folder of every log in the data folder; no database is asked."""
    warehouse = Path(settings.WAREHOUSE)
    own = [(f"{each.parent.name}/own", each) for each in sorted(warehouse.glob("*/own"))]
    imported = [
        (f"{each.parent.parent.parent.name}/{slug_for(json.loads(each.read_text())['name'])}",
         each.parent)
        for each in sorted(warehouse.glob(f"*/imported/*/{layout.LOG_FILE}"))
    ]  # fmt: skip
    return [*own, *imported]


def _conditions(said: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given as conditions of the API."""
    found = {_SAID.get(name, name): value for name, value in said.items() if value}
    if "started" in found:
        first, last = (each.date() for each in found.pop("started"))
        found["started_in"] = (first, month_end(day=last))
    found |= {name: int(found[name]) for name in _NUMBERS & found.keys()}
    return {
        name: list(value) if isinstance(value, tuple) and name != "started_in" else value
        for name, value in found.items()
    }


def about_log(log: Log) -> dict[str, Any]:
    """Return what an answer for machines says of the journeys that it is about."""
    return {
        "log": log.name,
        "lens": log.lens,
        "conditions": list(log.conditions),
        "journeys": log.cases,
        "events": log.events,
        "coverage": log.coverage,
    }


def tell(answer: Answer[Any], *, told: str | None, top: int | None, about: dict[str, Any]) -> None:
    """Print an answer: as a table for people, or whole for machines."""
    rows = answer[:top] if top else answer
    if told == "json":
        content = {**about, "sentence": answer.sentence, "rows": rows.to_dicts()}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    elif told == "csv":
        click.echo(rows.to_csv(), nl=False)
    else:
        _show(rows, most=top or 40)


def _show(answer: Answer[Any], *, most: int) -> None:
    click.echo(answer.sentence)
    if answer:
        _show_rows(answer, most=most)


def _show_rows(answer: Answer[Any], *, most: int) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in answer.schema:
        is_text = pa.types.is_string(field.type) or pa.types.is_list(field.type)
        justify: Literal["left", "right"] = "left" if is_text else "right"
        table.add_column(field.name, justify=justify, overflow="fold", no_wrap=not is_text)
    for row in answer.shown(most=most):
        # Names may look like the markup of the library.
        table.add_row(*map(Text, row))
    screen(table).print(table)
    if len(answer) > most:
        click.echo(f"… and {len(answer) - most:,} more (--top says how many to show)")


def screen(table: Table) -> Console:
    """Return where to print a table: as wide as the terminal, or as the table."""
    console = Console()
    if console.is_terminal:
        return console
    return Console(width=Console(width=WIDEST).measure(table).maximum)


@contextmanager
def counting(words: str) -> Iterator[Callable[[int], None]]:
    """Show a growing number while something is written."""
    console = Console(stderr=True)
    with console.status(f"{words} …") as status:
        yield lambda count: status.update(f"{words}, {count:,} events")
