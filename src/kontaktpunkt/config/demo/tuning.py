"""Loading much at once: indexes are built afterwards, and the planner learns what is there.

Only the owner of the tables may do either. A load that is interrupted leaves indexes missing; the
demonstration is then made anew, database and all.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kontaktpunkt.config import database
from kontaktpunkt.contacts.models import Contact
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.parties.models import Party

_MUCH = (Party, Contact, Event, EventObject)

_PLAIN_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisunique AND NOT i.indisprimary
"""


@contextmanager
def fast_loading() -> Iterator[None]:
    """Put the plain indexes of the largest tables aside during the block.

    Does nothing inside a transaction, as in a test: only a connection of its own can be the owner.
    """
    if connection.in_atomic_block:
        yield
        return
    with database.as_owner():
        definitions = _put_aside()
    yield
    with database.as_owner(), connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("ANALYZE")


def _put_aside() -> list[str]:
    tables = [model._meta.db_table for model in _MUCH]
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN_INDEXES, [tables])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
