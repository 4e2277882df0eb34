"""Whether a demo that was prepared before can be shown as it is, without looking at everything.

Preparing imports the whole of Django only to find that nothing has changed. So the last
preparation leaves a note of what it was made from; the database itself says whether it is whole.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kontaktpunkt.config import assets, postgres

PACKAGE = Path(__file__).resolve().parents[1]
NOTE = "prepared.json"
COMPLETE = "kontaktpunkt demo: complete"


def note(data: Path, logins: list[dict[str, str]]) -> None:
    """Remember that everything has been prepared, and the logins to show."""
    draft = data / f"{NOTE}.{os.getpid()}"
    draft.write_text(json.dumps({"made_from": fingerprint(), "logins": logins}))
    draft.replace(data / NOTE)


def prepared_logins(data: Path, info: postgres.ConnectionInfo) -> list[dict[str, str]] | None:
    """Return the logins when nothing has changed since the last preparation, else None."""
    try:
        noted: dict[str, Any] = json.loads((data / NOTE).read_text())
    except (OSError, ValueError):
        return None
    if noted.get("made_from") != fingerprint() or not _is_complete(info):
        return None
    logins: list[dict[str, str]] = noted["logins"]
    return logins


def forget(data: Path) -> None:
    """Have the next start look at everything."""
    (data / NOTE).unlink(missing_ok=True)


def fingerprint() -> str:
    """Return a mark that changes with any file of the program, built ones included."""
    digest = hashlib.sha256()
    for path, state in _states():
        digest.update(f"{path} {state.st_mtime_ns} {state.st_size}\n".encode())
    return digest.hexdigest()


def _states() -> Iterator[tuple[str, os.stat_result]]:
    for root in (PACKAGE, assets.SOURCE / "styles"):
        for folder, names, files in os.walk(root):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in sorted(files):
                path = Path(folder, name)
                yield str(path), path.stat()


def _is_complete(info: postgres.ConnectionInfo) -> bool:
    with info.connect() as connection:
        mark = connection.execute(
            "select obj_description('public'::regnamespace, 'pg_namespace')"
        ).fetchone()
    return mark == (COMPLETE,)
