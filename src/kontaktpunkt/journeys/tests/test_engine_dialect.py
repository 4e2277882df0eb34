"""What DuckDB is asked in another way than Spark gives the same answer."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontaktpunkt.journeys.engine import dialect, packing

NUMBERS = st.lists(st.one_of(st.integers(-70, 70), st.integers(-(2**62), 2**62)), max_size=60)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(numbers=NUMBERS)
def test_different_numbers_are_counted_as_the_common_form_does(duckdb_connection, numbers):
    found = ibis.memtable({"number": numbers}, schema={"number": "int64"})
    fast, common = (
        dialect.different(table=found, column="number", engine=engine)
        for engine in ("duckdb", "any other")
    )
    assert duckdb_connection.execute(fast) == duckdb_connection.execute(common) == len(set(numbers))


@pytest.mark.parametrize("pair", [(0, 0), (-1, 5), (7, (1 << 24) - 1), ((1 << 31) - 1, 3)])
def test_what_is_packed_comes_out_again(connection, pair):
    table = ibis.memtable(
        {"first": [pair[0]], "second": [pair[1]]},
        schema=dict.fromkeys(("first", "second"), "int32"),
    )
    both = table.mutate(pair=packing.packed(table.first, table.second))
    told = connection.execute(
        both.select(one=packing.first_of(both.pair), other=packing.second_of(both.pair))
    )
    assert (told.one[0], told.other[0]) == pair
