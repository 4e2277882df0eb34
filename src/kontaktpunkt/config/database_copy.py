"""Copy the whole database out and in, with PostgreSQL's own programs.

Row-level security is forced on the owner too, so a dump made as the owner would be refused by
pg_dump, rightly: it could not see every row. The embedded database is dumped by its superuser, any
other by the role in KONTAKTPUNKT_BACKUP_URL, which may read past the policies.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from kontaktpunkt.config import postgres, postgres_host
from kontaktpunkt.config.environment import Environment
from kontaktpunkt.config.problems import InstallationError, Problem

ARRIVING, LEAVING = "_arriving", "_leaving"


@dataclass(frozen=True)
class Access:
    """How to log in: libpq's connection parameters."""

    parameters: dict[str, str]

    @property
    def database(self) -> str:
        """The name of the database."""
        return self.parameters["dbname"]

    def connect(self, database: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection in autocommit mode."""
        dsn = conninfo.make_conninfo(**self._to(database))
        return psycopg.connect(dsn, autocommit=True, connect_timeout=10)

    def environment(self, database: str | None = None) -> dict[str, str]:
        """Return the variables libpq reads: on a command line, others could see the password."""
        names = {
            option.keyword.decode(): option.envvar.decode()
            for option in psycopg.pq.Conninfo.get_defaults()
            if option.envvar
        }
        given = self._to(database)
        return os.environ | {names[key]: value for key, value in given.items() if key in names}

    def _to(self, database: str | None) -> dict[str, str]:
        return self.parameters | ({"dbname": database} if database else {})


def reader(env: Environment) -> Access:
    """Return the access that may read every row.

    Raises InstallationError when the environment names none.
    """
    if env.uses_embedded_database:
        return _embedded(env)
    if env.backup_url is None:
        raise InstallationError(_no_reader())
    return _parsed(env.backup_url)


def writer(env: Environment) -> Access:
    """Return the access that may make and fill databases."""
    if env.database_url is None:
        return _embedded(env)
    return _parsed(env.database_url)


def dump(access: Access, target: Path) -> None:
    """Write the whole database to a file; raises InstallationError when pg_dump refuses."""
    # Not compressed here: the archive is.
    _run("pg_dump", ["--format=custom", "--compress=none", f"--file={target}"], access)


def is_empty(access: Access) -> bool:
    """Say whether the database has no tables, or no municipality in them."""
    with access.connect() as connection:
        has_table = connection.execute("select to_regclass('core_municipality')").fetchone()
        if has_table == (None,):
            return True
        return connection.execute("select 1 from core_municipality limit 1").fetchone() is None


def load_beside(access: Access, source: Path) -> str:
    """Restore a dump into a new database beside the present one; return the new one's name.

    Raises InstallationError, and leaves no new database behind, when anything goes wrong.
    """
    name = access.database + ARRIVING
    try:
        _make_empty(access, name)
        arguments = ["--exit-on-error", "--single-transaction", f"--dbname={name}", str(source)]
        _run("pg_restore", arguments, access, database=name)
        with access.connect(name) as arrived:
            # A dump carries no statistics, and without them the first hour would be slow.
            arrived.execute("analyze")
    except BaseException:
        _drop(access, name)
        raise
    return name


def swap(access: Access, arriving: str) -> None:
    """Give the new database the present one's name, in one step, and drop the present one.

    Raises InstallationError when somebody is connected to it.
    """
    leaving = access.database + LEAVING
    _drop(access, leaving)
    with access.connect("postgres") as server:
        try:
            with server.transaction():
                server.execute(_rename(access.database, leaving))
                server.execute(_rename(arriving, access.database))
        except psycopg.errors.ObjectInUse:
            raise InstallationError(in_use(access.database)) from None
    _drop(access, leaving)


def _embedded(env: Environment) -> Access:
    info = postgres.ensure_running(env.data)
    return Access(
        {
            "host": str(info.socket),
            "port": str(info.port),
            "user": postgres.SUPERUSER,
            "dbname": info.database,
        }
    )


def _parsed(url: str) -> Access:
    parts = conninfo.conninfo_to_dict(url)
    return Access({name: str(value) for name, value in parts.items() if value is not None})


def _make_empty(access: Access, name: str) -> None:
    _drop(access, name)
    with access.connect("postgres") as server:
        try:
            statement = sql.SQL("create database {} owner {} template template0 encoding 'UTF8'")
            owner = sql.Identifier(postgres.OWNER)
            server.execute(statement.format(sql.Identifier(name), owner))
        except psycopg.errors.InsufficientPrivilege:
            raise InstallationError(_may_not_create(access)) from None
    with access.connect(name) as fresh:
        # Before the dump: it gives functions to this role, which has to be allowed to own them.
        role = sql.Identifier(postgres.SEARCH)
        fresh.execute(sql.SQL("grant usage, create on schema public to {}").format(role))


def _drop(access: Access, name: str) -> None:
    with access.connect("postgres") as server:
        statement = sql.SQL("drop database if exists {} with (force)")
        server.execute(statement.format(sql.Identifier(name)))


def _rename(former: str, name: str) -> sql.Composed:
    return sql.SQL("alter database {} rename to {}").format(
        sql.Identifier(former), sql.Identifier(name)
    )


def _run(program: str, arguments: list[str], access: Access, *, database: str = "") -> None:
    programs = postgres_host.find_programs()
    command = [programs.path(program), "--no-password", *arguments]
    answer = subprocess.run(
        command,
        env=access.environment(database or None),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if answer.returncode:
        raise InstallationError(_program_refused(program, answer.stderr.strip()))


def _program_refused(program: str, complaint: str) -> Problem:
    lines = [line for line in complaint.splitlines() if line.strip()]
    return Problem(
        what=f"{program} did not finish: {' | '.join(lines[:3]) or 'it said nothing'}",
        why="The copy of the database would not be whole; nothing has been changed.",
        fix="Mend what it says; docs/running.md tells which rights it needs. A server newer than "
        f"these programs needs newer ones: name their folder in {postgres_host.PROGRAMS_VARIABLE}.",
    )


def _no_reader() -> Problem:
    return Problem(
        what="KONTAKTPUNKT_BACKUP_URL is not set, and DATABASE_URL names a database of your own.",
        why="The owner of the tables is held by row-level security and cannot read every row.",
        fix="Set KONTAKTPUNKT_BACKUP_URL to log in as kontaktpunkt_backup (docs/running.md).",
    )


def _may_not_create(access: Access) -> Problem:
    return Problem(
        what=f"The role {access.parameters.get('user', '')} may not create a database.",
        why="An archive is restored into a new database first, so that failing loses nothing.",
        fix=f"For the time of the restore: alter role {postgres.OWNER} createdb;",
    )


def in_use(database: str) -> Problem:
    """Return the problem of a database that cannot be replaced because somebody is connected."""
    return Problem(
        what=f"Somebody is connected to the database {database}. Nothing has been changed.",
        why="It cannot be replaced under them.",
        fix="Stop `serve` and `worker` (or the demo), then restore again.",
    )
