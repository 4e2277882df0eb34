"""Analysts' commands: on a file as it is, and on the logs of this installation."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kontaktpunkt.config.commands.journeys import journeys
from kontaktpunkt.journeys import cli_analysis as cli
from kontaktpunkt.journeys import cli_questions
from kontaktpunkt.journeys.addresses import RESERVED
from kontaktpunkt.journeys.api import Log
from kontaktpunkt.journeys.api.invented import write_example
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening
from kontaktpunkt.warehouse.connection import MEMORY_VARIABLE
from kontaktpunkt.warehouse.names import OWN


@pytest.fixture
def file(tmp_path, made_once):
    write_example(tmp_path / "permits.csv")
    return tmp_path / "permits.csv"


@pytest.fixture(scope="module")
def prepared_log(tmp_path_factory):
    """A small log, prepared as the worker does it."""
    folder = tmp_path_factory.mktemp("prepared") / "log"
    happenings = [
        Happening(case=f"c{number}", touchpoint=name, minute=number * 60 + place, unit="Roads")
        for number in range(9)
        for place, name in enumerate(["call", "letter"])
    ]
    reference.write(folder=folder, happenings=happenings)
    prepare(log=folder)
    return folder


@pytest.fixture
def warehouse(settings, tmp_path, prepared_log):
    """Two municipalities' own logs and an imported one."""
    settings.WAREHOUSE = tmp_path / "warehouse"
    own = '{"name": "Our own", "events": 18}'
    facts = '{"name": "Old permits", "lead_object_type": "case", "objects": {"case": 9}}'
    for place, told in (
        ("fjordby/own", own),
        ("sjostad/own", own),
        ("fjordby/imported/some-key", facts),
    ):
        shutil.copytree(prepared_log, settings.WAREHOUSE / place)
        (settings.WAREHOUSE / place / "log.json").write_text(told)
    return settings.WAREHOUSE


