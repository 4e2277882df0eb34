"""Pseudonyms for one export: drawn anew each time, so that two exports share none."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import Final

from kontaktpunkt.journeys.engine.arrange import SEPARATOR
from kontaktpunkt.journeys.engine.lens import SERVICE_TYPES

DIGEST_BYTES: Final = 12


class Keys:
    """Turns the log's keys into those of the export.

    The key behind the hashes is kept nowhere: within the file the same person is the same, and no
    hash leads to anybody. Exact times still tell which journeys of two exports are the same.
    """

    def __init__(self, *, are_kept: bool = False) -> None:
        self._secret = None if are_kept else secrets.token_bytes(32)

    def of_journey(self, *, lead: str, episode: int) -> str:
        """Return the name of a journey; a later one of the same lead is another."""
        if self._secret is not None:
            return self._hash(f"{lead}{SEPARATOR}{episode}")
        name = lead.replace(SEPARATOR, " ")
        return f"{name} ({episode + 1})" if episode else name

    def of_object(self, *, key: str, kind: str) -> str:
        """Return the id of an object; what a matter is called says nothing of anybody."""
        if self._secret is None or kind in SERVICE_TYPES:
            return key
        return self._hash(f"{kind}{SEPARATOR}{key}")

    def _hash(self, text: str) -> str:
        assert self._secret is not None
        return blake2b(text.encode(), key=self._secret, digest_size=DIGEST_BYTES).hexdigest()
