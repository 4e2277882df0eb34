"""Boxes keep their columns and their order, and lines run past what they do not touch."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.journeys.pictures import signs, tracks
from kontaktpunkt.journeys.pictures.grid import Line, settled
from kontaktpunkt.journeys.pictures.tracks import TRACK, Sizes

ENDS = ("first", "last")
NAMES = [f"n{number}" for number in range(9)]
SIZES = Sizes(width=158, height=62, beside=40, small=frozenset(ENDS))
graphs = st.lists(
    st.builds(
        Line,
        st.sampled_from(["first", *NAMES]),
        st.sampled_from([*NAMES, "last"]),
        st.integers(1, 50).map(float),
    ),
    unique_by=lambda line: (line.source, line.target),
    max_size=25,
)


def places(lines):
    return settled(nodes=[*ENDS, *NAMES], lines=lines, first="first", last="last")


def drawn(lines, shown=tuple(NAMES), more=()):
    return tracks.drawn(
        cells=places(lines), shown=(*ENDS, *shown), lines=lines, more=more, sizes=SIZES
    )


@given(lines=graphs)
def test_every_box_has_a_place_of_its_own_between_first_and_last(lines):
    found = places(lines)
    assert len(set(found.values())) == len(NAMES) + 2
    assert all(found["first"].row < found[name].row for name in NAMES)
    assert all(found[name].row < found["last"].row for name in NAMES)


@given(lines=graphs)
def test_the_heaviest_line_points_down(lines):
    straight = [line for line in lines if line.source != line.target]
    if straight:
        heaviest = max(straight, key=lambda line: (line.weight, *line.ends))
        if [line.weight for line in straight].count(heaviest.weight) == 1:
            found = places(lines)
            assert found[heaviest.source].row < found[heaviest.target].row


@given(lines=graphs)
def test_the_same_graph_looks_the_same(lines):
    assert drawn(lines) == drawn(list(reversed(lines)))


@given(lines=graphs, few=st.integers(0, len(NAMES)))
def test_fewer_boxes_keep_their_columns_and_their_order(lines, few):
    many = {box.name: box for box in drawn(lines).boxes}
    shown = {box.name: box for box in drawn(lines, NAMES[:few]).boxes}
    assert all(shown[name].x == many[name].x for name in shown)
    for one, other in combinations(shown, 2):
        if many[one].row < many[other].row:
            assert shown[one].y < shown[other].y
        if many[one].row == many[other].row:
            assert shown[one].y == shown[other].y


@given(lines=graphs, few=st.integers(1, len(NAMES)))
def test_rows_without_a_box_take_no_room(lines, few):
    rows = {box.row for box in drawn(lines, NAMES[:few]).boxes}
    assert rows == set(range(len(rows)))


@given(lines=graphs)
def test_boxes_do_not_overlap_and_stand_within_the_picture(lines):
    found = drawn(lines)
    for one, other in combinations(found.boxes, 2):
        assert abs(one.x - other.x) >= SIZES.width or abs(one.y - other.y) >= SIZES.height / 2
    for box in found.boxes:
        assert SIZES.width / 2 <= box.x <= found.width - SIZES.width / 2
        assert SIZES.small_height / 2 <= box.y <= found.height - SIZES.small_height / 2


@given(lines=graphs)
def test_every_line_is_drawn_once_from_box_to_box(lines):
    found = drawn(lines)
    assert sorted(curve.ends for curve in found.curves) == sorted(line.ends for line in lines)
    boxes = {box.name: box for box in found.boxes}
    for curve in found.curves:
        for name, (x, y) in zip(curve.ends, (curve.at(0, 0), curve.at(-1, 1)), strict=True):
            assert abs(x - boxes[name].x) <= SIZES.width / 2
            assert abs(y - boxes[name].y) <= SIZES.height / 2
        for piece, after in pairwise(curve.pieces):
            assert piece[-1] == after[0]


@given(lines=graphs)
def test_lines_run_past_boxes_on_tracks_of_their_own(lines):
    found = drawn(lines)
    runs = [curve.pieces[1] for curve in found.curves if len(curve.pieces) == 3]
    for (x, above), *_, (_x, below) in runs:
        high, low = min(above, below), max(above, below)
        for box in found.boxes:
            if high < box.y < low:
                assert abs(box.x - x) > SIZES.width / 2
    for one, other in combinations(runs, 2):
        if one[0][0] == other[0][0]:
            (top, bottom), (up, down) = (sorted((run[0][1], run[3][1])) for run in (one, other))
            assert bottom < up or down < top
        else:
            assert abs(one[0][0] - other[0][0]) >= TRACK - 0.01


@given(lines=graphs, more=graphs)
def test_further_lines_move_nothing(lines, more):
    known = {line.ends for line in lines}
    usual = drawn(lines)
    found = drawn(lines, more=[line for line in more if line.ends not in known])
    assert found.boxes == usual.boxes
    assert (found.width, found.height) == (usual.width, usual.height)
    assert found.curves[: len(usual.curves)] == usual.curves


@given(lines=graphs)
def test_words_cover_neither_boxes_nor_each_other(lines):
    found = drawn(lines)
    boxes = [
        signs.Rectangle(box.x - w / 2, box.y - h / 2, box.x + w / 2, box.y + h / 2)
        for box in found.boxes
        for w, h in [SIZES.size(box.name)]
    ]
    words = ["1,234 · 5 d"] * len(found.curves)
    size = (found.width, found.height)
    spots = signs.beside(curves=found.curves, words=words, boxes=boxes, size=size)
    width = len(words[0]) * signs.LETTER if words else 0
    told = [
        signs.Rectangle(x, y - signs.HEIGHT / 2, x + width, y + signs.HEIGHT / 2)
        for x, y in filter(None, spots)
    ]
    for one, other in combinations([*boxes, *told], 2):
        if other in told:
            apart = one.right <= other.left or other.right <= one.left
            assert apart or one.bottom <= other.top or other.bottom <= one.top


def test_the_trunk_runs_straight_and_what_is_rare_stands_beside_it():
    lines = [
        *(Line(*pair, 100) for pair in pairwise(["first", "n0", "n1", "n2", "last"])),
        Line("n0", "n3", 9),
        Line("n3", "n2", 9),
    ]
    found = places(lines)
    assert {found[name].column for name in ("first", "n0", "n1", "n2", "last")} == {0}
    assert found["n3"].column != 0
    trunk = next(curve for curve in drawn(lines).curves if curve.source == "n0")
    assert trunk.at(0, 0)[0] == pytest.approx(trunk.at(-1, 1)[0])
