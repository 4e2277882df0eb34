"""What a file's name says of its format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final


class UnknownFormat(ValueError):
    """The file's name does not say in which format it is to be written."""


class Format(StrEnum):
    """A kind of file that can be written."""

    XES = "xes"
    CSV = "csv"
    PARQUET = "parquet"
    OCEL_JSON = "ocel-json"
    OCEL_XML = "ocel-xml"
    OCEL_SQLITE = "ocel-sqlite"

    @property
    def is_object_centric(self) -> bool:
        """OCEL: the whole log with all its objects, not one lens's journeys."""
        return self in {Format.OCEL_JSON, Format.OCEL_XML, Format.OCEL_SQLITE}


ENDINGS: Final = {
    ".xes": Format.XES,
    ".csv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".json": Format.OCEL_JSON,
    ".jsonocel": Format.OCEL_JSON,
    ".xml": Format.OCEL_XML,
    ".xmlocel": Format.OCEL_XML,
    ".sqlite": Format.OCEL_SQLITE,
}
# These hold text, and may be packed.
_PACKED: Final = frozenset({Format.XES, Format.CSV, Format.OCEL_JSON, Format.OCEL_XML})


def format_of(path: Path) -> Format:
    """Return the format that a file's name stands for; `.gz` packs a text format.

    Raises UnknownFormat.
    """
    name = path.name.lower()
    is_packed = name.endswith(".gz")
    ending = Path(name.removesuffix(".gz")).suffix
    found = ENDINGS.get(ending)
    if found is None or (is_packed and found not in _PACKED):
        known = ", ".join(ENDINGS)
        raise UnknownFormat(
            f"“{path.name}” does not say its format; let it end in one of {known} "
            "(or .xes.gz, .csv.gz, .json.gz, .xml.gz)."
        )
    return found
