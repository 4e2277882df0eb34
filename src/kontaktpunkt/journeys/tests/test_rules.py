"""Small groups stay hidden, also from those who subtract."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from kontaktpunkt.journeys import rules

cells = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(1, 40), max_size=36
)


def lines_of(cells):
    return {(row, column): (("row", row), ("column", column)) for row, column in cells}


@given(cells=cells)
def test_no_small_cell_is_shown(cells):
    gone = rules.hidden(cells=cells, lines=lines_of(cells))
    assert all(cells[key] >= rules.SMALLEST for key in cells if key not in gone)


@given(cells=cells)
def test_no_row_or_column_tells_a_small_cell_by_subtraction(cells):
    gone = rules.hidden(cells=cells, lines=lines_of(cells))
    lines = defaultdict(list)
    for key, of in lines_of(cells).items():
        for line in of:
            lines[line].append(key)
    for keys in lines.values():
        known = [key for key in keys if key in gone]
        everything_is_hidden = len(known) == len(keys)
        assert (
            not known
            or everything_is_hidden
            or (len(known) >= 2 and sum(cells[key] for key in known) >= rules.SMALLEST)
        )


@given(cells=cells)
def test_nothing_is_hidden_where_nothing_is_small(cells):
    large = {key: number + rules.SMALLEST for key, number in cells.items()}
    assert rules.hidden(cells=large, lines=lines_of(large)) == frozenset()


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    found = rules.hidden(cells={"a": 3, "b": 50, "c": 9}, lines=dict.fromkeys("abc", ("all",)))
    assert found == {"a", "c"}


@given(cells=cells, others=cells)
def test_what_filters_leave_out_is_not_told_by_subtraction(cells, others):
    gone = rules.hidden(cells=cells, lines=lines_of(cells), left_out=[others])
    assert not any(rules.is_few(journeys=others.get(key, 0)) for key in cells.keys() - gone)


@given(sizes=st.dictionaries(st.integers(0, 60), st.integers(1, 12)))
def test_no_two_cuts_stand_few_apart(sizes):
    cuts = sorted(rules.safe_cuts(sizes=sizes, round_steps=(30, 7)))
    assert {cuts[0], cuts[-1]} == {0, sum(sizes.values())}
    if len(cuts) > 2:
        assert all(there - here >= rules.SMALLEST for here, there in pairwise(cuts))


def test_round_limits_are_kept_before_others():
    assert rules.safe_cuts(sizes=dict.fromkeys(range(1, 11), 5), round_steps=(5,)) == {
        0, 10, 25, 35, 50,
    }  # fmt: skip


def test_a_part_that_would_tell_of_a_small_one_may_not_be_chosen():
    parts = {"parking": 60, "trees": 20, "noise": 3}
    allowed = [each for each in parts if rules.may_take_part(parts=parts, part=each)]
    assert allowed == ["parking"]


@pytest.mark.parametrize(
    ("hits", "n", "allowed"),
    [(0, 20, True), (3, 20, False), (18, 20, False), (20, 20, True), (0, 6, False), (8, 20, True)],
)
def test_a_share_may_not_tell_of_few(hits, n, allowed):
    assert rules.may_tell_share(hits=hits, n=n) is allowed


def test_the_interval_of_a_difference_of_means_is_welchs():
    draw = np.random.default_rng(3)
    first, second = draw.normal(60, 10, 40), draw.normal(50, 25, 31)
    found = rules.mean_difference(
        n=(40, 31),
        mean=(first.mean(), second.mean()),
        deviation=(first.std(ddof=1), second.std(ddof=1)),
    )
    expected = ttest_ind(first, second, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_a_mean_of_few_answers_has_no_interval():
    assert rules.mean_interval(n=19, mean=50, deviation=10) is None


def test_the_interval_of_a_mean_stays_within_the_scale():
    found = rules.mean_interval(n=20, mean=99, deviation=10)
    assert found is not None
    assert found.high == 100


def test_the_interval_of_a_median_difference_covers_as_often_as_it_says():
    draw = np.random.default_rng(11)
    covered, runs = 0, 400
    for _ in range(runs):
        groups = [draw.lognormal(0, 1, 61) for _ in range(2)]
        medians, errors = [], []
        for values in groups:
            low, high = np.quantile(values, rules.median_ranks(n=len(values)))
            medians.append(float(np.median(values)))
            errors.append(rules.median_error(n=len(values), low=low, high=high))
        found = rules.median_difference(median=tuple(medians), error=tuple(errors))
        covered += found.low <= 0 <= found.high
    assert 0.92 <= covered / runs <= 0.995


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Ældre på Ærø: før 2026", "aeldre-paa-aeroe-foer-2026"),
        ("Ångström & Öst", "aangstroem-oest"),
        ("日本", "choice"),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_name_becomes_a_part_of_an_address(name, address):
    assert rules.address_of(name=name) == address


def test_the_interval_of_a_median_does_not_fall_below_nothing():
    found = rules.median_interval(median=10, error=10)
    assert (found.low, round(found.high, 1)) == (0, 29.6)


def test_the_limits_beside_one_are_the_next_that_may_be_asked_and_tell_of_others():
    sizes = {1: 20, 3: 20, 4: 3, 8: 20}

    def beside(limit):
        return rules.limits_beside(sizes=sizes, limit=limit, offered=[0, 1, 2, 3, 4, 8])

    # After 2 the same journeys are parted as after 1; of the two about 4 only one may be asked.
    assert beside(1) == (0, 3)
    assert beside(3) == (2, 8)
    assert beside(8) == (3, None)
    assert beside(0) == (None, 1)
