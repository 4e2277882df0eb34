"""CSV logs: encoding and separator are guessed, rows are read as they come."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kontaktpunkt.journeys.readers.messages import Phrase, line
from kontaktpunkt.journeys.readers.refusals import FieldTooLarge, QuoteProblem, RaggedRow
from kontaktpunkt.journeys.readers.shapes import Options
from kontaktpunkt.journeys.readers.sources import Source, readable_size
from kontaktpunkt.journeys.readers.text import Lines, decoded, delimiter_of, encoding_of
from kontaktpunkt.journeys.readers.text_table import Record, TextTable, Titles

_HEAD_BYTES: Final = 256 * 1024
# How Excel says in a first line what separates the columns.
_SEPARATOR: Final = re.compile(r"sep=(.)\r?\n", re.I)


class CsvTable(TextTable):
    """A CSV file as a table. `options` has the encoding and the delimiter, given or guessed."""

    def __init__(self, source: Source, options: Options) -> None:
        head = source.head(_HEAD_BYTES)
        encoding = options.encoding or encoding_of(head)
        text = decoded(head, encoding)
        self._says = _SEPARATOR.match(text.removeprefix("\ufeff"))
        said = self._says and self._says[1]
        delimiter = options.delimiter or said or delimiter_of(text)
        if options.encoding is None:
            options = replace(options, encoding=encoding, is_encoding_guessed=True)
        super().__init__(source, replace(options, delimiter=delimiter))

    def place(self, number: int) -> Phrase:
        """Name the line where a row begins."""
        return line(number)

    def records(self) -> Iterator[Record]:
        """Yield each row with the line where it begins, all as wide as the first."""
        lines = Lines(self.source, self.options.encoding or "utf-8")
        reader = csv.reader(iter(lines), delimiter=self.options.delimiter or ",", strict=True)
        width, begins, titles = 0, 1, Titles()
        try:
            for cells in reader:
                lines.row_read()
                is_above = not width and ((begins == 1 and self._says) or titles.takes(cells))
                if cells and not is_above:
                    width = width or len(cells)
                    if len(cells) != width:
                        raise RaggedRow(place=line(begins), found=len(cells), expected=width)
                    yield begins, cells
                begins = reader.line_num + 1
            if not width:
                titles.refuse_alone()
        except csv.Error as error:
            raise _refusal(error, begins) from None


def _refusal(error: csv.Error, begins: int) -> FieldTooLarge | QuoteProblem:
    if "field limit" in str(error):
        return FieldTooLarge(place=line(begins), limit=readable_size(csv.field_size_limit()))
    return QuoteProblem(place=line(begins))
