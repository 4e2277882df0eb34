"""Sentences that are translated when they are shown, not when they are made.

A refusal or a notice is made in a job, kept in a file or raised in a notebook, and shown later in
another person's language. So it keeps its English sentence and its values apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import AppRegistryNotReady
from django.utils.translation import gettext


def _(sentence: str) -> str:
    """Mark a sentence for the message catalogue; `Phrase` translates it when it is shown."""
    return sentence


@dataclass(frozen=True)
class Phrase:
    """An English sentence with named places (`%(line)s`) and what stands in them."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self._filled(_translated(self.sentence))

    @property
    def english(self) -> str:
        """The sentence in the language of the code, for files that many languages read."""
        inner = {
            name: value.english if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return self.sentence % inner if inner else self.sentence

    def as_json(self) -> dict[str, Any]:
        """Only plain values, to be shown later by `phrase_from`."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"sentence": self.sentence, "values": values}

    def _filled(self, sentence: str) -> str:
        return sentence % self.values if self.values else sentence


def phrase_from(told: Mapping[str, Any]) -> Phrase:
    """Return the phrase that `Phrase.as_json` told of."""
    values = {
        name: phrase_from(value) if isinstance(value, Mapping) else value
        for name, value in told["values"].items()
    }
    return Phrase(told["sentence"], values)


def _plain(value: object) -> object:
    if isinstance(value, Phrase):
        return value.as_json()
    # A reason may be an exception of the library that gave up.
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def _translated(sentence: str) -> str:
    # A notebook, and a file at the command line, have no settings: Django would look for some, and
    # with them for an installation.
    if not settings.configured:
        return sentence
    try:
        return gettext(sentence)
    except AppRegistryNotReady:
        return sentence


def line(number: int) -> Phrase:
    """Name a line of a text file; the first is 1."""
    return Phrase(_("line %(line)s"), {"line": number})


def row(number: int) -> Phrase:
    """Name a row of a table without lines (Parquet, SQLite, a sheet); the first is 1."""
    return Phrase(_("row %(row)s"), {"row": number})


def event(identifier: str) -> Phrase:
    """Name an event by the id that the file gives it."""
    return Phrase(_("event “%(event)s”"), {"event": identifier})
