"""The life of the embedded server, seen from the processes that use it.

Each test has a folder of its own, so it makes a server of its own: these tests are few.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from kontaktpunkt.config.tests.helpers import data_folder, processes_of, python

USE = """
import sys
from pathlib import Path
from kontaktpunkt.config import postgres
from kontaktpunkt.config.problems import InstallationError
try:
    info = postgres.ensure_running(Path({folder!r}), durable=False)
except InstallationError as broken:
    sys.exit(str(broken.problems[0]))
with info.connect(user=postgres.OWNER) as connection:
    print({question}, flush=True)
sys.stdin.readline()
"""
UP = "'up'"


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def use(data: Path, question: str = UP) -> subprocess.Popen[str]:
    """Start a process that uses the server until it is told to end."""
    return python(data, USE.format(folder=str(data), question=question))


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finish(process: subprocess.Popen[str]) -> str:
    return process.communicate("\n", timeout=30)[0]


def wait_until_nothing_runs(data: Path, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while left := processes_of(data):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_it_is_made_shared_stopped_and_found_again(data: Path) -> None:
    first = use(data)
    assert answer(first) == "up"
    second = use(data)
    assert answer(second) == "up"

    finish(first)
    assert any("postgres" in process.name() for process in processes_of(data))

    finish(second)
    # Nobody uses it now: by the time the last process has ended, so has the server.
    assert processes_of(data) == []

    started = time.monotonic()
    third = use(data)
    assert answer(third) == "up"
    assert time.monotonic() - started < 10
    finish(third)


def test_roles_have_no_more_rights_than_they_need(data: Path) -> None:
    question = """connection.execute('''
        select string_agg(concat(rolname, case when rolsuper then '!' end,
            case when rolinherit then '+' end, case when rolbypassrls then '*' end), ' '
            order by rolname)
        from pg_roles where rolname like 'kontaktpunkt%'
    ''').fetchone()[0]"""
    process = use(data, question)
    assert answer(process) == (
        "kontaktpunkt_app+ kontaktpunkt_backup+* kontaktpunkt_owner kontaktpunkt_search+"
    )
    finish(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_last_user_however_that_ends(data: Path, number: int) -> None:
    process = use(data)
    assert answer(process) == "up"
    process.send_signal(number)
    process.wait(timeout=30)
    wait_until_nothing_runs(data)


def test_it_recovers_when_everything_was_killed(data: Path) -> None:
    process = use(data)
    assert answer(process) == "up"
    for running in processes_of(data):
        with suppress(psutil.NoSuchProcess):
            running.kill()
    process.wait(timeout=30)
    again = use(data)
    assert answer(again) == "up"
    finish(again)


def test_a_process_number_that_now_belongs_to_another_program_is_not_mistaken(data: Path) -> None:
    first = use(data)
    answer(first)
    finish(first)
    stale = data / "pg" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{data}/pg/data\n1\n5432\n{data}/pg/run\n\n0 0\nready\n")
    again = use(data)
    assert answer(again) == "up"
    assert psutil.pid_exists(os.getpid())
    finish(again)


def test_a_folder_with_something_else_in_it_is_left_alone(data: Path) -> None:
    (data / "pg" / "data").mkdir(parents=True)
    (data / "pg" / "data" / "thesis.doc").write_text("years of work")
    said = finish(use(data))
    assert "PG_VERSION is missing" in said
    assert "--fresh" in said
    assert (data / "pg" / "data" / "thesis.doc").exists()


def test_data_of_another_major_version_is_not_touched(data: Path) -> None:
    (data / "pg" / "data").mkdir(parents=True)
    (data / "pg" / "data" / "PG_VERSION").write_text("9\n")
    said = finish(use(data))
    assert "was made by PostgreSQL 9" in said
    assert "KONTAKTPUNKT_PG_BIN" in said


def test_an_interrupted_making_is_begun_again(data: Path) -> None:
    # What initdb leaves when it is killed.
    (data / "pg" / "data.making" / "base").mkdir(parents=True)
    process = use(data)
    assert answer(process) == "up"
    finish(process)
