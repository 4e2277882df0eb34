"""From coded events to journeys, their steps and their variants.

What happened in which order is a property of the variant; how long it took is a property of the
step. Questions about structure therefore read a few hundred thousand rows of `variant_step` where
the log has millions of steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.packing import packed, second_of


def numbered(*, rows: ir.Table) -> ir.Table:
    """Return (lead_code, episode, journey): journeys numbered from 0 in order of their start."""
    found = rows.group_by("lead_code", "episode").agg(started=rows.started.min())
    place = ibis.row_number().over(order_by=("started", "lead_code", "episode"))
    return found.select("lead_code", "episode", journey=place.cast("int32"))


def steps(
    *, rows: ir.Table, journeys: ir.Table, closing: ir.Table, order: Sequence[str]
) -> ir.Table:
    """Return one row per event of a journey, with what follows it and after how long.

    order:   what the rows of a journey are ordered by.
    closing: (closing) codes of touchpoints after which nothing more is expected.

    closes:               nothing more is expected: such a touchpoint, or an outcome was recorded.
                          What follows it much later was not waited for.

    wait_seconds:         from this step's end (its start, where it is one instant) to the next
                          step's start; 0 where the next began before; null at the end.
    open_wait_seconds:    the same in opening hours; null where no hours are known.
    work_seconds:         from this step's start to its end; null for an instant.
    next_contact_seconds: until the party's next own contact; null where none followed.
    """
    found = rows.join(journeys, ["lead_code", "episode"])
    found = found.left_join(closing, found.touchpoint_code == closing.closing)
    in_order = ibis.window(group_by="journey", order_by=order)
    later = ibis.window(group_by="journey", order_by=order, rows=(1, None))
    found = found.mutate(
        seq=ibis.row_number().over(in_order).cast("int32"),
        next_touchpoint=found.touchpoint_code.lead().over(in_order),
        next_unit=found.unit_code.lead().over(in_order),
        next_started=found.started.lead().over(in_order),
        next_open=found.open_started.lead().over(in_order),
        next_contact=ibis.ifelse(found.inbound, found.started, ibis.null()).min().over(later),
    )
    return _measured(found)


def _measured(found: ir.Table) -> ir.Table:
    end = ibis.coalesce(found.ended, found.started)
    open_end = ibis.coalesce(found.open_ended, found.open_started)
    return found.select(
        "journey",
        "seq",
        "next_touchpoint",
        "next_unit",
        "started",
        "local_hour",
        "inbound",
        "score",
        touchpoint=found.touchpoint_code,
        unit=found.unit_code,
        channel=found.channel_code,
        outcome=found.outcome_code,
        matter=found.matter_code,
        closes=found.closing.notnull() | found.outcome_code.notnull(),
        wait_seconds=_not_negative((found.next_started - end) / MICROS),
        open_wait_seconds=_not_negative(found.next_open - open_end),
        work_seconds=(found.ended - found.started) / MICROS,
        next_contact_seconds=(found.next_contact - found.started) / MICROS,
    )


def _not_negative(seconds: ir.NumericColumn) -> ir.NumericColumn:
    return ibis.ifelse(seconds < 0, 0.0, seconds)


def paths(*, step: ir.Table) -> ir.Table:
    """Return (journey, path): the touchpoints of each journey in order, as codes."""
    # One whole number each, so that a plain sort puts a path in order.
    found = step.group_by("journey").agg(path=packed(step.seq, step.touchpoint).collect())
    return found.mutate(path=found.path.sort().map(second_of))


def variants(*, path: ir.Table) -> ir.Table:
    """Return (variant, path, length, journeys): the different paths, the most frequent first."""
    found = path.group_by("path").agg(journeys=path.count())
    place = ibis.row_number().over(order_by=(found.journeys.desc(), found.path))
    return found.select(
        "path", "journeys", variant=place.cast("int32"), length=found.path.length().cast("int32")
    )


def simpler(*, variant: ir.Table) -> ir.Table:
    """Return (variant, journeys, route, trail): each path told in two simpler ways.

    route: each touchpoint where it was met first. trail: the path without immediate repeats.
    """
    path = variant.path
    return variant.select(
        "variant",
        "journeys",
        route=path.filter(lambda here, place: path.index(here) == place),
        trail=path.filter(
            lambda here, place: (place == 0) | (here != path[ibis.greatest(place - 1, 0)])
        ),
    )


def told_alike(*, told: ir.Table, way: str) -> ir.Table:
    """Return (route or trail, path, journeys): the different ones, numbered as `variants` does."""
    found = told.group_by(path=told[way]).agg(journeys=told.journeys.sum())
    place = ibis.row_number().over(order_by=(found.journeys.desc(), found.path))
    return found.select("path", "journeys", **{way: place.cast("int32")}).order_by(way)


def with_ways(*, variant: ir.Table, told: ir.Table, known: dict[str, ir.Table]) -> ir.Table:
    """Return the variants, each with the numbers of its route and its trail."""
    found = told
    for way, paths_of in known.items():
        numbers = paths_of.select(**{f"{way}_path": "path", f"{way}_number": way})
        found = found.join(numbers, found[way] == numbers[f"{way}_path"])
    numbered = found.select("variant", **{way: found[f"{way}_number"] for way in known})
    return variant.join(numbered, "variant").order_by("variant")


def journeys(
    *,
    facts: ir.Table,
    numbered: ir.Table,
    path: ir.Table,
    variant: ir.Table,
    lead: ir.Table,
) -> ir.Table:
    """Return one row per journey: what its steps tell of it, its path and whose it is.

    facts: see `facts`. lead: (lead, code) the leads' keys.
    """
    of_variant = path.join(variant.select("path", "variant"), "path").select("journey", "variant")
    named = numbered.join(lead, numbered.lead_code == lead.code).select(
        "journey", "lead", "episode"
    )
    found = facts.join(of_variant, "journey").join(named, "journey")
    return found.select(*facts.columns, "variant", "lead", "episode").order_by("journey")


def facts(*, step: ir.Table) -> ir.Table:
    """Return what the steps of each journey tell of it.

    closed:       after some step of it nothing more was expected.
    wait_seconds: leaves out what follows such a step.
    """
    found = step.group_by("journey").agg(
        started=step.started.min(),
        ended=_end(step).max(),
        length=step.count().cast("int32"),
        first_touchpoint=step.touchpoint.argmin(step.seq),
        last_touchpoint=step.touchpoint.argmax(step.seq),
        units=step.unit.nunique().cast("int32"),
        contacts=step.inbound.sum().cast("int32"),
        outcome=step.outcome.argmax(step.seq, where=step.outcome.notnull()),
        matter=step.matter.argmin(step.seq, where=step.matter.notnull()),
        closed=step.closes.any(),
        wait_seconds=step.wait_seconds.sum(where=~step.closes),
        work_seconds=step.work_seconds.sum(),
        # A step without a unit neither hands over nor receives.
        handovers=(step.unit != step.next_unit).fill_null(False).sum().cast("int32"),
    )
    return found.mutate(duration_seconds=(found.ended - found.started) / MICROS)


def _end(step: ir.Table) -> ir.IntegerColumn:
    worked = step.work_seconds.fill_null(0) * MICROS
    return step.started + worked.round().cast("int64")


def variant_steps(*, variant: ir.Table) -> ir.Table:
    """Return the steps of each variant.

    visit:         how many times the path has been at this touchpoint, this step included.
    edge_visit:    the same for this step together with the next.
    path_journeys: how many journeys of the whole log took the path.
    """
    here = ibis.window(group_by=("variant", "touchpoint"), order_by="seq")
    edge = ibis.window(group_by=("variant", "touchpoint", "next_touchpoint"), order_by="seq")
    counted = _told(variant).mutate(
        visit=(ibis.row_number().over(here) + 1).cast("int32"),
        edge_visit=(ibis.row_number().over(edge) + 1).cast("int32"),
    )
    return counted.order_by("variant", "seq")


def _told(variant: ir.Table) -> ir.Table:
    """Return a row for each place of each path."""
    place = ibis.range(0, variant.length).unnest().cast("int32")
    placed = variant.select("variant", "path", "length", path_journeys="journeys", seq=place)
    following = placed.path[placed.seq + 1]
    return placed.select(
        "variant",
        "seq",
        "path_journeys",
        touchpoint=placed.path[placed.seq],
        # Spark refuses a place beyond the end.
        next_touchpoint=ibis.ifelse(placed.seq + 1 < placed.length, following, ibis.null()),
    )
