"""Event logs on the command line. `config.commands.journeys` gives these a running database."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.journeys import importing, logs, readers, removing
from kontaktpunkt.journeys.addresses import slug_for
from kontaktpunkt.journeys.api.answers import visible
from kontaktpunkt.journeys.cli_options import (
    SAY,
    as_guessed,
    screen,
    tell_chosen_sheet,
    tell_notices,
)
from kontaktpunkt.journeys.cli_progress import ReadingBar
from kontaktpunkt.journeys.cli_reading import (
    COLUMNS,
    MANNERS,
    all_of,
    is_clear,
    mapping_said,
    names_of,
    options_with,
    with_way_out,
)
from kontaktpunkt.journeys.models import ImportedLog
from kontaktpunkt.journeys.readers.sources import log_name

MOST_COLUMNS_SHOWN = 24
# Beside an address this long, a name still has room where there are 80 columns.
MOST_UNFOLDED = 18

MUNICIPALITY = click.option(
    "--municipality", "slug", metavar="ADDRESS",
    help="The municipality's address, such as fjordby; not needed where there is only one.",
)  # fmt: skip


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@MUNICIPALITY
@click.option("--name", help="What pages call the log [the file's name]. The same name replaces.")
@all_of(*COLUMNS, *MANNERS)
@click.option("--zone", help="Time zone of times that do not state theirs [the municipality's].")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are understood rightly.")
def import_file(*, file: Path, slug: str | None, name: str | None, zone: str | None, yes: bool,
                **said: Any) -> None:  # fmt: skip
    """Import an event log: XES, CSV (both also .gz), Parquet, Excel or OCEL 2.0.

    What each column means is guessed, shown and asked; options say it outright. Nothing is kept of
    a file that cannot be read whole. Columns with employees are left out.

    \b
    kontaktpunkt journeys import receipt.xes.gz
    kontaktpunkt journeys import tickets.csv --case TicketId --touchpoint QueueName --yes
    """
    municipality = _municipality(slug)
    console = Console(stderr=True)
    options = options_with(
        manners={each: said.pop(each) for each in names_of(MANNERS)},
        name=name,
        time_zone=zone or municipality.timezone,
        pseudonym_key=importing.pseudonym_key(),
    )
    with _plain_refusals():
        guess = readers.guess(file, options)
        mapping = mapping_said(guess=guess, columns=said)
        former = _former(municipality, name or log_name(file))
        if not yes:
            _show(console, guess, mapping)
            _tell_former(former, "will replace", municipality)
            _confirm(guess, mapping)
        else:
            tell_chosen_sheet(guess)
        with tenancy.acting_for(municipality), ReadingBar(console, file) as bar:
            log, summary = importing.import_log(
                municipality=municipality,
                file=file,
                mapping=mapping,
                options=dataclasses.replace(
                    guess.options, name=name, pseudonym_key=options.pseudonym_key
                ),
                at=timezone.now(),
                progress=bar.show,
            )
    tell_notices(summary.notices)
    _tell_former(former, "replaced", municipality)
    click.echo(
        f"{visible(log.name)}: {log.cases:,} cases, {log.events:,} events, "
        f"{summary.touchpoints} touchpoints, {_day(log.first, municipality)} to "
        f"{_day(log.last, municipality)}."
    )
    click.echo(f"See it at /{municipality.slug}/journeys/{log.slug}/")


@click.command("list")
@MUNICIPALITY
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_logs(*, slug: str | None, as_json: bool) -> None:
    """List the imported event logs."""
    chosen = [_municipality(slug)] if slug else list(Municipality.objects.all())
    found = [row for each in chosen for row in _rows(each)]
    if as_json:
        click.echo(json.dumps(found, indent=1))
    elif not found:
        click.echo("No log has been imported. `kontaktpunkt journeys import FILE` does it.")
    else:
        table = _table_of(found)
        screen(table).print(table)


@click.command("remove")
@click.argument("address")
@MUNICIPALITY
def remove_log(*, address: str, slug: str | None) -> None:
    """Undo the import of the log with this ADDRESS (see `list`)."""
    municipality = _municipality(slug)
    with tenancy.acting_for(municipality):
        log = ImportedLog.objects.filter(slug=address).first()
        if log is None:
            raise click.ClickException(
                f"{municipality.name} has no imported log {address!r}; `journeys list` names them."
            )
        removing.remove_log(municipality=municipality, log=log, actor=None, at=timezone.now())
    click.echo(f"{log.name} was removed.")


@click.command("refresh")
@MUNICIPALITY
@click.option("--anew", is_flag=True, help="Write the whole log again, not only what is new.")
def refresh(*, slug: str | None, anew: bool) -> None:
    """Bring journeys up to date with what has happened; a job does it each hour."""
    for municipality in [_municipality(slug)] if slug else Municipality.objects.all():
        with tenancy.acting_for(municipality):
            events = logs.refresh_own(municipality=municipality, at=timezone.now(), anew=anew)
            logs.refresh_imported(municipality=municipality)
        click.echo(f"{municipality.name}: {events:,} events.")


COMMANDS: tuple[click.Command, ...] = (import_file, list_logs, remove_log, refresh)


def _municipality(slug: str | None) -> Municipality:
    known = list(Municipality.objects.all())
    if slug is None and len(known) == 1:
        return known[0]
    found = next((each for each in known if each.slug == slug), None)
    if not known:
        raise click.ClickException(
            "There is no municipality yet; `kontaktpunkt manage found_municipality` founds one."
        )
    if found is None:
        names = ", ".join(each.slug for each in known)
        said = f"There is no municipality {slug!r}." if slug else "Say which --municipality."
        raise click.ClickException(f"{said} There are: {names}.")
    return found


def _table_of(rows: Sequence[dict[str, Any]]) -> Table:
    """Return the logs as a table that cuts nothing, with addresses that can be copied."""
    whole = {"cases", "events", "from", "until"}
    if max(len(row["address"]) for row in rows) <= MOST_UNFOLDED:
        whole.add("address")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("municipality", "address", "name", "cases", "events", "from", "until"):
        is_text = title in {"municipality", "address", "name"}
        table.add_column(title, justify="left" if is_text else "right", overflow="fold",
                         no_wrap=title in whole)  # fmt: skip
    for row in rows:
        table.add_row(*(f"{value:,}" if isinstance(value, int) else Text(visible(value))
                        for value in row.values()))  # fmt: skip
    return table


def _rows(municipality: Municipality) -> Iterator[dict[str, Any]]:
    with tenancy.acting_for(municipality):
        for log in ImportedLog.objects.all():
            yield {
                "municipality": municipality.slug,
                "address": log.slug,
                "name": log.name,
                "cases": log.cases,
                "events": log.events,
                "first": _day(log.first, municipality),
                "last": _day(log.last, municipality),
            }


def _day(moment: datetime, municipality: Municipality) -> str:
    """Return the day of a moment where the municipality is, as its pages tell it."""
    return f"{moment.astimezone(ZoneInfo(municipality.timezone)):%Y-%m-%d}"


@contextmanager
def _plain_refusals() -> Iterator[None]:
    """End with the sentence of a refusal, without a traceback."""
    try:
        yield
    except readers.LogRefused as refused:
        raise click.ClickException(with_way_out(refused)) from refused


def _former(municipality: Municipality, name: str) -> ImportedLog | None:
    """Return the log that an import of this name replaces."""
    with tenancy.acting_for(municipality):
        return ImportedLog.objects.filter(slug=slug_for(name)).first()


def _tell_former(former: ImportedLog | None, does: str, municipality: Municipality) -> None:
    if former is not None:
        click.echo(
            f"note: This {does} the log of the same address, imported on "
            f"{_day(former.imported_at, municipality)} from {visible(former.source_file)}: "
            f"{former.cases:,} cases, {former.events:,} events.",
            err=True,
        )


def _show(console: Console, guess: readers.Guess, mapping: readers.Mapping) -> None:
    table = Table("column", "taken for", "for example", title=f"How {guess.format} is understood")
    meaning = _meanings(mapping)
    shown = sorted(guess.columns, key=lambda column: column.name not in meaning)
    for column in shown[:MOST_COLUMNS_SHOWN]:
        left_out = "employee, left out" if column.is_person else "left out"
        cells = (column.name, meaning.get(column.name, left_out), ", ".join(column.values[:2]))
        table.add_row(*(Text(visible(cell)) for cell in cells))
    console.print(table)
    if (left := len(shown) - MOST_COLUMNS_SHOWN) > 0:
        click.echo(f"… and {left} more columns", err=True)
    tell_notices(guess.notices)


def _meanings(mapping: readers.Mapping) -> dict[str, str]:
    """Return what each column that is used is taken for."""
    found = {stone.column: f"time of “{stone.touchpoint}”" for stone in mapping.milestones}
    for stone in mapping.milestones:
        if stone.clock:
            found[stone.clock] = f"time of day of “{stone.touchpoint}”"
    for field in dataclasses.fields(mapping):
        value = getattr(mapping, field.name)
        names = value if isinstance(value, tuple) else (value,)
        for name in names:
            if isinstance(name, str) and name in mapping.columns:
                found.setdefault(name, _MEANINGS.get(field.name, field.name.replace("_", " ")))
    return found


_MEANINGS = {"started_clock": "its time of day", "ended_clock": "time of day of its end"}


def _confirm(guess: readers.Guess, mapping: readers.Mapping) -> None:
    if sys.stdin.isatty():
        click.confirm("Is that right?", default=True, abort=True)
    elif not is_clear(guess, mapping):
        raise click.ClickException(
            f"The columns are not clear enough to go on unasked: {as_guessed(guess)}. {SAY}"
        )
