from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kontaktpunkt.core.management.commands import messages


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two apps that both say hello; one of them has said it in Danish and Swedish."""
    for app, text in {"calls": '_("Hello")', "cases": '_("Hello")\n_("Decided")'}.items():
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
        (tmp_path / app / "views.py").write_text(text)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    _run()
    for language, word in {"da": "Hej", "sv": "Hejsan"}.items():
        _say(tmp_path / "calls", language, "Hello", word)
    return tmp_path


def _run(*arguments: str) -> str:
    output = StringIO()
    call_command("messages", *arguments, stdout=output, stderr=output)
    return output.getvalue()


def _catalogue(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def _say(app: Path, language: str, message: str, word: str) -> None:
    path = _catalogue(app, language)
    text = path.read_text()
    before = f'msgid "{message}"\nmsgstr ""'
    assert before in text
    path.write_text(text.replace(before, f'msgid "{message}"\nmsgstr "{word}"'))


def test_an_update_tells_what_is_left_and_compiles(package: Path) -> None:
    said = _run()

    assert "cases/da: 2 messages, 1 to do" in said
    assert 'msgstr "Hejsan"' in _catalogue(package / "cases", "sv").read_text()
    assert _catalogue(package / "cases", "sv").with_suffix(".mo").is_file()


def test_an_update_of_one_app_leaves_the_others(package: Path) -> None:
    before = _catalogue(package / "cases", "da").read_bytes()

    _run("calls")

    assert _catalogue(package / "cases", "da").read_bytes() == before


def test_a_check_fails_and_changes_nothing(package: Path) -> None:
    before = {path: path.read_bytes() for path in package.rglob("*.po")}
    output = StringIO()

    with pytest.raises(CommandError, match="4 messages"):
        call_command("messages", "--check", stderr=output)

    assert "cases/da: missing: 'Decided'" in output.getvalue()
    assert {path: path.read_bytes() for path in package.rglob("*.po")} == before


def test_a_check_passes_when_all_is_said(package: Path) -> None:
    _run()
    _say(package / "cases", "da", "Decided", "Afgjort")
    _say(package / "cases", "sv", "Decided", "Avgjort")

    assert "can be read" in _run("--check")


def test_compiling_alone_touches_no_catalogue(package: Path) -> None:
    before = _catalogue(package / "calls", "da").read_bytes()

    said = _run("--compile")

    assert "Compiled calls/locale/da" in said
    assert _catalogue(package / "calls", "da").read_bytes() == before


def test_an_app_that_is_not_there_is_named(package: Path) -> None:
    with pytest.raises(CommandError, match="bakery"):
        call_command("messages", "bakery")
