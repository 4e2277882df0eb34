"""The Python interface: a notebook without Django, without a server, without a database."""

from __future__ import annotations

import doctest
import gc
import importlib
import re
import subprocess
import sys
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from upath import UPath

from kontaktpunkt import journeys
from kontaktpunkt.journeys import api
from kontaktpunkt.journeys.api import answers, conditions, log, opening, said_hours
from kontaktpunkt.journeys.api.invented import write_example
from kontaktpunkt.journeys.engine.lens import BY_PARTY
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening

DOCS = Path(__file__).parents[4] / "docs"


@pytest.fixture(scope="module")
def example():
    return journeys.example()


def few(count: int, **more) -> list[Happening]:
    return [
        Happening(case=f"c{number}", touchpoint=name, minute=number * 60 + place, **more)
        for number in range(count)
        for place, name in enumerate(["call", "letter"])
    ]


@pytest.mark.parametrize("module", [api, answers, conditions, log, opening, said_hours])
def test_the_examples_in_docstrings_say_what_happens(module, example):
    names = {"journeys": journeys, "log": example}
    names["refused"] = names["log"].where(outcome="refused", passed_through="hearing")
    found = doctest.testmod(module, extraglobs=names, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not found.failed


def test_the_public_functions_have_examples():
    for thing in (api.read, api.open_log, api.example, log.Log, log.Log.where, log.Log.flow):
        assert ">>> " in (thing.__doc__ or "")


def test_the_script_in_the_docs_runs_without_django(tmp_path):
    """As a reader would run it: in a fresh process that knows nothing of Django."""
    (tmp_path / "permits.xes.gz").write_bytes(b"somebody's own")
    script = DOCS / "examples" / "journeys.py"
    code = (
        f"import runpy; runpy.run_path({str(script)!r})\n"
        "from django.apps import apps; assert not apps.ready"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={"PATH": "", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "people x days" in done.stdout
    assert "permits.xes.gz: 240 journeys, 960 events" in done.stdout
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        ("permits.xes.gz", b"somebody's own")
    ]


def test_a_log_shows_itself_in_a_notebook(example):
    shown = example._repr_html_()
    assert "240 by case" in shown
    assert "960" in shown


def test_an_answer_is_a_table_in_every_form(example):
    answer = example.flow()
    assert list(answer.to_pandas().columns) == list(answer.columns)
    assert answer.to_arrow().num_rows == len(answer)
    assert answer.to_ibis().count().to_pyarrow().as_py() == len(answer)
    assert answer.to_csv().splitlines()[0] == ",".join(answer.columns)
    assert "(start)" in answer._repr_html_()
    assert [row.count for row in answer][:2] == [answer[0].count, answer[1].count]


QUESTIONS = (
    "flow", "paths", "waits", "work", "handovers", "units_met", "repeats", "experience",
    "drop_out", "hours", "days", "months", "how_long",
)  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_can_be_shown_and_taken_away(example, question):
    answer = getattr(example, question)()
    assert answer.sentence.endswith(".")
    assert repr(answer)
    assert "<table>" in answer._repr_html_()
    assert len(answer.to_arrow()) == len(answer)


def test_how_long_it_took_is_told_of_journeys_and_of_a_step(example):
    assert sum(each.journeys for each in example.how_long()) == 240
    waited = example.how_long("assessment", "decision")
    assert [(each.journeys, each.share) for each in waited] == [(240, 1)]
    assert waited[0].low_seconds < 7 * 86_400 <= (waited[0].high_seconds or 0)
    with pytest.raises(api.UnknownName):
        example.how_long("assessment", "nothing")
    with pytest.raises(TypeError):
        example.how_long("assessment")


def test_an_empty_answer_still_is_a_table(example):
    answer = example.work()
    assert len(answer) == 0
    assert "touchpoint" in answer.to_arrow().column_names


def test_markup_in_names_is_shown_as_text(tmp_path):
    told = few(9)
    told = [Happening(**{**vars(each), "touchpoint": f"<b>{each.touchpoint}"}) for each in told]
    reference.write(folder=tmp_path, happenings=told)
    (tmp_path / "log.json").write_text(
        '{"name": "<i>x", "lead_object_type": "case", "objects": {"case": 9}}'
    )
    opened = journeys.open_log(tmp_path)
    assert "<b>" not in opened.flow()._repr_html_()
    assert "<i>" not in opened._repr_html_()


def test_conditions_combine_and_can_be_turned_round(example):
    refused = example.where(outcome="refused")
    asked = refused.where(passed_through=["question", "hearing"])
    assert asked.cases == 60
    assert asked.others.cases == 180
    assert asked.others.where(passed_through="question").cases == 60
    assert asked.others.others.cases == 60
    assert "outcome='refused'" in repr(asked)


def test_more_conditions_than_may_be_asked_together_are_refused(example):
    with pytest.raises(api.TooManyConditions, match=r"At most 10 conditions .* these are 11"):
        example.where(passed_through=["application"] * 11)
    assert example.where(passed_through=["application"] * 10).cases == 240


def test_all_journeys_have_no_others(example):
    with pytest.raises(api.GroupTooSmall, match="fewer than 7 journeys"):
        _ = example.others


@pytest.mark.parametrize(
    ("condition", "cases"),
    [
        ({"followed_by": ("hearing", "decision")}, 60),
        ({"directly_followed_by": ("application", "assessment")}, 120),
        ({"path": ("application", "assessment", "decision")}, 120),
        ({"longer_than_days": 50}, 60),
        ({"score_below": 50}, 20),
        ({"started_in": (date(2026, 1, 1), date(2026, 1, 31))}, 27),
        ({"started_in": ("2026-01", "2026-01")}, 27),
        ({"common_path": True}, 240),
        ({"unit": "Building"}, 240),
        ({"channel": "phone"}, 160),
        ({"family": ("application", "assessment", "decision")}, 180),
        ({"began_with": "application"}, 240),
        ({"ended_with": "complaint"}, 60),
        ({"answered_about": "decision"}, 240),
        ({"handed_over": ("Service centre", "Building")}, 240),
        ({"came_straight_back": ("Service centre", "Building")}, 60),
        ({"in_touch_again": ("application", 30)}, 120),
        ({"standing": ("finished", 60)}, 240),
        ({"at_step": (2, "question")}, 60),
        ({"units_met": 2}, 240),
        ({"steps": 4}, 60),
        ({"happened_in": "2026-02"}, 55),
        ({"in_touch_in": "2026-02"}, 37),
    ],
)
def test_each_condition_keeps_the_journeys_it_says(example, condition, cases):
    assert example.where(**condition).cases == cases


def test_a_path_may_be_given_as_a_notebook_has_it(example):
    path = example.paths()[0]
    frame = example.paths().to_pandas()
    for told in (path.touchpoints, list(path.touchpoints), frame.touchpoints[0].tolist()):
        assert example.where(path=told).cases == path.journeys
    assert example.where(followed_by=["application", "hearing"]).cases == 60
    assert example.where(common_path=False).cases == 240


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"followed_by": "hearing"}, "wants a pair, such as"),
        ({"followed_by": ("a", "b", "c")}, "wants a pair"),
        ({"longer_than_days": "10"}, "wants a number, not '10'"),
        ({"score_below": float("nan")}, "wants a number"),
        ({"unit": None}, "wants a name"),
        ({"started_in": ("2026-03-01", "2026-01-01")}, "the earlier month first"),
        ({"started_in": ("2026-01-05", "2026-03-31")}, "wants whole months"),
        ({"started_in": ("March", "April")}, "wants months such as"),
        ({"units_met": 2.5}, "wants a whole number"),
        ({"at_step": ("question", 2)}, "wants a pair, such as \\(2, 'letter'\\)"),
        ({"standing": ("lost", 60)}, "wants a pair, such as \\('silent', 60\\)"),
        ({"in_touch_again": ("letter", 0)}, "wants a pair"),
        ({"passed": "hearing"}, "Did you mean 'passed_through'"),
    ],
)
def test_a_condition_of_the_wrong_shape_is_told_what_is_wanted(example, condition, words):
    with pytest.raises(journeys.api.UnknownCondition, match=words):
        example.where(**condition)


