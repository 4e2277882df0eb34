"""The tags of plainly written XES, found for a whole block of bytes at once.

Works on arrays: one step of numpy for all tags of a block, instead of one call for each. It knows
only what nearly every exporter writes, and raises NotPlain at anything else, however legal: then
`xes` reads the file with a real parser. So both always give the same, and this one is the faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Positions: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint64]

PADDING: Final = b"\0" * 16

ATTRIBUTE, EVENT, EVENT_END, TRACE, TRACE_END = range(5)

_TYPES: Final = ("string", "date", "int", "float", "boolean", "id")
_PREFIXES: Final = tuple(f'<{name} key="'.encode() for name in _TYPES)
_TAGS: Final = {
    EVENT: b"<event>",
    EVENT_END: b"</event>",
    TRACE: b"<trace>",
    TRACE_END: b"</trace>",
}
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));|&")
_BETWEEN: Final = b' value="'


class NotPlain(Exception):
    """The file is written in a way that only a real parser should read."""


@dataclass(frozen=True)
class Tokens:
    """The tags of one block in their order, and where each attribute's key and value stand.

    depth_event, depth_trace: 1 where a tag stands within an event or a trace (or begins one).
    quotes: for each attribute the four quotation marks around key and value.
    attributes: which tags are attributes.
    """

    words: Words
    at: Positions
    kinds: npt.NDArray[np.int8]
    depth_event: npt.NDArray[np.int64]
    depth_trace: npt.NDArray[np.int64]
    quotes: Positions
    attributes: Positions

    def attributes_named(self, key: bytes, *, in_event: bool) -> Positions:
        """Return which attributes have this key, of events or of traces."""
        begins = self.quotes[:, 0] + 1
        found: Positions = np.flatnonzero(self.quotes[:, 1] - begins == len(key))
        found = found[self.depth_event[self.attributes[found]] == int(in_event)]
        for offset, mask, word in _pieces(key):
            found = found[self.words[begins[found] + offset] & mask == word]
        return found


def tokens_of(block: bytes, *, is_in_trace: bool) -> Tokens:
    """Find the tags of a block that ends with an event or a trace, and has PADDING behind it."""
    letters = np.frombuffer(block, np.uint8)
    words = np.ndarray((len(block) - 7,), dtype="<u8", buffer=block, strides=(1,))
    at = np.flatnonzero(letters == ord("<"))
    tags = _tags(words, at)
    kinds = tags.kinds
    attributes = np.flatnonzero(kinds == ATTRIBUTE)
    marks = np.flatnonzero(letters == ord('"'))
    _require(len(marks) == 4 * len(attributes))
    quotes = marks.reshape(-1, 4)
    _check_attributes(words, tags, attributes, quotes)
    _check_letters(letters, words)
    depth_event = np.cumsum(kinds == EVENT) - np.cumsum(kinds == EVENT_END)
    depth_trace = np.cumsum(kinds == TRACE) - np.cumsum(kinds == TRACE_END) + int(is_in_trace)
    _check_order(kinds, depth_event, depth_trace)
    return Tokens(words, at, kinds, depth_event, depth_trace, quotes, attributes)


def with_entities(text: str) -> str:
    """Return the text with its five entities and its numbered characters resolved."""
    return _REFERENCE.sub(_resolved, text)


def _resolved(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    is_legal = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    if is_legal or 0x10000 <= code < 0x110000:
        return chr(code)
    _require(name in _ENTITIES)
    return _ENTITIES[name]


@dataclass(frozen=True)
class _Tags:
    """Each tag: what it is and, of an attribute, how its beginning is written."""

    at: Positions
    kinds: npt.NDArray[np.int8]
    prefix_lengths: Positions
    prefix_tails: Words


def _tags(words: Words, at: Positions) -> _Tags:
    first = words[at]
    kinds = np.full(len(at), -1, np.int8)
    lengths, tails = np.zeros(len(at), np.intp), np.zeros(len(at), np.uint64)
    for kind, tag in _TAGS.items():
        kinds[first & _mask(len(tag)) == _word(tag)] = kind
    for prefix in _PREFIXES:
        hits = first == _word(prefix[:8])
        kinds[hits], lengths[hits], tails[hits] = ATTRIBUTE, len(prefix), _word(prefix[-8:])
    _require(bool((kinds >= 0).all()))
    return _Tags(at, kinds, lengths, tails)


def _check_attributes(words: Words, tags: _Tags, attributes: Positions, quotes: Positions) -> None:
    """Each is exactly `<string key="…" value="…"/>`, with nothing of another tag inside."""
    lengths, tails = tags.prefix_lengths[attributes], tags.prefix_tails[attributes]
    next_tags = np.append(tags.at[1:], len(words))[attributes]
    _require(bool((quotes[:, 0] == tags.at[attributes] + lengths - 1).all()))
    _require(bool((words[quotes[:, 0] - 7] == tails).all()))
    _require(bool((quotes[:, 2] == quotes[:, 1] + len(_BETWEEN)).all()))
    _require(bool((words[quotes[:, 1] + 1] == _word(_BETWEEN)).all()))
    _require(bool((quotes[:, 3] < next_tags).all()))
    after = words[quotes[:, 3] + 1]
    is_closed = (after & _mask(2) == _word(b"/>")) | (after & _mask(3) == _word(b" />"))
    _require(bool(is_closed.all()))


def _check_letters(letters: npt.NDArray[np.uint8], words: Words) -> None:
    """No control characters, and no entities but the five that every XML file has."""
    content = letters[: -len(PADDING)]
    _require(not len(content) or int(content.min()) >= ord("\t"))
    after = words[np.flatnonzero(content == ord("&")) + 1]
    is_known = after & _mask(1) == _word(b"#")
    for name in _ENTITIES:
        entity = f"{name};".encode()
        is_known |= after & _mask(len(entity)) == _word(entity)
    _require(bool(is_known.all()))


def _check_order(
    kinds: npt.NDArray[np.int8],
    depth_event: npt.NDArray[np.int64],
    depth_trace: npt.NDArray[np.int64],
) -> None:
    """Traces hold attributes, then events; events hold attributes."""
    for depth in (depth_event, depth_trace):
        _require(not len(depth) or (int(depth.min()) >= 0 and int(depth.max()) <= 1))
    _require(not len(depth_event) or depth_event[-1] == 0)
    is_attribute = kinds == ATTRIBUTE
    _require(bool((depth_trace[is_attribute | (kinds == EVENT)] == 1).all()))
    _require(bool((depth_event[(kinds == TRACE) | (kinds == TRACE_END)] == 0).all()))
    before = np.append(np.int8(EVENT_END), kinds[:-1])
    of_trace = before[is_attribute & (depth_event == 0)]
    _require(bool(((of_trace == TRACE) | (of_trace == ATTRIBUTE)).all()))


def _pieces(key: bytes) -> list[tuple[int, np.uint64, np.uint64]]:
    """Cut a key into words of eight letters: where, which bits, what."""
    return [
        (offset, _mask(len(key) - offset), _word(key[offset : offset + 8]))
        for offset in range(0, len(key), 8)
    ]


def _word(letters: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(letters[:8], "little"))


def _mask(count: int) -> np.uint64:
    return np.uint64((1 << 8 * min(count, 8)) - 1)


def _require(is_plain: bool) -> None:
    if not is_plain:
        raise NotPlain
