"""`kontaktpunkt journeys`: event logs on the command line.

The commands themselves belong to the app. Those that keep logs for a municipality are given a
running database here; those of analysts need none, and do not wait for Django.
"""

import copy
import difflib
import functools
from typing import Any

import click

from kontaktpunkt.config import environment

# Told here, because help must need neither settings nor a data folder.
KEEPING = {
    "import": "Import an event log into a municipality's pages; the same name replaces.",
    "list": "List the imported event logs.",
    "remove": "Undo the import of a log.",
    "refresh": "Bring journeys up to date with what has happened.",
}


class _AppCommands(click.Group):
    """The app's commands, imported when Django is set up; help needs no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*_analysts(), *KEEPING]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        analysts = [(name, each.get_short_help_str(80)) for name, each in _analysts().items()]
        with formatter.section("For analysts"):
            formatter.write_dl(analysts)
        with formatter.section("For a municipality"):
            formatter.write_dl(list(KEEPING.items()))

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        found = _analysts().get(cmd_name)
        return found or (_commands()[cmd_name] if cmd_name in KEEPING else None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # Help is told anywhere.
        if not set(ctx.help_option_names) & set(args):
            environment.begin_none()
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not near:
                raise
            text = f"{unknown.message} Did you mean {near[0]!r}?"
            raise click.UsageError(text, unknown.ctx) from unknown


def _analysts() -> dict[str, click.Command]:
    from kontaktpunkt.journeys import cli_analysis

    return {command.name or "": command for command in cli_analysis.COMMANDS}


@functools.cache
def _commands() -> dict[str, click.Command]:
    # Only now: analysts need no database, and do not wait for its driver.
    import django

    from kontaktpunkt.config import database

    database.do_without_pool()
    django.setup()
    from kontaktpunkt.journeys import cli

    return {command.name or "": _with_database(command) for command in cli.COMMANDS}


def _with_database(command: click.Command) -> click.Command:
    from django.db import ProgrammingError

    from kontaktpunkt.config import database

    wrapped, inner = copy.copy(command), command.callback
    assert inner is not None

    @functools.wraps(inner)
    def run(*args: Any, **options: Any) -> Any:
        env = environment.current()
        database.ensure_running(env)
        try:
            return inner(*args, **options)
        except ProgrammingError as error:
            if "does not exist" not in str(error):
                raise
            raise click.ClickException(
                f"The database of {env.data} has no tables yet, or older ones; `kontaktpunkt "
                "manage migrate` makes them. Where another folder is meant, set KONTAKTPUNKT_DATA."
            ) from error

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

    Which installation is meant, KONTAKTPUNKT_DATA says: its data folder. Without it, that is
    .kontaktpunkt in the current folder.
    """
