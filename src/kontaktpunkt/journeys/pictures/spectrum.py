"""The performance spectrum: each line is one way from one touchpoint to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 900
HEIGHT: Final = 210
TOP: Final = 26
BELOW: Final = 62
QUARTERS: Final = (1, 2, 3, 4)
KEY_WIDTH: Final = 225


@dataclass(frozen=True)
class Key:
    """What one kind of line means."""

    x: float
    words_x: float
    quarter: int
    words: str


@dataclass(frozen=True)
class Spectrum:
    """A performance spectrum.

    lines:  (quarter of the waits, from 1 for the quickest; path) of each kind of line, the
            slowest drawn last.
    months: (x, words) below the line of time.
    """

    width: float
    height: float
    top: float
    bottom: float
    lines: tuple[tuple[int, str], ...]
    months: tuple[tuple[float, str], ...]
    keys: tuple[Key, ...]

    @property
    def view(self) -> str:
        """Return the SVG's viewBox."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


def spectrum(
    *,
    passes: Iterable[tuple[float, float]],
    quartiles: Sequence[float],
    months: Iterable[tuple[float, str]],
    keys: Sequence[str],
    first: float,
    last: float,
) -> Spectrum:
    """Draw passes: (start, seconds of waiting), both in seconds, on a line of time.

    quartiles: of the waits; a line's look tells which quarter it belongs to.
    months:    (moment, words) to write below the line of time.
    keys:      words for the four quarters, the quickest first.
    """
    scale = WIDTH / max(last - first, 1)
    bottom = TOP + HEIGHT
    paths: dict[int, list[str]] = {quarter: [] for quarter in QUARTERS}
    for start, wait in passes:
        from_x, to_x = (start - first) * scale, (start + wait - first) * scale
        quarter = 1 + sum(wait > edge for edge in quartiles)
        paths[quarter].append(f"M{from_x:.1f} {TOP}L{min(to_x, WIDTH):.1f} {bottom}")
    return Spectrum(
        width=WIDTH,
        height=bottom + BELOW,
        top=TOP,
        bottom=bottom,
        lines=tuple((quarter, "".join(paths[quarter])) for quarter in QUARTERS),
        months=tuple(((at - first) * scale, words) for at, words in months),
        keys=tuple(
            Key(place * KEY_WIDTH, place * KEY_WIDTH + 40, quarter, words)
            for place, (quarter, words) in enumerate(zip(QUARTERS, keys, strict=True))
        ),
    )
