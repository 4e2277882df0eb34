"""The command line as it meets somebody for the first time."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from kontaktpunkt.config import cli, variables
from kontaktpunkt.config.tests.helpers import kontaktpunkt


def test_help_lists_every_command_without_a_sound_environment(tmp_path: Path) -> None:
    shown = kontaktpunkt(tmp_path, "--help", KONTAKTPUNKT_PORT="nonsense")
    assert shown.returncode == 0
    assert all(f"  {name}" in shown.stdout for name in cli.COMMANDS if name != "journeys")


# `manage` passes --help on to Django.
@pytest.mark.parametrize("name", [name for name in cli.COMMANDS if name != "manage"])
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli.cli, [name, "--help"])
    assert result.exit_code == 0
    assert cli.COMMANDS[name][1].split(":")[0].split(" (")[0][:12] in result.output


def test_help_shows_the_configuration() -> None:
    result = CliRunner().invoke(cli.cli, ["help", "configuration"])
    assert all(name in result.output for name in variables.NAMES)


def test_an_unknown_topic_is_a_usage_error() -> None:
    result = CliRunner().invoke(cli.cli, ["help", "weather"])
    assert result.exit_code == 2
    assert "no command or topic 'weather'" in result.output


def test_a_wrong_environment_ends_with_all_mistakes(tmp_path: Path) -> None:
    refused = kontaktpunkt(
        tmp_path, "serve", KONTAKTPUNKT_PORT="nonsense", KONTAKTPUNKT_WORKERS="0"
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith("2 things are wrong")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_used_port_is_told_with_the_way_out(tmp_path: Path, command: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = kontaktpunkt(tmp_path, command, "--port", str(port))
    assert refused.returncode == 2
    assert f"Nothing can listen on 127.0.0.1, port {port}" in refused.stderr
    assert f"--port {port + 1}" in refused.stderr
    # It was found out before a database was made.
    assert not (tmp_path / "pg").exists()


def test_the_demo_refuses_production(tmp_path: Path) -> None:
    refused = kontaktpunkt(
        tmp_path,
        "demo",
        KONTAKTPUNKT_MODE="production",
    )
    assert refused.returncode == 2
    assert "runs only in demo mode" in refused.stderr


def test_the_demo_says_what_to_do_with_a_half_made_folder(tmp_path: Path) -> None:
    (tmp_path / "pg" / "data").mkdir(parents=True)
    (tmp_path / "pg" / "data" / "base").touch()
    refused = kontaktpunkt(tmp_path, "demo", "--port", "18999")
    assert refused.returncode == 2
    assert "--fresh" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "arguments", [["import", __file__, "--municipality", "fjordby"], ["discover", "fjordby/own"]]
)
def test_a_command_about_an_installation_begins_none(tmp_path: Path, arguments: list[str]) -> None:
    """In another folder than the demo's it would find a new one, and nothing in it."""
    refused = kontaktpunkt(tmp_path / "elsewhere", "journeys", *arguments)
    assert refused.returncode == 2
    assert f"There is no installation in {tmp_path / 'elsewhere'}." in refused.stderr
    assert "set KONTAKTPUNKT_DATA" in refused.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_is_looked_at_without_an_installation(tmp_path: Path) -> None:
    """Its notices are sentences, which somewhere else are translated as the settings say."""
    file = tmp_path / "calls.csv"
    rows = [f"{number},call,2026-03-0{number % 9 + 1} 10:00" for number in range(20)]
    file.write_text("\n".join(["case,touchpoint,time", *rows]))
    done = kontaktpunkt(tmp_path / "elsewhere", "journeys", "discover", str(file))
    assert done.returncode == 0, done.stderr
    assert "Times without a time zone were read as Europe/Copenhagen" in done.stderr
    assert not (tmp_path / "elsewhere").exists()
