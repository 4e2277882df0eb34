"""Checks of the database: reachable, shaped, and closed between municipalities."""

import time
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kontaktpunkt.config import database as database_module
from kontaktpunkt.config import postgres
from kontaktpunkt.config.doctor.findings import Answer, error, fine, warning
from kontaktpunkt.config.environment import Environment
from kontaktpunkt.core import isolation

OLDEST_MAJOR = 15
EXTENSIONS = frozenset({"pg_trgm", "btree_gin", "btree_gist", "unaccent"})
CLOCK_SECONDS = 5.0
ROLES_FIX = "Run src/kontaktpunkt/config/bootstrap.sql as a superuser (docs/running.md)."
MIGRATE = "Run `kontaktpunkt manage migrate`."


def database(env: Environment) -> Answer:
    """Whether the database answers, and is new enough."""
    try:
        database_module.ensure_running(env)
        number = _value("select current_setting('server_version_num')::int")
    except DatabaseError as refusal:
        return error(
            f"It does not answer: {str(refusal).strip()}",
            why="Nothing works without it.",
            fix="Check DATABASE_URL, the server and the network between them.",
        )
    if number // 10000 < OLDEST_MAJOR:
        return error(
            f"PostgreSQL {number // 10000} is too old.",
            why=f"Kontaktpunkt is tested with {OLDEST_MAJOR} and newer.",
            fix="Upgrade the server, or move to a newer one with backup and restore.",
        )
    kind = "embedded" if env.uses_embedded_database else "own"
    return fine(f"PostgreSQL {number // 10000}.{number % 10000}, {kind}")


def extensions(_env: Environment) -> Answer:
    """Whether the extensions for search and exclusion are there."""
    missing = sorted(EXTENSIONS - set(_column("select extname from pg_extension")))
    if missing:
        return error(
            f"Missing: {', '.join(missing)}.",
            why="Searching and double-booking rules need them.",
            fix=ROLES_FIX,
        )
    return fine(", ".join(sorted(EXTENSIONS)))


def roles(_env: Environment) -> Answer:
    """Whether web and worker act as a role that owns nothing and is held by the policies."""
    acting = _value("select current_user")
    if acting != postgres.APP:
        return error(
            f"The application acts as {acting}.",
            why=f"Only as {postgres.APP} is it held by row-level security.",
            fix=f"{ROLES_FIX} Log in as {postgres.OWNER}, which may become {postgres.APP}.",
        )
    powers = _value(
        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = %s", acting
    )
    owned = _value(
        "select count(*) from pg_class where relowner = (select oid from pg_roles "
        "where rolname = %s) and relnamespace = 'public'::regnamespace",
        acting,
    )
    if powers or owned:
        return error(
            f"{acting} has more rights than it should"
            + (f" and owns {owned} tables or indexes." if owned else "."),
            why="Row-level security does not hold a role with such rights.",
            fix=f"alter role {acting} nosuperuser nobypassrls nocreaterole; give what it owns to "
            f"{postgres.OWNER} (reassign owned by {acting} to {postgres.OWNER}).",
        )
    return _login_role()


def _login_role() -> Answer:
    login = _value("select session_user")
    if _value("select rolsuper from pg_roles where rolname = %s", login):
        return warning(
            f"The login role {login} is a superuser.",
            why="A fault that gets past the application's role would have the whole server.",
            fix=f"Log in as {postgres.OWNER} in DATABASE_URL.",
        )
    return fine(f"{login}, acting as {postgres.APP}")


def migrations(_env: Environment) -> Answer:
    """Whether the tables are those that this version expects."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        return error(
            f"{len(plan)} not applied, {first.app_label}.{first.name} the first.",
            why="Pages that need the new tables fail.",
            fix=MIGRATE,
        )
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes))
    if unknown:
        return warning(
            f"The database knows {len(unknown)} migrations that this version does not, "
            f"{'.'.join(unknown[0])} for one.",
            why="It was shaped by a newer version.",
            fix="Run that version, or restore a backup made by this one.",
        )
    return fine(f"{len(executor.loader.applied_migrations)} applied")


def isolation_gaps() -> list[str]:
    """Return the tables that a municipality's session could reach past its own rows, or not at all.

    A table of a municipality needs row-level security, forced, with the policy; every table has
    to be readable by the application.
    """
    wanted = [model._meta.db_table for model in isolation.tenant_models()]
    return _column(
        """
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and (
            not has_table_privilege(%s, oid, 'select')
            or (relname = any(%s) and not (
                relrowsecurity and relforcerowsecurity and exists (
                    select from pg_policy where polrelid = pg_class.oid and polname = %s
                )
            ))
        ) order by relname
        """,
        postgres.APP,
        wanted,
        isolation.POLICY,
    )


def policies(_env: Environment) -> Answer:
    """Whether row-level security holds on every table of a municipality."""
    gaps = isolation_gaps()
    if gaps:
        return error(
            f"{len(gaps)} tables are not closed between municipalities: {', '.join(gaps[:5])}.",
            why="One municipality could see another's people, or its own pages fail.",
            fix=f"{MIGRATE} It puts policies and grants back.",
        )
    return fine(f"forced on {len(isolation.tenant_models())} tables")


def search_functions(_env: Environment) -> Answer:
    """Whether the functions that look past the policies belong to the search role only."""
    wrong = _column(
        """
        select proname from pg_proc join pg_roles owner on owner.oid = proowner
        where prosecdef and pronamespace = 'public'::regnamespace and (
            owner.rolname <> %s or owner.rolsuper or not exists (
                select from unnest(proconfig) setting where setting like 'search_path=%%'
            )
        ) order by proname
        """,
        postgres.SEARCH,
    )
    if wrong:
        return error(
            f"These do not belong to {postgres.SEARCH}, or have no fixed search path: "
            f"{', '.join(wrong)}.",
            why="They run with their owner's rights; with too many, they leak between "
            "municipalities.",
            fix=f"alter function … owner to {postgres.SEARCH}; alter function … set search_path "
            "= pg_catalog, public; or restore the database from a backup.",
        )
    return fine(f"owned by {postgres.SEARCH}")


def clock(_env: Environment) -> Answer:
    """Whether this machine and the database agree on the time."""
    before = time.time()
    there: float = _value("select extract(epoch from clock_timestamp())::float8")
    gap = there - (before + time.time()) / 2
    if abs(gap) > CLOCK_SECONDS:
        return error(
            f"The database's clock is {gap:+.0f} s from this machine's.",
            why="Promises, links that expire and the order of events depend on the time.",
            fix="Have both machines keep time (chrony or systemd-timesyncd).",
        )
    return fine(f"within {CLOCK_SECONDS:.0f} s of the database's")


def _value(statement: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def _column(statement: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
