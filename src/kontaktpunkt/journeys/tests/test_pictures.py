"""Geometry: nothing overlaps, gaps stay gaps, and the same graph always looks the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.stages import Exit, Part, Ribbon, Stage
from kontaktpunkt.journeys.pictures import calendar, charts, course, journey_map, sankey, spectrum
from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken

ROOT = Path(__file__).parents[4]


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


def test_each_pass_is_a_line_of_its_quarter_within_the_picture():
    found = spectrum.spectrum(
        passes=[(0, 10), (0, 20), (50, 30), (60, 40)],
        quartiles=(15, 25, 35),
        months=[(50, "May")],
        keys=("a", "b", "c", "d"),
        first=0,
        last=100,
    )
    assert [path.count("M") for _quarter, path in found.lines] == [1, 1, 1, 1]
    assert dict(found.lines)[4] == f"M540.0 {spectrum.TOP}L900.0 {found.bottom:.0f}"
    assert found.months == ((450, "May"),)
    assert all(key.words_x < found.width for key in found.keys)


def drawn_days(counts):
    return calendar.days(
        counts=counts,
        titles=dict.fromkeys(counts, "a day"),
        weekdays=list("MTWTFSS"),
        months=[str(month) for month in range(1, 13)],
        number=str,
    )


@given(
    first=st.dates(date(2001, 1, 1), date(2030, 1, 1)),
    counts=st.lists(st.integers(7, 900), min_size=1, max_size=900),
)
def test_no_two_days_stand_in_one_place_and_all_within_the_calendar(first, counts):
    found = drawn_days({first + timedelta(days=day): n for day, n in enumerate(counts)})
    places = {(cell.x, cell.y) for cell in found.cells}
    assert len(places) == len(found.cells) == len(counts)
    assert all(0 <= x <= found.width - found.cell_width for x, _y in places)
    assert all(0 <= y <= found.key_y - found.cell_height for _x, y in places)
    assert {cell.shade for cell in found.cells} <= set(range(1, 6))


def test_a_year_that_crosses_new_year_is_one_block():
    found = drawn_days({date(2025, 11, 24): 9, date(2026, 11, 20): 20})
    assert found.height < 2 * calendar.YEAR_HEIGHT
    assert [words for _x, _y, words, is_year in found.labels if is_year] == ["2025", "2026"]


def test_the_key_of_a_calendar_says_what_each_shade_holds():
    counts = {date(2026, 3, day): n for day, n in enumerate((7, 8, 9, 30, 90), start=2)}
    found = drawn_days(counts)
    assert found.keys[0].words.startswith("7")
    assert found.keys[-1].words.endswith("90")
    shades = [cell.shade for cell in found.cells]
    assert shades == sorted(shades)
    assert shades[-1] == 5


def test_one_count_has_one_shade():
    found = drawn_days({date(2026, 3, 2): 9, date(2026, 3, 3): 9})
    assert [key.words for key in found.keys] == ["9"]


WORDS = sankey.Words(
    name=lambda name: name or "others",
    number=str,
    fate=lambda fate: fate.value,
    place=str,
    link=lambda _place, _each: "",
    way=lambda ribbon: str(ribbon.journeys),
    onward="go on",
)


def test_bands_are_as_thick_as_journeys_are_many_and_boxes_do_not_overlap():
    call, letter, rest = Part("call", 60), Part("letter", 30), Part(None, 20)
    done, silent = Exit(Fate.FINISHED, 30), Exit(Fate.SILENT, 10)
    first = Stage(1, 80, 50, (call, rest), (done,), (
        Ribbon(call, letter, 30), Ribbon(call, done, 30), Ribbon(rest, Part(None, 20), 20),
    ))  # fmt: skip
    second = Stage(2, 50, 40, (letter, rest), (silent,), (
        Ribbon(letter, Part("end", 30), 30), Ribbon(rest, silent, 10),
    ))  # fmt: skip
    found = sankey.sankey(stages=(first, second), words=WORDS)
    heights = {box.title: box.height for box in found.boxes}
    assert heights["call: 60"] == 2 * heights["letter: 30"]
    for x in {box.x for box in found.boxes}:
        column = sorted((box for box in found.boxes if box.x == x), key=lambda box: box.y)
        for above, below in pairwise(column):
            assert above.y + above.height <= below.y
    assert [box.kind for box in found.boxes if box.title.startswith("go on")] == ["onward"]
    assert sorted(band.kind for band in found.bands) == [
        "finished", "on", "on", "on", "silent",
    ]  # fmt: skip


def test_a_journey_stands_within_its_lanes_and_its_longest_wait_is_named():
    stops = [
        course.Stop(0, 0, "The party", True, "call", "2 d"),
        course.Stop(2 * course.DAY, 3600, "Roads", False, "case", "90 d", is_longest=True),
        course.Stop(92 * course.DAY, 0, "Roads", False, "decision"),
    ]
    found = course.course(stops=stops, lanes=["The party", "Roads"], lasts=92 * course.DAY)
    assert [point.number for point in found.points] == ["1", "2", "3"]
    assert all(found.left <= point.x <= found.right for point in found.points)
    assert [way.words for way in found.ways if way.is_longest] == ["90 d"]
    assert len(found.marks) <= course.MOST_MARKS + 1


def test_what_follows_an_end_is_drawn_as_no_wait():
    stops = [
        course.Stop(0, 0, "Roads", False, "decision", "90 d", is_waited_for=False),
        course.Stop(90 * course.DAY, 0, "Roads", True, "call", "2 d"),
        course.Stop(92 * course.DAY, 0, "Roads", False, "answer"),
    ]
    found = course.course(stops=stops, lanes=["Roads"], lasts=92 * course.DAY)
    assert [way.is_waited_for for way in found.ways] == [False, True]


def test_steps_of_one_moment_do_not_write_over_each_other():
    stops = [course.Stop(0, 0, "Roads", False, str(place)) for place in range(5)]
    found = course.course(stops=stops, lanes=["Roads"], lasts=0)
    assert [point.number for point in found.points] == ["1", "", "", "", ""]


def test_words_of_a_spectrum_s_keys_have_room_however_long_they_are():
    words = ("the quickest quarter of all: up to 11 days", "second", "third", "x" * 60)
    found = spectrum.spectrum(
        passes=[(0.0, 5.0)], quartiles=(1, 2, 3), months=[], keys=words, first=0, last=9
    )
    ends = [(key.y, key.x, key.words_x + len(key.words) * CHARACTER_WIDTH) for key in found.keys]
    assert all(end <= found.width for _y, _x, end in ends)
    for (row, _start, end), (next_row, start, _end) in pairwise(ends):
        assert next_row > row or start > end
    assert found.height > max(key.y for key in found.keys)


def test_pictures_take_every_colour_from_a_person_who_has_colours_of_their_own():
    own = (ROOT / "frontend/styles/_studio.scss").read_text()
    taken = set(re.findall(r"(--kp-[a-z-]+):", own.split("@media (forced-colors: active)")[1]))
    css = Path(finders.find("journeys/journeys.css")).read_text()
    pictures = css.split("/* --- Pictures")[1].split("/* --- Saving")[0]
    used = set(re.findall(r"(?:fill|stroke): (?:[^;]*?)var\((--kp-[a-z-]+)\)", pictures))
    assert used
    assert used <= taken
