"""`kontaktpunkt build`: everything that is made from the source before pages can be shown."""

import io
from collections.abc import Callable

import click
import django
from django.core.management import call_command

from kontaktpunkt.config import assets
from kontaktpunkt.config.environment import current


@click.command()
def build() -> None:
    """Build stylesheets, scripts and translations where they changed.

    Needs no database. In production it also collects the static files under names that browsers
    may keep for ever. A second run does nothing.
    """
    build_all(report=click.echo)


def build_all(*, report: Callable[[str], None]) -> None:
    """Build what is missing or older than its source; says each step that takes time."""
    assets.ensure_assets(report=report)
    django.setup()
    call_command("messages", "--compile", stdout=io.StringIO())
    if current().is_production:
        report("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
