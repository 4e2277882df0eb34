"""A database that cannot be used is told as a problem, not as a traceback."""

from pathlib import Path

import psycopg
from django.db import utils
from procrastinate.exceptions import ConnectorException
from psycopg import errors

from kontaktpunkt.config import database_refusals
from kontaktpunkt.config.tests.helpers import kontaktpunkt


def caused_by(outer: Exception, cause: Exception) -> Exception:
    outer.__cause__ = cause
    return outer


def test_a_missing_table_says_to_migrate() -> None:
    missing = errors.UndefinedTable('relation "core_municipality" does not exist\nLINE 1: ...')
    problem = database_refusals.problem_of(caused_by(utils.ProgrammingError(), missing))
    assert problem is not None
    assert 'relation "core_municipality" does not exist.' in problem.what
    assert "LINE 1" not in problem.what
    assert "manage migrate" in problem.fix


def test_a_server_that_does_not_answer_says_where_to_look() -> None:
    away = psycopg.OperationalError("connection refused")
    problem = database_refusals.problem_of(caused_by(utils.OperationalError(), away))
    assert problem is not None
    assert problem.what == "The database cannot be used: connection refused."
    assert "DATABASE_URL" in problem.fix


def test_any_other_error_is_nobody_elses_fault() -> None:
    wrong = caused_by(utils.IntegrityError(), errors.UniqueViolation("twice"))
    assert database_refusals.problem_of(wrong) is None
    assert database_refusals.problem_of(ValueError("wrong")) is None


def test_a_worker_tells_a_database_that_is_away_from_one_without_tables() -> None:
    missing = caused_by(ConnectorException(), errors.UndefinedFunction("no such function"))
    away = caused_by(ConnectorException(), psycopg.OperationalError("away"))
    assert database_refusals.lacks_tables(missing)
    assert not database_refusals.lacks_tables(away)


def test_a_command_ends_with_the_problem_and_its_fix(tmp_path: Path) -> None:
    nobody_there = "postgresql://kontaktpunkt_owner:x@127.0.0.1:1/kontaktpunkt"
    refused = kontaktpunkt(tmp_path, "manage", "migrate", DATABASE_URL=nobody_there)
    assert refused.returncode == 2
    assert "The database cannot be used" in refused.stderr
    assert "fix: Check DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr
