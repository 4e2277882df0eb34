"""One look at the journeys that are asked about and at those whom filters leave out.

Whoever asks with each of several filters can subtract the answers, so that every question is asked
of each group into which the filters divide a log. Asked group by group, the steps are read once,
however many groups there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, Protocol

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Groups, Selection
from kontaktpunkt.warehouse.connection import rows

# The column that tells the groups apart, see `Groups`.
GROUP: Final = "of_group"

Rows = list[dict[str, Any]]


class Journeys(Protocol):
    """What a question is asked of: a selection, or all journeys of a log with their groups."""

    @property
    def prepared(self) -> Prepared: ...
    @property
    def journeys(self) -> ir.Table: ...
    @property
    def steps(self) -> ir.Table: ...
    @property
    def variants(self) -> ir.Table: ...
    @property
    def variant_steps(self) -> ir.Table: ...


def in_groups(table: ir.Table, *keys: str) -> Any:
    """Return the table grouped by the keys, and by GROUP where it has that column."""
    return table.group_by(*with_group(table, *keys))


def with_group(table: ir.Table, *columns: str) -> tuple[str, ...]:
    """Return the columns' names, and GROUP where the table has that column."""
    return (*columns, GROUP) if GROUP in table.columns else columns


def told_of_each(
    *, selection: Selection, question: Callable[[Journeys], ir.Table]
) -> tuple[Rows, ...]:
    """Return what a question tells of some journeys, then of each group in their `left_out`.

    question: groups what it counts by GROUP as well, see `in_groups`.
    """
    left_out = selection.left_out
    if not left_out:
        return (rows(table=question(selection)),)
    found: dict[int, Rows] = defaultdict(list)
    for row in rows(table=question(Apart(selection.groups))):
        found[row[GROUP]].append(row)
    # Those who do not meet all of several filters are more than one group.
    own = rows(table=question(selection)) if selection.group is None else found[selection.group]
    return (own, *(found[each.group] for each in left_out if each.group is not None))


class Apart:
    """All journeys of a log, each with the group that it belongs to as GROUP."""

    def __init__(self, groups: Groups) -> None:
        self.prepared = groups.prepared
        self._groups = groups

    @cached_property
    def journeys(self) -> ir.Table:
        """Return the journeys."""
        return self._with_group(self.prepared.journey)

    @cached_property
    def steps(self) -> ir.Table:
        """Return the steps."""
        return self._with_group(self.prepared.step)

    @cached_property
    def variants(self) -> ir.Table:
        """Return (variant, journeys, of_group): how many of each group took each path."""
        found = self._groups.paths.rename({GROUP: "met"})
        kept = found.group_by("variant").agg(kept=found.journeys.sum())
        every = self.prepared.variant.select("variant", "journeys").left_join(kept, "variant")
        none = every.select(
            "variant",
            journeys=(every.journeys - every.kept.fill_null(0)).cast("int64"),
            **{GROUP: ibis.literal(0, "int64")},
        )
        columns = ("variant", "journeys", GROUP)
        return ibis.union(found.select(*columns), none.filter(none.journeys > 0).select(*columns))

    @cached_property
    def variant_steps(self) -> ir.Table:
        """Return the paths' steps, each with the journeys of each group that took the path."""
        return self.prepared.variant_step.drop("path_journeys").join(self.variants, "variant")

    def _with_group(self, table: ir.Table) -> ir.Table:
        met = self._groups.meeting.select(known="journey", met="met")
        found = table.left_join(met, table.journey == met.known)
        # Those who meet no filter are in no row of the groups.
        return found.select(*table.columns, **{GROUP: found.met.fill_null(0)})
