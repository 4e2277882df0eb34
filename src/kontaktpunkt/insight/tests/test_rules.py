"""Periods, differences and suppression, with results worked by hand or published."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.insight import rules
from kontaktpunkt.insight.rules import Share

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
YEAR = [date(2026, month, 1) for month in range(1, 13)]


def test_the_last_twelve_months_end_before_the_running_one() -> None:
    (period,) = rules.periods(today=date(2026, 11, 24), since=date(2025, 11, 21))
    assert (period.first, period.last) == (date(2025, 11, 1), date(2026, 10, 31))
    assert len(period.months) == 12


def test_a_year_is_offered_when_it_is_over_and_was_registered_from_january_on() -> None:
    found = rules.periods(today=date(2026, 1, 1), since=date(2024, 1, 31))
    assert [period.code for period in found] == ["last", "2025", "2024"]
    later = rules.periods(today=date(2026, 12, 31), since=date(2024, 2, 1))
    assert [period.code for period in later] == ["last", "2025"]


def test_without_contacts_only_the_last_months_are_offered() -> None:
    assert [p.code for p in rules.periods(today=date(2026, 3, 1), since=None)] == ["last"]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.dates(date(2018, 1, 1)))
def test_no_period_lies_inside_another(today: date, since: date) -> None:
    found = {(p.first, p.end) for p in rules.periods(today=today, since=since)}
    for first, end in found:
        assert end <= today
        assert not any((a, b) != (first, end) and a <= first and end <= b for a, b in found)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe (1998), table II, method 10.
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_of_two_shares_is_newcombes(
    first: Share, second: Share, low: float, high: float
) -> None:
    found = rules.difference(first, second)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_lowest_part_is_named_only_when_it_differs_from_the_rest() -> None:
    assert rules.stands_out({"a": Share(60, 100), "b": Share(90, 100)}) == "a"
    assert rules.stands_out({"a": Share(88, 100), "b": Share(90, 100)}) is None
    assert rules.stands_out({"a": Share(1, 100)}) is None


def test_a_small_cell_takes_the_next_smallest_of_row_and_column_with_it() -> None:
    counts = {
        ("may", "x"): 3,
        ("may", "y"): 9,
        ("may", "z"): 20,
        ("june", "x"): 30,
        ("june", "y"): 40,
        ("june", "z"): 50,
    }
    assert rules.shown_cells(counts) == {("may", "z"), ("june", "z")}
    assert ("june", "x") in rules.shown_cells(counts, sums=(0,))


def test_cells_of_a_withheld_row_are_hidden() -> None:
    counts = {("may", "x"): 30, ("june", "x"): 30, ("july", "x"): 30}
    assert rules.shown_cells(counts, sums=(0,), withheld={"may"}) == {("june", "x"), ("july", "x")}


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 40), max_size=25
    )
)
def test_no_sum_minus_the_cells_shown_tells_of_few(counts: dict[tuple[int, int], int]) -> None:
    visible = rules.shown_cells(counts)
    for place in (0, 1):
        for number in range(5):
            line = {cell: n for cell, n in counts.items() if cell[place] == number and n}
            hidden = [n for cell, n in line.items() if cell not in visible]
            if hidden and len(hidden) < len(line):
                assert len(hidden) > 1
                assert sum(hidden) >= 7
    assert all(counts[cell] >= 7 for cell in visible)


def test_months_are_joined_until_each_kind_has_seven() -> None:
    counts = {JANUARY: (7, 9), FEBRUARY: (20, 6), MARCH: (0, 1), APRIL: (7, 6)}
    assert rules.closed_months(counts, months=YEAR) == {JANUARY, FEBRUARY, MARCH}


def test_a_group_that_began_before_the_period_is_left_out_whole() -> None:
    counts = {JANUARY: (6, 9), FEBRUARY: (20, 6), MARCH: (7, 7)}
    assert rules.closed_months(counts, months=YEAR[1:]) == {MARCH}


@given(
    st.dictionaries(
        st.sampled_from([date(2025, m, 1) for m in range(1, 13)] + YEAR),
        st.tuples(st.integers(0, 12), st.integers(0, 12)),
    ),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_two_periods_differ_by_enough_answers_of_each_kind(
    counts: dict[date, tuple[int, int]], one: int, other: int
) -> None:
    months = [date(2025, m, 1) for m in range(1, 13)] + YEAR
    first = rules.closed_months(counts, months=months[one : one + 12])
    second = rules.closed_months(counts, months=months[other : other + 12])
    for away in (first - second, second - first):
        sums = [sum(counts.get(month, (0, 0))[kind] for month in away) for kind in (0, 1)]
        assert not away or min(sums) >= 7
