"""XML from strangers: streamed through expat with little memory, whatever the file contains.

Refused at once: document types and entities (entity bombs, external files). Bounded: the size of
one tag or comment, the depth, the number of different names. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn, TypeAlias
from xml.parsers import expat

from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.refusals import (
    BrokenXml,
    DeclarationRefused,
    FieldTooLarge,
    TooDeep,
    TooManyNames,
    Truncated,
    UnknownEncoding,
)
from kontaktpunkt.journeys.readers.sources import Source, readable_size
from kontaktpunkt.journeys.readers.text import NotThisEncoding

# Names and values in turn, as expat gives them.
Attributes: TypeAlias = list[str]
Starting: TypeAlias = Callable[[str, Attributes], None]
Ending: TypeAlias = Callable[[str], None]

DEPTH_LIMIT: Final = 100
_NAME_LIMIT: Final = 10_000

_CUT_SHORT: Final = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_INVALID_TOKEN: Final = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


def _declared(start: bytes) -> str:
    found = re.search(rb"encoding=.([\w.:-]{1,40})", start)
    return found[1].decode() if found else "?"


class Markup:
    """One XML file, to be read once. Set the handlers of `parser`, then run through `chunks`."""

    def __init__(
        self, source: Source, encoding: str | None, chunks: Iterator[bytes] | None = None
    ) -> None:
        self.source, self.encoding = source, encoding
        self._chunks = chunks or source.chunks()
        self.parser = expat.ParserCreate(encoding)
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration
        self.parser.EntityDeclHandler = self._refuse_declaration
        self.fed = 0

    def chunks(self) -> Iterator[None]:
        """Feed the parser; stop after each chunk so that the caller can write what came."""
        for chunk in self._chunks:
            self._parse(chunk, is_final=False)
            self.fed += len(chunk)
            self._judge()
            yield
        self._parse(b"", is_final=True)
        yield

    def too_deep(self) -> NoReturn:
        """Refuse; for handlers, which count the depth anyway."""
        place = line(self.parser.CurrentLineNumber)
        raise TooDeep(place=place, limit=DEPTH_LIMIT)

    def _parse(self, chunk: bytes, *, is_final: bool) -> None:
        try:
            self.parser.Parse(chunk, is_final)
        except (LookupError, ValueError):  # of the codec that the file names
            raise UnknownEncoding(encoding=_declared(chunk)) from None
        except expat.ExpatError as error:
            raise self._refusal(error, chunk) from None

    def _refusal(self, error: expat.ExpatError, chunk: bytes) -> Exception:
        if error.code in _CUT_SHORT:
            return Truncated(place=line(error.lineno))
        at = self.parser.ErrorByteIndex - self.fed
        if error.code == _INVALID_TOKEN and 0 <= at < len(chunk) and chunk[at] >= 0x80:
            return NotThisEncoding(self.encoding or "utf-8")
        return BrokenXml(line=error.lineno, column=error.offset + 1)

    def _judge(self) -> None:
        limit = self.source.limits.element_bytes
        if self.fed - max(0, self.parser.CurrentByteIndex) > limit:
            place = line(self.parser.CurrentLineNumber)
            raise FieldTooLarge(place=place, limit=readable_size(limit))
        if len(self.parser.intern) > _NAME_LIMIT:
            raise TooManyNames(limit=_NAME_LIMIT)

    def _refuse_declaration(self, *_: Any) -> NoReturn:
        raise DeclarationRefused(line=self.parser.CurrentLineNumber)
