"""Sentences above pictures are true of the pictures, and say how their waits are counted."""

from __future__ import annotations

from datetime import date

from kontaktpunkt.core.intervals import wilson
from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.dropout import DropOut
from kontaktpunkt.journeys.engine.repeats import Repeat
from kontaktpunkt.journeys.engine.rhythm import Calendar, Happens, Hour, Month
from kontaktpunkt.journeys.engine.stages import Exit, Stage, Stages
from kontaktpunkt.journeys.labels import Labels


def dropped(name: str, hits: int, n: int) -> DropOut:
    return DropOut(name, n, hits, hits / n, wilson(hits, n))


def test_the_largest_share_is_named_not_the_largest_number():
    found = [dropped("call", 51, 2780), dropped("e-mail", 12, 598)]
    assert sentences.silent_after(found=found, labels=Labels()) == (
        "The largest share falls silent after “e-mail”: 2.0%, that is 12 of 598 journeys that met "
        "it and are no longer open."
    )
    assert sentences.silent_after(found=[], labels=Labels()) == ""


def calendar(counts: list[int], what: Happens = Happens.CONTACT) -> Calendar:
    months = tuple(Month(date(2026, place + 1, 1), count) for place, count in enumerate(counts))
    return Calendar(what=what, days=(), weekdays=(), months=months)


def test_months_that_may_not_be_whole_are_neither_busiest_nor_quietest():
    assert sentences.months(found=calendar([9, 20, 40, 30, 99])) == (
        "Of the whole months, March 2026 was the busiest with 40 contacts, February 2026 the "
        "quietest with 20."
    )
    assert "40 steps" in sentences.months(found=calendar([9, 20, 40, 9], Happens.STEP))
    assert sentences.months(found=calendar([9, 20, 9])) == (
        "Too few months are whole to be compared."
    )


def test_the_busiest_hour_of_the_week_is_named():
    assert sentences.rhythm(found=[Hour(0, 9, 30), Hour(0, 10, 45), Hour(2, 13, 25)]) == (
        "The busiest hour of the week is Monday from 10 to 11: 45 contacts. Of those shown, 75% "
        "come before noon."
    )
    assert sentences.rhythm(found=[Hour(4, 12, 8), Hour(1, 15, 8)]) == (
        "The busiest hour of the week is Tuesday from 15 to 16: 8 contacts. Of those shown, 0% "
        "come before noon."
    )


def fell_silent(*counts: int) -> Stages:
    """Return a picture of stages after each of which so many of a hundred fall silent."""
    places = tuple(
        Stage(place, 100, 60, (), (Exit(Fate.SILENT, count),) if count else (), ())
        for place, count in enumerate(counts, start=1)
    )
    return Stages(places, 0)


def test_all_that_fall_silent_after_one_step_are_not_called_most():
    assert sentences.stages(found=fell_silent(40, 0)) == (
        "60% of journeys go on after their first step. All 40 journeys that fall silent within the "
        "first 2 steps do so after step 1."
    )
    assert sentences.stages(found=fell_silent(10, 30)) == (
        "60% of journeys go on after their first step. Of the first 2 steps, most journeys fall "
        "silent after step 2: 30 journeys."
    )
    assert sentences.stages(found=fell_silent(0, 0)) == (
        "60% of journeys go on after their first step."
    )


def test_one_day_is_a_day():
    found = [Repeat("letter", 100, 40, 0.4, wilson(40, 100))]
    assert sentences.repeats(repeats=found, days=1, labels=Labels()) == (
        "After “letter”, 40% are in touch again within a day (40 of 100 times)."
    )
    assert "within 3 days (40" in sentences.repeats(repeats=found, days=3, labels=Labels())
