"""A log appears whole or not at all."""

import json
import shutil
import subprocess
import sys
import textwrap

import pyarrow.parquet as pq
import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import text_table
from kontaktpunkt.journeys.readers.refusals import LogRefused
from kontaktpunkt.journeys.tests.readers_samples import (
    csv_text,
    events_in,
    table,
    two_cases,
    walk,
    write,
    xes,
)


def read(folder, content=None, **how):
    path = write(folder, "log.xes", content or xes(two_cases()))
    return readers.read(path, target=folder / "logs" / "mine", **how)


def test_reading_again_replaces_and_never_doubles(tmp_path):
    read(tmp_path)
    read(tmp_path, xes(walk("9", "visit")))
    assert [event.case for event in events_in(tmp_path / "logs" / "mine")] == ["9"]
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["mine"]


def test_a_refused_reading_leaves_the_older_log(tmp_path):
    read(tmp_path)
    with pytest.raises(LogRefused):
        read(tmp_path, xes(two_cases())[:-30])
    assert events_in(tmp_path / "logs" / "mine") == two_cases()
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["mine", "mine/thesis.txt"])
def test_what_is_no_log_is_not_replaced(tmp_path, name):
    precious = tmp_path / "logs" / name
    precious.parent.mkdir(parents=True)
    precious.write_text("years of work")
    with pytest.raises(LogRefused, match="something else than a log, which would be lost"):
        read(tmp_path)
    assert precious.read_text() == "years of work"


def test_an_interrupted_reading_leaves_nothing(tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(tmp_path, progress=interrupt)
    assert list((tmp_path / "logs").iterdir()) == []


def test_a_folder_holds_only_the_log(tmp_path):
    read(tmp_path)
    found = sorted(path.name for path in (tmp_path / "logs" / "mine").iterdir())
    assert found == ["event_objects", "events", "log.json"]
    told = json.loads((tmp_path / "logs" / "mine" / "log.json").read_text())
    assert told["reader_version"] == readers.READER_VERSION


def test_what_a_killed_reading_left_is_cleared(tmp_path):
    left = tmp_path / "logs" / ".mine.importing-123456"
    left.mkdir(parents=True)
    (left / ".lock").touch()
    (left / "part-00000.parquet").touch()
    read(tmp_path)
    assert not left.exists()


def test_another_reading_that_is_at_work_is_left_alone(tmp_path):
    work = tmp_path / "logs" / ".mine.importing-123456"
    work.mkdir(parents=True)
    script = f"""
        import fcntl, sys
        file = open({str(work / ".lock")!r}, "wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        print("locked", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "locked\n"
        read(tmp_path)
        assert work.exists()
        other.communicate()
    read(tmp_path)
    assert not work.exists()


def test_a_stop_between_the_two_renames_loses_no_log(tmp_path):
    read(tmp_path)
    logs = tmp_path / "logs"
    (logs / "mine").rename(logs / ".mine.replaced-123456")
    with pytest.raises(LogRefused):
        read(tmp_path, "<log></log>")
    assert events_in(logs / "mine") == two_cases()
    shutil.copytree(logs / "mine", logs / ".mine.replaced-123456")
    read(tmp_path)
    assert [path.name for path in logs.iterdir()] == ["mine"]


def test_a_name_with_a_quotation_mark_is_only_a_name(tmp_path):
    path = write(tmp_path, "it's.csv", csv_text(table(two_cases())))
    summary = readers.read(path, target=tmp_path / "o'log")
    assert summary.name == "it's"
    assert events_in(tmp_path / "o'log") == two_cases()


def test_many_small_batches_make_few_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(text_table, "ROWS", 100)
    path = write(tmp_path, "log.csv", csv_text(table(walk("1", *["call"] * 5_000))))
    readers.read(path, target=tmp_path / "log")
    [part] = (tmp_path / "log" / "events").iterdir()
    assert pq.ParquetFile(part).num_row_groups == 1
