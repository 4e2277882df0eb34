"""Which kind of file this is, from its first bytes; its name is not trusted."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from kontaktpunkt.journeys.readers.messages import Phrase, _
from kontaktpunkt.journeys.readers.refusals import ArchiveRefused, BrokenWorkbook, NotALog
from kontaktpunkt.journeys.readers.shapes import Format, Limits
from kontaktpunkt.journeys.readers.sources import Source, archive_kind
from kontaktpunkt.journeys.readers.text import decoded_head, encoding_of

_BINARY: Final = {
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"GIF8": _("a picture"),
    b"II*\x00": _("a picture"),
    b"%PDF": _("a PDF document"),
    b"\xd0\xcf\x11\xe0": _("an old Office document (.xls or .doc; save it as .xlsx)"),
    b"\x7fELF": _("a program"),
    b"MZ": _("a program"),
}
_OCEL_PARTS: Final = re.compile(rb"<(?:\w+:)?(?:object-types|event-types|objects|events)[\s/>]")
_ROOT: Final = re.compile(rb"<(?!\?|!)(?:\w+:)?([\w.-]+)")


def sniff(path: Path, limits: Limits | None = None) -> Format:
    """Return the format of a file, or raise the refusal that says what it is instead."""
    source = Source(path, limits or Limits())
    if not source.is_gzip:
        return _format(source.head(), source)
    head = source.head()
    if kind := archive_kind(head):
        next(source.chunks())  # raises NestedArchive
        raise ArchiveRefused(found=kind)
    if head.startswith((b"PAR1", b"SQLite format 3\0")):
        raise ArchiveRefused(found="gzip")  # these are read from within, not from the start
    return _format(head, source)


def _format(head: bytes, source: Source) -> Format:
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"SQLite format 3\0"):
        return Format.OCEL_SQLITE
    if kind := archive_kind(head):
        return _workbook(source, kind)
    for magic, found in _BINARY.items():
        if head.startswith(magic):
            raise NotALog(found=Phrase(found))
    return _text_format(head)


def _workbook(source: Source, kind: str) -> Format:
    if kind != "zip":
        raise ArchiveRefused(found=kind)
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise BrokenWorkbook(reason=error) from None
    if "xl/workbook.xml" in names:
        return Format.EXCEL
    raise ArchiveRefused(found=kind)


def _text_format(head: bytes) -> Format:
    start = _as_utf8(head).lstrip()
    if start.startswith(b"<"):
        return _markup_format(start)
    if start.startswith(b"{"):
        return Format.OCEL_JSON
    if start.startswith(b"["):
        raise NotALog(found=Phrase(_("a JSON list")))
    if _is_binary(start):
        raise NotALog(found=Phrase(_("a binary file")))
    return Format.CSV


def _as_utf8(head: bytes) -> bytes:
    """Turn the wide encodings into one in which markup can be recognised."""
    if encoding_of(head) == "utf-8":
        return head
    return decoded_head(head).removeprefix("\ufeff").encode()


def _markup_format(start: bytes) -> Format:
    without_comments = re.sub(rb"<!--.*?-->", b"", start, flags=re.S)
    found = _ROOT.search(without_comments)
    root = found.group(1).decode() if found else ""
    if root == "log" or not root:
        return Format.OCEL_XML if _OCEL_PARTS.search(without_comments) else Format.XES
    if root.lower() == "html":
        raise NotALog(found=Phrase(_("a web page")))
    raise NotALog(found=f"<{root[:40]}>")


def _is_binary(start: bytes) -> bool:
    """Text has hardly any control characters; a NUL alone is for the reader to name."""
    control = sum(byte < 9 or 13 < byte < 32 for byte in start[:4096])
    return control > 0.05 * len(start[:4096])
