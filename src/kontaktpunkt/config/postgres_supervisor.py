"""Keep one PostgreSQL server alive for as long as somebody uses it.

Started by `postgres.ensure_running` as a process of its own: every user of the server holds a
shared lock on a file, and the kernel lets go of it however that user ends, SIGKILL included. The
moment this process is given the exclusive lock, nobody is left, and the server is stopped.

Run as a plain file, so only the standard library is imported.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any

STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1


class ServerEnded(Exception):
    """The server ended by itself while it was in use."""


def die_with_parent() -> None:
    """Have the kernel stop the server cleanly should this supervisor be killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def start(order: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server in the background, as the system user named in the order."""
    return subprocess.Popen(
        order["command"],
        stdin=subprocess.DEVNULL,
        cwd="/",
        # After the user has changed: changing it would clear the death signal.
        preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        **order["identity"],
    )


def wait_until_unused(lease: str) -> None:
    """Return when no process holds the lease any more.

    The lock is kept until this process ends, so whoever comes meanwhile waits until the server
    is down, and then starts a new one.
    """
    fcntl.flock(os.open(lease, os.O_RDWR), fcntl.LOCK_EX)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server cleanly; kill it only when it does not answer."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def on_child_ended(_number: int, _frame: FrameType | None) -> None:
    raise ServerEnded


def main() -> int:
    """Run the order given as JSON in the first argument."""
    order = json.loads(sys.argv[1])
    # A signal meant for the user's terminal or process group is not meant for the database.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, on_child_ended)
    try:
        server = start(order)
        wait_until_unused(order["lease"])
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    except ServerEnded:
        return 1
    stop(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
