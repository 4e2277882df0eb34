"""Two small whole numbers in one, which sorts and groups as the pair does, on any engine."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir

_BITS: Final = 24
_SECOND: Final = (1 << _BITS) - 1


def packed(first: ir.IntegerColumn, second: ir.IntegerColumn) -> ir.IntegerColumn:
    """Return both numbers as one; the second is 0 or more, and less than 16,777,216."""
    return first.cast("int64") * (1 << _BITS) + second


def first_of(pair: ir.IntegerValue) -> ir.IntegerValue:
    """Return the number that the pair is sorted by first."""
    return (pair >> _BITS).cast("int32")


def second_of(pair: ir.IntegerValue) -> ir.IntegerValue:
    """Return the other number."""
    return (pair & _SECOND).cast("int32")
