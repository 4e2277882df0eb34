"""Whether an address can be listened on."""

import socket
import time

from kontaktpunkt.config.problems import InstallationError, Problem


def refuse_used_port(host: str, port: int, *, patience_seconds: float = 0) -> None:
    """Raise InstallationError when the address cannot be listened on, even after waiting."""
    deadline = time.monotonic() + patience_seconds
    while refusal := _refusal(host, port):
        if time.monotonic() >= deadline:
            raise InstallationError(_cannot_listen(host, port, refusal))
        time.sleep(0.1)


def _refusal(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refusal:
            return refusal
    return None


def _cannot_listen(host: str, port: int, refusal: OSError) -> Problem:
    return Problem(
        what=f"Nothing can listen on {host}, port {port}: {refusal.strerror}.",
        why="The pages are served from there; another program, perhaps another demo, may have it.",
        fix=f"End the other program, or choose another port: --port {port + 1}",
    )
