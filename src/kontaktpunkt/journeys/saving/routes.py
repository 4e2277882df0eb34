"""Paths as a picture: a bar for how many took each, and its touchpoints in a row of boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH
from kontaktpunkt.journeys.saving.figures import Route
from kontaktpunkt.journeys.saving.picture import Picture
from kontaktpunkt.journeys.saving.styles import Colours

WIDTH: Final = 900
HEAD: Final = 20
BAR: Final = 6
BOX: Final = 28
# Between two boxes, where the arrow stands, and between two lines of boxes.
ACROSS: Final = 26
BELOW: Final = 8
APART: Final = 26
PADDING: Final = 10
MOST_LETTERS: Final = 60


def picture(routes: Iterable[Route], colours: Colours) -> Picture:
    """Draw paths one below the other, as the page shows them."""
    parts: list[str] = []
    y = 0.0
    for route in routes:
        parts.append(f'<text x="0" y="{y + 13:.0f}" font-weight="600">{escape(route.head)}</text>')
        parts.append(_bar(route.part, y + HEAD, colours))
        y = _boxes(route.steps, y + HEAD + BAR + BELOW, parts, colours) + APART
    return Picture(0, 0, WIDTH, max(y - APART, 0) + 2, "picture", "".join(parts))


def _bar(part: float, y: float, colours: Colours) -> str:
    ink = colours.variable("--kp-primary", "#0b4f6c")
    return (
        f'<rect x="0" y="{y:.0f}" width="{WIDTH}" height="{BAR}" fill="#e6e6e2"/>'
        f'<rect x="0" y="{y:.0f}" width="{WIDTH * part:.1f}" height="{BAR}" fill="{ink}"/>'
    )


def _boxes(steps: Sequence[str], y: float, parts: list[str], colours: Colours) -> float:
    """Add a box for each step, in as many lines as they take; return where the last one ends."""
    tint = colours.variable("--kp-primary-tint", "#eef4f7")
    x = 0.0
    for place, step in enumerate(steps):
        words = step if len(step) <= MOST_LETTERS else f"{step[: MOST_LETTERS - 1]}…"
        width = len(words) * CHARACTER_WIDTH * 1.1 + 2 * PADDING
        if x and x + width > WIDTH:
            x, y = 0.0, y + BOX + BELOW
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.0f}" width="{width:.1f}" height="{BOX}" rx="4" '
            f'fill="{tint}" stroke="#c8c8c4"/>'
            f'<text x="{x + width / 2:.1f}" y="{y + 18:.0f}" text-anchor="middle">'
            f"{escape(words)}</text>"
        )
        x += width
        if place < len(steps) - 1:
            parts.append(f'<text x="{x + 6:.1f}" y="{y + 18:.0f}">→</text>')
        x += ACROSS
    return y + BOX
