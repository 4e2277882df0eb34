"""The archive of one installation: a compressed tar whose last member vouches for all others.

    database.dump      pg_dump's custom format
    media/…            uploads
    warehouse/…        the event log at rest, and imported logs
    manifest.json      format, versions, and size and SHA-256 of every other member

The manifest comes last, so an archive that was cut off has none. Nothing in an archive is believed
before all of it has been read and compared with the manifest.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
FOLDERS = ("media", "warehouse")
# Files that wait to be imported (journeys.sent.places): they hold what their log will not.
PASSING = ("media", "logs")
LARGEST_MANIFEST_BYTES = 200_000_000
BLOCK_BYTES = 1 << 20
COMPRESSION_LEVEL = 4

Report = Callable[[str], None]


class ArchiveUnreadable(Exception):
    """The file is not a whole archive; the message says in one sentence what is wrong with it."""


@dataclass
class _Hashed:
    """Reads a stream through, remembering how much it was and its SHA-256."""

    stream: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block

    @property
    def summary(self) -> dict[str, Any]:
        return {"size": self.size, "sha256": self.digest.hexdigest()}


def write(
    *, target: Path, dump: Path, folders: Mapping[str, Path], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Write an archive and return its manifest.

    folders: name in the archive to folder on disk; a folder that is missing is empty.
    about:   what the manifest says besides the list of parts.
    The file appears under its name only when it is whole; only its owner can read it.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with (
            _private(draft) as raw,
            gzip.GzipFile("", "wb", COMPRESSION_LEVEL, raw) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            parts = {DATABASE: _add(tar, DATABASE, dump)}
            for name, file in _files(folders):
                # What is taken away meanwhile belonged to nothing: an upload that failed.
                with suppress(FileNotFoundError):
                    parts[name] = _add(tar, name, file)
            manifest = {"format": FORMAT, **about, "parts": parts}
            _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        verify(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def verify(archive: Path) -> dict[str, Any]:
    """Read a whole archive and return its manifest.

    Raises ArchiveUnreadable when anything is missing, changed, cut off or not an archive at all.
    """
    return _read(archive, keep=None)


def extract(archive: Path, *, into: Path) -> dict[str, Any]:
    """Verify an archive while unpacking it into an empty folder; return its manifest.

    Raises ArchiveUnreadable as `verify` does; what was unpacked until then is worth nothing.
    """
    return _read(archive, keep=into)


def _private(file: Path) -> IO[bytes]:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _files(folders: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    for name, folder in folders.items():
        for file in sorted(folder.rglob("*")):
            inner = file.relative_to(folder)
            if file.is_file() and not file.is_symlink() and (name, *inner.parts[1:2]) != PASSING:
                yield f"{name}/{inner.as_posix()}", file


def _add(tar: tarfile.TarFile, name: str, file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        member = tarfile.TarInfo(name)
        member.size = os.fstat(stream.fileno()).st_size
        member.mode = 0o600
        hashed = _Hashed(stream)
        tar.addfile(member, hashed)  # it only reads
    return hashed.summary


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))


def _read(archive: Path, *, keep: Path | None) -> dict[str, Any]:
    try:
        with gzip.open(archive) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            found, manifest = _members(tar, keep)
            # To the very end, where gzip keeps its checksum.
            while packed.read(BLOCK_BYTES):
                pass
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as damage:
        raise ArchiveUnreadable(f"{archive} is damaged or cut off ({damage}).") from None
    except OSError as refusal:
        raise ArchiveUnreadable(f"{archive} cannot be read ({refusal.strerror}).") from None
    _compare(archive, found, manifest)
    assert manifest is not None
    return manifest


def _members(
    tar: tarfile.TarFile, keep: Path | None
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    found: dict[str, Any] = {}
    manifest = None
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or member.name in found or not _is_ours(member.name):
            raise tarfile.ReadError(f"it holds {member.name!r}, which no backup does")
        if member.name == MANIFEST:
            manifest = _manifest(stream)
        else:
            found[member.name] = _drain(stream, keep / member.name if keep else None)
    return found, manifest


def _is_ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/") or str(PurePosixPath(name)) != name:
        return False
    return name in {MANIFEST, DATABASE} or (len(parts) > 1 and parts[0] in FOLDERS)


def _drain(stream: IO[bytes], target: Path | None) -> dict[str, Any]:
    hashed = _Hashed(stream)
    if target is None:
        while hashed.read(BLOCK_BYTES):
            pass
        return hashed.summary
    target.parent.mkdir(parents=True, exist_ok=True)
    with _private(target) as file:
        while block := hashed.read(BLOCK_BYTES):
            file.write(block)
    return hashed.summary


def _manifest(stream: IO[bytes]) -> dict[str, Any]:
    try:
        manifest = json.loads(stream.read(LARGEST_MANIFEST_BYTES))
    except ValueError:
        raise tarfile.ReadError("its manifest cannot be read") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("parts"), dict):
        raise tarfile.ReadError("its manifest lists no parts")
    return manifest


def _compare(archive: Path, found: dict[str, Any], manifest: dict[str, Any] | None) -> None:
    if manifest is None:
        raise ArchiveUnreadable(
            f"{archive} is cut off: its manifest, which comes last, is missing."
        )
    if manifest.get("format") != FORMAT:
        raise ArchiveUnreadable(f"{archive} has a format that this version does not know.")
    parts = manifest["parts"]
    for name in sorted(parts.keys() | found.keys()):
        if parts.get(name) != found.get(name):
            raise ArchiveUnreadable(f"{archive} is damaged: {name} is not what the manifest says.")
    if DATABASE not in parts:
        raise ArchiveUnreadable(f"{archive} holds no database.")
