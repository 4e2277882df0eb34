"""Tables of systems that Nordic municipalities run, known by their columns.

Counter tickets: one row is one visit, told as three events: drawn, called, served. A file of
answers (`TicketKey, AnswerNumber, MaxAnswerNumber, Question`) gives the last of them a score.
Phone queues: one row is one thing that happened in a call. Employees' names are left at the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kontaktpunkt.journeys.readers.columns import plain
from kontaktpunkt.journeys.readers.csv_log import CsvTable
from kontaktpunkt.journeys.readers.messages import Phrase, _
from kontaktpunkt.journeys.readers.refusals import AnswersMissColumn
from kontaktpunkt.journeys.readers.shapes import Mapping, Milestone, Options
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tables import number_column
from kontaktpunkt.journeys.readers.text import NotThisEncoding, encoding_after
from kontaktpunkt.journeys.readers.writer import FEEDBACK, LogWriter

_MILESTONES: Final = {
    "created at": _("Ticket drawn"),
    "called at": _("Called to the counter"),
    "ended at": _("Served at the counter"),
}
_TICKET: Final = frozenset({"ticket id", *_MILESTONES})
_CALL: Final = frozenset({"start time utc", "queue name", "conversation event type"})
_CALL_KEYS: Final = ("conversation id", "call id", "contact id")
_ANSWER: Final = ("ticket key", "answer number", "max answer number")


def preset(header: Sequence[str]) -> Mapping | None:
    """Return the mapping of a table whose columns are those of a system we know."""
    names = {plain(name): name for name in reversed(header)}
    if names.keys() >= _TICKET:
        return _tickets(names)
    if names.keys() >= _CALL:
        return _calls(names)
    return None


def _tickets(names: dict[str, str]) -> Mapping:
    category, queue = names.get("queue category name"), names.get("queue name")
    return Mapping(
        case=names.get("ticket key", names["ticket id"]),
        milestones=tuple(
            Milestone(column=names[name], touchpoint=str(Phrase(touchpoint)))
            for name, touchpoint in _MILESTONES.items()
        ),
        unit=category or queue,
        case_attributes=(queue,) if category and queue else (),
        fixed_channel="counter",
        object_type="contact",
    )


def _calls(names: dict[str, str]) -> Mapping:
    case = next((names[key] for key in _CALL_KEYS if key in names), None)
    return Mapping(
        case=case,
        is_row_a_case=case is None,
        touchpoint=(names["conversation event type"],),
        started_at=names["start time utc"],
        duration_milliseconds=names.get("event duration in milliseconds"),
        unit=names["queue name"],
        outcome=names.get("result"),
        fixed_channel="phone",
        object_type="contact",
        time_zone="UTC",
    )


def check_answers(path: Path, options: Options) -> None:
    """Refuse a file that cannot hold answers by its columns, before the tickets are read.

    Raises LogRefused.
    """
    _answer_columns(CsvTable(Source(path, options.limits), _of_its_own(options)).header())


def write_answers(path: Path, options: Options, writer: LogWriter) -> None:
    """Write the answers that belong to the tickets of a log, to be joined at the end."""
    source = Source(path, options.limits)
    table = _decodable(source, _of_its_own(options))
    columns = _answer_columns(table.header())
    key, score, score_max = columns
    for rows in table.rows(columns):
        rows.hides_letters = True  # the tickets that they belong to have employees
        found = {
            "object_key": writer.pseudonyms.replace(rows.columns[key]),
            "score": number_column(rows, score),
            "score_max": number_column(rows, score_max),
        }
        writer.write("feedback", FEEDBACK, found)
    source.check_unchanged()


def _decodable(source: Source, options: Options) -> CsvTable:
    """Find an encoding in which the whole file can be read; it has its own."""
    try:
        table = CsvTable(source, options)
        for _record in table.records():
            pass
    except NotThisEncoding as failed:
        encoding = encoding_after(failed, source)
        return _decodable(source, replace(options, encoding=encoding, is_encoding_guessed=True))
    return table


def _of_its_own(options: Options) -> Options:
    """Return the options without what was said of the letters and columns of the tickets."""
    return replace(options, encoding=None, delimiter=None)


def _answer_columns(header: Sequence[str]) -> tuple[str, ...]:
    names = {plain(name): name for name in reversed(header)}
    for name in _ANSWER:
        if name not in names:
            raise AnswersMissColumn(
                column=_as_written(name),
                columns=", ".join(header),
                wanted=", ".join(map(_as_written, _ANSWER)),
            )
    return tuple(names[name] for name in _ANSWER)


def _as_written(name: str) -> str:
    return name.title().replace(" ", "")
