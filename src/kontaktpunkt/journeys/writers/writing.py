"""One export: which writer, under which rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.writers.files import CannotExport, appearing
from kontaktpunkt.journeys.writers.formats import Format, format_of
from kontaktpunkt.journeys.writers.keys import Keys
from kontaktpunkt.journeys.writers.ocel_json import write_ocel_json
from kontaktpunkt.journeys.writers.ocel_sqlite import write_ocel_sqlite
from kontaktpunkt.journeys.writers.ocel_tables import OcelLog
from kontaktpunkt.journeys.writers.ocel_xml import write_ocel_xml
from kontaktpunkt.journeys.writers.steps import Journeys
from kontaktpunkt.journeys.writers.table import write_csv, write_parquet
from kontaktpunkt.journeys.writers.xes import write_xes
from kontaktpunkt.warehouse.anywhere import Place

# Is told how many events are written.
OnWritten = Callable[[int], None]


@dataclass(frozen=True)
class Written:
    """What stands in an exported file.

    journeys: traces of a case format, objects of an object-centric one.
    """

    path: Path
    format: Format
    journeys: int
    events: int


def _ignore(_: int) -> None:
    pass


def write(
    *,
    selection: Selection,
    folder: Place,
    name: str,
    path: Path,
    source: Path | None = None,
    overwrite: bool = False,
    keep_keys: bool = False,
    progress: OnWritten = _ignore,
) -> Written:
    """Write a selection of journeys, or the whole log in an object-centric format.

    selection: whose journeys; without conditions for an object-centric format.
    folder:    of the log at rest that the selection was prepared from.
    source:    the file that the log was read from, where there is one; it is never replaced.
    keep_keys: keep keys as they stand in the log, instead of new pseudonyms.
    Raises UnknownFormat, FileExistsError, and CannotExport with the sentence to show.
    """
    kind = format_of(path)
    _check_no_source(path, folder, source)
    if kind.is_object_centric and selection.filters:
        raise CannotExport(
            "OCEL holds the whole log with all its objects; leave the conditions out, "
            "or write XES, CSV or Parquet."
        )
    keys = Keys(are_kept=keep_keys)
    is_packed = path.name.lower().endswith(".gz")
    with appearing(path, overwrite=overwrite) as draft:
        if kind.is_object_centric:
            log = OcelLog(folder, selection.prepared.connection, keys)
            counts = _OBJECT_CENTRIC[kind](log, draft, is_packed, progress)
        else:
            journeys = Journeys(selection, name, keys)
            counts = _BY_CASE[kind](journeys, draft, is_packed, progress)
    return Written(path, kind, *counts)


def _check_no_source(path: Path, folder: Place, source: Path | None) -> None:
    """An export holds less than what it was made from, and must not take its place."""
    target = path.resolve()
    if source is not None and target == source.resolve():
        raise CannotExport(f"“{path}” is the file that the log was read from; name another.")
    if isinstance(folder, Path) and target.is_relative_to(folder.resolve()):
        raise CannotExport(f"“{path}” would lie in the folder of the log itself; name another.")


Counts = tuple[int, int]

_BY_CASE: Final[dict[Format, Callable[[Journeys, Path, bool, OnWritten], Counts]]] = {
    Format.XES: write_xes,
    Format.CSV: write_csv,
    Format.PARQUET: write_parquet,
}
_OBJECT_CENTRIC: Final[dict[Format, Callable[[OcelLog, Path, bool, OnWritten], Counts]]] = {
    Format.OCEL_JSON: write_ocel_json,
    Format.OCEL_XML: write_ocel_xml,
    Format.OCEL_SQLITE: write_ocel_sqlite,
}
