"""How far the demo in a database has come, kept in that database, so that it cannot be wrong.

The mark is the comment on the schema `public`: it needs no table, and is gone with the database.
"""

from typing import Literal

from django.db import connection

from kontaktpunkt.config.demo_readiness import COMPLETE

State = Literal["empty", "unfinished", "complete", "other"]
BUILDING = "kontaktpunkt demo: being built"


def read() -> State:
    """Return what the database holds: nothing, a demo half made or whole, or something else.

    Call after migrating, as the owner.
    """
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('public'::regnamespace, 'pg_namespace')")
        mark = cursor.fetchone()[0]
        cursor.execute("select exists (select from core_municipality)")
        has_municipality = cursor.fetchone()[0]
    if mark == COMPLETE:
        return "complete"
    if mark == BUILDING:
        return "unfinished"
    return "other" if has_municipality else "empty"


def mark_building() -> None:
    """Say that a demo is being built: until it is complete, it is worth nothing."""
    _write(BUILDING)


def mark_complete() -> None:
    """Say that the demo is whole."""
    _write(COMPLETE)


def _write(mark: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"comment on schema public is '{mark}'")
