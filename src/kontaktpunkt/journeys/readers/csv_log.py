"""CSV logs: encoding, separator, columns and times are guessed, rows are read as they come."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.messages import Phrase, line
from kontaktpunkt.journeys.readers.refusals import (
    FieldTooLarge,
    NoHeader,
    QuoteProblem,
    RaggedRow,
    TooManyColumns,
)
from kontaktpunkt.journeys.readers.shapes import Options
from kontaktpunkt.journeys.readers.sources import Source, readable_size
from kontaktpunkt.journeys.readers.tables import Rows
from kontaktpunkt.journeys.readers.text import Lines, decoded_head, delimiter_of

_HEAD_BYTES: Final = 256 * 1024
_ROWS: Final = 50_000
_CHARACTERS: Final = 16_000_000

_Pick = Callable[[list[str]], tuple[str, ...]]


@dataclass
class CsvTable:
    """A CSV file as a table. `options` has the encoding and the delimiter, given or guessed."""

    source: Source
    options: Options

    @classmethod
    def opened(cls, source: Source, options: Options) -> CsvTable:
        """Look at the start of the file and settle how it is written."""
        text, encoding = decoded_head(source.head(_HEAD_BYTES), options.encoding)
        delimiter = options.delimiter or delimiter_of(text)
        settled = replace(options, encoding=encoding, delimiter=delimiter)
        return cls(source, settled)

    def header(self) -> list[str]:
        """Return the names of the columns; raise NoHeader when the first line has none."""
        return self._names(next(self._records(), (0, []))[1])

    def sample(self, rows: int) -> list[list[str]]:
        """Return the first rows below the header."""
        records = (cells for _, cells in islice(self._records(), rows + 1))
        return [cells for cells in records if cells][1:]

    def rows(self, columns: tuple[str, ...]) -> Iterator[Rows]:
        """Yield the rows of some columns; empty cells are null."""
        lines = Lines(self.source, self.options.encoding or "utf-8")
        records = self._records(lines)
        names = self._names(next(records, (0, []))[1])
        pick = _picker([names.index(name) for name in columns])
        while numbers_and_cells := self._taken(records, lines, pick):
            numbers, cells = numbers_and_cells
            texts = (_texts(each) for each in zip(*cells, strict=True))
            yield Rows(dict(zip(columns, texts, strict=True)), _place(numbers))

    @staticmethod
    def _taken(
        records: Iterator[tuple[int, list[str]]], lines: Lines, pick: _Pick
    ) -> tuple[list[int], list[tuple[str, ...]]] | None:
        """Take rows until there are many of them, or much text."""
        numbers, cells = [], []
        enough = lines.characters + _CHARACTERS
        for number, row in records:
            numbers.append(number)
            cells.append(pick(row))
            if len(numbers) == _ROWS or lines.characters > enough:
                break
        return (numbers, cells) if numbers else None

    def _records(self, lines: Lines | None = None) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the line where it begins, all as wide as the first."""
        lines = lines or Lines(self.source, self.options.encoding or "utf-8")
        reader = csv.reader(iter(lines), delimiter=self.options.delimiter or ",", strict=True)
        width, begins = 0, 1
        try:
            for cells in reader:
                lines.row_read()
                if cells:
                    width = width or len(cells)
                    if len(cells) != width:
                        raise RaggedRow(place=line(begins), found=len(cells), expected=width)
                    yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as error:
            raise _refusal(error, begins) from None

    def _names(self, cells: list[str]) -> list[str]:
        if len(cells) > self.source.limits.columns:
            raise TooManyColumns(limit=self.source.limits.columns)
        names = [cell.strip() for cell in cells]
        if not any(names) or all(_is_value(name) for name in names if name):
            raise NoHeader
        return distinct_names(names)


def _picker(indices: list[int]) -> _Pick:
    if len(indices) == 1:
        return lambda row: (row[indices[0]],)
    return itemgetter(*indices)


def distinct_names(names: list[str]) -> list[str]:
    """Give columns without a name, or with one that is taken, a name of their own."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        is_free = name and name not in found
        found.append(name if is_free else f"{name or 'column'} ({number})")
    return found


def _refusal(error: csv.Error, begins: int) -> FieldTooLarge | QuoteProblem:
    if "field limit" in str(error):
        return FieldTooLarge(place=line(begins), limit=readable_size(csv.field_size_limit()))
    return QuoteProblem(place=line(begins))


def _is_value(text: str) -> bool:
    return text.replace(".", "").replace("-", "").replace(":", "").replace(" ", "").isdecimal()


def _texts(cells: tuple[str, ...]) -> pa.Array:
    return empty_as_null(pa.array(cells, pa.string()))


def empty_as_null(texts: pa.Array) -> pa.Array:
    """Return the texts without spaces around them; nothing is null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _place(numbers: list[int]) -> Callable[[int], Phrase]:
    return lambda number: line(numbers[number])
