"""A tenth of the invented year, made once for all tests of a module and taken back after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from django.db import connection, transaction

from kontaktpunkt.config.demo import build
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality

# A Tuesday forenoon, as in conftest.
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SCALE = 0.1
SEED = 7


@contextmanager
def year_made(*, slugs: tuple[str, ...], scale: float = SCALE, seed: int = SEED) -> Iterator[None]:
    """Make the year of some municipalities for the block."""
    with transaction.atomic():
        for slug in slugs:
            build.make_one(slug=slug, report=lambda _: None, scale=scale, seed=seed, at=AT)
        yield
        transaction.set_rollback(True)


def table(sql: str, *, slug: str = "fjordby", **values: Any) -> pd.DataFrame:
    """Return what a query finds in one municipality, as somebody with SQL would ask."""
    municipality = Municipality.objects.get(slug=slug)
    with tenancy.acting_for(municipality), connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return pd.DataFrame(cursor.fetchall(), columns=names)


def number(sql: str, **values: Any) -> float:
    """Return the one number that a query finds."""
    return float(table(sql, **values).iloc[0, 0])
