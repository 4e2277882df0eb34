"""A rare hand-over stays hidden, also from those who subtract, and takes few others with it."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from kontaktpunkt.journeys.engine.units import hidden_moves
from kontaktpunkt.journeys.rules import SMALLEST

UNITS = range(4)
moves = st.dictionaries(
    st.sampled_from(list(permutations(UNITS, 2))), st.integers(1, 40), min_size=1
)


def narrowest(counts, gone, totals):
    """How far apart the least and the most are that a rare hand-over may be, at the least.

    totals: sets of moves whose sum is known, beside every number that is shown.
    """
    cells = sorted(gone)
    known = [
        ([cell in total for cell in cells], sum(counts[cell] for cell in cells if cell in total))
        for total in totals
    ]
    rows = np.array([row for row, _sum in known], dtype=float)
    sums = np.array([each for _row, each in known], dtype=float)
    found = []
    for place, cell in enumerate(cells):
        if counts[cell] >= SMALLEST:
            continue
        aim = np.eye(len(cells))[place]
        least, most = (
            sign * linprog(sign * aim, A_eq=rows, b_eq=sums, bounds=(0, 10_000)).fun
            for sign in (1, -1)
        )
        found.append(most - least)
    return min(found)


def received(counts):
    """The moves to each unit that so many journeys reached that one may ask for them."""
    to_unit = [{move for move in counts if move[1] == unit} for unit in UNITS]
    return [each for each in to_unit if sum(counts[move] for move in each) >= SMALLEST]


@settings(deadline=None, max_examples=50)
@given(counts=moves)
def test_what_units_received_gives_no_rare_hand_over_away(counts):
    gone = hidden_moves(counts=counts)
    assert all(counts[move] >= SMALLEST for move in counts if move not in gone)
    if gone and (totals := received(counts)):
        assert narrowest(counts, gone, totals) >= SMALLEST - 0.01


@settings(deadline=None, max_examples=50)
@given(counts=moves)
def test_the_whole_gives_no_rare_hand_over_away(counts):
    gone = hidden_moves(counts=counts)
    if gone and sum(counts.values()) >= SMALLEST:
        assert narrowest(counts, gone, [set(counts)]) >= SMALLEST - 0.01


@given(counts=moves, seed=st.randoms())
def test_the_order_in_which_hand_overs_are_found_hides_no_other_ones(counts, seed):
    order = list(counts)
    seed.shuffle(order)
    assert hidden_moves(counts={move: counts[move] for move in order}) == hidden_moves(
        counts=counts
    )


def test_one_rare_hand_over_among_three_units_leaves_the_others_to_be_seen():
    counts = {(0, 1): 300, (0, 2): 120, (1, 0): 40, (1, 2): 3, (2, 0): 25, (2, 1): 18}
    assert hidden_moves(counts=counts) == {(1, 2), (0, 2)}
