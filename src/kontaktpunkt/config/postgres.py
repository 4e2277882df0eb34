"""The embedded PostgreSQL: the one door to it, for trying out, developing and testing.

`ensure_running` makes the server on first use, starts it when it is not running, and takes part
in using it. Any number of processes share one server; it stops when the last one has ended, in
whatever way that one ends (see `postgres_supervisor`).

The server listens on a Unix socket in a folder that only its system user (and root) can enter;
that is why connections need no password.
"""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from kontaktpunkt.config import postgres_host as host
from kontaktpunkt.config import postgres_place as problems
from kontaktpunkt.config.data_folder import writing_to
from kontaktpunkt.config.postgres_place import Place
from kontaktpunkt.config.problems import InstallationError

DATABASE = "kontaktpunkt"
SUPERUSER = "postgres"
OWNER = "kontaktpunkt_owner"
APP = "kontaktpunkt_app"
SEARCH = "kontaktpunkt_search"
BACKUP = "kontaktpunkt_backup"
BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")
SUPERVISOR = Path(__file__).with_name("postgres_supervisor.py")

START_SECONDS = 60
STOP_SECONDS = 60
LARGEST_LOG_BYTES = 5_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # Nothing replicates from an embedded server, and the last half second may be lost in a
    # power cut: never consistency, and work is several times faster.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
}
THROW_AWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class ConnectionInfo:
    """Where a running server is reached; trust on the socket, so there are no passwords."""

    socket: Path
    port: int = 5432
    database: str = DATABASE

    def dsn(self, *, user: str = SUPERUSER, database: str | None = None) -> str:
        """Return a libpq connection string."""
        return (
            f"host='{self.socket}' port={self.port} user={user} dbname={database or self.database}"
        )

    def connect(
        self, *, user: str = SUPERUSER, database: str | None = None
    ) -> psycopg.Connection[tuple[object, ...]]:
        """Return a new connection in autocommit mode, as the superuser unless told otherwise."""
        return psycopg.connect(
            self.dsn(user=user, database=database), autocommit=True, connect_timeout=10
        )


@dataclass
class _Use:
    """This process's part in using a server."""

    place: Place
    lease: int
    info: ConnectionInfo
    supervisor: subprocess.Popen[bytes] | None


_uses: dict[Path, _Use] = {}


def ensure_running(data_folder: Path, *, durable: bool = True) -> ConnectionInfo:
    """Return how to reach the server of `<data_folder>/pg`, after making and starting it as needed.

    A server that has crashed since the last call is started again.

    durable: survive a power cut; tests say no and run faster. Counts only when the server starts.
    Raises InstallationError with a fix when the folder is broken or the server does not start.
    """
    folder = data_folder.resolve() / "pg"
    place = Place(folder)
    if folder in _uses:
        if _is_running(place):
            return _uses[folder].info
        _reap(_leave(folder))
    user = host.server_user(place.data)
    with writing_to(folder):
        _make_folders(place, user)
    lease = _take_part(place)
    try:
        with _locked(place.start_lock):
            info, supervisor = _running_server(place, user, durable)
            _bootstrap(info)
    except BaseException:
        os.close(lease)
        raise
    if not _uses:
        atexit.register(stop)
    _uses[folder] = _Use(place, lease, info, supervisor)
    return info


def stop() -> None:
    """End this process's use of every server; return when those that nobody else uses are down."""
    for folder in list(_uses):
        use = _leave(folder)
        _wait_unless_shared(use.place)
        _reap(use)
    atexit.unregister(stop)


def _leave(folder: Path) -> _Use:
    use = _uses.pop(folder)
    os.close(use.lease)
    return use


def _reap(use: _Use) -> None:
    """Wait for the supervisor, when it is ours and its server is down."""
    if use.supervisor is not None and not _is_running(use.place):
        use.supervisor.wait(timeout=STOP_SECONDS)


def recreate_database(info: ConnectionInfo) -> None:
    """Throw the database away, with every connection to it, and make an empty one."""
    with info.connect(database="postgres") as server:
        server.execute(f"drop database if exists {info.database} with (force)")
    _bootstrap(info)


def refuse_while_in_use(data_folder: Path) -> None:
    """Raise InstallationError while any process uses the server of this data folder."""
    place = Place(data_folder.resolve() / "pg")
    if not place.lease.exists():
        return
    with place.lease.open("a") as lease:
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InstallationError(problems.in_use(place)) from None


def _make_folders(place: Place, user: host.ServerUser) -> None:
    place.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.folder.mkdir(exist_ok=True)
    user.let_through(place.data)
    socket = host.socket_folder(place.folder)
    user.make_folder(socket)
    user.let_through(socket)
    place.lease.touch()


def _take_part(place: Place) -> int:
    """Take a share of the lease; waits while a server that nobody used is still stopping."""
    lease = os.open(place.lease, os.O_RDWR)
    deadline = time.monotonic() + STOP_SECONDS
    while True:
        try:
            fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(lease)
                raise InstallationError(problems.does_not_stop(place, STOP_SECONDS)) from None
            time.sleep(0.02)
        else:
            return lease


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _running_server(
    place: Place, user: host.ServerUser, durable: bool
) -> tuple[ConnectionInfo, subprocess.Popen[bytes] | None]:
    info = ConnectionInfo(host.socket_folder(place.folder))
    if _is_running(place):
        _wait_until_ready(place, info, None)
        return info, None
    programs = host.find_programs()
    user.let_through(programs.folder / "postgres")
    _ensure_made(place, user, programs)
    _clear_after_a_crash(place, info)
    supervisor = _start(place, user, programs, durable)
    _wait_until_ready(place, info, supervisor)
    return info, supervisor


