"""The journeys that a question is asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.filters import Filter
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.rules import may_select
from kontaktpunkt.warehouse.connection import value


class GroupTooSmall(ValueError):
    """The filters keep, or leave out, so few journeys that they would tell of single persons."""


@dataclass(frozen=True)
class Selection:
    """Some journeys of a prepared log: those that every filter keeps, or with `rest` all others."""

    prepared: Prepared
    filters: tuple[Filter, ...] = ()
    rest: bool = False

    @cached_property
    def journeys(self) -> ir.Table:
        """Return the kept journeys."""
        if not self.filters:
            return self.prepared.journey
        found = kept(prepared=self.prepared, filters=self.filters)
        return self.prepared.journey.anti_join(found, "journey") if self.rest else found

    @property
    def others(self) -> Selection:
        """Return all other journeys of the log."""
        return Selection(self.prepared, self.filters, rest=not self.rest)

    @cached_property
    def steps(self) -> ir.Table:
        """Return the steps of the kept journeys."""
        if not self.filters:
            return self.prepared.step
        return self.prepared.step.semi_join(self.journeys, "journey")

    @cached_property
    def variants(self) -> ir.Table:
        """Return (variant, journeys): how many kept journeys took each path."""
        if not self.filters:
            return self.prepared.variant.select("variant", "journeys")
        return self.journeys.group_by("variant").agg(journeys=self.journeys.count())

    @cached_property
    def variant_steps(self) -> ir.Table:
        """Return the paths' steps, each with the number of kept journeys that took the path."""
        steps = self.prepared.variant_step
        if not self.filters:
            return steps.rename(journeys="path_journeys")
        return steps.drop("path_journeys").join(self.variants, "variant")

    @cached_property
    def size(self) -> int:
        """Return the number of kept journeys."""
        return count(self.journeys) if self.filters else int(self.prepared.about["journeys"])


def select(*, prepared: Prepared, filters: Sequence[Filter] = ()) -> Selection:
    """Return the journeys that every filter keeps.

    Raises GroupTooSmall when fewer than the smallest group are kept, or when leaving out all
    filters or any one of them would add fewer: the difference would tell about single persons.
    """
    selection = Selection(prepared, tuple(filters))
    if filters:
        wider = [prepared.about["journeys"]]
        if len(filters) > 1:
            wider += [
                count(
                    kept(prepared=prepared, filters=[each for each in filters if each is not one])
                )
                for one in filters
            ]
        if not all(may_select(kept=selection.size, of=number) for number in wider):
            raise GroupTooSmall
    return selection


def kept(*, prepared: Prepared, filters: Sequence[Filter]) -> ir.Table:
    """Return the journeys that every filter keeps, whatever their number."""
    journeys = prepared.journey
    for each in filters:
        journeys = each.keep(journeys=journeys, prepared=prepared)
    return journeys


def count(journeys: ir.Table) -> int:
    """Return the number of rows."""
    return int(value(scalar=journeys.count()))
