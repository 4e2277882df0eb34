"""The flow map stays where it is: what is asked of some journeys moves no touchpoint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontaktpunkt.journeys.engine.flow import Edge, Flow, Node
from kontaktpunkt.journeys.pictures import flow_map

ALL = ("call", "form", "letter", "review", "hearing", "decision", "visit", "complaint")


def flow_of(paths: dict[tuple[str, ...], int]) -> Flow:
    """Return the flow of journeys that took these paths, each so many times."""
    edges: dict[tuple[str | None, str | None], int] = {}
    nodes: dict[str, int] = {}
    for path, journeys in paths.items():
        for pair in zip((None, *path), (*path, None), strict=True):
            edges[pair] = edges.get(pair, 0) + journeys
        for name in path:
            nodes[name] = nodes.get(name, 0) + journeys
    return Flow(
        journeys=sum(paths.values()),
        nodes=tuple(Node(name, count, count) for name, count in nodes.items()),
        edges=tuple(
            sorted(
                (Edge(*pair, count, count) for pair, count in edges.items()),
                key=lambda edge: (-edge.count, edge.source or "", edge.target or ""),
            )
        ),
        hidden_edges=0,
    )


@pytest.fixture
def whole() -> Flow:
    return flow_of(
        {
            ("call", "form", "review", "decision"): 50,
            ("call", "form", "letter", "form", "review", "decision"): 30,
            ("visit", "form", "review", "hearing", "decision"): 20,
            ("call", "form", "review", "decision", "complaint", "review", "decision"): 10,
            ("call", "review", "decision"): 7,
        }
    )


def drawn(flow: Flow, frame: flow_map.Frame, share: float = 1) -> flow_map.FlowMap:
    words = flow_map.Words(str, str, lambda edge: (str(edge.count), ""), "start", "end")
    edges = flow_map.chosen(flow=flow, frame=frame, share=share)
    return flow_map.flow_map(flow=flow, frame=frame, edges=edges, words=words)


def places(picture: flow_map.FlowMap) -> dict[str, tuple[float, float]]:
    return {node.title: (node.x, node.y) for node in picture.nodes}


def test_a_filter_moves_no_touchpoint_and_changes_no_size(whole):
    some = flow_of({("call", "form", "review", "decision"): 50})
    frame = flow_map.frame(whole=whole, touchpoints=8)
    first, second = drawn(whole, frame), drawn(some, frame)
    assert places(first) == places(second)
    assert first.view == second.view


def test_a_touchpoint_that_nobody_chosen_meets_keeps_an_empty_box(whole):
    some = flow_of({("call", "form", "review", "decision"): 50})
    picture = drawn(some, flow_map.frame(whole=whole, touchpoints=8))
    unmet = {node.title for node in picture.nodes if not node.is_met and not node.is_outside}
    assert unmet == {"visit", "letter", "hearing", "complaint"}
    assert len(picture.edges) == 5


def test_fewer_steps_leave_the_lines_that_stay_where_they_were(whole):
    frame = flow_map.frame(whole=whole, touchpoints=8)
    many, few = drawn(whole, frame), drawn(whole, frame, share=0.1)
    assert places(many) == places(few)
    assert {edge.path for edge in few.edges} < {edge.path for edge in many.edges}


@pytest.mark.parametrize("touchpoints", range(2, 8))
def test_a_slider_moves_no_touchpoint_sideways_and_past_no_other(whole, touchpoints):
    few = places(drawn(whole, flow_map.frame(whole=whole, touchpoints=touchpoints)))
    many = places(drawn(whole, flow_map.frame(whole=whole, touchpoints=8)))
    assert len(few) == touchpoints + 2
    for one in few:
        assert few[one][0] == many[one][0]
        for other in few:
            assert (few[one][1] < few[other][1]) == (many[one][1] < many[other][1])


def test_a_step_that_only_the_chosen_take_is_drawn_all_the_same(whole):
    some = flow_of({("call", "decision", "form", "review"): 9})
    picture = drawn(some, flow_map.frame(whole=whole, touchpoints=8))
    assert len(picture.edges) == 5
    assert [edge.goes_back for edge in picture.edges].count(True) == 1


def test_no_more_lines_are_drawn_than_a_map_can_carry():
    paths = {
        (f"t{one}", f"t{other}"): 7 for one in range(14) for other in range(14) if one != other
    }
    whole = flow_of(paths)
    frame = flow_map.frame(whole=whole, touchpoints=14)
    assert len(flow_map.chosen(flow=whole, frame=frame, share=1)) == flow_map.MOST_STEPS


def test_the_step_that_costs_most_days_is_marked_and_boxes_lead_on(whole):
    waited = replace(
        whole,
        edges=tuple(
            replace(edge, total_wait=9.0 if edge.target == "hearing" else 1.0)
            for edge in whole.edges
        ),
    )
    frame = flow_map.frame(whole=waited, touchpoints=8)
    words = flow_map.Words(
        str, str, lambda edge: (edge.target or "", ""), "start", "end", lambda name: f"?met={name}"
    )
    edges = flow_map.chosen(flow=waited, frame=frame, share=1)
    picture = flow_map.flow_map(flow=waited, frame=frame, edges=edges, words=words)
    assert [edge.label for edge in picture.edges if edge.is_costliest] == ["hearing"]
    assert {node.title: node.url for node in picture.nodes}["form"] == "?met=form"
    assert not any(edge.is_costliest for edge in drawn(whole, frame).edges)


@pytest.mark.parametrize(
    ("title", "lines", "last", "is_cut"),
    [
        ("Call to us", ["Call to us"], "40", False),
        (
            "T06 Determine necessity of stop advice",
            ["T06 Determine", "necessity of stop"],
            "advice · 40",
            False,
        ),
        ("Process or receive external advice from all parties of the case", None, "40", True),
    ],
)
def test_a_long_name_has_room_beside_its_number(whole, title, lines, last, is_cut):
    words = flow_map.Words(
        lambda _name: title, lambda _count: "40", lambda edge: ("", ""), "start", "end"
    )
    frame = flow_map.frame(whole=whole, touchpoints=2)
    box = flow_map.flow_map(flow=whole, frame=frame, edges=(), words=words).nodes[1]
    assert lines is None or [line for _y, line in box.lines] == lines
    assert (box.last, box.is_cut) == (last, is_cut)
    assert all(box.top < y < box.top + box.height for y, _line in box.lines)
    assert box.top < box.last_y < box.top + box.height


def heights(picture):
    return {round(node.height) for node in picture.nodes if not node.is_outside}


@pytest.mark.parametrize(
    ("count", "name", "height"),
    [(8, "s", 62), (30, "s", 44), (30, "a name of two whole lines ", 62)],
)
def test_a_long_map_is_drawn_closer(count, name, height):
    whole = flow_of({tuple(f"{name}{number:02}" for number in range(count)): 20})
    few, many = (
        drawn(whole, flow_map.frame(whole=whole, touchpoints=shown)) for shown in (4, count)
    )
    # Whatever the slider shows: sizes are settled by the whole log.
    assert heights(few) == heights(many) == {height}
    tops = sorted(node.top for node in many.nodes if not node.is_outside)
    assert tops[1] - tops[0] == height + (54 if count == 8 else 34)
