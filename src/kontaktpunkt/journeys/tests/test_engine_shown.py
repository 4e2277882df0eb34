"""What may be shown: the answers that leave the engine hide small groups."""

from __future__ import annotations

from collections import defaultdict

import pytest

from kontaktpunkt.journeys.engine import (
    compare,
    dropout,
    experience,
    families,
    flow,
    paths,
    repeats,
    units,
    waits,
)
from kontaktpunkt.journeys.engine.filters import PassedThrough, StartedIn
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, select
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening, cases


def test_a_rare_pair_is_not_drawn_and_not_told_by_its_neighbours(look):
    selection = look(
        cases(40, "call", "letter", prefix="usual")
        + cases(3, "call", "visit", prefix="rare")
        + cases(9, "call", "review", prefix="some")
    )
    found = flow.flow(selection=selection)
    pairs = {(edge.source, edge.target) for edge in found.between}
    assert pairs == {("call", "letter")}
    shown = defaultdict(int)
    for edge in found.edges:
        shown[edge.source] += edge.journeys
    node = next(each for each in found.nodes if each.name == "call")
    assert node.visits - shown["call"] >= 7
    assert "visit" not in {each.name for each in found.nodes}


def test_a_loop_of_one_case_is_not_many_people(look):
    selection = look(
        cases(30, "call", "letter")
        + [Happening(case="loop", touchpoint="form", minute=each) for each in range(50)]
    )
    found = flow.flow(selection=selection)
    assert ("form", "form") not in {(edge.source, edge.target) for edge in found.edges}
    assert flow.returns(selection=selection) == ()


def test_rare_paths_are_put_together(look):
    selection = look(cases(20, "call", "letter", prefix="a") + cases(4, "visit", prefix="b"))
    found = paths.paths(selection=selection)
    # Showing twenty of twenty-four would tell of the four.
    assert found.shown == ()
    assert (found.other_paths, found.other_journeys) == (2, 24)


def test_frequent_paths_are_shown_when_the_rest_is_large_enough(look):
    selection = look(
        cases(20, "call", "letter", prefix="a")
        + cases(4, "visit", prefix="b")
        + cases(5, "visit", "call", prefix="c")
    )
    found = paths.paths(selection=selection)
    assert [(each.touchpoints, each.journeys) for each in found.shown] == [(("call", "letter"), 20)]
    assert found.other_journeys == 9


def _of_sizes(*sizes: int):
    """Return a path for each size, the most frequent first; each of another length."""
    return [
        happening
        for place, size in enumerate(sizes)
        for happening in cases(size, *["call"] * (place + 1), prefix=f"path-{place}")
    ]


def test_paths_are_told_page_by_page_down_to_the_rarest_that_may_be(look):
    selection = look(_of_sizes(30, 20, 10, 9, 4, 4))
    pages = [paths.paths(selection=selection, most=2, skip=skip) for skip in (0, 2, 4)]
    assert [[each.journeys for each in page.shown] for page in pages] == [[30, 20], [10, 9], []]
    assert [(page.told, page.before) for page in pages[:2]] == [(4, 0), (4, 50)]
    assert [(page.other_paths, page.other_journeys) for page in pages[:2]] == [(4, 27), (2, 8)]


@pytest.mark.parametrize("most", [1, 2, 3, 12])
def test_no_page_of_paths_leaves_a_small_rest(look, most):
    selection = look(_of_sizes(30, 20, 10, 4))
    told = []
    for skip in range(0, 4, most):
        told += paths.paths(selection=selection, most=most, skip=skip).shown
    # Ten told as well would leave four.
    assert [each.journeys for each in told] == [30, 20]


def test_few_answers_are_a_gap(look):
    happenings = (
        cases(6, "visit", prefix="few", score=9.0)
        + cases(6, "mail", prefix="answered", score=9.0)
        + cases(9, "mail", prefix="silent")
        + cases(12, "call", prefix="some", score=5.5)
        + cases(25, "letter", prefix="many", score=1.0)
    )
    found = {each.touchpoint: each for each in experience.experience(selection=look(happenings))}
    assert "visit" not in found
    assert (found["mail"].asked, found["mail"].n, found["mail"].mean) == (15, None, None)
    assert found["call"].mean == pytest.approx(50)
    assert found["call"].interval is None
    assert found["letter"].interval is not None


