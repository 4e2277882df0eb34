"""One suite on DuckDB and on Spark: what spectrum, calendar, stages and single journeys tell."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from kontaktpunkt.journeys.engine import behind, course, rhythm, spectrum, stages, waits
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.filters import PassedThrough, count, kept
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection, select
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import CLOSING

DAYS = 20


@pytest.fixture(scope="module")
def whole(prepared) -> Selection:
    return select(prepared=prepared)


@pytest.fixture(scope="module")
def fate(told):
    """Return how one journey stands."""
    last = max(each.minute for each in told)

    def fate(journey) -> str:
        [(kind, _touchpoint)] = reference.fates(
            [journey], days=DAYS, log_last=last, closing=CLOSING
        )
        return kind

    return fate


def passes(journeys, source, target):
    """Return (here, there) of every pass that is waited for."""
    return [
        (here, there)
        for journey in journeys
        for here, there in itertools.pairwise(journey)
        if (here.touchpoint, there.touchpoint) == (source, target)
        and here.outcome is None
        and here.touchpoint not in CLOSING
    ]


def test_a_spectrum_has_every_pass_and_their_quartiles(whole, journeys):
    found = spectrum.spectrum(selection=whole, source="call", target="letter")
    ways = passes(journeys, "call", "letter")
    expected = [max(there.minute - here.over, 0) * 60 for here, there in ways]
    assert found is not None
    assert found.n == len(expected)
    assert sorted(each.wait_seconds for each in found.passes) == pytest.approx(sorted(expected))
    for told, share in zip(found.quartiles, (0.25, 0.5, 0.75), strict=True):
        assert told == pytest.approx(reference.quantile(expected, share))


def test_a_pass_is_told_to_the_day_on_which_the_waiting_began(whole, journeys):
    found = spectrum.spectrum(selection=whole, source="call", target="letter")
    expected = Counter(
        reference.at(here.over).date() for here, _there in passes(journeys, "call", "letter")
    )
    began = Counter(date(1970, 1, 1) + timedelta(seconds=each.began) for each in found.passes)
    assert began == expected


def test_passes_are_counted_by_month(whole, prepared, journeys):
    here, there = (prepared.code(kind="touchpoint", name=name) for name in ("call", "letter"))
    ways = spectrum.between(steps=prepared.step, source=here, target=there)
    found = {
        (row["month"] // 12, row["month"] % 12 + 1): (row["n"], row["journeys"])
        for row in rows(spectrum.month_counts(passes=ways))
    }
    expected: dict = defaultdict(list)
    for first, _then in passes(journeys, "call", "letter"):
        day = reference.at(first.minute).date()
        expected[day.year, day.month].append(first.case)
    assert found == {month: (len(ways), len(set(ways))) for month, ways in expected.items()}


def test_days_months_and_weekdays_count_what_happened(prepared, told):
    own = prepared.step.filter(prepared.step.inbound)
    days = Counter(reference.at(each.minute).date() for each in told if reference.is_own(each))
    assert {
        rhythm.EPOCH + timedelta(days=int(row["day"])): row["count"]
        for row in rows(rhythm.day_counts(steps=own))
    } == days
    months: Counter = Counter()
    weekdays: Counter = Counter()
    for day, number in days.items():
        months[day.year * 12 + day.month - 1] += number
        weekdays[day.year * 12 + day.month - 1, day.weekday()] += number
    assert {row["month"]: row["count"] for row in rows(rhythm.month_counts(steps=own))} == months
    by_weekday = rows(rhythm.month_counts(steps=own, by=rhythm.BY_WEEKDAY))
    assert {(row["month"], row["weekday"]): row["count"] for row in by_weekday} == weekdays


def test_stages_begin_as_journeys_do(whole, prepared, journeys, fate):
    expected = Counter((tuple(path(j)[:3]), len(j) <= 3, fate(j)) for j in journeys)
    names = prepared.names["touchpoint"]
    assert {
        (tuple(names[code] for code in row["path"]), row["is_whole"], row["fate"]): row["journeys"]
        for row in rows(stages.beginnings(selection=whole, days=DAYS, stages=3))
    } == expected


def test_working_and_waiting_by_touchpoint(whole, journeys):
    work: Counter = Counter()
    wait: Counter = Counter()
    for journey in journeys:
        for here, there in zip(journey, [*journey[1:], None], strict=True):
            work[here.touchpoint] += (here.over - here.minute) * 60
            if there is not None and here.outcome is None and here.touchpoint not in CLOSING:
                wait[here.touchpoint] += max(there.minute - here.over, 0) * 60
    for each in waits.spent(selection=whole):
        assert each.work_seconds == pytest.approx(work[each.touchpoint])
        assert each.wait_seconds == pytest.approx(wait[each.touchpoint])


def path(journey):
    return [each.touchpoint for each in journey]


def came_back(journey, touchpoint, days, last):
    return any(
        here.touchpoint == touchpoint
        and here.minute <= last - days * 1440
        and reference.is_own(later)
        and later.minute - here.minute <= days * 1440
        for place, here in enumerate(journey)
        for later in journey[place + 1 :]
    )


BEHIND = [
    (behind.BeganWith(touchpoint="call"), lambda j: path(j)[0] == "call"),
    (behind.EndedWith(touchpoint="call"), lambda j: path(j)[-1] == "call"),
    (behind.OfLength(steps=3), lambda j: len(j) == 3),
    (behind.AtPlace(place=2, touchpoint="visit"), lambda j: path(j)[1:2] == ["visit"]),
    (behind.AtPlace(place=4), lambda j: len(j) >= 4),
    (behind.MetUnits(units=2), lambda j: len({e.unit for e in j if e.unit}) == 2),
    (
        behind.HandedOver(source="Roads", target="Permits"),
        lambda j: ("Roads", "Permits") in reference.hand_overs([j]),
    ),
    (
        behind.CameStraightBack(source="Roads", target="Permits"),
        lambda j: ("Roads", "Permits") in reference.came_back([j]),
    ),
    (
        behind.AnsweredAt(touchpoint="visit"),
        lambda j: any(e.touchpoint == "visit" and e.score is not None for e in j),
    ),
    (
        behind.HappenedIn(first=date(2026, 4, 1)),
        lambda j: any(reference.at(e.minute).month == 4 for e in j),
    ),
    (
        behind.HappenedIn(first=date(2026, 4, 1), what=rhythm.Happens.CONTACT),
        lambda j: any(reference.at(e.minute).month == 4 and reference.is_own(e) for e in j),
    ),
]


@pytest.mark.parametrize(("which", "keeps"), BEHIND, ids=lambda each: type(each).__name__)
def test_the_journeys_behind_a_number(prepared, journeys, which, keeps):
    assert count(kept(prepared=prepared, filters=[which])) == sum(map(keeps, journeys))


@pytest.mark.parametrize("days", [1, 7])
def test_the_journeys_behind_a_repeat_contact(prepared, told, journeys, days):
    last = max(each.minute for each in told)
    which = behind.CameBack(touchpoint="letter", days=days)
    expected = [j for j in journeys if came_back(j, "letter", days, last)]
    assert count(kept(prepared=prepared, filters=[which])) == len(expected)


@pytest.mark.parametrize("kind", list(Fate))
def test_the_journeys_behind_a_fate(prepared, journeys, fate, kind):
    expected = [j for j in journeys if fate(j) == kind]
    which = behind.Stands(fate=kind, days=DAYS)
    assert count(kept(prepared=prepared, filters=[which])) == len(expected)
    after = behind.Stands(fate=kind, days=DAYS, after="letter")
    assert count(kept(prepared=prepared, filters=[after])) == sum(
        path(j)[-1] == "letter" for j in expected
    )


def test_the_journeys_that_are_no_longer_open(prepared, journeys, fate):
    settled = kept(prepared=prepared, filters=[behind.Settled(days=DAYS)])
    assert count(settled) == sum(fate(j) != Fate.OPEN for j in journeys)


def test_the_journeys_behind_a_family_of_paths(prepared):
    names = prepared.names["touchpoint"]
    for row in rows(prepared.family):
        which = behind.OfFamily(path=tuple(names[code] for code in row["path"]))
        assert count(kept(prepared=prepared, filters=[which])) == row["journeys"]
    nobody = behind.OfFamily(path=("no such touchpoint",))
    assert count(kept(prepared=prepared, filters=[nobody])) == 0


def test_journeys_are_listed_with_the_most_first(whole, journeys):
    lengths = sorted((len(journey) for journey in journeys), reverse=True)
    first = course.listed(selection=whole, salt="s", order=course.Order.STEPS, most=10)
    after = course.listed(selection=whole, salt="s", order=course.Order.STEPS, skip=10, most=10)
    assert [each.length for each in (*first, *after)] == lengths[:20]
    assert len({each.key for each in (*first, *after)}) == 20


def test_journeys_are_listed_by_the_wait_between_two_touchpoints(whole, journeys):
    found = course.listed(selection=whole, salt="s", pair=("call", "letter"), most=200)
    expected = sorted(
        (
            max(
                max(there.minute - here.over, 0) * 60
                for here, there in itertools.pairwise(journey)
                if (here.touchpoint, there.touchpoint) == ("call", "letter")
            )
            for journey in journeys
            if ("call", "letter") in itertools.pairwise(path(journey))
        ),
        reverse=True,
    )
    assert [each.here for each in found] == pytest.approx(expected)


def test_a_journey_is_found_by_its_key_and_told_step_by_step(whole, journeys):
    [longest] = course.listed(selection=whole, salt="s", order=course.Order.STEPS, most=1)
    found = course.course(selection=whole, salt="s", key=longest.key)
    assert found is not None
    assert found.journey == longest
    told = [(each.touchpoint, round(each.after / 60)) for each in found.steps]
    assert told in [
        [(each.touchpoint, each.minute - journey[0].minute) for each in journey]
        for journey in journeys
    ]


def test_a_key_needs_the_salt_and_a_journey_of_the_selection(prepared, whole):
    [longest] = course.listed(selection=whole, salt="s", order=course.Order.STEPS, most=1)
    assert course.course(selection=whole, salt="other", key=longest.key) is None
    names = set(prepared.names["touchpoint"])
    course_of = course.course(selection=whole, salt="s", key=longest.key)
    missed = names - {each.touchpoint for each in course_of.steps}
    for name in missed:
        without = Selection(prepared, (PassedThrough(touchpoint=name),))
        assert course.course(selection=without, salt="s", key=longest.key) is None
