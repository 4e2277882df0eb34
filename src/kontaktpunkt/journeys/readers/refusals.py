"""Why a file is not imported: one sentence that names the place and the way out.

Every refusal leaves the target as it was: nothing half imported.
"""

from typing import ClassVar

from django.utils.functional import Promise, lazy

from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.journeys.readers.messages import Phrase, _

_shown = lazy(str, str)


class LogRefused(Refusal):
    """A file was not imported. `text` is the sentence in the reader's language."""

    message: ClassVar[str | Promise] = _("This file could not be read as an event log.")

    def __init__(self, **values: object) -> None:
        self.phrase = Phrase(str(self.message), values)
        self.values = values
        super().__init__(_shown(self.phrase))
        self.args = (self.phrase.english,)

    def __str__(self) -> str:
        return str(self.phrase)


# --- The file -------------------------------------------------------------------------------------


class FileMissing(LogRefused):
    message = _("There is no file “%(path)s”; check the name and the folder.")


class NotAFile(LogRefused):
    message = _("“%(path)s” is not an ordinary file; name one log file.")


class FileEmpty(LogRefused):
    message = _("“%(path)s” is empty; export the log again.")


class NotALog(LogRefused):
    message = _(
        "This is %(found)s, not an event log; import XES, CSV, Parquet, Excel (.xlsx) or OCEL 2.0."
    )


class ArchiveRefused(LogRefused):
    message = _("This is an archive (%(found)s); unpack it and import the log inside.")


class NestedArchive(LogRefused):
    message = _("Inside the gzip file there is another archive (%(found)s); unpack it once more.")


class FileChanged(LogRefused):
    message = _(
        "The file changed while it was read; wait until the export has finished, then import again."
    )


class Truncated(LogRefused):
    message = _("The file ends in the middle of its content, at %(place)s; fetch it again in full.")


class BrokenGzip(LogRefused):
    message = _("The compressed file is damaged after byte %(byte)s; fetch it again.")


class UnpacksTooLarge(LogRefused):
    message = _(
        "The file unpacks to more than %(limit)s, as harmful files do; "
        "if you trust it, unpack it yourself or raise the limit."
    )


class WritesTooMuch(LogRefused):
    message = _(
        "The import would fill more than %(limit)s of disk; split the log by period, "
        "or raise the limit."
    )


class TooLargeToArrange(LogRefused):
    message = _(
        "The log is too large to be put in order here; split it by period, or import it on a "
        "machine with more disk."
    )


class DiskFull(LogRefused):
    message = _("Only %(free)s of disk is left; free some space, then import again.")


class CannotWrite(LogRefused):
    message = _("The import could not be written (%(reason)s); check the folder and its rights.")


class NotALogFolder(LogRefused):
    message = _(
        "“%(path)s” holds something else than a log, which would be lost; name another folder."
    )


# --- Text and markup ------------------------------------------------------------------------------


class FieldTooLarge(LogRefused):
    message = _(
        "A field at %(place)s is larger than %(limit)s; "
        "look for a missing quotation mark or leave the field out of the export."
    )


class TextTooLong(LogRefused):
    message = _(
        "The value in “%(column)s” at %(place)s has more than %(limit)s characters; "
        "choose another column for it."
    )


class NulCharacter(LogRefused):
    message = _("There is a NUL character at %(place)s; export the log as plain text in UTF-8.")


class DamagedText(LogRefused):
    message = _(
        "The text is UTF-8, but not at %(place)s (signs that cannot be read: %(count)s); "
        "correct it there, or say that the encoding is UTF-8: such signs are then read as “�”."
    )


class NoHeader(LogRefused):
    message = _("The first line does not name the columns; add a line with their names.")


class RaggedRow(LogRefused):
    message = _(
        "At %(place)s there are %(found)s fields where the header has %(expected)s; "
        "check separators and quotation marks there."
    )


class QuoteProblem(LogRefused):
    message = _("The quotation marks at %(place)s do not match; correct them and import again.")


class OneColumn(LogRefused):
    message = _(
        "There is only one column, “%(column)s”; say what separates the columns, "
        "or choose another sheet."
    )


class SameColumnTwice(LogRefused):
    message = _("Two columns are called “%(column)s”; give each a name of its own.")


class UnknownEncoding(LogRefused):
    message = _(
        "The file says that it is written in “%(encoding)s”, which cannot be read; "
        "export it in UTF-8."
    )


class TooManyColumns(LogRefused):
    message = _("There are more than %(limit)s columns; export only those that the log needs.")


class BrokenXml(LogRefused):
    message = _("The XML is broken at line %(line)s, column %(column)s; export the log again.")


class DeclarationRefused(LogRefused):
    message = _(
        "Line %(line)s declares a document type or an entity, which a log never needs "
        "and harmful files use; remove the declaration."
    )


class TooDeep(LogRefused):
    message = _("Elements are nested more than %(limit)s deep at %(place)s; this is not a log.")


class TooManyNames(LogRefused):
    message = _("The file uses more than %(limit)s names for its elements; this is not a log.")