def test_a_filter_that_leaves_few_is_refused(look):
    selection = look(cases(30, "call") + cases(5, "visit", prefix="few"))
    with pytest.raises(GroupTooSmall):
        select(prepared=selection.prepared, filters=[PassedThrough(touchpoint="visit")])


def test_a_filter_that_leaves_few_out_is_refused(look):
    selection = look(cases(30, "call") + cases(5, "visit", prefix="few"))
    with pytest.raises(GroupTooSmall):
        select(prepared=selection.prepared, filters=[PassedThrough(touchpoint="call")])


def test_two_filters_may_not_tell_few_by_leaving_one_away(look):
    selection = look(
        cases(30, "call", "visit", prefix="a")
        + cases(30, "letter", prefix="b")
        + cases(4, "call", prefix="c")
    )
    with pytest.raises(GroupTooSmall):
        select(
            prepared=selection.prepared,
            filters=[PassedThrough(touchpoint="call"), PassedThrough(touchpoint="visit")],
        )


def test_a_period_is_of_local_days(look):
    selection = look(cases(10, "call"))
    day = reference.MONDAY.date()
    kept = select(prepared=selection.prepared, filters=[StartedIn(first=day, last=day)])
    assert kept.size == 10


def test_hand_overs_hide_what_few_met(look):
    happenings = [
        Happening(case=f"{unit}-{case}", touchpoint="step", minute=place * 10, unit=which)
        for unit, number in (("Roads", 20), ("Permits", 3))
        for case in range(number)
        for place, which in enumerate(("Service centre", unit))
    ]
    assert units.hand_overs(selection=look(happenings)) == ()
    happenings += [
        Happening(case=f"park-{case}", touchpoint="step", minute=place * 10, unit=which)
        for case in range(12)
        for place, which in enumerate(("Service centre", "Parks"))
    ]
    found = units.hand_overs(selection=look(happenings))
    assert [(each.target, each.journeys) for each in found] == [("Roads", 20)]


def test_repeat_contact_is_a_share_with_an_interval(look):
    happenings = cases(40, "letter", prefix="quiet") + [
        Happening(
            case=f"back-{case}",
            touchpoint=name,
            minute=minute,
            is_contact=name == "call",
            initiator="party",
        )
        for case in range(10)
        for name, minute in (("letter", 0), ("call", 60))
    ]
    happenings.append(Happening(case="end", touchpoint="stamp", minute=60 * 24 * 60))
    found = {each.touchpoint: each for each in repeats.repeats(selection=look(happenings))}
    assert (found["letter"].n, found["letter"].again) == (50, 10)
    assert found["letter"].interval.low < 0.2 < found["letter"].interval.high


def test_drop_out_is_told_with_its_interval(look):
    happenings = (
        cases(30, "apply", "decision", prefix="done")
        + cases(10, "apply", prefix="lost")
        + [Happening(case="young", touchpoint="apply", minute=90 * 1440)] * 8
    )
    selection = look(happenings, closing=frozenset({"decision"}))
    found = dropout.drop_out(selection=selection)
    assert [(each.touchpoint, each.reached, each.dropped) for each in found] == [("apply", 40, 10)]
    assert found[0].interval.low < 0.25 < found[0].interval.high
    # One open journey alone would be told; it goes with the smallest other part.
    standing = dropout.standing(selection=selection)
    assert (standing.open, standing.silent, standing.finished) == (None, None, 30)


def test_losses_are_people_times_days(look):
    found = waits.losses(edges=flow.flow(selection=look(cases(24, "call", "letter"))).edges)
    assert len(found) == 1
    assert found[0].days == pytest.approx(24 / 24)
    assert found[0].share == 1


