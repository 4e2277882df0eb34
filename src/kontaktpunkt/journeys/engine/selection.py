"""The journeys that a question is asked of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.filters import All, Filter, count, kept
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.rules import is_few, may_show
from kontaktpunkt.warehouse.connection import Aside, rows


class GroupTooSmall(ValueError):
    """The filters keep, or leave out, so few journeys that they would tell of single persons."""


class Groups:
    """The groups into which filters, each of them met or not, divide the journeys of a log.

    Limits divide further: those between a limit of days, points or months and the next wider that
    may be asked are a group of their own, as two answers tell of them.
    """

    def __init__(self, prepared: Prepared, filters: tuple[Filter, ...]) -> None:
        self.prepared = prepared
        self.filters = filters

    def members(self, *, met: int) -> ir.Table:
        """Return (journey, variant) of a group: the sum of 2 ** place over what is met.

        Of 0, all that meet any filter: those who meet none are the others.
        """
        table = self.meeting
        found = table.filter(table.met == met) if met else table
        return found.select("journey", "variant")

    def variants(self, *, met: int) -> ir.Table:
        """Return (variant, journeys): how many of `members` took each path."""
        table = self.paths
        if met:
            return table.filter(table.met == met).select("variant", "journeys")
        return table.group_by("variant").agg(journeys=table.journeys.sum())

    @cached_property
    def dividing(self) -> tuple[Filter, ...]:
        """Return the filters, then each choice with a wider limit in place of one of them."""
        found = list(self.filters)
        for one in self.filters:
            others = tuple(each for each in self.filters if each is not one)
            journeys = kept(prepared=self.prepared, filters=others)
            wider = one.next_wider(journeys=journeys, prepared=self.prepared)
            found += [All(filters=(*others, each)) for each in wider]
        return tuple(found)

    @property
    def every(self) -> int:
        """Return the group that the filters keep: it meets the wider choices too."""
        return (1 << len(self.dividing)) - 1

    @cached_property
    def parts(self) -> Counter[int]:
        """Return the journeys by the filters that are met, whatever wider choices are."""
        found: Counter[int] = Counter()
        for met, journeys in self.sizes.items():
            found[met % (1 << len(self.filters))] += journeys
        return found

    @cached_property
    def sizes(self) -> dict[int, int]:
        """Return the journeys of each group that holds any, by what is met."""
        table = self.paths
        found = {
            row["met"]: int(row["n"])
            for row in rows(table=table.group_by("met").agg(n=table.journeys.sum()))
        }
        none = int(self.prepared.about["journeys"]) - sum(found.values())
        return {**found, **({0: none} if none else {})}

    @property
    def meeting(self) -> ir.Table:
        """Return (journey, variant, met) of the journeys that meet any filter."""
        return self._meeting.table

    @property
    def paths(self) -> ir.Table:
        """Return (variant, met, journeys) of the same, which has far fewer rows."""
        return self._paths.table

    @cached_property
    def _paths(self) -> Aside:
        table = self.meeting
        return Aside(table=table.group_by("variant", "met").agg(journeys=table.count()))

    @cached_property
    def _meeting(self) -> Aside:
        meeting = [
            kept(prepared=self.prepared, filters=(each,)).select(
                "journey", "variant", met=ibis.literal(1 << place, "int64")
            )
            for place, each in enumerate(self.dividing)
        ]
        if len(meeting) == 1:
            return Aside(table=meeting[0])
        each_met = ibis.union(*meeting)
        by_journey = each_met.group_by("journey").agg(
            variant=each_met.variant.max(), met=each_met.met.sum().cast("int64")
        )
        return Aside(table=by_journey)


@dataclass(frozen=True)
class Selection:
    """Some journeys of a prepared log: those that every filter keeps, or with `rest` all others.

    met:   what they meet, and nothing else, as the sum of 2 ** place; None for all. See Groups.
    given: the groups, where another selection by the same filters has them.
    """

    prepared: Prepared
    filters: tuple[Filter, ...] = ()
    rest: bool = False
    met: int | None = None
    given: Groups | None = field(default=None, compare=False, repr=False)

    @cached_property
    def groups(self) -> Groups:
        """Return the groups into which the filters divide the log."""
        return self.given or Groups(self.prepared, self.filters)

    @cached_property
    def journeys(self) -> ir.Table:
        """Return the kept journeys."""
        journeys = self.prepared.journey
        if not self.filters:
            return journeys
        keys = self._members.select("journey")
        return (journeys.anti_join if self._is_inverse else journeys.semi_join)(keys, "journey")

    @cached_property
    def keys(self) -> ir.Table:
        """Return (journey) of the kept journeys."""
        is_found = self.filters and not self._is_inverse
        return (self._members if is_found else self.journeys).select("journey")

    @property
    def others(self) -> Selection:
        """Return all other journeys of the log."""
        return replace(self, rest=not self.rest, given=self.groups)

    @cached_property
    def left_out(self) -> tuple[Selection, ...]:
        """Return whom a reader knows by subtraction: the other groups into which filters divide.

        Whoever asks with each of the filters, and with some of them together, can work out each
        group from the answers. Empty groups are not among them.
        """
        if not self.filters:
            return ()
        return tuple(
            replace(self, rest=False, met=met, given=self.groups)
            for met in sorted(self.groups.sizes)
            if met != self.group
        )

    @property
    def group(self) -> int | None:
        """Return the group that these journeys are; None where they are several."""
        if not self.rest:
            return self._met
        others = self.groups.sizes.keys() - {self._met}
        return min(others) if len(others) == 1 else None

    @cached_property
    def _members(self) -> ir.Table:
        """Return (journey, variant) of the group; where `_is_inverse`, of all but these."""
        return self.groups.members(met=self._met)

    @property
    def _met(self) -> int:
        return self.groups.every if self.met is None else self.met

    @property
    def _is_inverse(self) -> bool:
        """Say whether these journeys are found as all but others."""
        return self.rest or self._met == 0

    @cached_property
    def steps(self) -> ir.Table:
        """Return the steps of the kept journeys."""
        steps = self.prepared.step
        if not self.filters:
            return steps
        found = self._members.select("journey")
        return (steps.anti_join if self._is_inverse else steps.semi_join)(found, "journey")

    @cached_property
    def variants(self) -> ir.Table:
        """Return (variant, journeys): how many kept journeys took each path."""
        if not self.filters:
            return self.prepared.variant.select("variant", "journeys")
        found = self.groups.variants(met=self._met)
        if not self._is_inverse:
            return found
        kept = found.rename(kept="journeys")
        every = self.prepared.variant.select("variant", "journeys").left_join(kept, "variant")
        left = every.select("variant", journeys=every.journeys - every.kept.fill_null(0))
        return left.filter(left.journeys > 0)

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
        total = int(self.prepared.about["journeys"])
        if not self.filters:
            return total
        found = self.groups.sizes.get(self._met, 0)
        return total - found if self.rest else found


def select(*, prepared: Prepared, filters: Sequence[Filter] = ()) -> Selection:
    """Return the journeys that every filter keeps, or all of a log.

    Raises GroupTooSmall when fewer than the smallest group are kept, or when what the filters leave
    out, or what they would keep with one of them in another way, differs by fewer: the difference
    would tell about single persons. See docs/journey-engine.md#small-groups.
    """
    selection = Selection(prepared, tuple(filters))
    if not may_show(journeys=selection.size):
        raise GroupTooSmall
    if filters and not (_divide_well(selection) and _have_no_near(selection)):
        raise GroupTooSmall
    return selection


def _divide_well(selection: Selection) -> bool:
    """Say whether no group into which the filters, each met or not, divide the log is small."""
    return not any(is_few(journeys=size) for size in selection.groups.parts.values())


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
