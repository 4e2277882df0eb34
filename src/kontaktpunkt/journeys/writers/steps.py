"""Journeys with their steps in order, some thousands at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.flow import rows
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.writers.keys import Keys
from kontaktpunkt.warehouse import layout

# About so many steps at a time; a longer journey is taken whole.
STEPS: Final = 100_000

# One row per step, as CSV and Parquet have them. Our own reader knows these names.
SCHEMA: Final = pa.schema(
    [
        pa.field("case", pa.string(), nullable=False),
        pa.field("touchpoint", pa.string(), nullable=False),
        pa.field("started_at", layout.INSTANT, nullable=False),
        pa.field("ended_at", layout.INSTANT),
        pa.field("unit", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("outcome", pa.string()),
        pa.field("matter", pa.string()),
        pa.field("is_contact", pa.bool_()),
        pa.field("score", pa.float64()),
        pa.field("score_max", pa.float64()),
    ]
)
NAMED: Final = ("touchpoint", "unit", "channel", "outcome", "matter")
SCORE_MAX: Final = 100.0


# Columns that every table has.
ALWAYS: Final = ("case", "touchpoint", "started_at")


@dataclass(frozen=True)
class Journeys:
    """Journeys to be written, and what their log is called."""

    selection: Selection
    name: str
    keys: Keys

    @cached_property
    def schema(self) -> pa.Schema:
        """Return the columns in which the log says anything at all."""
        names = self.selection.prepared.names
        steps = self.selection.prepared.step
        told = steps.agg(
            is_contact=steps.inbound.any(),
            score=steps.score.count(),
            ended=steps.work_seconds.count(),
        )
        known = rows(told)[0]
        filled = {name for name in NAMED if names[name]} | set(ALWAYS)
        filled |= {"is_contact"} if known["is_contact"] else set()
        filled |= {"score", "score_max"} if known["score"] else set()
        filled |= {"ended_at"} if known["ended"] else set()
        return pa.schema([field for field in SCHEMA if field.name in filled])

    def tables(self) -> Iterator[pa.Table]:
        """Yield tables of SCHEMA; the steps of a journey stand together, in order."""
        for first, last in self._runs():
            yield self._table(first, last)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield runs of journey numbers that have about STEPS steps, first and last included.

        Prepared steps lie in order of their journeys, so a run is read without the rest.
        """
        journeys = self.selection.journeys
        running = ibis.window(order_by="journey", preceding=None, following=0)
        counted = journeys.select("journey", before=journeys.length.sum().over(running))
        runs = counted.group_by(run=counted.before // STEPS).agg(
            first=counted.journey.min(), last=counted.journey.max()
        )
        for row in rows(runs.order_by("first")):
            yield row["first"], row["last"]

    def _table(self, first: int, last: int) -> pa.Table:
        prepared = self.selection.prepared
        leads = _within(self.selection.journeys, first, last).select("journey", "lead", "episode")
        named = leads.order_by("journey").to_pyarrow()
        steps = _within(prepared.step, first, last).semi_join(leads, "journey")
        found = steps.select(*_READ).order_by("journey", "seq").to_pyarrow().combine_chunks()
        place = np.searchsorted(named["journey"].to_numpy(), found["journey"].to_numpy())
        columns = {"case": self._cases(named).take(pa.array(place))} | self._columns(found)
        return pa.table([columns[each.name] for each in SCHEMA], schema=SCHEMA)

    def _cases(self, named: pa.Table) -> pa.Array:
        pairs = zip(named["lead"].to_pylist(), named["episode"].to_pylist(), strict=True)
        return pa.array([self.keys.of_journey(lead=lead, episode=each) for lead, each in pairs])

    def _columns(self, found: pa.Table) -> dict[str, pa.Array]:
        names = self.selection.prepared.names
        columns = {kind: pa.array(names[kind], pa.string()).take(found[kind]) for kind in NAMED}
        score = found["score"]
        maximum = pc.if_else(score.is_valid(), SCORE_MAX, pa.scalar(None, pa.float64()))
        return columns | {
            "started_at": found["started"].cast(layout.INSTANT),
            "ended_at": _ends(found),
            "is_contact": found["inbound"],
            "score": score,
            "score_max": maximum,
        }


_READ: Final = (
    "journey", "seq", "started", "work_seconds", "inbound", "score", *NAMED,
)  # fmt: skip


def _within(table: ir.Table, first: int, last: int) -> ir.Table:
    return table.filter(table.journey >= first, table.journey <= last)


def _ends(found: pa.Table) -> pa.Array:
    worked = pc.cast(pc.round(pc.multiply(found["work_seconds"], float(MICROS))), pa.int64())
    return pc.add(found["started"], worked).cast(layout.INSTANT)