def test_questions_say_what_they_want(example, tmp_path):
    for asked in (
        lambda: example.paths(most=-1),
        lambda: example.repeats(days="x"),
        lambda: example.drop_out(days=0),
    ):
        with pytest.raises(ValueError, match="wants a number above 0"):
            asked()
    with pytest.raises(TypeError, match=r"log\.others"):
        example.compare("x")
    with pytest.raises(TypeError, match="Did you mean 'case'"):
        journeys.read(written(tmp_path), cas="id")


def written(folder):
    write_example(folder / "permits.csv")
    return folder / "permits.csv"


def test_csv_can_be_written_at_once(example, tmp_path):
    text = example.flow().to_csv(tmp_path / "flow.csv")
    assert (tmp_path / "flow.csv").read_text() == text


def test_an_unknown_name_is_told_with_the_nearest(example):
    with pytest.raises(api.UnknownName, match=r"no touchpoint 'hearin'.*'hearing'"):
        example.where(passed_through="hearin")


def test_an_unknown_condition_is_told_with_those_there_are(example):
    with pytest.raises(api.UnknownCondition, match=r"'color'.*passed_through"):
        example.where(color="red")


def test_conditions_that_would_tell_of_few_are_refused(tmp_path):
    refused = [
        Happening(case=f"r{number}", touchpoint="call", minute=number, outcome="refused")
        for number in range(3)
    ]
    told = [*few(20), *refused]
    reference.write(folder=tmp_path, happenings=told)
    (tmp_path / "log.json").write_text(
        '{"name": "x", "lead_object_type": "case", "objects": {"case": 23}}'
    )
    opened = journeys.open_log(tmp_path)
    with pytest.raises(api.GroupTooSmall, match="fewer than 7 journeys"):
        opened.where(outcome="refused")


