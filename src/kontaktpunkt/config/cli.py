"""The `kontaktpunkt` command.

A command's module is imported only when that command runs, so that `--help` answers at once and
works even where the configuration is broken.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from kontaktpunkt.config.problems import InstallationError, Problem
from kontaktpunkt.config.variables import as_text

# Name, where it lives, and its one line in the help.
COMMANDS = {
    "demo": (
        "kontaktpunkt.config.commands.demo:demo",
        "Run two fictional municipalities with a year of history.",
    ),
    "serve": (
        "kontaktpunkt.config.commands.serve:serve",
        "Run the web server.",
    ),
    "worker": (
        "kontaktpunkt.config.commands.worker:worker",
        "Run waiting and scheduled jobs: messages, nightly work.",
    ),
    "doctor": (
        "kontaktpunkt.config.commands.doctor:doctor",
        "Check this installation; say what is wrong, why, and the fix.",
    ),
    "backup": (
        "kontaktpunkt.config.commands.archive:backup",
        "Write database and uploads into one verified archive.",
    ),
    "restore": (
        "kontaktpunkt.config.commands.archive:restore",
        "Bring an archive back, after verifying all of it.",
    ),
    "journeys": (
        "kontaktpunkt.config.commands.journeys:journeys",
        "Import, list and remove event logs; look at journeys, compare and export them.",
    ),
    "build": (
        "kontaktpunkt.config.commands.build:build",
        "Build stylesheets, scripts and translations where they changed.",
    ),
    "manage": (
        "kontaktpunkt.config.commands.manage:manage",
        "Run one of Django's own commands.",
    ),
}

EPILOG = """\b
First steps:
  kontaktpunkt demo               look around; Ctrl-C ends it
  kontaktpunkt doctor             is this installation sound?
  kontaktpunkt help configuration every environment variable

Production runs three things: `kontaktpunkt manage migrate` at an upgrade, then `serve` and
`worker` side by side. docs/running.md has the whole of it.
"""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        lazy = [name for name, (target, _) in COMMANDS.items() if _exists(target)]
        return [*lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, COMMANDS[name][1] if name in COMMANDS else self.commands[name].short_help or "")
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _exists(target: str) -> bool:
    try:
        return find_spec(target.split(":", maxsplit=1)[0]) is not None
    except ModuleNotFoundError:
        return False


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(package_name="kontaktpunkt", message="Kontaktpunkt %(version)s")
def cli() -> None:
    """Kontaktpunkt: one way in, one record, journeys seen from outside.

    A service platform for Danish and Swedish municipalities. Configured by environment variables;
    without any, everything is kept in the folder .kontaktpunkt, an embedded PostgreSQL included.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontaktpunkt.config.settings")


@cli.command("help", short_help="Explain a command, or the configuration.")
@click.argument("topic", required=False)
@click.pass_context
def explain(context: click.Context, topic: str | None) -> None:
    """Explain a command, or every environment variable: `kontaktpunkt help configuration`."""
    parent = context.parent
    assert parent is not None
    if topic == "configuration":
        click.echo_via_pager(as_text())
    elif topic is None:
        click.echo(parent.get_help())
    elif (command := cli.get_command(parent, topic)) is None:
        raise click.UsageError(f"There is no command or topic {topic!r}.", ctx=parent)
    else:
        click.echo(command.get_help(click.Context(command, info_name=topic, parent=parent)))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; a broken installation ends with its list of problems and code 2."""
    try:
        cli.main(args=arguments, prog_name="kontaktpunkt", standalone_mode=True)
    except InstallationError as broken:
        _explain_problems(broken)
        sys.exit(2)
    except Exception as unexpected:
        problem = _of_the_database(unexpected)
        if problem is None:
            raise
        _explain_problems(InstallationError(problem))
        sys.exit(2)
    sys.exit(0)


def _of_the_database(unexpected: Exception) -> Problem | None:
    # Only now: help and mistakes in the environment need no driver.
    from kontaktpunkt.config import database_refusals

    return database_refusals.problem_of(unexpected)


def _explain_problems(broken: InstallationError) -> None:
    count = len(broken.problems)
    if count > 1:
        click.secho(f"{count} things are wrong:\n", fg="red", err=True)
    for problem in broken.problems:
        click.secho(problem.what, fg="red", err=True)
        click.echo(f"  why it matters: {problem.why}\n  fix: {problem.fix}\n", err=True)


def python_command(*arguments: Any) -> list[str]:
    """Return the command line that runs this same program in a process of its own."""
    return [sys.executable, "-m", "kontaktpunkt.config.cli", *map(str, arguments)]


if __name__ == "__main__":
    main()
