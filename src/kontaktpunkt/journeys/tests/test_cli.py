"""The command line: guess, confirm, import, list, remove."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from kontaktpunkt.journeys import cli
from kontaktpunkt.journeys.models import ImportedLog

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
{traces}
</log>"""
TRACE = """<trace><string key="concept:name" value="case {case}"/>
<event><string key="concept:name" value="call"/>
<date key="time:timestamp" value="2026-03-0{day}T10:00:00+01:00"/></event>
<event><string key="concept:name" value="letter"/>
<date key="time:timestamp" value="2026-03-0{day}T11:00:00+01:00"/></event></trace>"""

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "permits.xes"
    traces = "\n".join(TRACE.format(case=number, day=number % 9 + 1) for number in range(12))
    path.write_text(XES.format(traces=traces))
    return path


def run(command, *arguments: str):
    return CliRunner().invoke(command, [*arguments], catch_exceptions=False)


def test_import_shows_the_guess_and_says_what_came_in(here, file):
    done = run(cli.import_file, str(file), "--municipality", "fjordby")
    assert done.exit_code == 0, done.output
    assert "time:timestamp" in done.output
    assert "permits: 12 cases, 24 events, 2 touchpoints, 2026-03-01 to 2026-03-09." in done.output
    assert "/fjordby/journeys/permits/" in done.output


def test_the_only_municipality_need_not_be_named(here, file):
    assert run(cli.import_file, str(file), "--yes").exit_code == 0
    assert ImportedLog.objects.get().slug == "permits"


def test_an_unknown_municipality_is_refused_with_the_known_ones(here, file):
    done = run(cli.import_file, str(file), "--municipality", "atlantis", "--yes")
    assert done.exit_code == 1
    assert "There is no municipality 'atlantis'. There are: fjordby." in done.output


def test_a_broken_file_ends_with_one_sentence_and_keeps_nothing(here, file):
    file.write_text(file.read_text()[:-40])
    done = run(cli.import_file, str(file), "--yes")
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert not ImportedLog.objects.exists()


