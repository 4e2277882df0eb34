"""`kontaktpunkt serve`: the web server."""

import os
import socket
from functools import partial
from typing import Any

import click

from kontaktpunkt.config import lifeline
from kontaktpunkt.config.problems import InstallationError, Problem


@click.command()
@click.option("--host", help="Network address to listen on [KONTAKTPUNKT_HOST, else 127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535),
              help="Port to listen on [KONTAKTPUNKT_PORT, else 8000].")  # fmt: skip
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
def serve(host: str | None, port: int | None, parent: int | None) -> None:
    """Run the web server.

    It speaks plain HTTP and listens on this machine only unless told otherwise; in production a
    proxy with TLS stands in front of it. `kontaktpunkt worker` belongs beside it. Ctrl-C or SIGTERM
    lets the requests at hand finish.
    """
    from kontaktpunkt.config import database
    from kontaktpunkt.config.environment import env

    if parent:
        lifeline.end_with(parent)
    host, port = host or env.host, port or env.port
    refuse_used_port(host, port)
    database.ensure_running(env)
    _serve(host=host, port=port, workers=env.web_workers, threads=env.web_threads)


def refuse_used_port(host: str, port: int) -> None:
    """Raise InstallationError when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refusal:
            raise InstallationError(_cannot_listen(host, port, refusal)) from None


def _cannot_listen(host: str, port: int, refusal: OSError) -> Problem:
    return Problem(
        what=f"Nothing can listen on {host}, port {port}: {refusal.strerror}.",
        why="The pages are served from there; another program, perhaps another demo, may have it.",
        fix=f"End the other program, or choose another port: --port {port + 1}",
    )


def _serve(*, host: str, port: int, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "kontaktpunkt.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # What does not fit waits in the kernel's queue, not in memory.
        backpressure=threads * 4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        process_name=None,
    )
    server.serve(target_loader=partial(_load_application, os.getpid()), wrap_loader=False)


def _load_application(main_process: int) -> Any:
    """Run in each web process: end with the main one, and set Django up."""
    lifeline.end_with(main_process)
    from kontaktpunkt.config.wsgi import application

    return application