def test_comparison_of_too_few_is_refused(tmp_path, example):
    reference.write(folder=tmp_path, happenings=few(3))
    (tmp_path / "log.json").write_text(
        '{"name": "x", "lead_object_type": "case", "objects": {"case": 3}}'
    )
    with pytest.raises(api.GroupTooSmall, match="7 journeys on each side"):
        example.compare(journeys.open_log(tmp_path))


def test_a_log_can_be_seen_by_party(tmp_path):
    reference.write(folder=tmp_path, happenings=few(20, party="p", matter="parking"))
    (tmp_path / "log.json").write_text(
        '{"name": "x", "lead_object_type": "case",'
        ' "objects": {"case": 20, "citizen": 1, "matter": 1}}'
    )
    opened = journeys.open_log(tmp_path)
    assert (opened.lens, opened.cases) == ("case", 20)
    assert opened.through("party").cases == 1
    assert opened.through("party", silence_days=0.01).cases == 20
    assert opened.through(BY_PARTY).lens == "party"
    assert opened.through("service").matters == ("parking",)


def test_an_unknown_lens_is_told_with_those_there_are(example):
    with pytest.raises(api.NoSuchLens, match="'party'; it can be seen by: case"):
        example.through("party")


def test_what_the_worker_prepared_is_used_as_it_is(tmp_path, example):
    """The municipality's own log names no lead: its worker has prepared the lenses."""
    folder = tmp_path / "own"
    reference.write(folder=folder, happenings=few(9))
    (folder / "log.json").write_text('{"name": "Fjordby", "events": 18}')
    with pytest.raises(api.NoSuchLens, match="journeys refresh"):
        journeys.open_log(folder)
    prepare(log=folder)
    assert journeys.open_log(folder).cases == 9
    reference.write(folder=folder, happenings=few(12))
    assert journeys.open_log(folder).cases == 9, "looking prepares nothing"


def test_a_folder_without_a_log_is_named(tmp_path):
    with pytest.raises(api.NoLog, match="There is no log in"):
        journeys.open_log(tmp_path)


def test_waits_can_be_counted_in_opening_hours(example):
    office = api.Hours(zone="UTC", weekly={day: ((time(9), time(15)),) for day in range(5)})
    wall = example.waits()[0].median_wait
    opened = example.through("case", hours=office).waits(clock="open")
    assert 0 < max(each.median_wait for each in opened) < wall


