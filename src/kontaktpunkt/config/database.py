"""Django's database settings, and the two roles that a process can act as.

Web and worker act as `kontaktpunkt_app`, which owns nothing and is held by row-level security.
Migrations act as the owner of the tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kontaktpunkt.config import postgres, postgres_host
from kontaktpunkt.config.environment import Environment

CONNECT_SECONDS = 3
ROLE_OPTION = f"-c role={postgres.APP}"
_acts_as_owner = False
_has_pool = True


def ensure_running(env: Environment) -> None:
    """Start the embedded database where the environment names no other; else do nothing."""
    if env.uses_embedded_database:
        postgres.ensure_running(env.data, durable=env.mode != "test")


def act_as_owner() -> None:
    """Have this whole process act as the owner of the tables; say so before Django is set up."""
    global _acts_as_owner  # noqa: PLW0603 - a process has one role, chosen at its start
    _acts_as_owner = True


def do_without_pool() -> None:
    """Have this process open connections as it needs them; say so before Django is set up.

    For commands: they use one connection, and end with the embedded database.
    """
    global _has_pool  # noqa: PLW0603 - as above
    _has_pool = False


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner inside the block: to migrate, or to make a test database."""
    from django.db import connection  # this module also makes Django's settings

    as_app = connection.settings_dict["OPTIONS"]
    _forget_connections(connection)
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in as_app.items() if name not in {"assume_role", "pool"}
    } | {"options": as_app.get("options", "").replace(ROLE_OPTION, "")}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = as_app


def _forget_connections(connection: Any) -> None:
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()


def settings_for(env: Environment) -> dict[str, Any]:
    """Return DATABASES["default"] for these settings and this process's role."""
    where = _from_url(env.database_url) if env.database_url else _embedded(env)
    options = where.pop("OPTIONS", {}) | {"connect_timeout": CONNECT_SECONDS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **where,
        "OPTIONS": options if _acts_as_owner else options | _as_app(env, options),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.test_database},
    }


def _as_app(env: Environment, options: dict[str, Any]) -> dict[str, Any]:
    if env.mode == "test" or not _has_pool:
        return {"assume_role": postgres.APP}
    # Not `assume_role`: together with a pool, Django 5.2 asks the pool for a connection while
    # it configures the pool's first one, and waits for itself.
    role = {"options": f"{options.get('options', '')} {ROLE_OPTION}".strip()}
    return role | {
        "pool": {
            "min_size": 1,
            "max_size": env.database_pool,
            # A page says that the database is away rather than keeping its reader waiting.
            "timeout": CONNECT_SECONDS,
            "reconnect_timeout": CONNECT_SECONDS,
            "reset": _forget_municipality,
        }
    }


def _forget_municipality(raw_connection: Any) -> None:
    from kontaktpunkt.core import tenancy  # settings come before the apps

    tenancy.forget_on_return(raw_connection)


def _embedded(env: Environment) -> dict[str, Any]:
    return {
        "NAME": postgres.DATABASE,
        "USER": postgres.OWNER,
        "PASSWORD": "",
        "HOST": str(postgres_host.socket_folder(env.data.resolve() / "pg")),
        "PORT": "5432",
    }


def _from_url(url: str) -> dict[str, Any]:
    from psycopg import conninfo  # not needed for the embedded database

    parts = conninfo.conninfo_to_dict(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    where = {key: str(parts.pop(name, "") or "") for key, name in names.items()}
    return where | {"PORT": str(parts.pop("port", "") or ""), "OPTIONS": parts}
