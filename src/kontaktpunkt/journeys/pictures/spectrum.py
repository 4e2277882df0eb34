"""The performance spectrum: each line is one way from one touchpoint to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH
from kontaktpunkt.journeys.pictures.view import Viewed

WIDTH: Final = 900
HEIGHT: Final = 210
TOP: Final = 26
BELOW: Final = 62
QUARTERS: Final = (1, 2, 3, 4)
# A key's line, the room around its words, and the height of a row of keys.
KEY_LINE: Final = 40
KEY_GAP: Final = 26
KEY_ROW: Final = 24


@dataclass(frozen=True)
class Key:
    """What one kind of line means; y is where its words stand."""

    x: float
    words_x: float
    y: float
    quarter: int
    words: str


@dataclass(frozen=True)
class Spectrum(Viewed):
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
    drawn = _keys(keys, bottom + BELOW)
    paths: dict[int, list[str]] = {quarter: [] for quarter in QUARTERS}
    for start, wait in passes:
        from_x, to_x = (start - first) * scale, (start + wait - first) * scale
        quarter = 1 + sum(wait > edge for edge in quartiles)
        paths[quarter].append(f"M{from_x:.1f} {TOP}L{min(to_x, WIDTH):.1f} {bottom}")
    return Spectrum(
        width=WIDTH,
        height=drawn[-1].y + 5,
        top=TOP,
        bottom=bottom,
        lines=tuple((quarter, "".join(paths[quarter])) for quarter in QUARTERS),
        months=tuple(((at - first) * scale, words) for at, words in months),
        keys=drawn,
    )


def _keys(words: Sequence[str], top: float) -> tuple[Key, ...]:
    """Place the four keys side by side, and on a further row what has no room there."""
    found: list[Key] = []
    x, y = 0.0, top - 5
    for quarter, each in zip(QUARTERS, words, strict=True):
        width = KEY_LINE + len(each) * CHARACTER_WIDTH
        if found and x + width > WIDTH:
            x, y = 0.0, y + KEY_ROW
        found.append(Key(x, x + KEY_LINE, y, quarter, each))
        x += width + KEY_GAP
    return tuple(found)