def test_what_is_nothing_is_not_said(example):
    told = [example.paths(), example.families(), example.flow(), example.stages()]
    assert [each.sentence.split("; ")[0].rstrip(".") for each in told] == ["240 journeys"] * 4
    assert not any(re.search(r"\b0 ", each.sentence) for each in told)
    few = example.paths(most=1)
    assert few.sentence == "240 journeys; 120 of them took one of 2 other paths."


def test_a_wait_of_no_days_is_given_its_reason(example):
    found = example.waits()
    [after] = [each for each in found if each.source == "decision"]
    assert (after.target, after.days) == ("complaint", 0)
    assert found.sentence.endswith(
        "After an outcome, or another end, nothing more was expected: what follows adds no days."
    )
    assert "adds no days" not in example.where(outcome="granted").waits().sentence


def test_waits_in_opening_hours_are_not_made_up(example):
    with pytest.raises(api.NoOpeningHours, match="prepared without opening hours"):
        example.waits(clock="open")


def test_what_was_read_is_gone_when_nobody_holds_it():
    held = journeys.example()
    folder = held.folder
    assert folder.exists()
    del held
    gc.collect()
    assert not folder.exists()


def test_every_name_can_be_had_from_the_package():
    fresh = importlib.import_module("kontaktpunkt.journeys")
    assert {"read", "open_log", "example", "Log"} <= set(dir(fresh))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = fresh.nonsense


def test_a_log_is_read_from_and_written_to_wherever_fsspec_finds_it(tmp_path):
    log = journeys.example()
    log.export("memory://exports/permits.parquet")
    with pytest.raises(FileExistsError, match="memory://exports"):
        log.export("memory://exports/permits.parquet")
    again = journeys.read("memory://exports/permits.parquet")
    assert (again.cases, again.events) == (log.cases, log.events)
    with pytest.raises(api.NotReached, match=r"memory://nowhere\.csv"):
        journeys.read("memory://nowhere.csv")


def test_opening_hours_are_said_in_words(tmp_path):
    log = journeys.example()
    opened = log.through("case", hours="mon-fri 9-15")
    assert opened.waits(clock="open")[0].median_wait < log.waits()[0].median_wait / 2
    with pytest.raises(ValueError, match="is not clear"):
        log.through("case", hours="always")


def test_a_log_may_lie_anywhere_that_fsspec_reaches():
    near = journeys.example()
    there = UPath("memory://bucket/permits")
    for file in near.folder.rglob("*"):
        copied = there / file.relative_to(near.folder).as_posix()
        if file.is_file() and "prepared" not in copied.parts:
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(file.read_bytes())
    far = journeys.open_log("memory://bucket/permits")
    assert far.flow() == near.flow()
    assert far.paths() == near.paths()
    assert far.where(passed_through="hearing").cases == 60
    # What is prepared lies beside it, and is not prepared again.
    (home,) = (there / "prepared").iterdir()
    before = (home / "current").read_text()
    assert journeys.open_log("memory://bucket/permits").cases == near.cases
    assert (home / "current").read_text() == before


def test_an_address_without_a_log_says_so():
    with pytest.raises(api.NoLog, match="no log in “memory://nowhere”"):
        journeys.open_log("memory://nowhere")


def test_a_period_is_told_in_the_log_s_time_zone_or_says_that_it_is_utc(tmp_path):
    reference.write(folder=tmp_path / "log", happenings=few(9))
    (tmp_path / "log" / "log.json").write_text(
        '{"name": "calls", "lead_object_type": "case", "objects": {"case": 9}}'
    )
    plain = journeys.open_log(tmp_path / "log")
    assert repr(plain).endswith(f"{plain.last:%Y-%m-%d} (UTC)>")
    # Fourteen hours ahead of UTC, the year round.
    far = plain.through("case", hours=api.Hours(zone="Pacific/Kiritimati"))
    assert repr(far).endswith(f"{far.last:%Y-%m-%d}>")
    assert (far.last, far.last.utcoffset()) == (plain.last, timedelta(hours=14))
