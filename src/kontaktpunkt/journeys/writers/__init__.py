"""Logs written for other tools: XES, CSV, Parquet and OCEL 2.0, streamed.

    from kontaktpunkt.journeys import writers

    writers.write(selection=selection, folder=log, name="Permits", path=Path("permits.xes.gz"))

A file appears when it is finished, or not at all. It carries pseudonyms that are drawn anew each
time, and no employees: none are in a log. Source: docs/exporting-logs.md
"""

from kontaktpunkt.journeys.writers.files import CannotExport
from kontaktpunkt.journeys.writers.formats import Format, UnknownFormat, format_of
from kontaktpunkt.journeys.writers.writing import Written, write

__all__ = ["CannotExport", "Format", "UnknownFormat", "Written", "format_of", "write"]
