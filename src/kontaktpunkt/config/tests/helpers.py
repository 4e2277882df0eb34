"""Running the command line as a person does: in a process of its own, with a folder of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

COMMAND = [sys.executable, "-m", "kontaktpunkt.config.cli"]


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return this process's environment without what belongs to the test run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KONTAKTPUNKT_", "PYTEST_", "DATABASE_URL"))
    }
    return kept | {"KONTAKTPUNKT_DATA": str(data)} | more


def kontaktpunkt(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def python(data: Path, script: str) -> subprocess.Popen[str]:
    """Start a Python script that uses the package."""
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def processes_of(data: Path) -> list[psutil.Process]:
    """Return every process, whoever started it, that works for a data folder."""
    return [process for process in psutil.process_iter() if _works_for(process, data)]


def _works_for(process: psutil.Process, data: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        mentions = any(str(data) in part for part in process.cmdline())
        return mentions or process.environ().get("KONTAKTPUNKT_DATA") == str(data)
    except psutil.Error:
        return False


@contextmanager
def data_folder() -> Iterator[Path]:
    """Give a data folder, and leave neither files nor processes of it behind.

    Not pytest's own: each test run that starts closes those to the server's user anew.
    """
    folder = Path(tempfile.mkdtemp(prefix="kontaktpunkt-test-"))
    try:
        yield folder
    finally:
        for process in processes_of(folder):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)
