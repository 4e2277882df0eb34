"""Put words beside lines, where they cover neither a box nor other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from kontaktpunkt.journeys.pictures.tracks import Curve, Point

# Of a letter, and of a line of words.
LETTER: Final = 6.1
HEIGHT: Final = 14.0
BESIDE: Final = 7.0
# The picture is seen as squares of this size: one thing a square.
SQUARE: Final = 7.0
SHARES: Final = (0.5, 0.36, 0.64, 0.22, 0.78)
STEPS: Final = 24
# Words on another line are worse than words on their own.
OTHERS: Final = 4

Square = tuple[int, int]


@dataclass(frozen=True)
class Rectangle:
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def squares(self) -> Iterator[Square]:
        """Return the squares that it touches."""
        return product(
            range(int(self.left // SQUARE), int(self.right // SQUARE) + 1),
            range(int(self.top // SQUARE), int(self.bottom // SQUARE) + 1),
        )


@dataclass
class _Room:
    """What stands where already; lines may be covered where nothing else is left."""

    size: Point
    full: set[Square] = field(default_factory=set)
    lines: dict[Square, set[int]] = field(default_factory=dict)

    def covers(self, place: Rectangle, own: int) -> int | None:
        """Return what a place covers of lines; None where it may not stand."""
        if place.left < 0 or place.right > self.size[0]:
            return None
        squares = list(place.squares())
        if not self.full.isdisjoint(squares):
            return None
        crossed = [self.lines[each] for each in squares if each in self.lines]
        return sum(OTHERS if lines != {own} else 1 for lines in crossed)


def beside(
    *,
    curves: Sequence[Curve],
    words: Sequence[str],
    boxes: Iterable[Rectangle],
    size: Point,
) -> list[Point | None]:
    """Return where the words of each line begin, and their middle height.

    None where every place covers a box or the words of a line that comes earlier.
    """
    room = _Room(size)
    for box in boxes:
        room.full.update(box.squares())
    for number, curve in enumerate(curves):
        for square in _squares(curve):
            room.lines.setdefault(square, set()).add(number)
    return [
        _placed(room, number, curve, len(said) * LETTER)
        for number, (curve, said) in enumerate(zip(curves, words, strict=True))
    ]


def _placed(room: _Room, number: int, curve: Curve, width: float) -> Point | None:
    best: tuple[int, Rectangle] | None = None
    for place in _places(curve, width):
        covered = room.covers(place, number)
        if covered is not None and (best is None or covered < best[0]):
            best = covered, place
            if not covered:
                break
    if best is None:
        return None
    place = best[1]
    room.full.update(place.squares())
    return place.left, (place.top + place.bottom) / 2


def _places(curve: Curve, width: float) -> Iterator[Rectangle]:
    """Return places to the right of a line, then to its left, the middle of a piece first."""
    last = len(curve.pieces) - 1
    for to_right, share, piece in product(
        (True, False), SHARES, dict.fromkeys((0, last, 1 % (last + 1)))
    ):
        x, y = curve.at(piece, share)
        left = x + BESIDE if to_right else x - BESIDE - width
        yield Rectangle(left, y - HEIGHT / 2, left + width, y + HEIGHT / 2)


def _squares(curve: Curve) -> Iterator[Square]:
    """Return the squares of a line: long pieces run straight down, and are told by their height."""
    for piece, points in enumerate(curve.pieces):
        steps = STEPS + int(abs(points[0][1] - points[3][1]) / SQUARE)
        for step in range(steps + 1):
            x, y = curve.at(piece, step / steps)
            yield int(x // SQUARE), int(y // SQUARE)
