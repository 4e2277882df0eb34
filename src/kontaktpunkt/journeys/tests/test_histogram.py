"""How long journeys last: columns whose area says how many, which lead on, and tell of no few."""

from __future__ import annotations

import re

import pytest

from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys.pictures import histogram
from kontaktpunkt.journeys.pictures.histogram import Column, Mark
from kontaktpunkt.journeys.tests.test_views import (
    csv_file,
    designer,
    happenings,
    log,
    read,
    take_in,
)
from tests.factories import make_staff
from tests.pages import browser_of

__all__ = ["csv_file", "designer", "happenings", "log"]


@pytest.mark.usefixtures("warehouse", "log")
def test_how_long_journeys_last_is_told_without_few(designer):
    page = read(designer, "permits/time/")
    figure = page[page.index('id="lasts"') : page.index('id="spectrum"')]
    assert "Half of 52 journeys lasted" in figure
    counts = [int(each) for each in re.findall(r"<title>[^<]*: (\d+) journeys</title>", figure)]
    assert sum(counts) == 52
    assert min(counts) >= 7


@pytest.fixture
def five_days(here, tmp_path):
    """Nine cases each that last one to five days."""
    rows = [
        f"{days}-{case},{name},2026-03-{day:02}T08:00:00Z"
        for days in range(1, 6)
        for case in range(9)
        for name, day in (("call", 1), ("decision", 1 + days))
    ]
    file = tmp_path / "days.csv"
    file.write_text("\n".join(["case,activity,time", *rows]))
    return take_in(here, file)


@pytest.mark.usefixtures("warehouse", "five_days")
def test_a_column_leads_to_the_journeys_that_took_longer(designer):
    page = read(designer, "days/time/")
    figure = page[page.index('id="lasts"') : page.index('id="spectrum"')]
    leading_on = re.findall(r'<a href="([^"]*longer=3[^"]*)"', figure)
    assert leading_on
    found = read(designer, leading_on[0].replace("&amp;", "&").removeprefix("/fjordby/journeys/"))
    assert "n = 18 journeys" in found


@pytest.mark.usefixtures("warehouse", "five_days")
def test_who_may_not_see_single_journeys_is_led_to_none(cast):
    staff = make_staff(name="Kim Kommune", role=Role.ADMINISTRATOR, unit=cast.byg)
    page = read(browser_of(staff), "days/time/")
    assert 'id="lasts"' in page
    assert "longer=" not in page


@pytest.mark.usefixtures("warehouse", "five_days")
def test_a_line_for_each_journey_is_drawn_only_for_those_who_may_see_single_journeys(
    cast, designer
):
    assert 'class="pass pass--1"' in read(designer, "days/time/")
    staff = make_staff(name="Kim Kommune", role=Role.ADMINISTRATOR, unit=cast.byg)
    page = read(browser_of(staff), "days/time/")
    assert 'id="spectrum"' in page
    assert "The wait by the month in which it began" in page
    assert "pass--" not in page
    assert (
        browser_of(staff).get("/fjordby/journeys/days/time/?save=svg&figure=spectrum").status_code
        == 404
    )


def drawn(*values: float, last: float | None = None, mark: float = 1) -> histogram.Histogram:
    columns = [
        Column(place, place + 1, value, str(value), str(value))
        for place, value in enumerate(values)
    ]
    if last is not None:
        columns.append(Column(len(values), None, last, str(last), "more"))
    marks = [Mark(mark, "half: 1 d", "median")]
    heights = histogram.heights(columns=columns, marks=marks, step=1)
    return histogram.histogram(
        columns=columns,
        step=1,
        marks=marks,
        limits=[(place, str(place)) for place in range(len(values) + 1)],
        scale=[(each, str(each)) for each in heights],
    )


def test_the_area_of_a_column_says_how_many():
    narrow, wide = Column(0, 1, 10, "10", ""), Column(1, 3, 10, "10", "")
    found = histogram.histogram(
        columns=[narrow, wide], step=1, marks=[], limits=[], scale=[(0, "0"), (10, "10")]
    )
    assert found.columns[0].height == pytest.approx(2 * found.columns[1].height)


def test_a_column_that_would_press_others_down_is_cut_off_and_says_its_number():
    found = drawn(1000, 12, 9, 8)
    assert [column.cut for column in found.columns] == ["1000", "", "", ""]
    assert found.columns[1].height > histogram.PLOT / 2
    assert not drawn(20, 12, 9).has_cut


def test_columns_stand_within_the_picture_and_marks_with_their_words():
    found = drawn(5, 9, 2, last=4, mark=2.9)
    for column in found.columns:
        assert found.left <= column.x
        assert column.x + column.width <= found.width
        assert column.y >= 0
    assert [column.is_open for column in found.columns] == [False, False, False, True]
    assert not drawn(5, 9, 2, mark=0.1).marks[0].is_left
    assert drawn(5, 9, 2, mark=2.95).marks[0].is_left
