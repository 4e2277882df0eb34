"""How large a picture is shown: as links, so that no script is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIT: Final = "fit"
# Percent of the size in which letters are as large as the page's.
SIZES: Final = (50, 75, 100, 150, 200, 300)
# How much of a wide screen a picture may take.
ROOM: Final = 1180
# A step must be seen.
NOTICED: Final = 1.15


@dataclass(frozen=True)
class Zoom:
    """A picture's size, and the values of an address that make it smaller and larger.

    percent: None where it takes the room that there is, and never more than its own size.
    smaller, larger: None where there is no such size.
    """

    percent: int | None
    width: float
    smaller: int | None
    larger: int | None
    is_asked: bool


def zoomed(*, asked: str, width: float) -> Zoom:
    """Return how large a picture of this width is shown; what makes no sense is as usual."""
    percent = int(asked) if asked.isascii() and asked.isdigit() else None
    if percent not in SIZES:
        percent = None
    # On a wide screen; on a narrow one the first step may be a larger one.
    now = percent or min(100.0, 100 * ROOM / max(width, 1))
    return Zoom(
        percent,
        width * (percent or 100) / 100,
        max((each for each in SIZES if each * NOTICED < now), default=None),
        min((each for each in SIZES if each > now * NOTICED), default=None),
        is_asked=percent is not None or asked == FIT,
    )
