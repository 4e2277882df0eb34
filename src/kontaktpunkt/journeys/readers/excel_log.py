"""Excel workbooks (.xlsx), read row by row after a look at what they unpack to."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kontaktpunkt.journeys.readers.markup import Markup
from kontaktpunkt.journeys.readers.messages import Phrase, row
from kontaktpunkt.journeys.readers.refusals import (
    BrokenWorkbook,
    BrokenXml,
    LogRefused,
    NoSheet,
    RaggedRow,
    Truncated,
    UnpacksTooLarge,
    WorkbookTooLarge,
)
from kontaktpunkt.journeys.readers.shapes import Limits, Options
from kontaktpunkt.journeys.readers.sources import CHUNK_BYTES, Source, readable_size
from kontaktpunkt.journeys.readers.text_table import Record, TextTable, Titles

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_SHEETS: Final = "xl/worksheets/"
# A sheet that begins with more empty rows than this is empty.
_LOOK_ROWS: Final = 50
_ERRORS: Final = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})

_Item = TypeVar("_Item")


class ExcelTable(TextTable):
    """One sheet of a workbook as a table."""

    def __init__(self, source: Source, options: Options) -> None:
        super().__init__(source, options)
        _check_parts(source)

    def place(self, number: int) -> Phrase:
        """Name a row as the sheet numbers it."""
        return row(number)

    def records(self) -> Iterator[Record]:
        """Yield each row that is not blank, all as wide as the first, with its number."""
        width, titles = 0, Titles()
        with _opened(self.source) as workbook:
            sheet = self._sheet(workbook)
            self.source.bytes_read, total = 0, sheet.max_row or 0
            sheet.reset_dimensions()  # what some programs write there is wrong
            for number, values in enumerate(_guarded(sheet.iter_rows(values_only=True)), start=1):
                cells = [_text(value) for value in values]
                if any(cells) and (width or not titles.takes(cells)):
                    width = width or len(cells)
                    yield number, _as_wide(cells, width, number)
                self.source.bytes_read = self.source.size * number // max(total, number)
            if not width:
                titles.refuse_alone()

    def _sheet(self, workbook: Workbook) -> Any:
        wanted = self.options.sheet
        if wanted is None:
            return next(filter(_has_rows, workbook.worksheets), workbook.worksheets[0])
        if wanted not in workbook.sheetnames:
            raise NoSheet(sheet=wanted, sheets=", ".join(workbook.sheetnames))
        return workbook[wanted]


def sheet_names(path: Path, limits: Limits | None = None) -> tuple[str, ...]:
    """Return the names of the sheets that hold rows. Raises LogRefused for a harmful workbook."""
    source = Source(path, limits or Limits())
    _check_parts(source)
    with _opened(source) as workbook:
        return tuple(sheet.title for sheet in workbook.worksheets if _has_rows(sheet))


def _has_rows(sheet: Any) -> bool:
    first = _guarded(sheet.iter_rows(min_row=1, max_row=_LOOK_ROWS, values_only=True))
    return any(value is not None for values in first for value in values)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
        case str() if value in _ERRORS:
            return ""
        case _:
            return str(value)


def _as_wide(cells: list[str], width: int, number: int) -> list[str]:
    """A sheet leaves out empty cells at the end of a row, or has empty ones too many."""
    if any(cells[width:]):
        raise RaggedRow(place=row(number), found=len(cells), expected=width)
    return cells[:width] + [""] * (width - len(cells))


@contextmanager
def _opened(source: Source) -> Iterator[Workbook]:
    import openpyxl  # noqa: PLC0415 - most logs are no workbooks, and it takes a tenth of a second

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles, which nobody reads here
        [workbook] = _guarded([source.path], openpyxl.load_workbook)
    try:
        yield workbook
    finally:
        workbook.close()


def _guarded(items: Iterable[Any], load: Any = None) -> Iterator[Any]:
    """Yield the items; openpyxl raises whatever the XML makes it raise."""
    iterator = iter(items)
    while True:
        try:
            item = next(iterator)
            if load is not None:
                item = load(item, read_only=True, data_only=True)
        except StopIteration:
            return
        except LogRefused:
            raise
        except Exception as error:  # noqa: BLE001
            raise BrokenWorkbook(reason=type(error).__name__) from None
        yield item


def _check_parts(source: Source) -> None:
    """Refuse bombs and entities before openpyxl sees them; texts must fit into memory."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            parts = archive.infolist()
            _check_sizes(source, parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_declarations(source, archive, part)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise BrokenWorkbook(reason=type(error).__name__) from None


def _check_sizes(source: Source, parts: list[zipfile.ZipInfo]) -> None:
    limits = source.limits
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked_bytes:
        raise UnpacksTooLarge(limit=readable_size(limits.unpacked_bytes))
    if total > max(limits.ratio_counts_from_bytes, limits.unpacked_ratio * source.size):
        raise UnpacksTooLarge(limit=readable_size(limits.unpacked_ratio * source.size))
    texts = sum(part.file_size for part in parts if not part.filename.startswith(_SHEETS))
    if texts > limits.workbook_text_bytes:
        raise WorkbookTooLarge(limit=readable_size(limits.workbook_text_bytes))


def _check_declarations(source: Source, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read until the first element; a declaration must stand before it."""
    seen: list[str] = []
    with archive.open(part) as file:
        markup = Markup(source, None, iter(lambda: file.read(CHUNK_BYTES), b""))
        markup.parser.StartElementHandler = lambda name, _: seen.append(name)
        chunks = markup.chunks()
        try:
            while not seen:
                next(chunks)
        except (BrokenXml, Truncated):
            raise BrokenWorkbook(reason=part.filename) from None
