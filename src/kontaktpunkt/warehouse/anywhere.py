"""Folders and files, here or anywhere that fsspec reaches: a bucket, a server, memory.

A place elsewhere is a `UPath`, which speaks as `pathlib.Path` does; what it does not do alike for
all of them stands here.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa
    from upath import UPath

Place: TypeAlias = "Path | UPath"


def is_elsewhere(address: str | Place) -> bool:
    """Say whether it is an address such as "s3://bucket/permits"."""
    return isinstance(address, str) and "://" in address


def place_of(address: str | Place) -> Place:
    """Return the folder or file at an address such as "s3://bucket/permits", or at a path."""
    if not isinstance(address, str):
        return address
    if not is_elsewhere(address):
        return Path(address)
    from upath import UPath  # noqa: PLC0415 - who works on this machine's own files needs none

    return UPath(address)


def matching(*, folder: Place, pattern: str) -> list[Place]:
    """Return what matches in a folder, such as "*.parquet", in order of name."""
    found: list[Place] = []
    found += folder.glob(pattern)
    return sorted(found, key=str)


def file_system(place: Place) -> Any | None:
    """Return fsspec's file system that a place is on; None where it is this machine's own."""
    return None if isinstance(place, Path) else place.fs


def version_of(place: Place) -> str:
    """Return what changes when the file does."""
    if not isinstance(place, Path):
        return str(place.fs.ukey(place.path))
    status = place.stat()
    return f"{status.st_size}:{status.st_mtime_ns}"


def remove(place: Place) -> None:
    """Remove a folder with all that is in it; one that is not there is no error."""
    if isinstance(place, Path):
        shutil.rmtree(place, ignore_errors=True)
    elif place.exists():
        place.fs.rm(place.path, recursive=True)


def replace_text(place: Place, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, and nothing between.

    A store elsewhere puts a file there whole.
    """
    if not isinstance(place, Path):
        place.write_text(text)
        return
    draft = place.with_name(f"{place.name}.{text}")
    draft.write_text(text)
    draft.replace(place)


def write_parquet(table: pa.Table, place: Place) -> None:
    """Write a small table as one Parquet file."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - web processes do without

    path = str(place) if isinstance(place, Path) else place.path
    pq.write_table(table, path, filesystem=file_system(place))