def _is_running(place: Place) -> bool:
    """Say whether the process that the data folder names is a PostgreSQL server of that folder."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(place.data) in process.cmdline()
    except (OSError, ValueError, psutil.NoSuchProcess):
        return False


def _clear_after_a_crash(place: Place, info: ConnectionInfo) -> None:
    """Remove what a killed server left, so that a reused process id cannot be taken for it.

    PostgreSQL's own check against remains goes by the same files, so first make sure that no
    process of the old server still writes.
    """
    stale = place.data / "postmaster.pid"
    if not stale.exists():
        return
    remains = [process for process in psutil.process_iter() if _works_in(process, place.data)]
    for process in remains:
        process.kill()
    psutil.wait_procs(remains, timeout=10)
    for file in (stale, info.socket / host.SOCKET_NAME, info.socket / f"{host.SOCKET_NAME}.lock"):
        file.unlink(missing_ok=True)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.name().startswith("postgres") and process.cwd() == str(folder)
    except psutil.Error:
        return False


def _ensure_made(place: Place, user: host.ServerUser, programs: host.Programs) -> None:
    version = place.data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != str(programs.major):
            raise InstallationError(problems.other_version(place, programs))
    elif place.data.exists() and any(place.data.iterdir()):
        raise InstallationError(problems.half_made(place))
    else:
        _make(place, user, programs)


def _make(place: Place, user: host.ServerUser, programs: host.Programs) -> None:
    """Make the cluster under another name first: an interrupted start leaves nothing half made."""
    shutil.rmtree(place.making, ignore_errors=True)
    user.make_folder(place.making)
    provider = ["--locale-provider=builtin"] if programs.major >= 17 else []
    command = [
        programs.path("initdb"), f"--pgdata={place.making}", f"--username={SUPERUSER}",
        "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *provider, "--no-sync",
    ]  # fmt: skip
    answer = subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, **user.identity
    )
    if answer.returncode:
        raise InstallationError(problems.not_made(answer.stderr.strip()))
    if place.data.exists():
        place.data.rmdir()
    place.making.rename(place.data)


def _start(
    place: Place, user: host.ServerUser, programs: host.Programs, durable: bool
) -> subprocess.Popen[bytes]:
    settings = SETTINGS | ({} if durable else THROW_AWAY_SETTINGS)
    settings["unix_socket_directories"] = str(host.socket_folder(place.folder))
    options = [f"--{name}={value}" for name, value in settings.items()]
    order = {
        "command": [programs.path("postgres"), "-D", str(place.data), *options],
        "identity": user.identity,
        "lease": str(place.lease),
    }
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG_BYTES:
        place.log.replace(place.log.with_suffix(".old"))
    with place.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-I", str(SUPERVISOR), json.dumps(order)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
        )  # fmt: skip


def _wait_until_ready(
    place: Place, info: ConnectionInfo, supervisor: subprocess.Popen[bytes] | None
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            info.connect(database="postgres").close()
        except psycopg.OperationalError as refusal:
            ended = supervisor is not None and supervisor.poll() is not None
            if ended or time.monotonic() > deadline:
                raise InstallationError(problems.does_not_start(place, refusal)) from None
            time.sleep(0.02)
        else:
            return


def _bootstrap(info: ConnectionInfo) -> None:
    """Create roles, database, extensions and rights; does nothing where they are in place.

    The script's fingerprint is kept as the database's comment, so that a newer script runs again.
    """
    script = BOOTSTRAP.read_text()
    mark = hashlib.sha256(script.encode()).hexdigest()
    with info.connect(database="postgres") as server:
        found = server.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [info.database],
        ).fetchone()
        if found == (mark,):
            return
        # Test databases are made from template1, by the owner.
        _run_script(info, "template1", script)
        server.execute(f"alter database template1 owner to {SUPERUSER}")
        server.execute(f"alter role {OWNER} createdb")
        if found is None:
            server.execute(f"create database {info.database} owner {OWNER}")
        _run_script(info, info.database, script)
        server.execute(f"comment on database {info.database} is '{mark}'")


def _run_script(info: ConnectionInfo, database: str, script: str) -> None:
    with info.connect(database=database) as connection, connection.transaction():
        connection.execute("set local client_min_messages = warning")
        connection.execute(script.encode())


def _wait_unless_shared(place: Place) -> None:
    """Wait until the server is down, unless other processes go on using it."""
    shared_for = 0
    deadline = time.monotonic() + STOP_SECONDS
    while shared_for < 5 and time.monotonic() < deadline and _is_running(place):
        with place.lease.open("a") as lease:
            try:
                fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
                shared_for += 1
            except BlockingIOError:
                shared_for = 0
        time.sleep(0.03)
