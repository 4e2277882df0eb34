"""Documents as files: in the municipality's own folder, under names that nobody chose.

A file is written before its row is committed: a row without its file would be worse than a file
without a row. Whoever keeps files in an operation decorates it with `nothing_left_behind`; what
even that cannot remove (the power went) is swept up by `sweep`.
"""

import functools
import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, ParamSpec, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from kontaktpunkt.core import tenancy

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# A file younger than this may belong to a transaction that is still going on.
SPARED = timedelta(hours=24)
_BLOCK_BYTES = 1 << 20

_written: ContextVar[list[Path] | None] = ContextVar("written", default=None)


def nothing_left_behind(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Remove the files that the operation kept when its transaction fails.

    Stands above `@operation`, so that the transaction has ended by then.
    """

    @functools.wraps(function)
    def run(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        written: list[Path] = []
        token = _written.set(written)
        try:
            return function(*arguments, **named)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        finally:
            _written.reset(token)

    return run


def digest_of(content: "File[bytes]") -> str:
    """Return the SHA-256 of a file, which is left at its beginning."""
    digest = hashlib.sha256()
    for block in content.chunks(_BLOCK_BYTES):
        digest.update(block)
    content.seek(0)
    return digest.hexdigest()


def keep(content: "File[bytes]") -> str:
    """Write a file into the municipality's folder; return the name under which it is kept."""
    name = uuid4().hex
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remember(path)
    with _private(path) as target:
        for block in content.chunks(_BLOCK_BYTES):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return name


def put(*, name: str, content: bytes) -> None:
    """Write a file under a name that its row has already, without waiting for the disk.

    For invented data, of which there is much and none that anybody would miss.
    """
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _private(path) as target:
        target.write(content)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _remember(path: Path) -> None:
    written = _written.get()
    if written is not None:
        written.append(path)
        # Whatever goes wrong once the rows are there, the files stay.
        transaction.on_commit(written.clear, robust=True)


def path_of(name: str) -> Path:
    """Return where the municipality acted for keeps the file of this name."""
    return folder() / name[:2] / name


def opened(name: str) -> IO[bytes]:
    """Return the kept file, open for reading. Raises FileNotFoundError when it is gone."""
    return path_of(name).open("rb")


def folder() -> Path:
    """Return the folder of the documents of the municipality acted for."""
    return Path(settings.MEDIA_ROOT) / str(tenancy.current_id()) / "documents"


def sweep(*, known: Callable[[Collection[str]], Collection[str]], at: datetime) -> int:
    """Remove old files that no document names; return how many.

    known: returns which of some names belong to a document.
    """
    before = (at - SPARED).timestamp()
    removed = 0
    for files in _by_folder():
        old = {each.name: each for each in files if each.stat().st_mtime < before}
        for name in old.keys() - set(known(list(old))):
            old[name].unlink(missing_ok=True)
            removed += 1
    return removed


def _by_folder() -> Iterator[list[Path]]:
    if folder().is_dir():
        for each in sorted(folder().iterdir()):
            yield [path for path in each.iterdir() if path.is_file()]
