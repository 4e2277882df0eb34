"""Geometry: nothing overlaps, gaps stay gaps, and the same graph always looks the same."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.journeys.pictures import charts, journey_map
from kontaktpunkt.journeys.pictures.layered import Line, Sizes, layered
from kontaktpunkt.journeys.pictures.text import broken

NAMES = [f"n{number}" for number in range(9)]
graphs = st.lists(
    st.builds(Line, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 50).map(float)),
    unique_by=lambda line: (line.source, line.target),
    max_size=25,
)


@given(lines=graphs)
def test_boxes_do_not_overlap_and_stand_within_the_picture(lines):
    sizes = Sizes()
    found = layered(nodes=NAMES, lines=lines, sizes=sizes)
    for one, other in combinations(found.boxes, 2):
        apart_x = abs(one.x - other.x) >= sizes.width - 0.01
        apart_y = abs(one.y - other.y) >= sizes.height
        assert apart_x or apart_y
    for box in found.boxes:
        assert sizes.width / 2 <= box.x <= found.width - sizes.width / 2
        assert sizes.height / 2 <= box.y <= found.height - sizes.height / 2


@given(lines=graphs)
def test_every_line_is_drawn_once_and_the_heaviest_points_down(lines):
    found = layered(nodes=NAMES, lines=lines)
    drawn = [(curve.source, curve.target) for curve in found.curves]
    assert sorted(drawn) == sorted((line.source, line.target) for line in lines)
    straight = [line for line in lines if line.source != line.target]
    if straight:
        heaviest = max(straight, key=lambda line: line.weight)
        if [line.weight for line in straight].count(heaviest.weight) == 1:
            layers = {box.name: box.layer for box in found.boxes}
            assert layers[heaviest.source] < layers[heaviest.target]


@given(lines=graphs)
def test_the_same_graph_looks_the_same(lines):
    assert layered(nodes=NAMES, lines=lines) == layered(nodes=NAMES, lines=list(reversed(lines)))


def test_the_last_node_stands_below_all_others():
    lines = [Line("a", "end", 5), Line("a", "b", 4), Line("b", "c", 3)]
    found = layered(nodes=["a", "b", "c", "end"], lines=lines, last="end")
    layers = {box.name: box.layer for box in found.boxes}
    assert layers["end"] > layers["c"]


def stop(score: float | None) -> journey_map.Stop:
    return journey_map.Stop("call", 0.5, 0.5, "2 d", ("1", "phone", "Roads"), score)


def test_the_curve_of_experience_has_gaps_where_nothing_is_known():
    stops = [stop(each) for each in (50, 60, None, 70, None, 80, 90)]
    found = journey_map.journey_map(stops=stops, lanes=("n", "channel", "unit"))
    assert len(found.points) == 5
    assert [curve.count("L") for curve in found.curves] == [1, 1]


def test_without_any_score_there_is_no_curve():
    found = journey_map.journey_map(stops=[stop(None)], lanes=("n", "channel", "unit"))
    assert not found.has_curve
    assert found.grid == ()


def test_the_longest_bar_with_its_interval_stays_within_the_picture():
    rows = [charts.Bar("a", 0.5, "50 %", 0.2, 0.9), charts.Bar("b", 0.7, "70 %")]
    found = charts.bars(rows=rows)
    assert max(bar.high_x or 0 for bar in found.bars) <= found.width - charts.NUMBER + 1


def test_shades_run_from_nothing_to_darkest():
    assert [charts.shade(value, 100) for value in (None, 0, 1, 50, 100)] == [0, 0, 1, 3, 5]


@given(text=st.text(min_size=1, max_size=80), most=st.integers(1, 4))
def test_words_never_take_more_lines_or_width_than_there_are(text, most):
    lines = broken(text, width=100, most=most)
    assert len(lines) <= most
    assert all(len(line) <= 15 for line in lines)
