"""The one thing that DuckDB and Spark do not say alike: a moment as microseconds since 1970."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

MICROS: Final = 1_000_000

UTC: Final = dt.Timestamp(timezone="UTC")


@ibis.udf.scalar.builtin(name="epoch_us", signature=((UTC,), dt.int64))
def _duckdb_micros(moment):  # type: ignore[no-untyped-def]
    ...


@ibis.udf.scalar.builtin(name="unix_micros", signature=((UTC,), dt.int64))
def _spark_micros(moment):  # type: ignore[no-untyped-def]
    ...


def micros(*, moment: ir.TimestampColumn, engine: str) -> ir.IntegerColumn:
    """Return microseconds since 1970 in UTC; a time without zone is taken as UTC."""
    function = _duckdb_micros if engine == "duckdb" else _spark_micros
    return function(moment.cast(UTC))
