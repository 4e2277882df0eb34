"""`kontaktpunkt journeys`: event logs on the command line.

The commands themselves belong to the app; here they are given a running database.
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
        return list(_commands())

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        return _commands().get(cmd_name)


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
    """Import, list and remove event logs; bring journeys up to date.

    A log of another system (XES, CSV, Parquet) is shown on the same pages as the municipality's
    own. Employees are dropped at the door, and the keys of cases are replaced by keyed hashes.
    """
