"""What every picture says of its size."""

from __future__ import annotations

from typing import Protocol


class HasSize(Protocol):
    """Something with a width and a height."""

    @property
    def width(self) -> float:
        """Return how wide it is."""

    @property
    def height(self) -> float:
        """Return how high it is."""


class Viewed:
    """A picture whose SVG shows all of it: its class has a `width` and a `height`."""

    @property
    def view(self: HasSize) -> str:
        """Return the SVG's viewBox."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"
