"""Event logs of other systems, read into the shape of `warehouse.layout`.

    from kontaktpunkt.journeys import readers

    readers.sniff(path)                      # which format
    guess = readers.guess(path)              # which column means what: show it, let it be changed
    readers.read(path, target=folder, mapping=guess.mapping)

A file is read whole or not at all: a refusal (`LogRefused`) names the place and the way out, and
leaves the target as it was.
"""

from kontaktpunkt.journeys.readers.guessing import guess
from kontaktpunkt.journeys.readers.reading import READER_VERSION, read
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
from kontaktpunkt.journeys.readers.sniffing import sniff

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
    "sniff",
]