def test_a_difference_beyond_chance_is_named_and_another_is_not(look):
    slow = [
        Happening(case=f"{kind}-{case}", touchpoint=name, minute=minute, matter=kind)
        for kind, pause in (("slow", 5000), ("quick", 50))
        for case in range(60)
        for name, minute in ((kind, 0), ("call", 5), ("done", pause + case))
    ]
    selection = look(slow)
    first, second = (
        select(prepared=selection.prepared, filters=[PassedThrough(touchpoint=kind)])
        for kind in ("slow", "quick")
    )
    found = {
        (each.measure, each.about): each for each in compare.compare(first=first, second=second)
    }
    assert found["duration", ""].is_beyond_chance
    assert found["duration", ""].interval.low > 0
    assert not found["meets", "call"].is_beyond_chance


def test_small_groups_are_not_compared(look):
    selection = look(cases(5, "call"))
    with pytest.raises(GroupTooSmall):
        compare.compare(first=selection, second=selection)


def test_paths_that_differ_little_are_one_family(look):
    selection = look(
        cases(30, "call", "form", "letter", "decision", prefix="usual")
        + cases(8, "call", "form", "decision", prefix="shorter")
        + cases(3, "call", "form", "form", "letter", "decision", prefix="repeated")
        + cases(2, "call", "form", "letter", "hearing", "decision", prefix="longer")
        + cases(4, "call", "form", "visit", "decision", prefix="other")
        + cases(9, "visit", "refusal", "complaint", prefix="far")
        + cases(7, "counter", "help", prefix="rare")
    )
    found = families.families(selection=selection)
    assert [(each.touchpoints, each.routes, each.journeys) for each in found.shown] == [
        (("call", "form", "letter", "decision"), 4, 47),
        (("visit", "refusal", "complaint"), 1, 9),
        (("counter", "help"), 1, 7),
    ]
    assert found.other_journeys == 0
    assert [each.median_seconds for each in found.shown] == [3 * 3600, 2 * 3600, 3600]


def test_a_family_of_few_is_not_shown_and_not_told_by_the_rest(look):
    selection = look(
        cases(30, "call", "form", "letter", "decision", prefix="usual")
        + cases(8, "visit", "refusal", "complaint", prefix="far")
        + cases(4, "counter", "help", prefix="rare")
    )
    found = families.families(selection=selection)
    assert [each.journeys for each in found.shown] == [30]
    assert found.other_journeys == 12


def test_families_of_the_whole_log_are_not_gathered_when_somebody_asks(look, monkeypatch):
    selection = look(
        cases(30, "call", "form", "letter", prefix="usual")
        + cases(9, "visit", "refusal", "help", prefix="far")
    )
    monkeypatch.setattr(families, "measured", lambda **_tables: [])
    assert [each.journeys for each in families.families(selection=selection).shown] == [30, 9]
    some = select(prepared=selection.prepared, filters=(PassedThrough(touchpoint="call"),))
    assert families.families(selection=some).shown == ()


def test_families_of_some_journeys_are_theirs_alone(look):
    whole = look(
        cases(20, "call", "form", "letter", "decision", prefix="usual")
        + cases(9, "call", "form", "visit", "decision", prefix="visited")
        + cases(8, "visit", "refusal", "complaint", prefix="far")
    )
    some = select(prepared=whole.prepared, filters=(PassedThrough(touchpoint="visit"),))
    found = families.families(selection=some)
    assert [(each.touchpoints, each.journeys) for each in found.shown] == [
        (("call", "form", "visit", "decision"), 9),
        (("visit", "refusal", "complaint"), 8),
    ]


def test_a_path_belongs_to_the_most_frequent_family_it_is_near():
    routes = [(1, 2, 3), (1, 9, 8), (1, 2, 8), (5, 6, 7, 8), (2, 3, 1)]
    assert families.grouped_routes(routes=routes, most=2) == {
        (1, 2, 3): [(1, 2, 3), (1, 2, 8), (2, 3, 1)],
        (1, 9, 8): [(1, 9, 8)],
    }