def run(command, *arguments):
    done = CliRunner().invoke(command, [str(each) for each in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_too_little_memory_ends_with_a_sentence_that_says_how_to_give_more(tmp_path, monkeypatch):
    # Not the file of the others, of which much may be worked out already.
    write_example(tmp_path / "permits.csv")
    monkeypatch.setenv(MEMORY_VARIABLE, "1")
    done = run(journeys, "discover", tmp_path / "permits.csv")
    assert done.exit_code == 1
    assert "may take 1MB of memory" in done.output
    assert f"Set {MEMORY_VARIABLE}" in done.output


def test_discover_shows_what_follows_what(file):
    done = run(cli.discover, file, "--top", 3)
    assert done.exit_code == 0, done.output
    assert "240 journeys; 7 different steps" in done.output
    assert "assessment" in done.output


def test_discover_tells_machines_the_same(file):
    told = json.loads(run(cli.discover, file, "--json", "--no-ends").stdout)
    assert (told["journeys"], told["events"], told["lens"]) == (240, 960, "case")
    first = told["rows"][0]
    assert (first["source"], first["target"], first["count"]) == ("assessment", "decision", 240)
    table = list(csv.DictReader(io.StringIO(run(cli.discover, file, "--csv", "--no-ends").stdout)))
    assert [row["count"] for row in table] == [str(row["count"]) for row in told["rows"]]


def test_conditions_narrow_what_is_looked_at(file):
    done = run(cli.paths, file, "--passed", "hearing", "--with-outcome", "refused", "--json")
    told = json.loads(done.stdout)
    assert told["journeys"] == 60
    assert told["conditions"] == ["passed_through=['hearing']", "outcome='refused'"]
    started = run(cli.paths, file, "--started", "2026-01", "2026-02", "--json")
    assert json.loads(started.stdout)["journeys"] == 55
    followed = run(cli.paths, file, "--followed", "hearing", "decision", "--json")
    assert json.loads(followed.stdout)["journeys"] == 60


@pytest.mark.parametrize("command", [cli.waits, cli.handovers, cli.paths])
def test_every_question_can_be_asked_of_a_file(file, command):
    done = run(command, file, "--top", 2)
    assert done.exit_code == 0, done.output
    assert "→" in done.output or "source" in done.output


def test_compare_two_logs_or_some_journeys_with_the_rest(file):
    with_rest = json.loads(run(cli.compare, file, "--passed", "hearing", "--json").stdout)
    assert (with_rest["first"]["journeys"], with_rest["second"]["journeys"]) == (60, 180)
    with_self = json.loads(run(cli.compare, file, file, "--json").stdout)
    assert not any(row["is_beyond_chance"] for row in with_self["rows"])
    alone = run(cli.compare, file)
    assert alone.exit_code == 2
    assert "Name a second log" in alone.output


def test_what_was_read_can_be_kept(file, tmp_path):
    run(cli.discover, file, "--keep", tmp_path / "kept")
    file.unlink()
    assert run(cli.paths, tmp_path / "kept").exit_code == 0


@pytest.mark.parametrize("name", ["out.xes.gz", "out.parquet", "out.json"])
def test_export_writes_a_file_once(file, tmp_path, name):
    out = tmp_path / name
    done = run(cli.export, file, out)
    assert done.exit_code == 0, done.output
    assert "960 events" in done.output
    again = run(cli.export, file, out)
    assert again.exit_code == 1
    assert "is there already. Say --force" in again.output
    assert run(cli.export, file, out, "--force").exit_code == 0


def test_an_interrupted_export_ends_without_a_traceback(file, tmp_path, monkeypatch):
    """DuckDB turns a Ctrl-C into an error of its own."""

    def interrupted(*_arguments, **_options):
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(Log, "export", interrupted)
    done = run(cli.export, file, tmp_path / "out.csv")
    assert done.exit_code == 1
    assert "Aborted!" in done.output


@pytest.mark.parametrize("name", ["Case [closed] [red]x[/foo]", "høring \x1b[31m\u202e"])
def test_names_are_shown_and_do_nothing_else(tmp_path, name):
    path = tmp_path / "table.csv"
    rows = "\n".join(f"{n},{name},2026-01-{n + 1:02d} 10:00" for n in range(9))
    path.write_text(f"id,event,time\n{rows}")
    done = run(cli.discover, path, "--case", "id", "--touchpoint", "event", "--time", "time")
    assert name.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd") in done.output
    assert "\x1b" not in done.output


def test_columns_can_be_said_outright(tmp_path):
    path = tmp_path / "table.csv"
    rows = "\n".join(f"{n},x,2026-01-{n + 1:02d} 10:00" for n in range(9))
    path.write_text(f"a,b,c\n{rows}\n")
    unsaid = run(cli.paths, path)
    assert unsaid.exit_code == 1
    said = run(cli.paths, path, "--case", "a", "--touchpoint", "b", "--time", "c", "--json")
    assert json.loads(said.stdout)["journeys"] == 9


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_tells_every_option_in_a_group_and_shows_how(command):
    told = run(command, "--help").output
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(told.count(f"  {each.opts[0]}") for each in options)
    assert told.index("Options:") < told.index("Which journeys:") < told.index("Where LOG")
    assert f"kontaktpunkt journeys {command.name} " in told


def test_help_needs_no_settings_and_an_unknown_command_is_told_the_nearest(monkeypatch):
    monkeypatch.setattr("django.setup", None)
    helped = run(journeys, "--help")
    assert all(f"  {name} " in helped.output for name in ("discover", "import", "refresh"))
    assert "No such command 'wait'. Did you mean 'waits'?" in run(journeys, "wait").output


def test_a_log_of_this_installation_is_named_by_its_address(warehouse):
    assert json.loads(run(cli.discover, "fjordby/own", "--json").stdout)["journeys"] == 9
    assert json.loads(run(cli.discover, "old-permits", "--json").stdout)["log"] == "Old permits"


def test_an_address_that_is_not_clear_is_answered_with_those_there_are(warehouse):
    done = run(cli.discover, "own")
    assert done.exit_code == 1
    assert "“own” is not clear" in done.output
    assert "fjordby/own, sjostad/own, fjordby/old-permits" in done.output
    assert "neither a file nor a log here" in run(cli.discover, "atlantis/own").output


def test_keys_of_this_installation_are_not_told(warehouse, tmp_path):
    done = run(cli.export, "fjordby/own", tmp_path / "own.csv", "--keep-keys")
    assert done.exit_code == 2
    assert not (tmp_path / "own.csv").exists()
    folder = run(cli.export, warehouse / "fjordby" / "own", tmp_path / "own.csv", "--keep-keys")
    assert folder.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.xes"], "There is no file “nowhere.xes”"),
        (["{file}", "--passed", "hering"], "'hearing'"),
        (["{file}", "--lens", "party"], "it can be seen by: case"),
        (["{file}", "--longer-than", "365"], "fewer than 7 journeys"),
    ],
)
def test_a_refusal_is_a_sentence(file, arguments, words):
    done = run(cli.discover, *(each.format(file=file) for each in arguments))
    assert done.exit_code == 1
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--longer-than", "4"], "is not one of '1', '3'"),
        (["--scored-below", "41"], "is not one of '20', '40'"),
    ],
)
def test_only_what_the_pages_offer_may_be_a_limit(file, arguments, words):
    done = run(cli.discover, file, *arguments)
    assert done.exit_code == 2
    assert words in done.output


def table(path, *rows, header="case,activity,timestamp,event_id"):
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


