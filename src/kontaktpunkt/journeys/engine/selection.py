"""The journeys that a question is asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.filters import Filter, NotAll, count, kept
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.rules import is_few, may_show
from kontaktpunkt.warehouse.connection import rows


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
    def left_out(self) -> tuple[Selection, ...]:
        """Return whom a reader knows by subtraction: those whom the filters, and each, leave out.

        Empty groups are not among them.
        """
        if not self.filters:
            return ()
        found = [self.others]
        if not self.rest and len(self.filters) > 1:
            found += [self._without(place) for place in range(len(self.filters))]
        return tuple(each for each in found if each.size)

    def _without(self, place: int) -> Selection:
        """Return whom one filter leaves out of those whom the others keep."""
        one, others = self.filters[place], self.filters[:place] + self.filters[place + 1 :]
        return Selection(self.prepared, (*others, NotAll(filters=(one,))))

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

    Raises GroupTooSmall when fewer than the smallest group are kept, or when what the filters leave
    out, or what they would keep with one of them in another way, differs by fewer: the difference
    would tell about single persons. See docs/journey-engine.md#small-groups.
    """
    selection = Selection(prepared, tuple(filters))
    if filters and not (_divide_well(selection) and _have_no_near(selection)):
        raise GroupTooSmall
    return selection


def _divide_well(selection: Selection) -> bool:
    """Say whether no group into which the filters, each met or not, divide the log is small."""
    if not may_show(journeys=selection.size):
        return False
    prepared, filters = selection.prepared, dict.fromkeys(selection.filters)
    total = prepared.about["journeys"]
    if len(filters) == 1:
        return not is_few(journeys=total - selection.size)
    sizes = _groups(prepared, tuple(filters))
    return not any(map(_few, (*sizes, total - sum(sizes))))


def _groups(prepared: Prepared, filters: tuple[Filter, ...]) -> list[int]:
    """Return the sizes of the groups of journeys that meet the same filters, one at least."""
    meeting = [
        kept(prepared=prepared, filters=(each,)).select("journey", met=ibis.literal(1 << place))
        for place, each in enumerate(filters)
    ]
    each_met = ibis.union(*meeting)
    met = each_met.group_by("journey").agg(met=each_met.met.sum())
    return [row["n"] for row in rows(table=met.group_by("met").agg(n=met.count()))]


def _have_no_near(selection: Selection) -> bool:
    """Say whether no filter keeps few more, or few fewer, when it is asked in another way."""
    prepared = selection.prepared
    for one in selection.filters:
        others = tuple(each for each in selection.filters if each is not one)
        for choice in one.wider():
            wider = count(kept(prepared=prepared, filters=(*others, *choice)))
            if is_few(journeys=wider - selection.size):
                return False
        if not one.may_divide(journeys=kept(prepared=prepared, filters=others), prepared=prepared):
            return False
    return True


def _few(journeys: int) -> bool:
    return is_few(journeys=journeys)
