"""Text files of unknown encoding, line by line, within bounds."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.refusals import DamagedText, FieldTooLarge, NulCharacter
from kontaktpunkt.journeys.readers.sources import Damage, Source, readable_size

DELIMITERS: Final = (";", ",", "\t", "|")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Old Danish and Swedish systems write Windows Latin; latin-1 accepts what even that does not.
_FALLBACKS: Final = ("cp1252", "latin-1")


class NotThisEncoding(Exception):
    """The text is not written in the encoding that was tried; the reading starts again."""

    def __init__(self, tried: str) -> None:
        super().__init__(tried)
        self.tried = tried


def next_encoding(tried: str) -> str:
    """Return what to try when an encoding has failed. The last one never fails."""
    return _FALLBACKS[0] if tried.startswith("utf") else _FALLBACKS[1]


def encoding_after(failed: NotThisEncoding, source: Source) -> str:
    """Return what to try when an encoding has failed somewhere in a file.

    Old letters hardly ever look like UTF-8, so a file that is mostly UTF-8 is damaged, and read in
    another encoding all its letters would be wrong. Raises DamagedText then.
    """
    if failed.tried.startswith("utf-8"):
        damage = Damage()
        for _piece in damage.mended(Source(source.path, source.limits).chunks(), "utf-8"):
            pass
        if damage.count and damage.readable >= damage.count:
            raise DamagedText(place=line(damage.line), count=damage.count)
    return next_encoding(failed.tried)


def checked_encoding(source: Source) -> str | None:
    """Return the encoding of a whole text where it is not the one that its beginning shows.

    Raises DamagedText.
    """
    tried = encoding_of(source.head())
    decoder = codecs.getincrementaldecoder(tried)()
    try:
        for chunk in source.chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return encoding_after(NotThisEncoding(tried), source)
    return None


def encoding_of(head: bytes) -> str:
    """Return what the first bytes say, or UTF-8, which is tried before anything else."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")


def decoded(head: bytes, encoding: str) -> str:
    """Return the start of a text. Raises NotThisEncoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        raise NotThisEncoding(encoding) from None


def decoded_head(head: bytes) -> str:
    """Return the start of a text in the first encoding that can read it."""
    tried = encoding_of(head)
    while True:
        try:
            return decoded(head, tried)
        except NotThisEncoding:
            tried = next_encoding(tried)


class Lines:
    """The lines of a text file, for a csv reader. `pending` counts the row that is being read."""

    def __init__(self, source: Source, encoding: str) -> None:
        self.source, self.encoding = source, encoding
        self.limit = source.limits.element_bytes
        self.number = self.pending = 0

    def __iter__(self) -> Iterator[str]:
        text = io.TextIOWrapper(self.source.stream(), encoding=self.encoding, newline="")
        try:
            while found := text.readline(self.limit):
                self.number += 1
                self._judge(found)
                yield found
        except UnicodeDecodeError:
            raise NotThisEncoding(self.encoding) from None

    def row_read(self) -> None:
        """Say that a row is complete."""
        self.pending = 0

    def _judge(self, found: str) -> None:
        self.pending += len(found)
        if self.pending >= self.limit:
            raise FieldTooLarge(place=line(self.number), limit=readable_size(self.limit))
        if "\0" in found:
            raise NulCharacter(place=line(self.number))


def delimiter_of(text: str) -> str:
    """Return the character that splits the first lines most evenly into most columns."""
    return max(DELIMITERS, key=lambda each: _evenness(text, each))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: list[int] = []
    with suppress(csv.Error):  # a quotation mark that never closes: judge by the lines before it
        widths.extend(len(row) for row, _ in zip(reader, range(60), strict=False) if row)
    if len(widths) > 2:
        widths.pop()  # the last may be cut
    width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return (count / len(widths), width) if width > 1 else (0.0, 0)
