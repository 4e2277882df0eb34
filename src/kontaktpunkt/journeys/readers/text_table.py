"""Tables whose cells are text: what CSV and Excel have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.messages import Phrase
from kontaktpunkt.journeys.readers.refusals import NoHeader, OneColumn, TooManyColumns
from kontaktpunkt.journeys.readers.shapes import Options
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tables import Rows, holds_persons

ROWS: Final = 50_000
# The first batch is small, for those who need only a look.
_LOOK: Final = 1_000
_CHARACTERS: Final = 16_000_000

Record: TypeAlias = tuple[int, list[str]]
_Pick: TypeAlias = Callable[[list[str]], tuple[str, ...]]


class TextTable(ABC):
    """A table that is read row by row. The first row names the columns."""

    def __init__(self, source: Source, options: Options) -> None:
        self.source, self.options = source, options

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """Yield the header and each row below that is not blank, as wide as it, with its number."""

    @abstractmethod
    def place(self, number: int) -> Phrase:
        """Name the row of this number."""

    def header(self) -> list[str]:
        """Return the names of the columns; raise NoHeader when the first row has none."""
        return self._names(next(self.records(), (0, []))[1])

    def sample(self, rows: int) -> list[list[str]]:
        """Return the first rows below the header."""
        return [cells for _, cells in islice(self.records(), 1, rows + 1)]

    def rows(self, columns: tuple[str, ...]) -> Iterator[Rows]:
        """Yield the rows of some columns; empty cells are null."""
        records = self.records()
        names = self._names(next(records, (0, []))[1])
        pick = _picker([names.index(name) for name in columns])
        limit, hides_letters = _LOOK, holds_persons(names, self.options)
        while taken := _taken(records, pick, limit):
            limit = ROWS
            numbers, cells = zip(*taken, strict=True)
            texts = (_texts(each) for each in zip(*cells, strict=True))
            found = dict(zip(columns, texts, strict=True))
            yield Rows(found, self._places(numbers), hides_letters)

    def _places(self, numbers: tuple[int, ...]) -> Callable[[int], Phrase]:
        return lambda number: self.place(numbers[number])

    def _names(self, cells: list[str]) -> list[str]:
        if len(cells) > self.source.limits.columns:
            raise TooManyColumns(limit=self.source.limits.columns)
        names = [cell.strip() for cell in cells]
        if not any(names) or all(_is_value(name) for name in names if name):
            raise NoHeader
        return distinct_names(names)


class Titles:
    """What stands above the header: rows with a single cell, such as the name of the extract."""

    def __init__(self) -> None:
        self._first: str | None = None

    def takes(self, cells: list[str]) -> bool:
        """Say whether this row, with no header before it, is not yet the header."""
        filled = [cell for cell in cells if cell.strip()]
        if self._first is None and filled:
            self._first = filled[0].strip()
        return len(filled) < 2

    def refuse_alone(self) -> None:
        """Raise OneColumn where there was nothing but such rows."""
        if self._first is not None:
            raise OneColumn(column=self._first[:80])


def distinct_names(names: list[str]) -> list[str]:
    """Give columns without a name, or with one that is taken, a name of their own."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        is_free = name and name not in found
        found.append(name if is_free else f"{name or 'column'} ({number})")
    return found


def empty_as_null(texts: pa.Array) -> pa.Array:
    """Return the texts without spaces around them; nothing is null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _taken(records: Iterator[Record], pick: _Pick, limit: int) -> list[tuple[int, tuple[str, ...]]]:
    """Take rows until there are many of them, or much text."""
    taken: list[tuple[int, tuple[str, ...]]] = []
    characters = 0
    for number, row in records:
        cells = pick(row)
        taken.append((number, cells))
        characters += sum(map(len, cells))
        if len(taken) >= limit or characters > _CHARACTERS:
            break
    return taken


def _picker(indices: list[int]) -> _Pick:
    if len(indices) == 1:
        return lambda row: (row[indices[0]],)
    return itemgetter(*indices)


def _is_value(text: str) -> bool:
    return text.replace(".", "").replace("-", "").replace(":", "").replace(" ", "").isdecimal()


def _texts(cells: tuple[str, ...]) -> pa.Array:
    return empty_as_null(pa.array(cells, pa.string()))
