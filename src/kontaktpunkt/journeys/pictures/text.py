"""Words in a picture: SVG does not break lines by itself."""

from __future__ import annotations

from typing import Final

# Of IBM Plex Sans at 13 units, mixed text.
CHARACTER_WIDTH: Final = 6.7


def broken(text: str, *, width: float, most: int) -> tuple[str, ...]:
    """Break text into at most so many lines of a width; what does not fit ends in an ellipsis."""
    room = max(int(width / CHARACTER_WIDTH), 3)
    lines: list[str] = []
    for word in _words(text, room):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: room - 1].rstrip()}…"]
    return tuple(lines)


def _words(text: str, room: int) -> list[str]:
    """Return the words; one that is too long for a line is cut."""
    found = []
    for word in text.split():
        found += [word[start : start + room] for start in range(0, len(word), room)]
    return found
