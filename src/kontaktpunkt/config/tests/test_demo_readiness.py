"""When a demo may be shown without looking at everything again."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from kontaktpunkt.config import (
    console,
    database,
    demo_preparation,
    demo_readiness,
    demo_state,
    demo_welcome,
)
from kontaktpunkt.config.environment import current
from kontaktpunkt.config.problems import InstallationError
from kontaktpunkt.core.models import Municipality

LOGINS = [
    {
        "municipality": "Fjordby Kommune",
        "role": "unit_lead",
        "name": "Lene Lund",
        "login": "lene@fjordby.example",
        "password": "open",
    },
    {
        "municipality": "Fjordby Kommune",
        "role": "citizen",
        "name": "Dina Holm",
        "login": "",
        "password": "",
    },
]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of one file, with a database that is complete."""
    package = tmp_path / "package"
    (package / "__pycache__").mkdir(parents=True)
    (package / "models.py").write_text("first")
    monkeypatch.setattr(demo_readiness, "PACKAGE", package)
    monkeypatch.setattr(demo_readiness.assets, "SOURCE", tmp_path / "frontend")
    monkeypatch.setattr(demo_readiness, "_is_complete", lambda _: True)
    return package


def prepared(data: Path) -> Any:
    return demo_readiness.prepared_logins(data, None)  # type: ignore[arg-type]


def test_a_demo_that_was_never_prepared_is_not_ready(program: Path, tmp_path: Path) -> None:
    assert prepared(tmp_path) is None
    (tmp_path / demo_readiness.NOTE).write_text("{")
    assert prepared(tmp_path) is None


def test_a_prepared_demo_is_ready_until_a_file_changes(program: Path, tmp_path: Path) -> None:
    demo_readiness.note(tmp_path, LOGINS)
    (program / "__pycache__" / "models.pyc").touch()
    assert prepared(tmp_path) == LOGINS
    (program / "models.py").write_text("second, longer")
    assert prepared(tmp_path) is None


def test_a_new_or_a_missing_file_is_a_change(program: Path, tmp_path: Path) -> None:
    demo_readiness.note(tmp_path, LOGINS)
    (program / "built.css").touch()
    assert prepared(tmp_path) is None
    (program / "built.css").unlink()
    assert prepared(tmp_path) == LOGINS


def test_a_database_that_is_not_complete_is_not_ready(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo_readiness.note(tmp_path, LOGINS)
    monkeypatch.setattr(demo_readiness, "_is_complete", lambda _: False)
    assert prepared(tmp_path) is None


def test_what_was_restored_is_looked_at_anew(program: Path, tmp_path: Path) -> None:
    demo_readiness.note(tmp_path, LOGINS)
    demo_readiness.forget(tmp_path)
    assert prepared(tmp_path) is None


@pytest.mark.django_db
def test_the_demo_does_not_open_somebody_elses_database(
    fjordby: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's rows are only in this connection's transaction.
    monkeypatch.setattr(database, "as_owner", contextlib.nullcontext)
    assert demo_state.read() == "other"
    with pytest.raises(InstallationError, match="no demo made"):
        demo_preparation._fill(current(), 1.0)


def test_the_welcome_says_where_and_as_whom() -> None:
    text = demo_welcome.text(address="http://localhost:8000/", logins=LOGINS)
    assert "http://localhost:8000/" in text
    assert text.count("Fjordby Kommune") == 1
    assert "    unit lead  Lene Lund  lene@fjordby.example\n" in text
    assert "with an e-mail address: open\n" in text
    assert text.endswith("everything is kept for the next start.")


def test_columns_are_aligned() -> None:
    assert console.columns([("a", "bcd"), ("long", "")]) == ["a     bcd", "long"]


def test_progress_on_no_terminal_is_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    with console.step("Counting") as step:
        step.report("one")
        step.report("one")
        step.report("two")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["    one", "    two"]
    assert lines[2].startswith("✓ Counting")
    assert lines[2].endswith(" s")


def test_a_step_that_fails_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), console.step("Dividing"):
        1 / 0  # noqa: B018
    assert capsys.readouterr().out.startswith("✗ Dividing")
