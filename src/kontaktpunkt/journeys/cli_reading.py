"""How a foreign file is to be read, as options of a command."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import click

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.api import Log, NoOpeningHours, NoSuchLens
from kontaktpunkt.journeys.api.answers import visible
from kontaktpunkt.journeys.api.opening import facts_of, mapping_with, usual_lenses
from kontaktpunkt.journeys.readers import refusals
from kontaktpunkt.journeys.readers.shapes import Dangling, Lifecycle, TimeOrder

Function = TypeVar("Function", bound=Callable[..., Any])
Option = Callable[[Function], Function]


def _one_sign(_context: click.Context, _option: click.Parameter, said: str | None) -> str | None:
    if said in {"tab", "\\t"}:
        return "\t"
    if said is not None and (len(said) != 1 or said in '"\r\n'):
        raise click.BadParameter("Name one sign, such as ; or tab.")
    return said


def _known_encoding(
    _context: click.Context, _option: click.Parameter, said: str | None
) -> str | None:
    try:
        "".encode(said or "utf-8")
    except LookupError:
        wanted = "No such encoding; name one such as utf-8 or cp1252."
        raise click.BadParameter(wanted) from None
    return said


LIMITS: Final = tuple(each.name for each in dataclasses.fields(readers.Limits))
# Said of a column that is not to be taken.
NONE: Final = "none"
_REFUSABLE: Final = ("event_id", "started_clock", "ended_clock")

COLUMNS: Final = (
    click.option("--case", metavar="COLUMN",
                 help="Whose journey it is; none: every row is a case of its own."),
    click.option("--touchpoint", metavar="COLUMN", multiple=True,
                 help="What happened; several columns are joined."),
    click.option("--time", "started_at", metavar="COLUMN", help="When it happened, or began."),
    click.option("--time-of-day", "started_clock", metavar="COLUMN",
                 help="The time of day of that, where --time is a mere date; none: leave it out."),
    click.option("--end", "ended_at", metavar="COLUMN", help="When it ended."),
    click.option("--end-time-of-day", "ended_clock", metavar="COLUMN",
                 help="The time of day when it ended; without --end of the day it began."),
    click.option("--unit", metavar="COLUMN", help="The unit that did it."),
    click.option("--channel", metavar="COLUMN", help="The channel in which it happened."),
    click.option("--outcome", metavar="COLUMN", help="How the case ended."),
    click.option("--score", metavar="COLUMN", help="An answer about the touchpoint."),
    click.option("--score-max", metavar="COLUMN", help="The best possible answer."),
    click.option("--event-id", metavar="COLUMN",
                 help="The source's own id: told twice, it counts once; none: every row counts."),
    click.option("--milestone", "milestones", metavar="COLUMN=NAME", multiple=True,
                 help="In a table with a row per case: a time, and what happened; "
                      "DATE+TIME=NAME where the time of day has a column of its own."),
)  # fmt: skip

MANNERS: Final = (
    click.option("--sheet", help="The sheet of a workbook [what looks most like a log]."),
    click.option("--delimiter", metavar="SIGN", callback=_one_sign,
                 help="What separates the columns of a CSV file; tab for a tab [told from it]."),
    click.option("--encoding", metavar="NAME", callback=_known_encoding,
                 help="How the text of a file is written, such as cp1252 [told from it]."),
    click.option("--answers", "feedback", type=click.Path(path_type=Path), metavar="FILE",
                 help="Answers to the tickets of a counter (TicketKey, AnswerNumber …)."),
    click.option("--time-order", type=click.Choice(get_args(TimeOrder)),
                 help="How times are written [told from the whole column]."),
    click.option("--lifecycle", type=click.Choice(get_args(Lifecycle)), default="pair",
                 help="Join each start with its completion, keep both, or only what completes."),
    click.option("--no-persons", "are_persons_allowed", is_flag=True,
                 help="Columns that look like employees hold machines or units here."),
    click.option("--leave-out-dangling", is_flag=True,
                 help="Leave out what refers to something that the file does not describe."),
    click.option("--limit", "limits", metavar="NAME=NUMBER", multiple=True,
                 help=f"Believe more of the file: {', '.join(LIMITS)}."),
)  # fmt: skip


# The option that is the way out of a refusal; on pages the same sentence leads to a field.
_WAYS_OUT: Final[dict[type[Exception], str]] = {
    NoOpeningHours: '--hours, such as --hours "mon-fri 9-15"',
    NoSuchLens: "--lens",
    refusals.BadTime: f"--time-order {'|'.join(get_args(TimeOrder))}, or --time COLUMN",
    refusals.DamagedText: "--encoding utf-8",
    refusals.DanglingEvent: "--leave-out-dangling",
    refusals.DanglingObject: "--leave-out-dangling",
    refusals.DuplicateEvent: "--event-id none",
    refusals.NoCaseColumn: "--case COLUMN, or --case none where every row is a case",
    refusals.NoCaseGiven: "--case COLUMN",
    refusals.NoEvents: "--time COLUMN",
    refusals.NoSheet: "--sheet NAME",
    refusals.NoTimeColumn: "--time COLUMN, or --milestone COLUMN=NAME for each time of a case",
    refusals.NoTouchpointColumn: "--touchpoint COLUMN",
    refusals.NoTouchpointGiven: "--touchpoint COLUMN",
    refusals.NotALogFolder: "--keep FOLDER",
    refusals.OneColumn: "--delimiter SIGN, or --sheet NAME",
    refusals.PersonColumn: "--unit COLUMN, or --no-persons",
    refusals.TextTooLong: "--limit text_characters=NUMBER, where the column is right",
    refusals.TooManyColumns: "--limit columns=NUMBER",
    refusals.TooManyTouchpoints: "--touchpoint COLUMN, or --limit touchpoints=NUMBER",
    refusals.UnknownEncoding: "--encoding NAME",
    refusals.UnknownTimeZone: "--zone NAME",
    refusals.UnpacksTooLarge: "--limit unpacked_bytes=NUMBER, or --limit unpacked_ratio=NUMBER",
    refusals.WritesTooMuch: "--limit written_bytes=NUMBER",
}


def with_way_out(refusal: Exception) -> str:
    """Return the sentence of a refusal, and the option that is the way out, where there is one."""
    kinds = type(refusal).__mro__
    said = next((_WAYS_OUT[kind] for kind in kinds if kind in _WAYS_OUT), None)
    sentence = visible(str(refusal))
    return f"{sentence} The option is {said}." if said else sentence


def whose(log: Log) -> str | None:
    """Say whose journeys these are, where a log of many kinds of objects leaves that open."""
    facts = facts_of(folder=log.folder)
    if log.lens != "case" or not facts.get("mapping", {}).get("has_many_objects"):
        return None
    lead = facts["lead_object_type"]
    rest = ", ".join(f"“{each}”" for each in facts["objects"] if each != lead)
    if not rest:
        return None
    lenses = usual_lenses(lead=lead, object_types=facts["objects"])
    other = " or ".join(f"--lens {each}" for each in lenses if each != log.lens)
    follows = f"{other} follows people" if other else "--lens has no other, as none is a person"
    return f"A journey is what touched one “{lead}”. The log also has {rest}; {follows}."


def all_of(*options: Option[Any]) -> Option[Any]:
    """Return one decorator for many options, shown in this order."""

    def decorated(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


def names_of(options: tuple[Option[Any], ...]) -> tuple[str, ...]:
    """Return the names under which a command gets these options."""

    @all_of(*options)
    def probe() -> None: ...

    params: list[click.Option] = probe.__dict__["__click_params__"]
    return tuple(each.name or "" for each in reversed(params))


def options_with(*, manners: dict[str, Any], **more: Any) -> readers.Options:
    """Return reader options from what was said on the command line."""
    said = dict(manners)
    dangling: Dangling = "drop" if said.pop("leave_out_dangling") else "refuse"
    limits = dict(map(_limit, said.pop("limits")))
    return readers.Options(**said, **more, dangling=dangling, limits=readers.Limits(**limits))


def mapping_said(*, guess: readers.Guess, columns: dict[str, Any]) -> readers.Mapping:
    """Return the guess with what was said outright."""
    said = {name: value for name, value in columns.items() if value}
    if "milestones" in said:
        known = {column.name for column in guess.columns}
        said["milestones"] = [_milestone(each, known) for each in said["milestones"]]
    mapping = mapping_with(mapping=guess.mapping, columns=said)
    if said.get("case") == NONE:
        mapping = dataclasses.replace(mapping, case=None, is_row_a_case=True)
    refused: dict[str, Any] = {each: None for each in _REFUSABLE if said.get(each) == NONE}
    return dataclasses.replace(mapping, **refused)


def is_clear(guess: readers.Guess, mapping: readers.Mapping) -> bool:
    """Say whether the columns may be taken unasked: said outright, sure, or told by the format.

    What is missing altogether is refused by the reading, which names the columns that there are.
    """
    if mapping != guess.mapping or guess.is_sure:
        return True
    return bool(guess.missing) or not guess.format.is_table


def _milestone(text: str, known: Container[str]) -> tuple[str, str, str | None]:
    column, _equals, name = text.partition("=")
    day, _plus, clock = column.partition("+")
    if column in known or not clock:
        return column, name or column, None
    return day, name or day, clock


def _limit(text: str) -> tuple[str, int]:
    name, _equals, number = text.partition("=")
    if name not in LIMITS or not number.isdecimal():
        raise click.BadParameter(f"{text!r} is none of {', '.join(LIMITS)} with a number.")
    return name, int(number)
