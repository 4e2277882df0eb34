"""`kontaktpunkt worker`: runs jobs."""

import click
import django
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from kontaktpunkt.config import database, lifeline
from kontaktpunkt.config.environment import current


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 32), default=4, show_default=True,
              help="Jobs that run at a time.")  # fmt: skip
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
def worker(*, concurrency: int, parent: int | None) -> None:
    """Run waiting and scheduled jobs: outgoing messages, invitations, nightly work.

    Run one for each installation, beside `serve`; a second one is harmless and takes over when the
    first is gone. Ctrl-C or SIGTERM lets the jobs at hand finish.
    """
    if parent:
        lifeline.end_with(parent)
    database.ensure_running(current())
    django.setup()
    _run(concurrency)


def _run(concurrency: int) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            concurrency=concurrency,
            shutdown_graceful_timeout=20,
            # The queue keeps what failed; what is done is told by the log of events.
            delete_jobs="successful",
            install_signal_handlers=True,
        )
