"""What DuckDB and Spark do not say alike: a moment as a number, and how many numbers differ."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

MICROS: Final = 1_000_000

UTC: Final = dt.Timestamp(timezone="UTC")

# A word has 2 to the power of 5 bits.
_WORD: Final = 5
_LAST_BIT: Final = (1 << _WORD) - 1


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


@ibis.udf.scalar.builtin(name="bit_count", signature=((dt.int64,), dt.int64))
def _duckdb_bits(word):  # type: ignore[no-untyped-def]
    ...


def different(*, table: ir.Table, column: str, engine: str) -> ir.IntegerScalar:
    """Return how many different whole numbers a column has.

    On DuckDB numbers that lie close share a word, in which each is a bit: as events are numbered
    one after the other, there are far fewer words to tell apart.
    """
    number = table[column]
    if engine != "duckdb":
        return number.nunique()
    bit = ibis.literal(1, "int64") << (number & _LAST_BIT)
    words = table.group_by(word=number >> _WORD).agg(bits=bit.bit_or())
    return _duckdb_bits(words.bits).sum().fill_null(0)
