"""A picture as a file holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """What is drawn, from x and y on; markup stands in a group of these classes."""

    x: float
    y: float
    width: float
    height: float
    classes: str
    markup: str
