"""`kontaktpunkt journeys`: event logs on the command line.

The commands themselves belong to the app. Those that keep logs for a municipality are given a
running database here; those of analysts need none, and do not wait for Django.
"""

import copy
import functools
from typing import Any

import click
import django

from kontaktpunkt.config import database
from kontaktpunkt.config.environment import current


class _AppCommands(click.Group):
    """The app's commands, imported when Django is set up; help needs no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*_analysts(), *_commands()]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        return _analysts().get(cmd_name) or _commands().get(cmd_name)


def _analysts() -> dict[str, click.Command]:
    from kontaktpunkt.journeys import cli_analysis

    return {command.name or "": command for command in cli_analysis.COMMANDS}


@functools.cache
def _commands() -> dict[str, click.Command]:
    django.setup()
    from kontaktpunkt.journeys import cli

    return {command.name or "": _with_database(command) for command in cli.COMMANDS}


def _with_database(command: click.Command) -> click.Command:
    wrapped, inner = copy.copy(command), command.callback
    assert inner is not None

    @functools.wraps(inner)
    def run(*args: Any, **options: Any) -> Any:
        database.ensure_running(current())
        return inner(*args, **options)

    wrapped.callback = run
    return wrapped


@click.command(cls=_AppCommands)
def journeys() -> None:
    """Import, list and remove event logs; look at journeys, compare and export them.

    For a municipality: import, list, remove and refresh. A log of another system is shown on the
    same pages as the municipality's own; employees are dropped at the door, and the keys of cases
    are replaced by keyed hashes.

    For analysts: discover, paths, waits, handovers, compare and export work on a file as it is,
    without a server and without a database, and on the logs of this installation. In Python the
    same is `from kontaktpunkt import journeys`.
    """
