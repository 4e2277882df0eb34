"""Helper processes that one command starts, watches and stops together."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

STOP_SECONDS = 15.0


@dataclass
class Helper:
    """One helper process; what it says goes to its log file, or to our own output without one."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    def log_tail(self, lines: int = 12) -> str:
        """Return the last lines that it wrote."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Helpers:
    """All helpers of one command; leaving the `with` block stops them."""

    log_folder: Path
    running: list[Helper] = field(default_factory=list)

    def __enter__(self) -> "Helpers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], *, is_quiet: bool = True) -> Helper:
        """Start a helper in a process group of its own, so that Ctrl-C reaches only us."""
        log = self.log_folder / f"{name}.log" if is_quiet else None
        output: IO[bytes] | None = None
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            output = log.open("wb")
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0
        )
        if output:
            output.close()
        helper = Helper(name, process, log)
        self.running.append(helper)
        return helper

    def ended(self) -> Helper | None:
        """Return a helper that has ended by itself, if there is one."""
        return next((one for one in self.running if one.process.poll() is not None), None)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask all helpers to end; after a while, or when interrupted again, make them."""
        for helper in self.running:
            if helper.process.poll() is None:
                helper.process.send_signal(number)
        try:
            _wait_for([helper.process for helper in self.running], STOP_SECONDS)
        finally:
            for helper in self.running:
                _kill_group(helper.process)
            self.running.clear()


def _wait_for(processes: list[subprocess.Popen[bytes]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.01, deadline - time.monotonic()))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    # Its own helpers are in the same group; mostly, nobody is left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
