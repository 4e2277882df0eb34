"""Files that stand elsewhere: in a bucket, on a server, in memory; wherever fsspec finds them."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import IO, cast

import fsspec  # type: ignore[import-untyped]


class NotReached(ValueError):
    """An address could not be opened, or nothing stands there."""


def fetched(address: str, *, into: Path) -> Path:
    """Return a copy of what stands at the address, in a folder; memory stays bounded.

    Raises NotReached, with what the place itself said.
    """
    target = into / PurePosixPath(address.partition("://")[2]).name
    try:
        with fsspec.open(address, "rb") as theirs, target.open("wb") as ours:
            shutil.copyfileobj(cast("IO[bytes]", theirs), ours)
    except (OSError, ValueError, ImportError) as error:
        raise NotReached(f"“{address}” could not be read: {error}") from error
    return target


def is_taken(address: str) -> bool:
    """Say whether something stands at the address already."""
    system, path = fsspec.core.url_to_fs(address)
    return bool(system.exists(path))


def put(file: Path, *, address: str) -> None:
    """Write a finished file to the address."""
    system, path = fsspec.core.url_to_fs(address)
    system.put_file(str(file), path)
