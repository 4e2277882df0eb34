"""`kontaktpunkt demo` from nothing to Ctrl-C, as the process tree that it is.

One demo is made for the whole module, a hundredth of the real one's size.
"""

import contextlib
import http.client
import json
import os
import pty
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kontaktpunkt.config import demo_readiness
from kontaktpunkt.config.tests.helpers import (
    COMMAND,
    data_folder,
    environment,
    kontaktpunkt,
    processes_of,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

RUNNING = "Ctrl-C ends it"


class Demo:
    """A demo in a terminal of its own, where Ctrl-C is a key like any other."""

    def __init__(self, data: Path, port: int, *arguments: str) -> None:
        self.data, self.port = data, port
        self.terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, "demo", "--port", str(port), "--scale", "0.01", *arguments],
            env=environment(data, TERM="xterm"),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - this process has one thread
        )
        os.close(inner)
        self.said = ""

    def wait_until_it_says(self, words: str) -> None:
        while words not in self.said:
            assert self._read(), self.said

    def press_ctrl_c(self) -> int:
        os.write(self.terminal, b"\x03")
        return self.end()

    def end(self) -> int:
        while self._read():
            pass
        return self.process.wait(timeout=60)

    def status_of_first_page(self) -> int:
        """Return the status, or 0 when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/")
            return connection.getresponse().status
        return 0

    def _read(self) -> bool:
        try:
            more = os.read(self.terminal, 4096)
        except OSError:
            more = b""
        self.said += more.decode(errors="replace")
        return bool(more)


def _take_terminal() -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A folder in which the demo has been prepared."""
    with data_folder() as folder:
        # Interrupted at first, while it fills the database.
        first = Demo(folder, free_port())
        first.wait_until_it_says("a year of history:")
        assert first.press_ctrl_c() == 130
        assert processes_of(folder) == []

        second = kontaktpunkt(folder, "demo", "--prepare-only", "--scale", "0.01")
        assert second.returncode == 0, second.stderr
        assert "Throwing away a demo that was not finished" in second.stdout
        yield folder


def test_it_runs_alone_and_ends_with_ctrl_c_leaving_nothing_behind(data: Path) -> None:
    demo = Demo(data, free_port())
    demo.wait_until_it_says(RUNNING)
    assert demo.status_of_first_page() == 200
    assert f"http://localhost:{demo.port}/" in demo.said
    for role in ("agent", "caseworker", "manager", "administrator", "citizen"):
        assert role in demo.said

    for arguments in (["--port", str(free_port())], ["--fresh", "--yes", "--prepare-only"]):
        refused = kontaktpunkt(data, "demo", *arguments)
        assert refused.returncode == 2
        assert f"is running already with the data folder {data}" in refused.stderr
        assert f"localhost:{demo.port}" in refused.stderr

    assert demo.press_ctrl_c() == 0
    assert processes_of(data) == []


def test_it_survives_what_is_killed(data: Path) -> None:
    demo = Demo(data, free_port())
    demo.wait_until_it_says(RUNNING)
    demo.process.kill()
    demo.process.wait()
    # On the same port, at once: it waits for what the killed one left to end.
    again = Demo(data, demo.port)
    again.wait_until_it_says(RUNNING)

    pid_file = data / "pg" / "data" / "postmaster.pid"
    server = pid_file.read_text().split()[0]
    os.kill(int(server), signal.SIGKILL)
    wait_until(lambda: pid_file.exists() and pid_file.read_text().split()[0] != server)
    wait_until(lambda: again.status_of_first_page() == 200)

    again.process.send_signal(signal.SIGTERM)
    assert again.end() == 0
    wait_until(lambda: processes_of(data) == [])


def wait_until(holds: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_was_prepared_is_prepared_again_when_the_program_changes(data: Path) -> None:
    note = data / demo_readiness.NOTE
    noted = json.loads(note.read_text())
    note.write_text(json.dumps(noted | {"made_from": "an earlier version"}))
    prepared = kontaktpunkt(data, "demo", "--prepare-only")
    assert "Tables and access rules" in prepared.stdout
    # The year is there already.
    assert "a year of history" not in prepared.stdout
