"""A progress bar over the bytes of a file that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn

from kontaktpunkt.journeys import readers

WORDS_OF_STEPS: Final = {
    "reading": "Reading",
    "arranging": "Putting in order",
    "counting": "Counting",
}


class ReadingBar:
    """Shows how far the reading of a file is."""

    def __init__(self, console: Console, file: Path) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<16}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TransferSpeedColumn(),
            TimeElapsedColumn(),
            console=console,
            # Where nobody watches, a bar is noise in a log file.
            disable=not console.is_terminal,
        )
        size = file.stat().st_size if file.is_file() else None
        self._task = self._progress.add_task("Reading", total=size)

    def __enter__(self) -> ReadingBar:
        self._progress.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._progress.stop()

    def show(self, state: readers.Progress) -> None:
        """Show how far the reading is."""
        words = f"{WORDS_OF_STEPS[state.step]}, {state.events:,} events"
        self._progress.update(
            self._task, completed=state.bytes_read, total=state.bytes_total, description=words
        )
