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
    other_paths:    how many further routes there are, beside those shown and before them.
    other_journeys: how many journeys took one of those; nothing or at least the smallest group.
    told:           how many routes may be told in all.
    before:         how many journeys took one of the more frequent routes that were skipped.
    """

    journeys: int
    shown: tuple[Path, ...]
    other_paths: int
    other_journeys: int
    told: int = 0
    before: int = 0


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


def paths(*, selection: Selection, most: int = 12, skip: int = 0, together: bool = False) -> Paths:
    """Return the most frequent paths.

    skip:     how many of the most frequent to leave out, in order to show those after them.
    together: take paths as one that differ only in immediate repeats.
    """
    key, counted = ("trail", trail_counts) if together else ("variant", path_counts)
    counts = counted(selection=selection)
    told = counts.filter(counts.journeys >= SMALLEST)
    for left_out in selection.left_out:
        others = _taken(left_out, key)
        told = told.anti_join(others.filter(others.journeys < SMALLEST), key)
    shown, number_told, before = _shown(told, selection, skip, most)
    number = int(value(scalar=counts.count()))
    rest = selection.size - before - sum(path.journeys for path in shown)
    others = number - min(skip, number_told) - len(shown)
    return Paths(selection.size, shown, others, rest, number_told, before)


def _taken(selection: Selection, key: str) -> ir.Table:
    """Return (variant or trail, journeys)."""
    if key == "variant":
        return selection.variants
    numbers = selection.prepared.variant.select("variant", "trail")
    taken = selection.variants.join(numbers, "variant")
    return taken.group_by("trail").agg(journeys=taken.journeys.sum())


def _shown(
    told: ir.Table, selection: Selection, skip: int, most: int
) -> tuple[tuple[Path, ...], int, int]:
    """Return the paths to show, how many may be told, and how many journeys took one skipped."""
    names = selection.prepared.names["touchpoint"]
    order = [ibis.desc("journeys"), "path"]
    counted = told.mutate(
        reached=told.journeys.sum().over(ibis.cumulative_window(order_by=order)).cast("int64"),
        paths=told.count().over(),
        taken=told.journeys.sum().over().cast("int64"),
    )
    found = rows(counted.order_by(order).limit(most, offset=skip))
    if not found:
        return (), 0, 0
    # A small rest would be known by subtraction: the rarest path that could be told joins it.
    number = found[0]["paths"] - is_few(journeys=selection.size - found[0]["taken"])
    shown = [
        Path(tuple(names[code] for code in row["path"]), row["journeys"], row["median_seconds"])
        for row in found[: max(number - skip, 0)]
    ]
    return tuple(shown), number, found[0]["reached"] - found[0]["journeys"]
