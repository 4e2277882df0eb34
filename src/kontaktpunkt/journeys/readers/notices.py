"""What an import tells besides its result: assumptions made, rows left out.

Each is short, counts what it speaks of, and has a code that never changes.
"""

from collections.abc import Sequence

from kontaktpunkt.journeys.readers.messages import Phrase, _
from kontaktpunkt.journeys.readers.shapes import Notice

# Codes of what leaves events out, perhaps all of a case.
LEFT_OUT = frozenset({"without-time", "implausible-time", "without-touchpoint", "not-completing"})


def _notice(code: str, sentence: str, **values: object) -> Notice:
    return Notice(code=code, phrase=Phrase(sentence, values))


def zoneless(count: int, zone: str) -> Notice:
    """Times without a zone."""
    sentence = _("Times without a time zone were read as %(zone)s: %(count)s.")
    return _notice("times-without-zone", sentence, count=count, zone=zone)


def zone_assumed(zone: str) -> Notice:
    """The same, before the reading."""
    sentence = _("The times do not state their time zone; they will be read as %(zone)s.")
    return _notice("time-zone-assumed", sentence, zone=zone)


def dateonly(count: int) -> Notice:
    """Days without a time of day."""
    sentence = _(
        "Days without a time of day were read as midnight: %(count)s. "
        "Waits are then whole days, and the order within a day is the file’s."
    )
    return _notice("days-without-time", sentence, count=count)


def order_assumed(example: str, read_as: str) -> Notice:
    """No day is past the 12th."""
    sentence = _(
        "The file does not show whether day or month comes first; “%(example)s” is read as %(day)s."
    )
    return _notice("day-or-month-first", sentence, example=example, day=read_as)


def sheet_chosen(sheet: str, others: Sequence[str]) -> Notice:
    """Nobody named a sheet."""
    sentence = _(
        "The sheet “%(sheet)s” is read, which looks most like a log; there are also %(others)s."
    )
    listed = ", ".join(f"“{name}”" for name in others[:12])
    return _notice("sheet-chosen", sentence, sheet=sheet, others=listed)


def encoding_assumed(encoding: str) -> Notice:
    """Not UTF-8."""
    sentence = _("The text is not UTF-8; it was read as %(encoding)s. Check æ, ø, å, ä and ö.")
    return _notice("not-utf-8", sentence, encoding=encoding)


def damaged_text(count: int, place: Phrase, encoding: str) -> Notice:
    """Signs that are not of the encoding that somebody stated."""
    sentence = _(
        "Signs that cannot be read as %(encoding)s became “�”: %(count)s, the first at %(place)s."
    )
    return _notice("damaged-text", sentence, count=count, place=place, encoding=encoding)


def without_time(count: int) -> Notice:
    """Events that cannot be placed."""
    return _notice("without-time", _("Left out because they have no time: %(count)s."), count=count)


def without_case(count: int) -> Notice:
    """Events that belong to nobody."""
    return _notice("without-case", _("Left out because they have no case: %(count)s."), count=count)


def without_touchpoint(count: int) -> Notice:
    """Events that do not say what happened."""
    sentence = _("Left out because they do not say what happened: %(count)s.")
    return _notice("without-touchpoint", sentence, count=count)


def implausible_time(count: int) -> Notice:
    """Times that only mean “none”."""
    sentence = _(
        "Left out because their time is before 1901 or after 2499, as systems write for “none”: "
        "%(count)s."
    )
    return _notice("implausible-time", sentence, count=count)


def outside_cases(count: int) -> Notice:
    """XES events outside every trace."""
    sentence = _("Left out because they stand outside every trace: %(count)s.")
    return _notice("outside-cases", sentence, count=count)


def empty_cases(count: int) -> Notice:
    """Cases without a single event."""
    return _notice("empty-cases", _("Cases without any event: %(count)s."), count=count)


def unnamed_cases(count: int) -> Notice:
    """Traces without a name."""
    sentence = _("Cases without a name got their number in the file instead: %(count)s.")
    return _notice("unnamed-cases", sentence, count=count)


def shared_names(count: int) -> Notice:
    """Traces that have the name of another."""
    sentence = _("Traces that share their name with another were read as one case: %(count)s.")
    return _notice("shared-case-names", sentence, count=count)


def not_completing(count: int) -> Notice:
    """Left out at the person's wish."""
    sentence = _("Left out because they complete nothing: %(count)s.")
    return _notice("not-completing", sentence, count=count)


def paired(count: int) -> Notice:
    """Start and complete became one event."""
    sentence = _("Starts joined with the completion that ends them: %(count)s.")
    return _notice("paired", sentence, count=count)


def repeated(count: int) -> Notice:
    """The same event id and content twice."""
    sentence = _("Events told twice were kept once: %(count)s.")
    return _notice("repeated-events", sentence, count=count)


def unmatched_answers(count: int) -> Notice:
    """Feedback rows without a ticket."""
    sentence = _("Answers that belong to no ticket in the file: %(count)s.")
    return _notice("unmatched-answers", sentence, count=count)


def dangling(count: int) -> Notice:
    """Relations to objects that are not described."""
    sentence = _("Relations to objects that the file does not describe were left out: %(count)s.")
    return _notice("dangling-relations", sentence, count=count)


def employees_left_out(types: Sequence[str], count: int) -> Notice:
    """OCEL objects that are employees."""
    sentence = _("Relations to employees (%(types)s) were left out: %(count)s.")
    return _notice("employees-left-out", sentence, types=", ".join(types), count=count)


def persons_left_out(columns: Sequence[str]) -> Notice:
    """Columns with employees."""
    sentence = _("Columns with employees are not imported: %(columns)s.")
    return _notice("persons-left-out", sentence, columns=", ".join(columns))


def pseudonymised() -> Notice:
    """Case keys that look like civil registration numbers."""
    sentence = _(
        "Keys that are written like civil registration numbers were replaced by pseudonyms "
        "that cannot be traced back."
    )
    return _notice("pseudonymised", sentence)


def ends_before_start(count: int) -> Notice:
    """Clock skew or mixed-up columns."""
    sentence = _("Events that end before they start: %(count)s. Check the columns and the clocks.")
    return _notice("ends-before-start", sentence, count=count)


def never_filled(columns: Sequence[str]) -> Notice:
    """Nothing at all in a column that was chosen."""
    sentence = _("Nothing was found in %(columns)s; check the choice of columns.")
    return _notice("never-filled", sentence, columns=", ".join(columns))
