"""How long journeys and waits last: as an independent calculation says, and telling of no few."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.journeys.engine import durations, flow
from kontaktpunkt.journeys.engine.durations import DAY, HOUR, Column
from kontaktpunkt.journeys.engine.filters import PassedThrough, TookLonger
from kontaktpunkt.journeys.engine.selection import Selection, select
from kontaktpunkt.journeys.rules import SMALLEST
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import CLOSING, Happening


def lasting(journeys):
    """Seconds from the first start to the last end of each journey."""
    return [(max(each.over for each in one) - one[0].minute) * 60 for one in journeys]


def waiting(journeys, source, target):
    """Each journey's longest wait straight from one touchpoint to another that was waited for."""
    longest = []
    for one in journeys:
        waits = [
            max(there.minute - here.over, 0) * 60
            for here, there in pairwise(one)
            if (here.touchpoint, there.touchpoint) == (source, target)
            and here.outcome is None
            and here.touchpoint not in CLOSING
        ]
        longest += [max(waits)] if waits else []
    return longest


def held(column: Column, lengths) -> int:
    at_most = [each for each in lengths if column.high is None or each <= column.high]
    return sum(each > column.low or column.low == 0 for each in at_most)


@pytest.mark.parametrize("unit", [HOUR, DAY])
def test_lengths_are_counted_by_the_limit_that_they_do_not_pass(prepared, journeys, unit):
    found = flow.rows(
        durations.length_counts(
            lengths=durations.journey_lengths(journeys=prepared.journey), unit=unit
        )
    )
    expected = Counter(
        ceil(each / HOUR) if unit == HOUR or each <= DAY else ceil(each / DAY) * 24
        for each in lasting(journeys)
    )
    assert {row["step"]: row["journeys"] for row in found} == expected


def test_columns_hold_all_journeys_once(prepared, journeys):
    found = durations.how_long(selection=select(prepared=prepared))
    lengths = lasting(journeys)
    assert found.n == len(lengths) == sum(each.journeys for each in found.columns)
    assert found.median == pytest.approx(reference.quantile(lengths, 0.5))
    assert found.p90 == pytest.approx(reference.quantile(lengths, 0.9))
    assert [each.journeys for each in found.columns] == [
        held(each, lengths) for each in found.columns
    ]


def test_waits_count_each_journey_with_its_longest(prepared, journeys):
    found = durations.how_long_between(
        selection=select(prepared=prepared), source="call", target="letter"
    )
    lengths = waiting(journeys, "call", "letter")
    assert found is not None
    assert found.n == len(lengths)
    assert found.median == pytest.approx(reference.quantile(lengths, 0.5))
    assert [each.journeys for each in found.columns] == [
        held(each, lengths) for each in found.columns
    ]


def test_a_column_of_a_choice_differs_by_no_few_from_that_of_all(prepared):
    chosen = Selection(prepared, (PassedThrough(touchpoint="visit"),))
    found = durations.how_long(selection=chosen)
    rest = [row["seconds"] for row in flow.rows(
        durations.journey_lengths(journeys=chosen.others.journeys)
    )]  # fmt: skip
    for each in found.columns:
        assert each.journeys == 0 or each.journeys >= SMALLEST
        others = held(each, rest)
        assert others == 0 or others >= SMALLEST


@given(sizes=st.dictionaries(st.integers(0, 24 * 60), st.integers(1, 20), min_size=1))
def test_no_column_and_no_run_of_columns_tells_of_few(sizes):
    limits = durations._limits([sizes], width=DAY, unit=HOUR, upto=max(sizes) * HOUR)
    columns = durations._columns(sizes, [0.0, *limits], HOUR)
    assert sum(each.journeys for each in columns) == sum(sizes.values())
    if sum(sizes.values()) >= SMALLEST:
        assert all(each.journeys == 0 or each.journeys >= SMALLEST for each in columns)


def test_a_column_leads_to_journeys_that_took_longer(look):
    told = [
        Happening(case=f"{days}-{number}", touchpoint=name, minute=at)
        for days in range(1, 6)
        for number in range(9)
        for name, at in (("call", number), ("visit", number + days * 1440))
    ]
    selection = look(told)
    found = durations.how_long(selection=selection)
    longer = found.n
    for each in found.columns[:-1]:
        longer -= each.journeys
        if longer and each.high is not None and each.high % DAY == 0:
            chosen = select(prepared=selection.prepared, filters=[TookLonger(days=each.high / DAY)])
            assert chosen.size == longer


def test_a_wait_that_few_know_is_not_told(look):
    told = reference.cases(SMALLEST - 1, "call", "visit") + reference.cases(20, "call", prefix="x")
    selection = look(told)
    assert durations.how_long_between(selection=selection, source="call", target="visit") is None
    assert durations.how_long_between(selection=selection, source="call", target="no") is None
