"""From a log at rest to coded events, each with the journey's lead it belongs to.

All functions go from Ibis table to Ibis table and run on any engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import ibis
import ibis.expr.types as ir

from kontaktpunkt.journeys.engine.dialect import MICROS, micros
from kontaktpunkt.journeys.engine.folders import DICTIONARIES
from kontaktpunkt.journeys.engine.hours import SLOT_SECONDS
from kontaktpunkt.journeys.engine.lens import SERVICE_TYPES, Duplicates, Lead, Lens

# Between a party and its service in a lead's key; no source has it in a key.
SEPARATOR: Final = "\x1f"

# Events of a journey are told in this order; the last only makes the order total.
ORDER: Final = ("started", "source_rank", "source_seq", "event_id")

# The same order, of events of one source that the log numbers as the source does: two numbers are
# put in order in two thirds of the time that four take.
SHORT_ORDER: Final = ("started", "event_id")


def is_numbered_in_order(*, events: ir.Table) -> ir.BooleanScalar:
    """Say whether SHORT_ORDER is the same as ORDER: one source, and its numbers are the log's."""
    rank, apart = events.source_rank, events.source_seq - events.event_id
    return (rank.min() == rank.max()) & (apart.min() == apart.max())


def leads(*, objects: ir.Table, lens: Lens) -> ir.Table:
    """Return (event_id, lead): which journeys' leads each event touches; may repeat a pair."""
    found = objects.filter(objects.object_type.isin(lens.types))
    found = found.select("event_id", lead=found.object_key)
    if lens.lead is not Lead.PARTY_IN_SERVICE:
        return found
    service = services(objects=objects)
    both = found.join(service, "event_id")
    return both.select("event_id", lead=both.lead + SEPARATOR + both.service)


def services(*, objects: ir.Table) -> ir.Table:
    """Return (event_id, service): the services or matters that each event is about."""
    found = objects.filter(objects.object_type.isin(SERVICE_TYPES))
    return found.select("event_id", service=found.object_key).distinct()


def dictionary(*, names: ir.Table, column: str) -> ir.Table:
    """Return (column, code): every distinct value with a whole number from 0, in order of name."""
    found = names.filter(names[column].notnull()).select(column).distinct()
    place = ibis.row_number().over(order_by=found[column])
    return found.mutate(code=place.cast("int32"))


def coded(
    *,
    events: ir.Table,
    leads: ir.Table,
    dictionaries: dict[str, ir.Table],
    matters: ir.Table | None,
    slots: ir.Table | None,
    order: Sequence[str],
    engine: str,
) -> ir.Table:
    """Return the events with whole numbers for names and microseconds for moments.

    leads: (event_id, lead), each pair once. order: ORDER, or SHORT_ORDER where that is the same.
    """
    # A lead's code before its key: the larger join then carries numbers.
    numbered = _with_code(leads, "lead", dictionaries["lead"])
    rows = events.join(numbered.select("event_id", "lead_code"), "event_id")
    for name in DICTIONARIES:
        rows = _with_code(rows, name, dictionaries[name])
    rows = _with_moments(rows, engine)
    rows = _with_matter(rows, matters)
    return _with_slots(rows, slots).select(
        *order,
        *(f"{name}_code" for name in ("lead", *DICTIONARIES, "matter")),
        "ended",
        "local_hour",
        "open_started",
        "open_ended",
        inbound=_is_inbound(rows),
        score=_hundred(rows),
    )


def _with_code(rows: ir.Table, name: str, codes: ir.Table) -> ir.Table:
    known = codes.select(**{f"{name}_known": codes[name], f"{name}_code": codes.code})
    return rows.left_join(known, rows[name] == known[f"{name}_known"])


def _with_moments(rows: ir.Table, engine: str) -> ir.Table:
    rows = rows.mutate(
        started=micros(moment=rows.started_at, engine=engine),
        ended=micros(moment=rows.ended_at, engine=engine),
    )
    # A clock that went backwards: the end is not believed, the event counts as one instant.
    return rows.mutate(ended=ibis.ifelse(rows.ended >= rows.started, rows.ended, ibis.null()))


def _with_matter(rows: ir.Table, matters: ir.Table | None) -> ir.Table:
    if matters is None:
        return rows.mutate(matter_code=ibis.null("int32"))
    return rows.left_join(matters, "event_id").drop("event_id_right")


def _is_inbound(rows: ir.Table) -> ir.BooleanValue:
    """A contact that the party sought: what counts as a repeat."""
    sought = rows.initiator.isnull() | (rows.initiator == "party")
    return (rows.is_contact & sought).fill_null(False)


def _hundred(rows: ir.Table) -> ir.FloatingValue:
    """An answer on a scale from 1 to `score_max` as 0 to 100; a maximum of 100 is that already."""
    scaled = (rows.score - 1) * 100 / (rows.score_max - 1).nullif(0)
    return ibis.ifelse(rows.score_max == 100, rows.score, scaled)


def _with_slots(rows: ir.Table, slots: ir.Table | None) -> ir.Table:
    """Add local time and the opening hours that lie before an event's start and end."""
    if slots is None:
        return rows.mutate(
            local_hour=(rows.started // (3600 * MICROS)).cast("int32"),
            open_started=ibis.null("float64"),
            open_ended=ibis.null("float64"),
        )
    rows = _at_slot(rows, slots, "started")
    return _at_slot(rows, slots.drop("local_hour"), "ended")


def _at_slot(rows: ir.Table, slots: ir.Table, moment: str) -> ir.Table:
    within = rows.mutate(slot=(rows[moment] // (SLOT_SECONDS * MICROS)).cast("int32"))
    found = within.left_join(slots, "slot")
    seconds = found[moment] / MICROS - found.slot.cast("float64") * SLOT_SECONDS
    # Clipped to the open part of the slot, then counted from where that part starts.
    passed = ibis.greatest(ibis.least(seconds, found.open_to), found.open_from) - found.open_from
    known = ibis.ifelse(found.slot_right.notnull(), found.open_before + passed, ibis.null())
    return found.mutate(**{f"open_{moment}": known}).drop(
        "slot", "slot_right", "open_before", "open_from", "open_to"
    )


def without_duplicates(*, rows: ir.Table, lens: Lens, order: Sequence[str]) -> ir.Table:
    """Keep the first of the events that agree in lead, instant, touchpoint and unit."""
    if lens.duplicates is Duplicates.KEEP:
        return rows
    same = ("lead_code", "started", "touchpoint_code", "unit_code")
    # Only what agrees in its instant is compared.
    place = ibis.row_number().over(group_by=same, order_by=order)
    return rows.mutate(place=place).filter(ibis._.place == 0).drop("place")


def with_episodes(*, rows: ir.Table, lens: Lens, order: Sequence[str]) -> ir.Table:
    """Number the journeys of one lead from 0; a silence longer than the lens's begins the next."""
    if lens.silence is None:
        return rows.mutate(episode=ibis.literal(0, "int32"))
    in_order = ibis.window(group_by="lead_code", order_by=order)
    before = rows.mutate(before=ibis.coalesce(rows.ended, rows.started).lag().over(in_order))
    silent = before.started - before.before > int(lens.silence.total_seconds() * MICROS)
    begins = before.mutate(begins=silent.fill_null(False).cast("int32"))
    so_far = ibis.window(group_by="lead_code", order_by=order, preceding=None, following=0)
    return begins.mutate(episode=begins.begins.sum().over(so_far).cast("int32")).drop(
        "before", "begins"
    )
