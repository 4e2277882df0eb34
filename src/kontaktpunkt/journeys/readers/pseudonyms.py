"""Keys of persons and cases that tell nobody who they are."""

from __future__ import annotations

import secrets
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.columns import (
    holds_civil_number,
    looks_like_civil_numbers,
)


class Pseudonyms:
    """Replaces object keys by keyed hashes, where a key is given or the keys are civil numbers.

    Without a given key the hash key is drawn anew and kept nowhere: within the log the same person
    is the same, outside it nobody can find out who.
    """

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self._is_decided = self._is_given = self._is_for_all = key is not None
        self.is_forced = False

    def replace(self, keys: pa.Array) -> pa.Array:
        """Return the keys as they are kept."""
        if not self._is_decided:
            self._decide(keys)
        return self._hashed(keys) if self._is_for_all else self.replace_each(keys)

    def replace_each(self, keys: pa.Array) -> pa.Array:
        """Return keys of many kinds of objects; civil numbers are replaced wherever they stand."""
        if self._is_given:
            return self._hashed(keys)
        coded = keys.dictionary_encode()
        kept = [self._unless_civil(key) for key in coded.dictionary.to_pylist()]
        return pa.array(kept, pa.string()).take(coded.indices)

    def _unless_civil(self, key: str | None) -> str | None:
        if key is None or not holds_civil_number(key):
            return key
        self._key, self.is_forced = self._key or secrets.token_bytes(32), True
        return self._hash(key)

    def _decide(self, keys: pa.Array) -> None:
        self._is_decided = True
        if looks_like_civil_numbers(pc.unique(keys).slice(0, 2_000).to_pylist()):
            self._key, self.is_forced = secrets.token_bytes(32), True
            self._is_for_all = True

    def _hashed(self, keys: pa.Array) -> pa.Array:
        coded = keys.dictionary_encode()
        hashes = [key and self._hash(key) for key in coded.dictionary.to_pylist()]
        return pa.array(hashes, pa.string()).take(coded.indices)

    def _hash(self, key: str) -> str:
        assert self._key is not None
        return blake2b(key.encode(), key=self._key[:64], digest_size=12).hexdigest()
