"""Paths: the whole routes that journeys take."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import SMALLEST, is_few
from kontaktpunkt.warehouse.connection import value


@dataclass(frozen=True)
class Path:
    """One route.

    touchpoints:    names in order; where paths are taken together, without immediate repeats.
    journeys:       journeys that took it.
    median_seconds: from first step to last.
    """

    touchpoints: tuple[str, ...]
    journeys: int
    median_seconds: float


@dataclass(frozen=True)
class Paths:
    """The most frequent routes, and what is left.

    shown:          at most as many as were asked for; none that so few took that it tells who.
    other_paths:    how many further routes there are.
    other_journeys: how many journeys took one of those; nothing or at least the smallest group.
    """

    journeys: int
    shown: tuple[Path, ...]
    other_paths: int
    other_journeys: int


def path_counts(*, selection: Selection) -> ir.Table:
    """Return (variant, path, journeys, median_seconds) of each variant."""
    journeys = selection.journeys
    told = journeys.group_by("variant").agg(
        journeys=journeys.count(), median_seconds=journeys.duration_seconds.median()
    )
    return told.join(selection.prepared.variant.select("variant", "path"), "variant")


def trail_counts(*, selection: Selection) -> ir.Table:
    """Return (trail, path, journeys, median_seconds) of paths without immediate repeats."""
    prepared = selection.prepared
    numbers = prepared.variant.select("variant", "trail")
    journeys = selection.journeys.select("variant", "duration_seconds").join(numbers, "variant")
    counts = journeys.group_by("trail").agg(
        journeys=journeys.count(), median_seconds=journeys.duration_seconds.median()
    )
    return counts.join(prepared.trail.select("trail", "path"), "trail")


def paths(*, selection: Selection, most: int = 12, together: bool = False) -> Paths:
    """Return the most frequent paths.

    together: take paths as one that differ only in immediate repeats.
    """
    key, counted = ("trail", trail_counts) if together else ("variant", path_counts)
    counts = counted(selection=selection)
    told = counts.filter(counts.journeys >= SMALLEST)
    for left_out in selection.left_out:
        others = _taken(left_out, key)
        told = told.anti_join(others.filter(others.journeys < SMALLEST), key)
    shown = _shown(told, selection, most)
    number = int(value(scalar=counts.count()))
    rest = selection.size - sum(path.journeys for path in shown)
    return Paths(selection.size, shown, number - len(shown), rest)


def _taken(selection: Selection, key: str) -> ir.Table:
    """Return (variant or trail, journeys)."""
    if key == "variant":
        return selection.variants
    numbers = selection.prepared.variant.select("variant", "trail")
    taken = selection.variants.join(numbers, "variant")
    return taken.group_by("trail").agg(journeys=taken.journeys.sum())


def _shown(told: ir.Table, selection: Selection, most: int) -> tuple[Path, ...]:
    names = selection.prepared.names["touchpoint"]
    ordered = told.order_by(ibis.desc("journeys"), "path").limit(most)
    shown = [
        Path(tuple(names[code] for code in row["path"]), row["journeys"], row["median_seconds"])
        for row in rows(ordered)
    ]
    # A small rest would be known by subtraction: the rarest shown path joins it.
    if is_few(journeys=selection.size - sum(path.journeys for path in shown)):
        shown = shown[:-1]
    return tuple(shown)
