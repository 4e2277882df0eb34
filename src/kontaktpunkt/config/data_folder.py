"""A data folder that the file system refuses, told as a problem with its fix."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kontaktpunkt.config.problems import InstallationError, Problem


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Raise InstallationError when what is made inside the block is refused: no room, no right."""
    try:
        yield
    except OSError as refusal:
        raise InstallationError(_refused(folder, refusal)) from refusal


def _refused(folder: Path, refusal: OSError) -> Problem:
    where = refusal.filename or folder
    return Problem(
        what=f"Nothing can be kept in {folder}: {where}: {refusal.strerror or refusal}.",
        why="Uploads, logs at rest, keys and the embedded database are kept in the data folder.",
        fix="Name a folder in KONTAKTPUNKT_DATA (or --data) that this user can write to and that "
        "has room, or move away what is in its place.",
    )
