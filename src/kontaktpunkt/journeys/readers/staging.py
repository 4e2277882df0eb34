"""A folder beside the target where a log is built, so that nothing half imported is ever seen."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kontaktpunkt.journeys.readers.refusals import (
    CannotWrite,
    DiskFull,
    NotALogFolder,
    WritesTooMuch,
)
from kontaktpunkt.journeys.readers.shapes import Limits
from kontaktpunkt.journeys.readers.sources import readable_size
from kontaktpunkt.warehouse import layout

_LOCK = ".lock"


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give an empty folder; when the block ends well it becomes the target, else it is gone.

    An older log at the target is replaced only then. What a killed import left is cleared first.
    Raises NotALogFolder where something else is there.
    """
    target = target.absolute()
    with _write_errors():
        _check_replaceable(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(target)
        folder = target.with_name(f".{target.name}.importing-{secrets.token_hex(6)}")
        folder.mkdir()
    lock = _locked(folder)
    try:
        with _write_errors():
            yield folder
            (folder / _LOCK).unlink()
            _swap(folder, target)
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def check_room(folder: Path, limits: Limits) -> None:
    """Raise WritesTooMuch or DiskFull before the disk suffers."""
    written = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if written > limits.written_bytes:
        raise WritesTooMuch(limit=readable_size(limits.written_bytes))
    free = shutil.disk_usage(folder).free
    if free < limits.free_disk_bytes:
        raise DiskFull(free=readable_size(free))


def _check_replaceable(target: Path) -> None:
    """What is replaced is gone: only a log may be, or an empty folder."""
    is_empty = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not is_empty and not (target / layout.LOG_FILE).is_file():
        raise NotALogFolder(path=target)


def _locked(folder: Path) -> IO[bytes]:
    """Hold a lock for as long as this process works in the folder, however it ends."""
    file = (folder / _LOCK).open("wb")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _clear_abandoned(target: Path) -> None:
    for folder in target.parent.glob(f".{target.name}.importing-*"):
        with suppress(OSError), (folder / _LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    for folder in target.parent.glob(f".{target.name}.replaced-*"):
        if target.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:  # stopped between the two renames: the old log is the log
            folder.rename(target)


def _swap(folder: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.replaced-{secrets.token_hex(6)}")
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _write_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(free=readable_size(0)) from error
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CannotWrite(reason=reason) from error
