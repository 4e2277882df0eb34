"""A lens: whose journey is looked at, what belongs to it, and when it ends."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

# Hexadecimal digits of a key: with a million journeys two share one once in two million logs.
KEY_DIGITS: Final = 15
PARTY_TYPES: Final = ("citizen", "company", "party")
SERVICE_TYPES: Final = ("matter", "service")


class Lead(StrEnum):
    """Whose journey it is."""

    CASE = "case"
    # One party within one service; events that name no service are not seen.
    PARTY_IN_SERVICE = "party_in_service"
    # One party across everything: outside-in.
    PARTY = "party"


class Duplicates(StrEnum):
    """What to do with events of one journey that agree in instant, touchpoint and unit."""

    KEEP = "keep"
    FIRST = "first"


@dataclass(frozen=True, kw_only=True)
class Lens:
    """How events become journeys.

    lead:        whose journey it is.
    lead_types:  object types that lead; empty means those that `lead` implies. An OCEL log calls
                 its objects what it likes.
    silence:     a pause longer than this ends a journey and starts the next; None never ends one.
    touchpoints: the touchpoints that belong to the journey; None takes all.
    closing:     touchpoints after which nothing more is expected; a recorded outcome closes too.
    duplicates:  whether to count an event that is told twice.
    """

    lead: Lead = Lead.CASE
    lead_types: tuple[str, ...] = ()
    silence: timedelta | None = None
    touchpoints: frozenset[str] | None = None
    closing: frozenset[str] = field(default_factory=frozenset)
    duplicates: Duplicates = Duplicates.KEEP

    @property
    def types(self) -> tuple[str, ...]:
        """Return the object types whose journeys these are."""
        if self.lead_types:
            return self.lead_types
        return (Lead.CASE.value,) if self.lead is Lead.CASE else PARTY_TYPES

    def described(self) -> dict[str, Any]:
        """Return the lens as plain values, in one order, as it is kept beside what it yields."""
        plain = asdict(self)
        plain["lead"], plain["duplicates"] = self.lead.value, self.duplicates.value
        plain["lead_types"] = list(self.types)
        plain["silence"] = None if self.silence is None else self.silence.total_seconds()
        plain["touchpoints"] = None if self.touchpoints is None else sorted(self.touchpoints)
        plain["closing"] = sorted(self.closing)
        return plain

    @property
    def key(self) -> str:
        """Return a short name that two equal lenses share and two different ones do not."""
        text = json.dumps(self.described(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


BY_CASE: Final = Lens()
BY_PARTY_IN_SERVICE: Final = Lens(lead=Lead.PARTY_IN_SERVICE, silence=timedelta(days=180))
BY_PARTY: Final = Lens(lead=Lead.PARTY, silence=timedelta(days=90))
