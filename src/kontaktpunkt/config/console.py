"""Progress on the terminal: one line for each step, with the time it took."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

WIDTH = 72
CLEAR_LINE = "\r\x1b[2K"


class Step:
    """One step under way; `report` says what it is doing just now."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self._is_live = sys.stdout.isatty()
        self._last = ""
        self._show("")

    def report(self, text: str) -> None:
        """Show what the step is doing: in place on a terminal, else on a line of its own."""
        if text == self._last:
            return
        self._last = text
        if self._is_live:
            self._show(text)
        else:
            click.echo(f"    {text}")

    def done(self) -> None:
        """Close the line with the time the step took."""
        self._close(click.style("✓", fg="green"))

    def failed(self) -> None:
        """Close the line of a step that did not finish."""
        self._close(click.style("✗", fg="red"))

    def _show(self, text: str) -> None:
        if self._is_live:
            line = f"… {self.title}" + (f": {text}" if text else "")
            click.echo(f"{CLEAR_LINE}{line[: WIDTH + 20]}", nl=False)

    def _close(self, mark: str) -> None:
        seconds = time.monotonic() - self.started
        start = CLEAR_LINE if self._is_live else ""
        click.echo(f"{start}{mark} {self.title:<{WIDTH - 12}} {seconds:6.1f} s")


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show one step while the block runs."""
    current = Step(title)
    try:
        yield current
    except BaseException:
        current.failed()
        raise
    current.done()


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line for each row, its cells aligned."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
