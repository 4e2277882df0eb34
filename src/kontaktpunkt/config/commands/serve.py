"""`kontaktpunkt serve`: the web server."""

import os
import signal
from functools import partial
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from kontaktpunkt.config import database, lifeline, ports
from kontaktpunkt.config.environment import current

# Granian counts connections here, not requests, and a browser keeps up to six of them open for a
# minute without asking for anything: a low number makes the next visitor wait for that minute.
OPEN_CONNECTIONS = 1024


@click.command()
@click.option("--host", help="Network address to listen on [KONTAKTPUNKT_HOST, else 127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535),
              help="Port to listen on [KONTAKTPUNKT_PORT, else 8000].")  # fmt: skip
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
def serve(*, host: str | None, port: int | None, parent: int | None) -> None:
    """Run the web server.

    It speaks plain HTTP and listens on this machine only unless told otherwise; in production a
    proxy with TLS stands in front of it. `kontaktpunkt worker` belongs beside it. Ctrl-C or SIGTERM
    lets the requests at hand finish.
    """
    env = current()
    if parent:
        lifeline.end_with(parent)
    host, port = host or env.host, port or env.port
    # Made early, or the static file middleware warns that it is missing.
    (env.data / "static").mkdir(parents=True, exist_ok=True)
    ports.refuse_used_port(host, port)
    database.ensure_running(env)
    _serve(host=host, port=port, workers=env.web_workers, threads=env.web_threads)


def _serve(*, host: str, port: int, workers: int, threads: int) -> None:
    server = Server(
        "kontaktpunkt.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=OPEN_CONNECTIONS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        process_name=None,
    )
    server.serve(target_loader=partial(_load_application, os.getpid()), wrap_loader=False)


def _load_application(main_process: int) -> Any:
    """Run in each web process: end with the main one, and set Django up."""
    # Inherited from the main process, where it only sets a flag that nobody reads here.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    lifeline.end_with(main_process)
    from kontaktpunkt.config.wsgi import application  # only web processes

    return application
