"""What a web process holds in memory: analysis only once somebody asks for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

import kontaktpunkt.journeys

ANALYSIS = {"duckdb", "ibis", "numpy", "openpyxl", "pandas", "pyarrow", "scipy", "sqlglot"}
# A question about journeys needs Ibis and DuckDB; the other libraries would double what it costs.
ONLY_TO_PREPARE = {"numpy", "openpyxl", "pandas", "pyarrow", "scipy"}

_FRESH_PROCESS = """
import json, sys
from kontaktpunkt.config.wsgi import application
from django.db import connection
from django.test import Client
from django.urls import get_resolver

connection.settings_dict["NAME"] = sys.argv[1]
assert get_resolver().reverse_dict and Client().get("/").status_code == 200
for module in sys.argv[2:]:
    __import__(module)
print(json.dumps([name for name in sys.modules if "." not in name]))
"""


@pytest.mark.django_db
def test_a_fresh_web_process_has_not_imported_analysis() -> None:
    assert _libraries() & ANALYSIS == set()


@pytest.mark.django_db
def test_a_question_about_journeys_needs_no_library_that_only_prepares() -> None:
    libraries = _libraries("kontaktpunkt.journeys.views")
    assert {"duckdb", "ibis"} <= libraries
    assert libraries & ONLY_TO_PREPARE == set()


@pytest.mark.django_db
def test_sending_a_log_needs_no_analysis_in_the_web_process() -> None:
    assert _libraries("kontaktpunkt.journeys.sent.views") & ANALYSIS == set()


def test_pages_about_journeys_read_answers_without_arrow() -> None:
    journeys = Path(kontaktpunkt.journeys.__file__).parent
    files = [*journeys.glob("*.py"), *journeys.glob("pages/*.py"), *journeys.glob("engine/*.py")]
    found = {file.name for file in files if "to_pyarrow(" in file.read_text()}
    assert found <= {"prepare.py"}, "ask `rows` or `value` of warehouse.connection"


def _libraries(*modules: str) -> set[str]:
    """Return what a process of its own has imported after the front page, and these modules."""
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", _FRESH_PROCESS, name, *modules]
    environment = {key: value for key, value in os.environ.items() if key != "PYTEST_VERSION"}
    done = subprocess.run(
        command,
        env=environment | {"KONTAKTPUNKT_MODE": "test"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))
