"""Files that the demonstration's people send: real PDFs and pictures, drawn here, small.

The same words make the same bytes, so that the same seed makes the same demonstration.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import PurePath

from kontaktpunkt.cases.file_types import BY_MEDIA_TYPE, FileType

_A4 = (595, 842)
_MARGIN = 64

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

_SKY: Colour = (206, 222, 236)
_WALL: Colour = (196, 120, 92)
_PLINTH: Colour = (96, 92, 88)
_GLASS: Colour = (72, 98, 116)
_WOOD: Colour = (70, 52, 40)
_SIGN: Colour = (236, 226, 200)
_PAVEMENT: Colour = (168, 164, 158)


@dataclass(frozen=True)
class Paper:
    """One file: its name and what it holds."""

    name: str
    content: bytes

    @property
    def file_type(self) -> FileType:
        """What kind of file it is."""
        ending = PurePath(self.name).suffix.removeprefix(".")
        return next(each for each in BY_MEDIA_TYPE.values() if ending in each.endings)

    @property
    def digest(self) -> str:
        """The SHA-256 of what it holds."""
        return sha256(self.content).hexdigest()


@cache
def paper(*, name: str, title: str, lines: tuple[str, ...] = ()) -> Paper:
    """Return a file by its name: a picture of a house front, or a page with the title."""
    if name.endswith(".png"):
        return Paper(name, facade())
    is_drawing = any(word in name for word in ("tegning", "ritning"))
    return Paper(name, page(title=title, lines=lines, marks=_DRAWING if is_drawing else ()))


# --- A page ------------------------------------------------------------------------------------


def page(*, title: str, lines: Sequence[str] = (), marks: Iterable[str] = ()) -> bytes:
    """Return a PDF of one page: a title, lines below it, and marks in PDF's own drawing words."""
    top = _A4[1] - _MARGIN
    words = [_words(title, size=18, y=top)]
    words += [_words(line, size=11, y=top - 34 - 18 * row) for row, line in enumerate(lines)]
    drawn = "\n".join([*words, *marks]).encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>" % _A4,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    return _document(objects)


def _document(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) +
        b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )  # fmt: skip


def _words(text: str, *, size: int, y: int, x: int = _MARGIN) -> str:
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F {size} Tf {x} {y} Td ({safe}) Tj ET"


def _drawing() -> tuple[str, ...]:
    """A house front with a door, a window and a sign, and the sign's measures."""
    return (
        "1.2 w 90 220 400 330 re S",
        "130 220 80 170 re S 250 260 200 130 re S 350 260 m 350 390 l S",
        "2 w 120 430 340 70 re S",
        "0.6 w 478 430 m 478 500 l S 474 430 m 482 430 l S 474 500 m 482 500 l S",
        "120 520 m 460 520 l S 120 516 m 120 524 l S 460 516 m 460 524 l S",
        "60 220 m 530 220 l S",
        _words("70 cm", size=10, x=494, y=461),
        _words("340 cm", size=10, x=274, y=526),
        _words("1 : 50", size=9, x=90, y=196),
    )


_DRAWING = _drawing()


# --- A picture ---------------------------------------------------------------------------------


def facade(*, width: int = 480, height: int = 320) -> bytes:
    """Return a PNG of a house front, as somebody would photograph it from across the street."""
    boxes: list[tuple[Box, Colour]] = [
        ((0, 0, width, height), _SKY),
        ((40, 40, width - 40, 270), _WALL),
        ((40, 252, width - 40, 270), _PLINTH),
        ((0, 270, width, height), _PAVEMENT),
        ((70, 140, 140, 270), _WOOD),
        ((170, 150, 420, 240), _GLASS),
        ((292, 150, 298, 240), _SIGN),
        ((70, 70, 420, 112), _SIGN),
    ]
    rows = b"".join(b"\0" + _row(boxes, y, width) for y in range(height))
    return _png(rows, width, height)


def _row(boxes: Sequence[tuple[Box, Colour]], y: int, width: int) -> bytes:
    line = bytearray(3 * width)
    for (left, top, right, bottom), colour in boxes:
        if top <= y < bottom:
            line[3 * left : 3 * right] = bytes(colour) * (right - left)
    return bytes(line)


def _png(rows: bytes, width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
