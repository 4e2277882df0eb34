"""Tables of whole numbers with their names, for people."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.warehouse.connection import read

# Which dictionary a column of codes belongs to.
KINDS: Final = {
    "touchpoint": "touchpoint",
    "next_touchpoint": "touchpoint",
    "first_touchpoint": "touchpoint",
    "last_touchpoint": "touchpoint",
    "unit": "unit",
    "next_unit": "unit",
    "channel": "channel",
    "outcome": "outcome",
    "matter": "matter",
}
MOMENTS: Final = ("started", "ended")


def named(*, prepared: Prepared, table: ir.Table) -> ir.Table:
    """Return the table with names for codes and instants for microseconds, columns in order."""
    columns = table.columns
    for column in columns:
        if column in KINDS and column in table.columns:
            table = _with_name(prepared, table, column)
    for column in MOMENTS:
        if column in columns:
            table = table.mutate(**{column: (table[column] // MICROS).as_timestamp("s")})
    return table.select(*columns)


def _with_name(prepared: Prepared, table: ir.Table, column: str) -> ir.Table:
    kind = KINDS[column]
    names = read(connection=prepared.connection, folder=prepared.folder / kind)
    names = names.select(**{f"{column}_code": names.code, f"{column}_name": names[kind]})
    joined = table.left_join(names, table[column] == names[f"{column}_code"])
    renamed = joined.drop(column, f"{column}_code")
    return renamed.rename({column: f"{column}_name"})