TWICE = (*(f"c{n},call,2026-03-02 10:00,{n}" for n in range(9)), "c5,letter,2026-03-03 10:00,5")
DANGLING = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [{"id": "o1", "type": "case"}],
    "events": [
        {
            "id": f"e{n}",
            "type": "call",
            "time": "2026-03-02T10:00:00Z",
            "relationships": [{"objectId": "o1" if n else "nobody", "qualifier": ""}],
        }
        for n in range(9)
    ],
}


def test_the_way_out_of_a_refusal_is_there(tmp_path):
    """What a refusal advises can be said on the command line."""
    twice = table(tmp_path / "twice.csv", *TWICE)
    assert "import without the id column" in run(cli.paths, twice).output
    assert run(cli.paths, twice, "--event-id", "none").exit_code == 0
    dangling = tmp_path / "dangling.json"
    dangling.write_text(json.dumps(DANGLING))
    assert "with dangling relations left out" in run(cli.paths, dangling).output
    assert run(cli.paths, dangling, "--leave-out-dangling").exit_code == 0
    many = [f"c{n},step {n},2026-03-02 10:00,{n}" for n in range(30)]
    many = table(tmp_path / "many.csv", *many)
    refused = run(cli.paths, many, "--limit", "touchpoints=9")
    assert "more than 9 different values in “activity”" in refused.output
    assert run(cli.paths, many, "--limit", "touchpoints=30").exit_code == 0
    wrong = run(cli.paths, many, "--limit", "patience=1")
    assert wrong.exit_code == 2
    assert "touchpoints" in wrong.output
    mixed = [f"c{n},call,0{n + 1}/02/2026 10:00,{n}" for n in range(9)]
    mixed = table(tmp_path / "mixed.csv", *mixed)
    month_first = run(cli.waits, mixed, "--time-order", "month-first", "--json")
    assert json.loads(month_first.stdout)["journeys"] == 9
    agents = [f"c{n},call,2026-03-02 10:00,Anna" for n in range(9)]
    agents = table(tmp_path / "agents.csv", *agents, header="case,activity,timestamp,agent")
    assert "say that these are not persons" in run(cli.paths, agents, "--unit", "agent").output
    assert run(cli.paths, agents, "--unit", "agent", "--no-persons").exit_code == 0


def test_a_log_without_a_case_column_asks_for_one(tmp_path):
    """One column is never taken for two things."""
    rows = [f"step {n % 5};2026-01-0{n % 9 + 1} 10:00" for n in range(50)]
    done = run(cli.discover, table(tmp_path / "log.csv", *rows, header="what;when"))
    assert "No column names the case; say which of these does: what, when." in done.output


def test_what_the_format_tells_is_not_asked(tmp_path):
    empty = tmp_path / "log.xes"
    empty.write_text('<log><trace><string key="concept:name" value="a"/></trace></log>')
    assert "holds no event" in run(cli.discover, empty).output


def test_our_own_log_has_an_address_that_no_import_can_take():
    assert OWN in RESERVED


