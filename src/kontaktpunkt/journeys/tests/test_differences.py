"""Nobody learns of few by asking twice: what one answer tells and another hides is not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

from kontaktpunkt.core.months import month_end
from kontaktpunkt.journeys.engine import (
    compare,
    dropout,
    experience,
    flow,
    overview,
    paths,
    repeats,
    rhythm,
    spectrum,
    units,
)
from kontaktpunkt.journeys.engine.behind import (
    AnsweredAt,
    BeganWith,
    CameStraightBack,
    Fate,
    HandedWithOthers,
    HappenedIn,
    MetUnits,
    OfFamily,
    Settled,
    Stands,
)
from kontaktpunkt.journeys.engine.filters import (
    AboutMatter,
    FollowedBy,
    NeverReached,
    OfVariant,
    PassedThrough,
    ScoredBelow,
    StartedIn,
    TookLonger,
    count,
)
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, select
from kontaktpunkt.journeys.engine.stages import stages
from kontaktpunkt.journeys.engine.waits import spent, work
from kontaktpunkt.journeys.offered import LONGER_THAN, SCORED_BELOW
from kontaktpunkt.journeys.tests.engine_reference import Happening, cases

DAY = 24 * 60


def refused(selection, *filters):
    """Say whether these filters are refused."""
    try:
        select(prepared=selection.prepared, filters=filters)
    except GroupTooSmall:
        return True
    return False


def test_two_filters_that_only_together_leave_few_out_are_refused(look):
    log = look(
        cases(40, "apply", "visit", "letter", prefix="both")
        + cases(3, "apply", prefix="neither")
        + cases(30, "call", prefix="other")
    )
    apply, visit, letter = (PassedThrough(touchpoint=each) for each in ("apply", "visit", "letter"))
    # Leaving one of them away adds nobody, or three; leaving two away adds three.
    assert refused(log, apply, visit, letter)


def test_four_answers_may_not_be_added_up_to_few(look):
    log = look(
        cases(30, "visit", "letter", prefix="both")
        + cases(30, "visit", prefix="visit")
        + cases(30, "letter", prefix="letter")
        + cases(4, "call", prefix="neither")
    )
    assert refused(log, PassedThrough(touchpoint="visit"), PassedThrough(touchpoint="letter"))
    assert refused(log, NeverReached(touchpoint="visit"), NeverReached(touchpoint="letter"))


def about(matter, number):
    return cases(number, "apply", prefix=matter, matter=matter)


def test_parts_that_may_be_chosen_do_not_tell_of_the_one_that_may_not(look):
    log = look(about("parking", 60) + about("trees", 20) + about("noise", 3))
    assert not refused(log, AboutMatter(matter="parking"))
    assert refused(log, AboutMatter(matter="trees"))
    assert refused(log, AboutMatter(matter="noise"))


def test_units_met_first_steps_and_paths_are_such_parts_too(look):
    log = look(
        cases(40, "call", "letter") + cases(9, "visit", prefix="v") + cases(2, "mail", prefix="m")
    )
    assert refused(log, BeganWith(touchpoint="visit"))
    assert refused(log, OfVariant(path=("visit",)))
    assert refused(log, MetUnits(units=1))
    assert not refused(log, BeganWith(touchpoint="call"))


def lasting(days, number):
    return [
        Happening(case=f"{days}-{each}", touchpoint=name, minute=minute)
        for each in range(number)
        for name, minute in (("apply", 0), ("done", days * DAY))
    ]


def test_no_two_limits_of_time_differ_by_few(look):
    log = look([each for days in range(1, 40) for each in lasting(days, 3)])
    sizes = {
        limit: select(prepared=log.prepared, filters=[TookLonger(days=limit)]).size
        for limit in (6, 7, 8, 14, 20, 21, 29, 30, 31)
        if not refused(log, TookLonger(days=limit))
    }
    assert {7, 14, 21, 30} == sizes.keys()
    assert all(abs(one - other) >= 7 for one, other in combinations(sizes.values(), 2))


def test_no_two_limits_of_answers_differ_by_few(look):
    log = look(
        cases(20, "call", prefix="low", score=2.0)
        + cases(3, "call", prefix="some", score=5.0)
        + cases(20, "call", prefix="high", score=9.0)
    )
    allowed = [
        each for each in (10, 40, 44, 45, 50, 51, 90) if not refused(log, ScoredBelow(score=each))
    ]
    assert 50 in allowed
    sizes = {select(prepared=log.prepared, filters=[ScoredBelow(score=e)]).size for e in allowed}
    assert len(sizes) == 2


def in_month(month, number):
    return [
        Happening(case=f"{month}-{each}", touchpoint="call", minute=(month * 31 + each) * DAY)
        for each in range(number)
    ]


def test_a_month_of_few_goes_with_its_neighbours(look):
    # An invented log begins in March.
    log = look(in_month(0, 20) + in_month(1, 20) + in_month(2, 4) + in_month(3, 20))
    march, april, may, june = (
        (date(2026, month, 1), date(2026, month, last))
        for month, last in ((3, 31), (4, 30), (5, 31), (6, 30))
    )
    periods = {
        (first, last): refused(log, StartedIn(first=first[0], last=last[1]))
        for first, last in ((march, march), (march, april), (march, may), (may, june), (june, june))
    }
    assert not periods[march, march]
    # May stands with June; a quarter's end is the rounder limit where one of two may be asked.
    assert periods[march, april] != periods[march, may]
    assert periods[may, june] != periods[june, june]
    assert refused(log, StartedIn(first=date(2026, 3, 1), last=date(2026, 3, 2)))


def test_a_filter_is_refused_where_a_wider_one_keeps_few_more(look):
    log = look(
        cases(30, "call", "letter", prefix="direct")
        + cases(3, "call", "visit", "letter", prefix="later")
        + cases(30, "mail", prefix="other")
    )
    assert refused(log, FollowedBy(first="call", then="letter", directly=True))
    assert not refused(log, FollowedBy(first="call", then="letter"))


def test_how_journeys_stand_after_a_touchpoint_is_refused_beside_few(look):
    log = look(
        cases(30, "apply", prefix="lost")
        + cases(3, "letter", prefix="few")
        + cases(30, "apply", "decision", prefix="done")
        + [Happening(case="young", touchpoint="stamp", minute=90 * DAY)] * 9,
        closing=frozenset({"decision"}),
    )
    assert refused(log, Stands(fate=Fate.SILENT, days=60, after="apply"))


def test_what_is_no_longer_open_is_refused_where_few_are_open_or_were_silent(look):
    def is_refused(silent, young):
        log = look(
            cases(30, "apply", "decision", prefix="done")
            + cases(silent, "apply", prefix="lost")
            + [
                Happening(case=f"young-{each}", touchpoint="apply", minute=90 * DAY)
                for each in range(young)
            ],
            closing=frozenset({"decision"}),
        )
        return refused(log, Settled(days=60))

    assert not is_refused(silent=30, young=9)
    assert is_refused(silent=30, young=3)
    assert is_refused(silent=3, young=9)


def test_a_kind_of_path_is_refused_where_few_went_it_in_another_way(look):
    usual, far = ("call", "form", "letter"), ("visit", "refusal", "help")

    def log(others, rare=0):
        return look(
            cases(30, *usual, prefix="usual")
            + cases(others, "call", "letter", prefix="shorter")
            + cases(20, *far, prefix="far")
            + cases(rare, "counter", "stamp", "receipt", prefix="rare")
        )

    assert refused(log(others=3), OfFamily(path=usual))
    assert not refused(log(others=9), OfFamily(path=usual))
    # Families are parts: those that may be asked for would tell of the one that may not.
    assert refused(log(others=9, rare=3), OfFamily(path=far))


def test_who_answered_is_refused_beside_few_who_did_not_or_did_elsewhere(look):
    def is_refused(silent, elsewhere):
        log = look(
            cases(30, "call", prefix="said", score=5.0)
            + cases(silent, "call", prefix="silent")
            + cases(elsewhere, "mail", prefix="elsewhere", score=5.0)
            + cases(20, "mail", prefix="other")
        )
        return refused(log, AnsweredAt(touchpoint="call"))

    assert not is_refused(silent=9, elsewhere=9)
    assert is_refused(silent=3, elsewhere=9)
    assert is_refused(silent=9, elsewhere=3)


def handed(number, *units, prefix, matter=None):
    return [
        Happening(
            case=f"{prefix}-{each}", touchpoint="work", minute=each * 7 + place * 60, unit=unit,
            matter=matter,
        )
        for each in range(number)
        for place, unit in enumerate(units)
    ]  # fmt: skip


def test_what_came_straight_back_is_refused_beside_few_that_stayed(look):
    def is_refused(stayed):
        log = look(
            handed(30, "Roads", "Permits", "Roads", prefix="back")
            + handed(stayed, "Roads", "Permits", prefix="stayed")
            + handed(20, "Desk", prefix="other")
        )
        return refused(log, CameStraightBack(source="Roads", target="Permits"))

    assert is_refused(stayed=3)
    assert not is_refused(stayed=9)


def test_a_month_is_refused_beside_few_that_began_before_it(look):
    april = date(2026, 4, 1)

    def is_refused(longer, **what):
        lingering = [
            Happening(case=f"long-{each}", touchpoint=name, minute=day * DAY)
            for each in range(longer)
            for name, day in (("call", each), ("letter", 40))
        ]
        log = look(in_month(0, 20) + in_month(1, 20) + lingering)
        return refused(log, HappenedIn(first=april, **what))

    assert is_refused(longer=3)
    assert not is_refused(longer=9)


def mixed(whole, few):
    """Return a log in which what a filter leaves out holds few of what it keeps many of.

    whole: makes journeys about parking. few: makes the same of other journeys.
    """
    return [*whole("parking", 40), *few("trees", 3), *cases(30, "mail", matter="trees")]


def parking(log):
    return select(prepared=log.prepared, filters=[AboutMatter(matter="parking")])


def test_an_answer_does_not_tell_by_subtraction_what_few_others_answered(look):
    def answered(matter, number):
        return cases(number, "call", prefix=matter, matter=matter, score=5.0)

    log = look(mixed(answered, answered))
    assert experience.experience(selection=log)[0].n == 43
    assert experience.experience(selection=parking(log)) == ()
    # Where enough others met it, and few of them answered, it is told that it was met.
    log = look([*mixed(answered, answered), *cases(9, "call", prefix="quiet", matter="trees")])
    told = experience.experience(selection=parking(log))[0]
    assert (told.asked, told.n, told.mean) == (40, None, None)


def test_nor_when_few_others_came_back_or_were_silent(look):
    def came_back(matter, number):
        return [
            Happening(
                case=f"{matter}-{each}", touchpoint=name, minute=minute, matter=matter,
                is_contact=name == "call", initiator="party",
            )
            for each in range(number)
            for name, minute in (("letter", 0), ("call", 60))
        ]  # fmt: skip

    end = [Happening(case="end", touchpoint="stamp", minute=90 * DAY, matter="trees")]
    log = look(mixed(came_back, came_back) + end)
    told = {each.touchpoint for each in repeats.repeats(selection=log)}
    assert "letter" in told
    assert "letter" not in {each.touchpoint for each in repeats.repeats(selection=parking(log))}
    assert dropout.drop_out(selection=parking(log)) == ()


def test_nor_when_few_others_got_in_touch_in_that_hour(look):
    def called(matter, number):
        return cases(
            number, "call", prefix=matter, matter=matter, is_contact=True, initiator="party"
        )

    log = look(mixed(called, called))
    assert rhythm.hours(selection=log)
    assert rhythm.hours(selection=parking(log)) == ()
    found = rhythm.calendar(selection=parking(log))
    assert (found.days, found.weekdays, found.months) == ((), (), ())


def test_nor_when_few_others_went_that_way(look):
    def went(matter, number):
        return cases(number, "call", "letter", prefix=matter, matter=matter)

    log = look(mixed(went, went))
    assert spectrum.spectrum(selection=log, source="call", target="letter") is not None
    assert spectrum.spectrum(selection=parking(log), source="call", target="letter") is None
    assert [each.touchpoint for each in spent(selection=parking(log))] == []
    assert stages(selection=parking(log)).places == ()
    assert [edge.target for edge in flow.flow(selection=log).between] == ["letter"]
    told = flow.flow(selection=parking(log))
    assert (told.nodes, told.between) == ((), ())
    for together in (False, True):
        assert [each.journeys for each in paths.paths(selection=log, together=together).shown] == [
            43,
            30,
        ]
        assert paths.paths(selection=parking(log), together=together).shown == ()


def test_nor_when_few_others_were_handed_straight_back(look):
    def moved(matter, back):
        return [
            *handed(back, "Roads", "Permits", "Roads", prefix=f"{matter}-back", matter=matter),
            *handed(10, "Roads", "Permits", prefix=matter, matter=matter),
            *handed(9, "Permits", "Roads", prefix=f"{matter}-other", matter=matter),
        ]

    log = look(mixed(moved, moved))
    whole, some = (
        {each.source: each for each in units.hand_overs(selection=each)}["Roads"]
        for each in (log, parking(log))
    )
    assert (whole.journeys, whole.came_back) == (63, 43)
    assert (some.journeys, some.came_back) == (50, None)


def test_nor_when_few_others_came_again(look):
    def again(matter, number):
        return cases(number, "call", "letter", "call", prefix=matter, matter=matter)

    log = look(mixed(again, again))
    assert [(each.name, each.journeys) for each in flow.returns(selection=log)] == [("call", 43)]
    assert flow.returns(selection=parking(log)) == ()


def test_two_groups_are_compared_in_nothing_that_few_others_met(look):
    def stamped(matter, number):
        return cases(number, "call", "stamp", prefix=matter, matter=matter, score=4.0)

    def compared(others):
        log = look(
            [
                *stamped("parking", 40),
                *cases(20, "call", "letter", prefix="waste", matter="waste", score=4.0),
                *stamped("trees", others),
                *cases(30, "mail", matter="trees", prefix="mail"),
            ]
        )
        first, second = (
            select(prepared=log.prepared, filters=[AboutMatter(matter=each)])
            for each in ("parking", "waste")
        )
        return {each.about for each in compare.compare(first=first, second=second)}

    assert "stamp" in compared(others=8)
    assert "stamp" not in compared(others=3)


def test_nor_when_few_others_were_worked_on(look):
    def worked(matter, number):
        return [replace(each, end=each.minute + 10) for each in about(matter, number)]

    log = look(mixed(worked, worked))
    assert [each.journeys for each in work(selection=log)] == [43]
    assert work(selection=parking(log)) == ()


def test_three_filters_are_not_subtracted_from_one_of_them(look):
    # Of those who called by phone, three got a stamp outside of both other filters.
    log = look(
        cases(30, "call", "visit", "letter", "stamp", prefix="all")
        + cases(20, "call", "visit", prefix="visit")
        + cases(20, "call", "letter", prefix="letter")
        + cases(20, "call", prefix="call")
        + cases(3, "call", "stamp", prefix="few")
        + cases(20, "mail", "stamp", prefix="mail")
    )
    call, visit, letter = (PassedThrough(touchpoint=each) for each in ("call", "visit", "letter"))

    def stamped(*filters):
        told = flow.flow(selection=select(prepared=log.prepared, filters=filters))
        return {each.name: each.journeys for each in told.nodes}.get("stamp")

    assert stamped(call) == 33
    assert stamped(call, visit, letter) is None


def test_four_answers_are_not_added_up_to_few_of_a_number(look):
    log = look(
        cases(30, "visit", "letter", "stamp", prefix="both")
        + cases(20, "visit", "stamp", prefix="visit")
        + cases(20, "letter", "stamp", prefix="letter")
        + cases(3, "stamp", prefix="few")
        + cases(20, "mail", prefix="neither")
    )
    visit, letter = (PassedThrough(touchpoint=each) for each in ("visit", "letter"))
    both = select(prepared=log.prepared, filters=[visit, letter])
    assert "stamp" in {each.name for each in flow.flow(selection=log).nodes}
    assert "stamp" not in {each.name for each in flow.flow(selection=both).nodes}
    # All but those who met both are three of the four groups, and tell of no fewer.
    assert "stamp" not in {each.name for each in flow.flow(selection=both.others).nodes}
    told = {each.about for each in compare.compare(first=both, second=both.others)}
    assert "stamp" not in told


def test_each_group_of_the_filters_is_left_out_once(look):
    log = look(
        cases(30, "visit", "letter", prefix="both")
        + cases(20, "visit", prefix="visit")
        + cases(10, "letter", prefix="letter")
        + cases(9, "mail", prefix="neither")
    )
    visit, letter = (PassedThrough(touchpoint=each) for each in ("visit", "letter"))
    both = select(prepared=log.prepared, filters=[visit, letter])
    one = select(prepared=log.prepared, filters=[visit])
    for selection, sizes in (
        (both, [9, 20, 10]),
        (both.others, [9, 20, 10, 30]),
        (one, [19]),
        (one.others, [50]),
    ):
        assert [each.size for each in selection.left_out] == sizes
        assert [count(each.journeys) for each in selection.left_out] == sizes
        assert [count(each.keys) for each in selection.left_out] == sizes
        assert [count(each.steps.select("journey").distinct()) for each in selection.left_out] == (
            sizes
        )


def test_the_matters_of_some_do_not_tell_of_few_others(look):
    log = look(
        cases(40, "call", prefix="parking", matter="parking")
        + cases(3, "mail", prefix="other", matter="parking")
        + cases(20, "call", prefix="trees", matter="trees")
        + cases(20, "call", prefix="noise", matter="noise")
        + cases(20, "mail", prefix="waste", matter="waste")
    )
    called = select(prepared=log.prepared, filters=[PassedThrough(touchpoint="call")])
    assert "parking" in dict(overview.matters(selection=log))
    assert "parking" not in dict(overview.matters(selection=called))


def test_units_that_share_a_line_do_not_tell_of_few_beside_one_of_them(look):
    busy = [
        told
        for number in range(8)
        for told in handed(40, f"Busy {number}", "Desk", prefix=f"busy-{number}")
    ]
    rare = handed(12, "Rare a", "Desk", prefix="a") + handed(9, "Rare b", "Desk", prefix="b")
    both = handed(10, "Rare a", "Desk", "Rare b", "Desk", prefix="both")
    others = HandedWithOthers(source=None, target="Desk")
    apart = look(busy + rare + both)
    assert select(prepared=apart.prepared, filters=[others]).size == 31
    # Of those who came from the one rare unit, all but three came from the other one too.
    near = look(busy + rare[:-12] + both)
    assert refused(near, others)


def test_the_matters_do_not_tell_of_few_about_which_nothing_is_known(look):
    told = cases(40, "call", prefix="parking", matter="parking")
    told += cases(20, "call", prefix="trees", matter="trees")
    log = look(told + cases(3, "call", prefix="unknown"))
    assert dict(overview.matters(selection=log)) == {"parking": 40}
    many = look(told + cases(9, "call", prefix="unknown"))
    assert dict(overview.matters(selection=many)) == {"parking": 40, "trees": 20}


def test_time_at_a_touchpoint_is_not_that_of_few(look):
    log = look(
        [replace(each, end=each.minute + 10) for each in cases(3, "call", prefix="worked")]
        + cases(20, "call", prefix="instant")
        + cases(3, "letter", "call", prefix="waited")
        + cases(20, "letter", prefix="ended")
    )
    told = {each.touchpoint: each for each in spent(selection=log)}
    assert (told["call"].journeys, told["call"].work_seconds) == (26, None)
    assert (told["letter"].journeys, told["letter"].wait_seconds) == (23, None)


def nodes_told(log, filters):
    """Return what the flow tells of each choice that is not refused: journeys by touchpoint."""
    told = []
    for each in filters:
        if not refused(log, each):
            selection = select(prepared=log.prepared, filters=[each])
            found = flow.flow(selection=selection).nodes
            told.append({node.name: node.journeys for node in found})
    return told


def differ_by_few(told):
    """Return the touchpoints of which two answers tell numbers that differ by few."""
    return {
        name
        for one, other in combinations(told, 2)
        for name in one.keys() & other.keys()
        if 0 < abs(one[name] - other[name]) < 7
    }


def stamped(number, stamps, day, prefix, days=0, score=None):
    """Return journeys that begin on a day and last some days, of which some met a stamp."""
    names = ("call", "stamp", "letter")
    return [
        Happening(
            case=f"{prefix}-{each}",
            touchpoint=name,
            minute=(day + days * place / 2) * DAY + each,
            score=score,
        )
        for each in range(number)
        for place, name in enumerate(names)
        if name != "stamp" or each < stamps
    ]


def test_no_two_limits_of_days_tell_of_few_at_a_touchpoint(look):
    log = look(
        stamped(20, 10, 0, "short", days=2)
        + stamped(20, 3, 0, "week", days=10)
        + stamped(20, 20, 0, "month", days=40)
        + stamped(20, 20, 0, "long", days=100)
    )
    told = nodes_told(log, [TookLonger(days=days) for days in LONGER_THAN])
    assert len(told) > 3
    assert not differ_by_few(told)
    # Only the narrower of the two is kept from telling.
    sizes = [(each["call"], each.get("stamp")) for each in told]
    assert (60, 43) in sizes
    assert (40, None) in sizes
    assert (20, 20) in sizes


def test_no_two_limits_of_answers_tell_of_few_at_a_touchpoint(look):
    log = look(
        stamped(20, 20, 0, "low", score=1.0)
        + stamped(20, 3, 0, "some", score=4.5)
        + stamped(20, 20, 0, "high", score=9.0)
    )
    told = nodes_told(log, [ScoredBelow(score=score) for score in SCORED_BELOW])
    assert len(told) > 2
    assert not differ_by_few(told)


def test_no_two_periods_tell_of_few_at_a_touchpoint(look):
    log = look(
        stamped(20, 20, 0, "march")
        + stamped(20, 3, 35, "april")
        + stamped(20, 20, 65, "may")
        + stamped(20, 4, 95, "june")
    )
    months = [
        StartedIn(first=date(2026, first, 1), last=month_end(day=date(2026, last, 1)))
        for first in range(3, 7)
        for last in range(first, 7)
    ]
    told = nodes_told(log, months)
    assert len(told) > 5
    assert not differ_by_few(told)
