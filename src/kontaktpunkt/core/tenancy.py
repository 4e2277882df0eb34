"""Which municipality the current request, job or test acts for.

Row-level security reads the PostgreSQL setting `kontaktpunkt.municipality`. This module is the
only place that writes it. Without a municipality every tenant table looks empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "kontaktpunkt.municipality"

_current: ContextVar[int | None] = ContextVar("municipality", default=None)


class HasKey(Protocol):
    """Anything with a primary key: a municipality, or a stand-in in a test."""

    @property
    def pk(self) -> Any: ...


class NoMunicipality(RuntimeError):
    """Code that belongs to a municipality ran without one."""


def current_id() -> int:
    """Return the key of the municipality acted for.

    Raises NoMunicipality outside a request, job or `acting_for` block.
    """
    municipality_id = _current.get()
    if municipality_id is None:
        raise NoMunicipality("wrap the call in tenancy.acting_for(municipality)")
    return municipality_id


def current_id_or_none() -> int | None:
    """Return the key of the municipality acted for, or None outside all of them."""
    return _current.get()


def activate(municipality_id: int | None) -> None:
    """Act for this municipality from here on; None forgets it."""
    _current.set(municipality_id)
    # An unopened connection learns it from `remember_on_connect`. A broken transaction takes
    # no statement, and its rollback restores the setting by itself.
    if connection.connection is not None and not connection.needs_rollback:
        _write_setting(connection, municipality_id)


@contextmanager
def acting_for(municipality: HasKey) -> Iterator[None]:
    """Act for one municipality inside the block and for the former one after it."""
    former = _current.get()
    activate(municipality.pk)
    try:
        yield
    finally:
        activate(former)


def remember_on_connect(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell a fresh connection which municipality is acted for."""
    municipality_id = _current.get()
    if municipality_id is not None:
        _write_setting(connection, municipality_id)


def forget_on_return(raw_connection: Any) -> None:
    """Clear the setting on a connection that goes back to the pool (psycopg_pool's `reset`)."""
    raw_connection.execute(f"SELECT set_config('{SETTING}', '', false)")
    raw_connection.commit()


def _write_setting(wrapper: BaseDatabaseWrapper, municipality_id: int | None) -> None:
    value = "" if municipality_id is None else str(municipality_id)
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, value])
