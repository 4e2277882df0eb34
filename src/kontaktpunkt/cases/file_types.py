"""What a file is, read from what it holds: neither its name nor what the browser says counts.

Only kinds that people send and that open without harm. What can carry a script of its own (HTML,
SVG, documents with macros) is not taken.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

_HEAD_BYTES = 64
# Where the end mark of a whole file stands; some programs write a little after it.
_TAIL_BYTES = 64 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_TEXT_ENDINGS = {"", "txt", "text", "csv", "md"}
_LONGEST_NAME = 120
# A zip's last record without a comment, and the longest list of members that is read.
_END_RECORD = 22
_LONGEST_LIST = 500_000


class NotWhole(Exception):
    """The file begins as one of ours and does not end as one: it was cut off on the way."""


@dataclass(frozen=True)
class FileType:
    """One kind of file that is taken.

    label:   as people call it, the same in every language.
    endings: of its name; the first is added where a name has none of them.
    symbol:  the icon that stands for it.
    """

    media_type: str
    label: str
    endings: tuple[str, ...]
    symbol: str


PDF = FileType("application/pdf", "PDF", ("pdf",), "file-pdf")
JPEG = FileType("image/jpeg", "JPEG", ("jpg", "jpeg"), "file-image")
PNG = FileType("image/png", "PNG", ("png",), "file-image")
HEIC = FileType("image/heic", "HEIC", ("heic", "heif"), "file-image")
ODT = FileType("application/vnd.oasis.opendocument.text", "ODT", ("odt",), "file-word")
DOCX = FileType(f"{_OFFICE}wordprocessingml.document", "DOCX", ("docx",), "file-word")
XLSX = FileType(f"{_OFFICE}spreadsheetml.sheet", "XLSX", ("xlsx",), "file-excel")
TEXT = FileType("text/plain", "TXT", ("txt", "text", "csv", "md"), "file")

TAKEN = (PDF, JPEG, PNG, HEIC, ODT, DOCX, XLSX, TEXT)
BY_MEDIA_TYPE = {each.media_type: each for each in TAKEN}

# For the browser's file picker. Image types let a telephone offer its camera; HEIC is not among
# them, so that an iPhone sends a JPEG, which everybody can open.
ACCEPT = ".pdf,.odt,.docx,.xlsx,.txt,.csv,image/jpeg,image/png"


def type_of(*, content: IO[bytes], name: str) -> FileType | None:
    """Return what the file is; None for anything that is not taken.

    content: seekable; left at its beginning.
    name:    as sent; it decides only whether plain text is meant as text.
    Raises NotWhole when the file was cut off.
    """
    try:
        content.seek(0)
        head = content.read(_HEAD_BYTES)
        found = next((find(content) for matches, find in _SIGNS if matches(head)), None)
        return found or _text(content, name)
    finally:
        content.seek(0)


def name_to_show(*, name: str, file_type: FileType) -> str:
    """Return the name as it is shown and given to a download.

    Without a path or control characters, and with an ending that is true: "bill.exe" that is a
    PDF becomes "bill.exe.pdf".
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(each if each.isprintable() else " " for each in last).split())
    stem, ending = PurePath(plain).stem, _ending(plain)
    if ending not in file_type.endings:
        stem, ending = plain, file_type.endings[0]
    stem = stem.strip(". ") or file_type.label.lower()
    return f"{stem[:_LONGEST_NAME]}.{ending}"


def _ending(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").lower()


# --- Signs -------------------------------------------------------------------------------------


def _pdf(content: IO[bytes]) -> FileType:
    return _ending_with(b"%%EOF", content, PDF)


def _png(content: IO[bytes]) -> FileType:
    return _ending_with(b"IEND", content, PNG)


def _ending_with(mark: bytes, content: IO[bytes], file_type: FileType) -> FileType:
    size = content.seek(0, 2)
    content.seek(max(0, size - _TAIL_BYTES))
    if mark not in content.read(_TAIL_BYTES):
        raise NotWhole
    return file_type


def _zipped(content: IO[bytes]) -> FileType | None:
    """Tell office documents apart by the names of what they hold; nothing is unpacked."""
    if not _is_modest(content):
        return None
    try:
        with zipfile.ZipFile(content) as packed:
            names = set(packed.namelist())
            declared = _declared(packed, names)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError):
        raise NotWhole from None
    if any(each.startswith("Basic/") or each.endswith("vbaProject.bin") for each in names):
        return None
    if declared == ODT.media_type:
        return ODT
    found = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
    members = found if "[Content_Types].xml" in names else {}
    return next((each for member, each in members.items() if member in names), None)


def _is_modest(content: IO[bytes]) -> bool:
    """Say whether the list of members is short; reading one of millions would take the memory."""
    size = content.seek(0, 2)
    content.seek(max(0, size - _TAIL_BYTES - _END_RECORD))
    tail = content.read()
    at = len(tail) - _END_RECORD
    if not tail[at:].startswith(b"PK\x05\x06"):
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD:
        raise NotWhole
    listed = int.from_bytes(tail[at + 12 : at + 16], "little")
    return listed <= _LONGEST_LIST and b"PK\x06\x07" not in tail


def _declared(packed: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" not in names or packed.getinfo("mimetype").file_size > _LONGEST_NAME:
        return ""
    return packed.read("mimetype").decode("ascii", "replace").strip()


def _text(content: IO[bytes], name: str) -> FileType | None:
    """Take it as plain text when it is named so and every character can be read."""
    if _ending(name) not in _TEXT_ENDINGS:
        return None
    content.seek(0)
    raw = content.read()
    marks = set(raw) & _NOT_IN_TEXT
    return None if marks or not raw.strip() else TEXT


# Everything below the space but tab, line ends and form feed, and DEL.
_NOT_IN_TEXT = {*range(32), 127} - {9, 10, 12, 13}

_SIGNS: tuple[tuple[Callable[[bytes], bool], Callable[[IO[bytes]], FileType | None]], ...] = (
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (lambda head: head.startswith(b"\xff\xd8\xff"), lambda _content: JPEG),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda head: head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS, lambda _content: HEIC),
    (lambda head: head.startswith(b"PK\x03\x04"), _zipped),
)