def test_no_database_is_needed(file, tmp_path):
    """The whole command, in a process where a database would be refused."""
    done = subprocess.run(
        [sys.executable, "-m", "kontaktpunkt.config.cli", "journeys", "discover", file, "--csv"],
        capture_output=True, text=True, check=False,
        env={
            "PATH": "",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "KONTAKTPUNKT_DATA": str(tmp_path / "data"),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("source,target,count")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("command", "more", "told"),
    [
        ("repeats", ["--days", "14"], {"touchpoint": "hearing", "again": 60}),
        ("experience", [], {"touchpoint": "decision", "n": 240}),
        ("drop-out", ["--stages"], {"source": "application", "journeys": 120}),
        ("units", [], {"units": 2, "journeys": 240}),
        ("rhythm", ["--by", "month"], {"first": "2026-01-01", "count": 31}),
        ("spectrum", ["assessment", "decision"], {"first": "2026-02-01", "n": 23}),
        ("how-long", [], {"low_seconds": 26 * 86_400, "journeys": 24, "share": 0.1}),
        ("how-long", ["assessment", "decision"], {"journeys": 240, "share": 1.0}),
    ],
)
def test_every_question_is_asked_in_the_same_way(file, command, more, told):
    asked = {each.name: each for each in cli.COMMANDS}[command]
    found = json.loads(run(asked, file, *more, "--json", "--top", "1").stdout)
    assert found["journeys"] == 240
    assert found["sentence"]
    assert {name: found["rows"][0][name] for name in told} == told


@pytest.mark.parametrize(
    ("conditions", "journeys"),
    [
        (["--ended-with", "complaint"], 60),
        (["--at-step", 2, "question", "--steps", 4], 60),
        (["--handed-over", "Service centre", "Building", "--units-met", 2], 240),
        (["--came-straight-back", "Service centre", "Building"], 60),
        (["--in-touch-again", "application", 30], 120),
        (["--standing", "finished", 60, "--began-with", "application"], 240),
        (["--answered-about", "decision", "--in-touch-in", "2026-02"], 37),
        (["--happened-in", "2026-02"], 55),
    ],
)
def test_what_pages_lead_to_is_asked_by_options(file, conditions, journeys):
    done = run(cli.paths, file, *conditions, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["journeys"] == journeys


def test_half_a_pair_of_touchpoints_is_refused(file):
    how_long = {each.name: each for each in cli.COMMANDS}["how-long"]
    done = run(how_long, file, "assessment")
    assert done.exit_code == 2
    assert "Name both touchpoints" in done.output


def test_waits_are_counted_in_the_hours_that_were_said(file):
    said = run(cli.waits, file, "--hours", "mon-fri 9-15", "--open-hours", "--json")
    open_wait = json.loads(said.stdout)["rows"][0]["median_wait"]
    wall = json.loads(run(cli.waits, file, "--json").stdout)["rows"][0]["median_wait"]
    assert 0 < open_wait < wall / 4
    refused = run(cli.waits, file, "--hours", "weekdays", "--open-hours")
    assert refused.exit_code == 1
    assert "“weekdays” is not clear" in refused.output
    assert "own hours" in run(cli.waits, "fjordby/own", "--hours", "mon 9-15").output


@pytest.mark.parametrize(
    ("text", "arguments", "option"),
    [
        ("c,t,w\n1,a,2026-01-01\n2,b,soon\n", ["--case", "c", "--touchpoint", "t", "--time", "w"],
         "--time-order"),
        ("id,case,touchpoint,time\n1,1,a,2026-01-01\n1,2,b,2026-01-02\n", ["--event-id", "id"],
         "--event-id none"),
        ("case,touchpoint,time\n1,a,2026-01-01\n2,b,2026-01-02\n", ["--limit", "touchpoints=1"],
         "--limit touchpoints=NUMBER"),
        ("case,EmployeeName,time\n1,Ann,2026-01-01\n", ["--touchpoint", "EmployeeName"],
         "--no-persons"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_option_that_is_the_way_out(tmp_path, text, arguments, option):
    (tmp_path / "log.csv").write_text(text)
    done = run(cli.discover, tmp_path / "log.csv", *arguments)
    assert done.exit_code == 1
    assert "The option is" in done.output
    assert option in done.output


def test_a_log_with_only_empty_cases_is_told_from_one_without_times(tmp_path):
    trace = '<trace><string key="concept:name" value="1"/></trace>'
    (tmp_path / "log.xes").write_text(f'<log xes.version="1.0">{trace}</log>')
    done = run(cli.discover, tmp_path / "log.xes")
    assert done.exit_code == 1
    assert "The file holds no events; export the log again" in done.output


def test_an_answer_without_rows_says_why(file, tmp_path):
    """An empty header would leave the reader to guess."""
    silent = tmp_path / "silent.csv"
    rows = [f"{number},call,2026-01-{number + 1:02} 10:00" for number in range(20)]
    silent.write_text("\n".join(["case,touchpoint,time", *rows]))
    for arguments, why in [
        ((cli_questions.drop_out, file), "After no touchpoint did enough fall silent"),
        ((cli.handovers, silent), "No hand-over is told"),
        ((cli_questions.rhythm, silent), "No own contact is told: the log knows of none"),
        ((cli_questions.rhythm, file, "--by", "day"), "is told by day, as on most days too few"),
        ((cli_questions.experience, silent), "No answer is told: the log knows of none"),
    ]:
        lines = run(*arguments).stdout.splitlines()
        assert why in lines[0]
        assert len(lines) == 1


def test_whose_journeys_are_taken_of_a_log_of_many_objects_is_said(tmp_path):
    objects = [{"id": f"{kind}{n}", "type": kind} for kind in ("order", "item") for n in range(9)]
    events = [
        {
            "id": f"e{n}",
            "type": "pack",
            "time": f"2026-01-0{n + 1}T10:00:00Z",
            "relationships": [
                {"objectId": f"{kind}{n}", "qualifier": ""} for kind in ("order", "item")
            ],
        }
        for n in range(9)
    ]
    types = [{"name": "order", "attributes": []}, {"name": "item", "attributes": []}]
    told = {"objectTypes": types, "eventTypes": [{"name": "pack", "attributes": []}],
            "objects": objects, "events": events}  # fmt: skip
    (tmp_path / "log.json").write_text(json.dumps(told))
    done = run(cli.discover, tmp_path / "log.json")
    assert done.exit_code == 0, done.output
    assert "A journey is what touched one “item”. The log also has “order”; --lens" in done.stderr
    assert "A journey is" not in run(cli.discover, tmp_path / "log.json", "--lens", "case").stderr
