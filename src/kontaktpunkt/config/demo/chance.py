"""Chance that can be repeated: every part of the demonstration draws from a stream of its own.

A part that draws more or less than before leaves the draws of all others as they were.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance(Random):
    """A stream of draws with the few shapes that the demonstration needs."""

    def happens(self, probability: float) -> bool:
        """Say whether something with this probability happens now."""
        return self.random() < probability

    def how_many(self, expected: float) -> int:
        """Draw a count around the expected one (Poisson, by its normal form when large)."""
        if expected > 60:
            return max(0, round(self.gauss(expected, math.sqrt(expected))))
        limit, product, count = math.exp(-expected), self.random(), 0
        while product > limit:
            product *= self.random()
            count += 1
        return count

    def rounded(self, expected: float) -> int:
        """Return the whole number below or above, so that the mean is as expected."""
        return int(expected) + self.happens(expected % 1)

    def spread(self, median: float, sigma: float) -> float:
        """Draw a positive number with a long tail above the median (log-normal)."""
        return median * math.exp(self.gauss(0.0, sigma))


def chance_for(*parts: object) -> Chance:
    """Return the stream that belongs to a seed and a name."""
    # A text seeds the generator through SHA-512, the same on every machine.
    return Chance("/".join(str(part) for part in parts))


class Evenly:
    """Happens as often as expected in every group, without the luck of the draw.

    What a small group is to show would otherwise be hidden, or invented, by a few coins.
    """

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._owed: dict[object, float] = {}

    def happens(self, group: object, probability: float) -> bool:
        """Say whether it happens to the next one of the group."""
        owed = self._owed.get(group)
        owed = probability + (self._chance.random() if owed is None else owed)
        self._owed[group] = owed - (owed >= 1)
        return owed >= 1


class Shares(Sequence[Thing]):
    """Things with weights, to draw from many times."""

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        self._things = list(weights)
        self._summed = list(accumulate(weights.values()))

    def draw(self, chance: Chance) -> Thing:
        """Draw one."""
        return chance.choices(self._things, cum_weights=self._summed)[0]

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self._things[index]
