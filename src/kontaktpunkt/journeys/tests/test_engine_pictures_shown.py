"""What pictures and lists of single journeys may show: nothing that tells of few."""

from __future__ import annotations

import itertools
import random

from kontaktpunkt.journeys.engine import course, rhythm, spectrum, stages
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening, cases

DAY = 1440


def test_a_spectrum_of_few_is_not_told(look):
    selection = look(cases(6, "call", "letter", prefix="few") + cases(20, "visit", "form"))
    assert spectrum.spectrum(selection=selection, source="call", target="letter") is None
    found = spectrum.spectrum(selection=selection, source="visit", target="form")
    assert found is not None
    assert len(found.passes) == found.n == 20


def test_a_spectrum_draws_at_most_about_what_was_asked_for_and_always_the_same(look):
    selection = look(cases(400, "visit", "form"))
    found = spectrum.spectrum(selection=selection, source="visit", target="form", most=100)
    assert found is not None
    assert found.n == 400
    assert 60 <= len(found.passes) <= 140
    assert found == spectrum.spectrum(selection=selection, source="visit", target="form", most=100)


def contacts(day: int, number: int) -> list[Happening]:
    return [
        Happening(case=f"{day}-{each}", touchpoint="call", minute=day * DAY + each, is_contact=True)
        for each in range(number)
    ]


def test_a_calendar_leaves_out_days_of_few_and_what_gives_them_away(look):
    found = rhythm.calendar(selection=look(contacts(0, 20) + contacts(1, 3) + contacts(2, 9)))
    monday = reference.MONDAY.date()
    assert found.what is rhythm.Happens.CONTACT
    # The three of Tuesday would be known from the month: the smallest other day goes with them.
    assert [(each.day, each.count) for each in found.days] == [(monday, 20)]
    assert [each.count for each in found.months] == [32]


def test_a_calendar_of_quiet_days_counts_weekdays_of_months_together(look):
    quiet = [each for week in range(4) for each in contacts(week * 7, 5)]
    found = rhythm.calendar(selection=look(quiet))
    assert found.days == ()
    assert [(each.weekday, each.count) for each in found.weekdays] == [(0, 20)]


def test_a_log_without_contacts_counts_steps(look):
    assert rhythm.calendar(selection=look(cases(9, "a", "b"))).what is rhythm.Happens.STEP


def counted(found: stages.Stages) -> None:
    """Check that the numbers of a picture fit each other and that none is of few."""
    for stage in found.places:
        assert stage.reached == stage.goes_on + sum(each.journeys for each in stage.exits)
        assert stage.reached == sum(part.journeys for part in stage.parts)
        assert stage.reached == sum(ribbon.journeys for ribbon in stage.ribbons)
        for ribbon in stage.ribbons:
            assert min(ribbon.journeys, ribbon.source.journeys, ribbon.target.journeys) >= 7
    for before, after in itertools.pairwise(found.places):
        assert before.goes_on == after.reached


def test_stages_leave_out_journeys_that_go_a_way_of_few(look):
    selection = look(
        cases(30, "apply", "decision", prefix="done")
        + cases(10, "apply", prefix="lost")
        + cases(12, "apply", "letter", prefix="quiet")
        + cases(3, "apply", "letter", "visit", prefix="rare")
        + cases(5, "apply", "letter", "visit", "decision", prefix="few")
        + [Happening(case="end", touchpoint="stamp", minute=400 * DAY)],
        closing=frozenset({"decision"}),
    )
    found = stages.stages(selection=selection, days=60)
    counted(found)
    assert found.places[0].reached + found.left_out == selection.size == 61
    assert found.left_out >= 7
    exits = {
        (stage.place, each.fate): each.journeys for stage in found.places for each in stage.exits
    }
    # Three went silent later, five finished later: beside all who did, others would tell of them.
    assert exits == {(2, Fate.SILENT): 12}


def test_one_journey_of_its_own_takes_others_along_when_it_is_left_out(look):
    selection = look(
        cases(40, "call", "letter", "decision", prefix="usual")
        + cases(20, "call", "visit", "decision", prefix="other")
        + cases(1, "form", "letter", "decision", prefix="own"),
        closing=frozenset({"decision"}),
    )
    found = stages.stages(selection=selection, days=60)
    counted(found)
    assert found.left_out == 0 or found.left_out >= 7


def test_stages_of_a_log_in_which_most_paths_are_rare_tell_of_no_few(look):
    draw = random.Random(11)
    happenings = [
        each
        for number in range(300)
        for each in cases(1, *draw.choices("aaabbcd", k=draw.randrange(1, 7)), prefix=f"p{number}")
    ]
    found = stages.stages(selection=look(happenings, closing=frozenset({"d"})), days=60, most=3)
    counted(found)
    assert len(found.places) == 3
    assert found.left_out >= 7


def test_stages_take_touchpoints_of_few_together_or_hide_them(look):
    selection = look(
        cases(40, "call", "letter", prefix="usual")
        + cases(4, "visit", "letter", prefix="rare")
        + cases(5, "form", "letter", prefix="some")
    )
    [first, *_rest] = stages.stages(selection=selection).places
    assert [(part.touchpoint, part.journeys) for part in first.parts] == [("call", 40), (None, 9)]
    assert all(ribbon.journeys >= 7 for ribbon in first.ribbons)


def test_a_single_journey_does_not_name_what_few_share(look):
    selection = look(
        cases(20, "call", "letter", unit="Service centre", outcome="granted")
        + cases(1, "call", "adoption", "letter", prefix="own", unit="Family", channel="fax")
    )
    listed = course.listed(selection=selection, salt="s", order=course.Order.STEPS)
    found = course.course(selection=selection, salt="s", key=listed[0].key)
    assert found is not None
    assert [each.touchpoint for each in found.steps] == ["call", None, "letter"]
    assert found.steps[1].is_rare
    assert {each.unit for each in found.steps} == {None}
    assert {each.channel for each in found.steps} == {None}


def test_a_single_journey_says_nothing_of_what_was_answered(look):
    selection = look(cases(20, "call", "letter", score=3.0))
    [first, *_rest] = course.listed(selection=selection, salt="s")
    found = course.course(selection=selection, salt="s", key=first.key)
    assert not any("score" in name for name in vars(found.steps[0]))
