"""The files of one embedded server, and what can be wrong with them."""

from dataclasses import dataclass
from pathlib import Path

from kontaktpunkt.config import postgres_host as host
from kontaktpunkt.config.problems import Problem


@dataclass(frozen=True)
class Place:
    """The files of one embedded server."""

    folder: Path

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL itself keeps."""
        return self.folder / "data"

    @property
    def making(self) -> Path:
        """Where that folder is made, before it gets its name."""
        return self.folder / "data.making"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "log"

    @property
    def start_lock(self) -> Path:
        """Held while a server is looked for and started."""
        return self.folder / "start.lock"

    @property
    def lease(self) -> Path:
        """Held, shared, by every process that uses the server."""
        return self.folder / "users.lock"


def _log_tail(place: Place) -> str:
    try:
        lines = place.log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return " | ".join(lines[-4:])


def _fresh_hint(place: Place) -> str:
    return (
        f"If nothing in {place.folder.parent} is worth keeping, start anew with "
        "`kontaktpunkt demo --fresh` (or `make clean-demo`); otherwise move it away and restore "
        "a backup."
    )


def half_made(place: Place) -> Problem:
    """A folder that holds something else than a cluster."""
    return Problem(
        what=f"{place.data} holds files, but no PostgreSQL database (PG_VERSION is missing).",
        why="Starting there could destroy what those files are.",
        fix=_fresh_hint(place),
    )


def other_version(place: Place, programs: host.Programs) -> Problem:
    """A cluster of another major version than the programs."""
    made_by = (place.data / "PG_VERSION").read_text().strip()
    return Problem(
        what=f"{place.data} was made by PostgreSQL {made_by}, "
        f"but the programs in {programs.folder} are PostgreSQL {programs.major}.",
        why="A PostgreSQL server reads only the data of its own major version.",
        fix=f"Name a folder with PostgreSQL {made_by} programs in {host.PROGRAMS_VARIABLE} and "
        f"make a backup (kontaktpunkt backup). {_fresh_hint(place)}",
    )


def not_made(complaint: str) -> Problem:
    """initdb failed."""
    return Problem(
        what=f"initdb could not make the database: {complaint}",
        why="Everything is kept in PostgreSQL.",
        fix="Check free disk space and the rights of the data folder, then start again.",
    )


def does_not_start(place: Place, refusal: Exception) -> Problem:
    """The server ended, or did not answer in time."""
    return Problem(
        what=f"The embedded PostgreSQL does not start. Its log ends: {_log_tail(place) or refusal}",
        why="Everything is kept in PostgreSQL.",
        fix=f"Read {place.log}. {_fresh_hint(place)}",
    )


def in_use(place: Place) -> Problem:
    """Somebody uses the server that was to be thrown away."""
    return Problem(
        what=f"The database in {place.folder} is in use by another process.",
        why="Deleting it under that process would break it.",
        fix="End the demo, server, worker or test run that uses it, then try again.",
    )


def does_not_stop(place: Place, seconds: int) -> Problem:
    """A server that nobody uses is still there."""
    return Problem(
        what=f"The embedded PostgreSQL of {place.folder} has been stopping for {seconds} s.",
        why="A new server cannot start before the old one is down.",
        fix=f"Wait and try again; read {place.log} to see what it is doing.",
    )
