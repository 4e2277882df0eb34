"""A file that appears when it is finished, or not at all."""

from __future__ import annotations

import gzip
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, cast

# Packs nearly as small as the usual 9 in a third of the time.
LEVEL: Final = 5
# What is written at least before a file grows on disk.
BUFFER_BYTES: Final = 1 << 20


class CannotExport(ValueError):
    """The file could not be written; the sentence says why and what to do."""


@contextmanager
def appearing(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a draft beside the file; when the block ends well it becomes the file.

    Raises FileExistsError where there is something already and `overwrite` is not said: before
    anything is written, and again when the file appears. Raises CannotExport.
    """
    if path.is_dir():
        raise CannotExport(f"“{path}” is a folder; name a file.")
    if not overwrite and path.exists():
        raise FileExistsError(f"“{path}” is there already.")
    if not path.parent.is_dir():
        raise CannotExport(f"There is no folder “{path.parent}”; make it first.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with _write_errors(path):
            yield draft
            _flush(draft)
            _name(draft, path, overwrite=overwrite)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def text_file(draft: Path, *, is_packed: bool) -> Iterator[IO[bytes]]:
    """Open a draft for encoded text, packed where asked for; the same content, the same file."""
    with draft.open("wb", buffering=BUFFER_BYTES) as file:
        if not is_packed:
            yield file
            return
        with gzip.GzipFile("", "wb", compresslevel=LEVEL, fileobj=file, mtime=0) as packed:
            yield cast("IO[bytes]", packed)


def _flush(draft: Path) -> None:
    """Bring the content to disk before the name, so that a power cut leaves no half file."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _name(draft: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)  # unlike a renaming, it fails where somebody else was quicker
    except FileExistsError:
        raise FileExistsError(f"“{path}” is there already.") from None
    except OSError:  # a file system without hard links
        draft.replace(path)


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        with suppress(AttributeError):
            reason = os.strerror(error.errno or 0)
        raise CannotExport(
            f"“{path}” could not be written ({reason}); check the folder, its rights and its room."
        ) from error
