"""Prepared tables, opened for questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.folders import ABOUT, NAMED
from kontaktpunkt.warehouse.anywhere import Place
from kontaktpunkt.warehouse.connection import connect, read, rows


@dataclass(frozen=True)
class Prepared:
    """One log under one lens.

    step:         (journey, seq, touchpoint, next_touchpoint, unit, next_unit, channel, outcome,
                  matter, closes, started, local_hour, inbound, score, wait_seconds,
                  open_wait_seconds, work_seconds, next_contact_seconds)
    journey:      (journey, lead, episode, variant, started, ended, duration_seconds, length,
                  first_touchpoint, last_touchpoint, units, handovers, contacts, outcome, matter,
                  closed, wait_seconds, work_seconds)
    variant:      (variant, path, length, journeys, route, trail)
    variant_step: (variant, seq, touchpoint, next_touchpoint, visit, edge_visit, path_journeys)
    route:        (route, path, journeys): orders of first visits, the most frequent first
    trail:        (trail, path, journeys): paths without immediate repeats, in the same way
    family:       (path, routes, journeys, median_seconds), see engine.families

    Moments are microseconds since 1970 in UTC; names are whole numbers, see `names`.
    """

    folder: Place
    connection: BaseBackend

    @classmethod
    def open(cls, *, folder: Place, connection: BaseBackend | None = None) -> Prepared:
        """Open what `prepare` returned."""
        return cls(folder, connection or connect())

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return lens, hours and counts, as `prepare` wrote them."""
        found: dict[str, Any] = json.loads((self.folder / ABOUT).read_text())
        return found

    @cached_property
    def step(self) -> ir.Table:
        """Return the table of steps."""
        return self._table("step")

    @cached_property
    def journey(self) -> ir.Table:
        """Return the table of journeys."""
        return self._table("journey")

    @cached_property
    def variant(self) -> ir.Table:
        """Return the table of variants."""
        return self._table("variant")

    @cached_property
    def variant_step(self) -> ir.Table:
        """Return the table of the variants' steps."""
        return self._table("variant_step")

    @cached_property
    def route(self) -> ir.Table:
        """Return the table of orders of first visits."""
        return self._table("route")

    @cached_property
    def trail(self) -> ir.Table:
        """Return the table of paths without immediate repeats."""
        return self._table("trail")

    @cached_property
    def family(self) -> ir.Table:
        """Return the table of the whole log's families of paths, small ones among them."""
        return self._table("family")

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Return the names of touchpoints, units, channels, outcomes and matters by code."""
        return {name: self._names(name) for name in NAMED}

    def code(self, *, kind: str, name: str) -> int | None:
        """Return the code of a name, or None where the log does not know it."""
        return self._codes[kind].get(name)

    @property
    def log_last(self) -> int:
        """Return the moment of the log's last event: nothing is known after it."""
        return int(self.about["log_last"])

    @property
    def has_hours(self) -> bool:
        """Say whether waits are known in opening hours too."""
        return self.about["hours"] is not None

    @property
    def coverage(self) -> float:
        """Return the share of the log's events that the lens sees."""
        return int(self.about["events_seen"]) / max(int(self.about["events_total"]), 1)

    @cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        return {
            kind: {name: code for code, name in enumerate(names)}
            for kind, names in self.names.items()
        }

    def _table(self, name: str) -> ir.Table:
        return read(connection=self.connection, folder=self.folder / name)

    def _names(self, name: str) -> tuple[str, ...]:
        known = self._table(name).order_by("code")
        return tuple(row[name] for row in rows(table=known))


def days_micros(days: float) -> int:
    """Return days as microseconds."""
    return int(days * 86_400 * MICROS)
