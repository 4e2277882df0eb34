"""`kontaktpunkt manage`: Django's own commands."""

import click
from django.core.management import execute_from_command_line

from kontaktpunkt.config import database
from kontaktpunkt.config.environment import current

# These read or change the shape of the database, which belongs to the owner of its tables.
FOR_THE_OWNER = frozenset(
    {
        "createcachetable", "dbshell", "flush", "inspectdb", "makemigrations", "migrate",
        "optimizemigration", "remove_stale_contenttypes", "showmigrations", "sqlflush",
        "sqlmigrate", "sqlsequencereset", "squashmigrations",
    }
)  # fmt: skip
WITHOUT_DATABASE = frozenset(
    {"check", "collectstatic", "diffsettings", "findstatic", "help", "messages", "version"}
)


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands; without one, list them.

    Everything after `manage` is passed on as it is: `kontaktpunkt manage migrate --plan`.
    Commands that shape the database act as the owner of its tables, all others as the application,
    which sees nothing without a municipality.
    """
    database.do_without_pool()
    command = arguments[0] if arguments else "help"
    if command in FOR_THE_OWNER:
        database.act_as_owner()
    if command not in WITHOUT_DATABASE and not command.startswith("-"):
        database.ensure_running(current())
    execute_from_command_line(["kontaktpunkt manage", *arguments])
