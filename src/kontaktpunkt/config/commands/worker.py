"""`kontaktpunkt worker`: runs jobs."""

import asyncio
import contextlib
import logging
import signal

import click
import django
import psycopg
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from kontaktpunkt.config import database, database_refusals, lifeline
from kontaktpunkt.config.environment import current

logger = logging.getLogger(__name__)

GRACE_SECONDS = 20
# Between attempts while the database is away.
PAUSE_SECONDS = 3
AWAY = "the database is away"
WITHOUT_TABLES = "the database is not migrated yet (`kontaktpunkt manage migrate`)"


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 32), default=4, show_default=True,
              help="Jobs that run at a time.")  # fmt: skip
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
def worker(*, concurrency: int, parent: int | None) -> None:
    """Run waiting and scheduled jobs: outgoing messages, invitations, nightly work.

    Run one for each installation, beside `serve`; a second one is harmless and takes over when the
    first is gone. When the database is away, it waits until it returns. Ctrl-C or SIGTERM lets the
    jobs at hand finish.
    """
    if parent:
        lifeline.end_with(parent)
    database.ensure_running(current())
    django.setup()
    asyncio.run(_work_until_told_to_stop(concurrency))


async def _work_until_told_to_stop(concurrency: int) -> None:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    while not told_to_stop.is_set():
        reason = AWAY
        try:
            await _work(concurrency, told_to_stop)
        except (ConnectorException, psycopg.OperationalError) as refusal:
            logger.debug("the worker lost the database: %r", refusal)
            reason = WITHOUT_TABLES if database_refusals.lacks_tables(refusal) else AWAY
        if not told_to_stop.is_set():
            logger.warning("%s; trying again in %s s", reason, PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(told_to_stop.wait(), PAUSE_SECONDS)


async def _work(concurrency: int, told_to_stop: asyncio.Event) -> None:
    """Work until told to stop; returns or raises when the database is lost."""
    working = asyncio.create_task(_run(concurrency))
    stopping = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if told_to_stop.is_set():
        # The worker takes this as the wish to finish the jobs at hand.
        working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _run(concurrency: int) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=concurrency,
                shutdown_graceful_timeout=GRACE_SECONDS,
                # The queue keeps what failed; what is done is told by the log of events.
                delete_jobs="successful",
                install_signal_handlers=False,
            )