def test_columns_that_are_not_clear_have_to_be_said(here, tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("a,b,c\n1,2,3\n4,5,6\n")
    done = run(cli.import_file, str(file))
    assert done.exit_code == 1
    assert "--case" in done.output or "say which" in done.output


def test_columns_can_be_said_outright(here, tmp_path):
    file = tmp_path / "table.csv"
    rows = "\n".join(f"{n},x{n % 2},2026-01-{n + 1:02d} 10:00" for n in range(9))
    file.write_text(f"a,b,c\n{rows}\n")
    done = run(
        cli.import_file,
        str(file),
        "--case",
        "a",
        "--touchpoint",
        "b",
        "--time",
        "c",
        "--name",
        "Mine",
    )
    assert done.exit_code == 0, done.output
    assert (ImportedLog.objects.get().name, ImportedLog.objects.get().cases) == ("Mine", 9)


def test_what_is_replaced_is_said(here, file):
    assert "replace" not in run(cli.import_file, str(file), "--yes").output
    again = run(cli.import_file, str(file))
    assert "This will replace the log of the same address, imported on" in again.output
    assert "from permits.xes: 12 cases, 24 events." in again.output


def test_addresses_are_listed_whole(here, file):
    name = "a name that is longer than a narrow screen " * 2
    run(cli.import_file, str(file), "--yes", "--name", name)
    assert name.strip() in run(cli.list_logs).output


def test_without_a_municipality_the_way_to_one_is_told(db, file):
    done = run(cli.import_file, str(file), "--yes")
    assert done.exit_code == 1
    assert "found_municipality" in done.output


def test_the_time_of_day_may_have_a_column_of_its_own(here, tmp_path):
    file = tmp_path / "table.csv"
    rows = "\n".join(f"{n},x{n % 2},0{n + 1}-03-2026,10:30" for n in range(9))
    file.write_text(f"case,activity,dato,tid\n{rows}\n")
    done = run(cli.import_file, str(file))
    assert "its time of day" in done.output
    assert "read as midnight" not in done.output
    done = run(cli.import_file, str(file), "--time-of-day", "none")
    assert "read as midnight" in done.output
    done = run(cli.import_file, str(file), "--milestone", "dato+tid=Opened", "--case", "case")
    assert "time of day of “Opened”" in done.output
    assert "1 touchpoints" in done.output


def test_every_row_can_be_a_case(here, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("what,when\n" + "".join(f"call,2026-03-0{n} 10:00\n" for n in range(1, 9)))
    done = run(cli.import_file, str(file), "--case", "none", "--touchpoint", "what")
    assert "8 cases, 8 events" in done.output


def test_a_row_per_case_becomes_milestones(here, tmp_path):
    file = tmp_path / "requests.csv"
    rows = "\n".join(f"{n},2026-01-{n + 1:02d} 10:00,2026-02-{n + 1:02d} 10:00" for n in range(9))
    file.write_text(f"id,Opened,Closed\n{rows}\n")
    done = run(
        cli.import_file, str(file), "--case", "id", "--milestone", "Opened=Request opened",
        "--milestone", "Closed=Request closed",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert ImportedLog.objects.get().events == 18


def test_said_columns_take_the_place_of_guessed_milestones(here, tmp_path):
    file = tmp_path / "steps.csv"
    rows = "\n".join(f"{n},2026-01-{n + 1:02d} 10:00,2026-02-01 10:00,step" for n in range(9))
    file.write_text(f"case,Opened,Closed,x\n{rows}\n")
    done = run(cli.import_file, str(file), "--touchpoint", "x", "--time", "Opened", "--yes")
    assert done.exit_code == 0, done.output
    assert ImportedLog.objects.get().events == 9


def test_tickets_are_imported_with_their_answers(here, tmp_path):
    tickets, answers = tmp_path / "tickets.csv", tmp_path / "answers.csv"
    times = "2026-03-02 08:00,2026-03-02 08:10,2026-03-02 08:20"
    rows = "\n".join(f"T{n},{times},Pas" for n in range(9))
    tickets.write_text(f"TicketId,CreatedAt,CalledAt,EndedAt,QueueName\n{rows}\n")
    answers.write_text("TicketKey,AnswerNumber,MaxAnswerNumber\nT1,4,5\nT77,4,5\n")
    done = run(cli.import_file, str(tickets), "--answers", str(answers))
    assert done.exit_code == 0, done.output
    assert "tickets: 9 cases, 27 events" in done.output
    assert "Answers that belong to no ticket in the file: 1." in done.output


def test_list_and_remove(here, file):
    run(cli.import_file, str(file), "--yes")
    listed = json.loads(run(cli.list_logs, "--json").output)
    assert [row["address"] for row in listed] == ["permits"]
    assert "permits" in run(cli.list_logs).output
    assert run(cli.remove_log, "permits").exit_code == 0
    assert "No log has been imported" in run(cli.list_logs).output
    assert run(cli.remove_log, "permits").exit_code == 1


def test_the_list_leaves_an_address_whole_on_a_screen_of_80_columns():
    row = {"municipality": "fjordby", "address": "running-example", "name": "running-example",
           "cases": 1434, "events": 8577, "first": "2010-10-02", "last": "2012-01-23"}  # fmt: skip
    console = Console(width=80, file=io.StringIO())
    console.print(cli._table_of([row]))
    shown = console.file.getvalue()
    assert "running-example " in shown
    assert "2012-01-23" in shown


def test_refresh_exports_and_prepares(here):
    assert "Fjordby Kommune: 0 events." in run(cli.refresh).output


def test_days_are_those_of_the_place(here, file):
    """The page of the same log tells local days too: 23:30 in UTC is the next day in Denmark."""
    file.write_text(file.read_text().replace("-09T10:00:00+01:00", "-09T23:30:00+00:00"))
    done = run(cli.import_file, str(file), "--yes")
    assert "2026-03-01 to 2026-03-10." in done.output
    (told,) = json.loads(run(cli.list_logs, "--json").output)
    assert (told["first"], told["last"]) == ("2026-03-01", "2026-03-10")
