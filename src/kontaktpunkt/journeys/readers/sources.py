"""Bytes of a foreign file: unpacked within bounds, counted, and checked not to change."""

from __future__ import annotations

import codecs
import hashlib
import io
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kontaktpunkt.journeys.readers.messages import Phrase, _
from kontaktpunkt.journeys.readers.refusals import (
    BrokenGzip,
    FileChanged,
    FileEmpty,
    FileMissing,
    NestedArchive,
    NotAFile,
    Truncated,
    UnpacksTooLarge,
)
from kontaktpunkt.journeys.readers.shapes import Limits

CHUNK_BYTES = 256 * 1024

_SUBSTITUTE = "\ufffd"
_GZIP = b"\x1f\x8b"
_ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    _GZIP: "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
}


def archive_kind(head: bytes) -> str | None:
    """Return which archive these first bytes begin, or None."""
    if head[257:262] == b"ustar":
        return "tar"
    return next((name for magic, name in _ARCHIVES.items() if head.startswith(magic)), None)


def readable_size(count: int) -> str:
    """Return a number of bytes as a person says it: `8 MB`."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


def log_name(path: Path) -> str:
    """Return the file's name without what tells its format."""
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


@dataclass
class Damage:
    """What in a text could not be read in its encoding.

    line:     of the first such sign; 0 when there is none.
    readable: how many signs beyond plain English letters could be read.
    """

    count: int = 0
    line: int = 0
    readable: int = 0

    def mended(
        self, chunks: Iterator[bytes], encoding: str, *, is_cut: bool = False
    ) -> Iterator[bytes]:
        """Yield the text in UTF-8, with “\ufffd” for what cannot be read.

        is_cut: the text goes on, so a sign may be cut at its end.
        """
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        lines, is_first = 1, True
        for text in _decoded(decoder, chunks, is_cut=is_cut):
            if _SUBSTITUTE in text and not self.line:
                self.line = lines + text.count("\n", 0, text.index(_SUBSTITUTE))
            lines += text.count("\n")
            found = text.count(_SUBSTITUTE)
            self.count += found
            self.readable += len(text) - len(text.encode("ascii", "ignore")) - found
            yield (text.removeprefix("\ufeff") if is_first else text).encode()
            is_first = False


def _decoded(
    decoder: codecs.IncrementalDecoder, chunks: Iterator[bytes], *, is_cut: bool
) -> Iterator[str]:
    for chunk in chunks:
        if text := decoder.decode(chunk):
            yield text
    if not is_cut and (text := decoder.decode(b"", final=True)):
        yield text


@dataclass
class Source:
    """One file to read. `bytes_read` counts on disk, so it tells the share that is done.

    encoding: what the file is written in where somebody stated it; it is then read as UTF-8.
    """

    path: Path
    limits: Limits = field(default_factory=Limits)
    encoding: str | None = None
    bytes_read: int = 0
    damage: Damage | None = None

    def __post_init__(self) -> None:
        self._before = self._state()
        self.size = self._before[0]

    @property
    def is_gzip(self) -> bool:
        return self.head(2, unpacked=False) == _GZIP

    def head(self, count: int = 65_536, *, unpacked: bool = True) -> bytes:
        """Return the first bytes without counting them as progress."""
        found = self._head(count, unpacked=unpacked)
        if self.encoding is None or not unpacked:
            return found
        return b"".join(Damage().mended(iter([found]), self.encoding, is_cut=True))

    def _head(self, count: int, *, unpacked: bool) -> bytes:
        with self.path.open("rb") as file:
            start = file.read(count)
        if not unpacked or not start.startswith(_GZIP):
            return start
        try:
            return zlib.decompressobj(wbits=31).decompress(start, count)
        except zlib.error:
            raise BrokenGzip(byte=0) from None

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, unpacked when it is gzip, in pieces of at most CHUNK_BYTES."""
        with self.path.open("rb") as file:
            pieces = self._unpacked(file) if self.is_gzip else self._plain(file)
            if self.encoding is None:
                yield from pieces
            else:
                self.damage = Damage()
                yield from self.damage.mended(pieces, self.encoding)

    def stream(self) -> io.BufferedReader:
        """Return the content of `chunks` as a file that can be read but not rewound."""
        return io.BufferedReader(_ChunkFile(self.chunks()), CHUNK_BYTES)

    def check_unchanged(self) -> None:
        """Raise FileChanged when the file is no longer the one that was opened."""
        if self._state() != self._before:
            raise FileChanged

    def sha256(self) -> str:
        """Return the checksum of the file as it lies on disk."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _state(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except OSError:
            raise FileMissing(path=self.path.name) from None
        if not stat.S_ISREG(found.st_mode):
            raise NotAFile(path=self.path.name)
        if not found.st_size:
            raise FileEmpty(path=self.path.name)
        return found.st_size, found.st_mtime_ns, found.st_ino

    def _plain(self, file: BinaryIO) -> Iterator[bytes]:
        while chunk := file.read(CHUNK_BYTES):
            self.bytes_read += len(chunk)
            yield chunk

    def _unpacked(self, file: BinaryIO) -> Iterator[bytes]:
        unpacker = _Gunzip(self.limits)
        for packed in self._plain(file):
            yield from unpacker.feed(packed)
        unpacker.finish()


class _Gunzip:
    """Unpacks gzip, member after member, and stops when it grows beyond what is believable."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.packed = self.unpacked = 0
        self._member = zlib.decompressobj(wbits=31)
        self._is_between = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        self.packed += len(data)
        while data:
            if self._is_between and not (data := data.lstrip(b"\0")):
                return  # zero bytes after a member are padding
            self._is_between = False
            piece = self._decompress(data)
            if piece:
                self._judge(piece)
                yield piece
            data = self._rest()

    def finish(self) -> None:
        if not self._is_between:
            place = Phrase(_("byte %(byte)s"), {"byte": self.packed})
            raise Truncated(place=place)

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._member.decompress(data, CHUNK_BYTES)
        except zlib.error:
            raise BrokenGzip(byte=max(0, self.packed - len(data))) from None

    def _rest(self) -> bytes:
        if not self._member.eof:
            return self._member.unconsumed_tail
        rest = self._member.unused_data
        self._member = zlib.decompressobj(wbits=31)
        self._is_between = True
        return rest

    def _judge(self, piece: bytes) -> None:
        if not self.unpacked and (kind := archive_kind(piece)):
            raise NestedArchive(found=kind)
        self.unpacked += len(piece)
        if self.unpacked > self.limits.unpacked_bytes:
            raise UnpacksTooLarge(limit=readable_size(self.limits.unpacked_bytes))
        if self.unpacked > self.limits.ratio_counts_from_bytes:
            self._judge_ratio()

    def _judge_ratio(self) -> None:
        if self.unpacked > self.packed * self.limits.unpacked_ratio:
            raise UnpacksTooLarge(limit=Phrase(_("%(times)s times its size"), self._times()))

    def _times(self) -> dict[str, object]:
        return {"times": self.limits.unpacked_ratio}


class _ChunkFile(io.RawIOBase):
    """Chunks as a raw file, for the standard library's readers of text."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