class BrokenJson(LogRefused):
    message = _("The JSON is broken at line %(line)s, column %(column)s; export the log again.")


class MissingPart(LogRefused):
    message = _("The file has no “%(part)s”, so it is not a complete log; export it again.")


class NameAfterEvents(LogRefused):
    message = _(
        "Trace %(trace)s gives its name or attributes only after its events; "
        "export the log with the trace’s attributes first."
    )


# --- Tables ---------------------------------------------------------------------------------------


class BrokenParquet(LogRefused):
    message = _("The Parquet file is damaged (%(reason)s); export it again.")


class BrokenWorkbook(LogRefused):
    message = _("The workbook could not be opened (%(reason)s); save it again as .xlsx or as CSV.")


class WorkbookTooLarge(LogRefused):
    message = _("The workbook holds more text than %(limit)s; save the sheet as CSV.")


class NoSheet(LogRefused):
    message = _("There is no sheet “%(sheet)s”; the workbook has %(sheets)s.")


class BrokenDatabase(LogRefused):
    message = _("The SQLite file could not be read (%(reason)s); export it again.")


class NoRows(LogRefused):
    message = _("The file has a header but no rows; export the log again, with its events.")


class MissingColumn(LogRefused):
    message = _("There is no column “%(column)s”; the file has %(columns)s.")


class AnswersMissColumn(LogRefused):
    message = _(
        "The file of answers has no column “%(column)s”, only %(columns)s; name its columns "
        "%(wanted)s and give it again, or leave it out."
    )


class NoCaseColumn(LogRefused):
    message = _("No column names the case; say which of these does: %(columns)s.")


class NoTouchpointColumn(LogRefused):
    message = _("No column says what happened; say which of these does: %(columns)s.")


class NoTimeColumn(LogRefused):
    message = _("No column says when it happened; say which of these does: %(columns)s.")


class WrongColumnType(LogRefused):
    message = _(
        "The column “%(column)s” holds %(found)s where %(expected)s is needed; "
        "choose another column or convert it."
    )


class PersonColumn(LogRefused):
    message = _(
        "“%(column)s” holds employees’ names, which are not imported; "
        "choose a column with units, or say that these are not persons."
    )


# --- Content --------------------------------------------------------------------------------------


class BadTime(LogRefused):
    message = _(
        "The time “%(value)s” in “%(column)s” at %(place)s cannot be read like the others "
        "(%(format)s); correct it or state the format."
    )


class UnknownTimeFormat(LogRefused):
    message = _(
        "No known way of writing times fits “%(column)s”: at %(place)s it says “%(value)s”; "
        "export times as 2026-01-31T13:45:00+01:00."
    )


class UnknownTimeZone(LogRefused):
    message = _("There is no time zone “%(zone)s”; name one such as Europe/Copenhagen.")


class BadValue(LogRefused):
    message = _(
        "“%(value)s” in “%(column)s” at %(place)s is not %(expected)s; "
        "correct it or leave the column out."
    )


class TooManyTouchpoints(LogRefused):
    message = _(
        "There are more than %(limit)s different values in “%(column)s” (such as “%(example)s”), "
        "so it is hardly what happened; choose a column with fewer, or raise the limit."
    )


class NoEvents(LogRefused):
    message = _("The file holds no event that can be placed in time; check the columns chosen.")


class HoldsNoEvents(LogRefused):
    """No column and no time is to blame."""

    message = _("The file holds no events; export the log again, with its events.")


class NoTouchpointGiven(LogRefused):
    message = _("Nothing in “%(columns)s” says what happened; choose another column for it.")


class NoCaseGiven(LogRefused):
    message = _("Nothing in “%(column)s” names a case; choose another column for it.")


class NoObjects(LogRefused):
    message = _(
        "No event of the file belongs to an object whose journey could be followed; "
        "export the relations of events to objects too."
    )


class UnlistedType(LogRefused):
    message = _(
        "“%(what)s” has the type “%(type)s”, which the file does not list in “%(part)s”; "
        "export it in full."
    )


class DuplicateEvent(LogRefused):
    message = _(
        "The event id “%(event)s” stands for two different events; "
        "give each event its own id, or import without the id column."
    )


class DuplicateObject(LogRefused):
    message = _("The object “%(object)s” is given two types; give each object one type.")


class WithoutId(LogRefused):
    message = _("The event at %(place)s has no id; give each event its own id.")


class DanglingEvent(LogRefused):
    message = _(
        "A relation names the event “%(event)s”, which the file does not describe; "
        "export it in full, or import with dangling relations left out."
    )


class DanglingObject(LogRefused):
    message = _(
        "Event “%(event)s” refers to the object “%(object)s”, which the file does not describe; "
        "export it in full, or import with dangling relations left out."
    )


class DanglingUnnamed(DanglingObject):
    """The same, where the object has a pseudonym, which nobody could look for in the file."""

    message = _(
        "Event “%(event)s” refers to an object that the file does not describe; "
        "export it in full, or import with dangling relations left out."
    )
