"""JSON too large to hold: the members of its outer object, and of lists in it, one by one."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, Final

from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.refusals import BrokenJson, FieldTooLarge, TooDeep, Truncated
from kontaktpunkt.journeys.readers.sources import Source, readable_size
from kontaktpunkt.journeys.readers.text import NotThisEncoding

_SPACE: Final = " \t\n\r"
# So near its end a text that is cut short may look broken.
_NEAR: Final = 16


class JsonStream:
    """Reads one JSON object from a source. Call `members`, and for each key `items` or `value`."""

    def __init__(self, source: Source, encoding: str | None) -> None:
        self.source, self.encoding = source, encoding or "utf-8-sig"
        self._texts = self._decoded()
        self._buffer, self._at = "", 0
        self._lines, self._column = 0, 0
        self._decoder = json.JSONDecoder()

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._place(self._at)[0]

    @property
    def is_list(self) -> bool:
        """Whether the next value is a list."""
        return self._peek() == "["

    def members(self) -> Iterator[str]:
        """Yield the keys of the outer object. Read each one's value before going on."""
        self._expect("{")
        if self._peek() == "}":
            self._expect("}")
        else:
            yield from self._keys()
        if self._peek():
            raise self._broken(self._at)

    def items(self) -> Iterator[Any]:
        """Yield the members of a list."""
        self._expect("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self._one_of(",]") == "]":
                return

    def value(self) -> Any:
        """Return the next value whole; it must not be larger than an element may be."""
        self._peek()
        while True:
            try:
                found, self._at = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                self._go_on_after(error)
            except RecursionError:
                raise TooDeep(place=line(self.line), limit=1000) from None
            except ValueError:  # a number of thousands of digits
                raise self._broken(self._at) from None
            else:
                return found

    def _keys(self) -> Iterator[str]:
        while True:
            if self._peek() != '"':
                raise self._broken(self._at)
            key = self.value()
            self._expect(":")
            yield str(key)
            if self._one_of(",}") == "}":
                return

    def _go_on_after(self, error: json.JSONDecodeError) -> None:
        """Read on when the value may only be incomplete; else say where it is broken."""
        is_open = error.msg.startswith("Unterminated string")
        if not is_open and error.pos < len(self._buffer) - _NEAR:
            raise self._broken(error.pos)
        limit = self.source.limits.element_bytes
        if len(self._buffer) - self._at > limit:
            raise FieldTooLarge(place=line(self.line), limit=readable_size(limit))
        if not self._fill():
            raise Truncated(place=line(self._place(len(self._buffer))[0]))

    def _peek(self) -> str:
        """Return the next sign that is no space; nothing at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._fill():
                return ""

    def _expect(self, sign: str) -> None:
        self._one_of(sign)

    def _one_of(self, signs: str) -> str:
        found = self._peek()
        if not found:
            raise Truncated(place=line(self.line))
        if found not in signs:
            raise self._broken(self._at)
        self._at += 1
        return found

    def _fill(self) -> bool:
        """Let go of what is read and add the next piece."""
        more = next(self._texts, "")
        self._lines, self._column = self._place(self._at)
        self._lines -= 1
        self._column -= 1
        self._buffer, self._at = self._buffer[self._at :] + more, 0
        return bool(more)

    def _place(self, at: int) -> tuple[int, int]:
        """Return line and column of a place in the buffer, both from 1."""
        ends = self._buffer.count("\n", 0, at)
        since = at - self._buffer.rfind("\n", 0, at) - 1 if ends else self._column + at
        return self._lines + ends + 1, since + 1

    def _broken(self, at: int) -> BrokenJson:
        number, column = self._place(at)
        return BrokenJson(line=number, column=column)

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            for chunk in self.source.chunks():
                if text := decoder.decode(chunk):
                    yield text
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise NotThisEncoding(self.encoding) from None
