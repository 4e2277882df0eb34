"""Event logs of other systems, read into the shape of `warehouse.layout`.

    from kontaktpunkt.journeys import readers

    readers.sniff(path)                      # which format
    guess = readers.guess(path)              # which column means what: show it, let it be changed
    readers.read(path, target=folder, mapping=guess.mapping)

A file is read whole or not at all: a refusal (`LogRefused`) names the place and the way out, and
leaves the target as it was.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from kontaktpunkt.journeys.readers.refusals import LogRefused
from kontaktpunkt.journeys.readers.shapes import (
    Column,
    Format,
    Guess,
    Limits,
    LogSummary,
    Mapping,
    Milestone,
    Notice,
    Options,
    Progress,
)

if TYPE_CHECKING:
    from kontaktpunkt.journeys.readers.excel_log import sheet_names
    from kontaktpunkt.journeys.readers.guessing import guess
    from kontaktpunkt.journeys.readers.reading import READER_VERSION, read
    from kontaktpunkt.journeys.readers.sniffing import sniff

# Reading needs libraries that pages about what was read do without.
_LATER: Final = {
    "READER_VERSION": "reading",
    "guess": "guessing",
    "read": "reading",
    "sheet_names": "excel_log",
    "sniff": "sniffing",
}

__all__ = [
    "READER_VERSION",
    "Column",
    "Format",
    "Guess",
    "Limits",
    "LogRefused",
    "LogSummary",
    "Mapping",
    "Milestone",
    "Notice",
    "Options",
    "Progress",
    "guess",
    "read",
    "sheet_names",
    "sniff",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
