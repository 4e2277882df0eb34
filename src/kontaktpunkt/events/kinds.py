"""Event kinds: what can happen, declared by the app in which it happens.

Every app with operations has a `kinds.py`; docs/events.md lists them all and a test compares.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Initiator(StrEnum):
    """Who took the step, seen from the party."""

    PARTY = "party"
    AUTHORITY = "authority"
    THIRD = "third"


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    code:       `app.noun.past_tense`, never changed once used.
    label:      what happened, in plain words that a party could read.
    touchpoint: code of the touchpoint that the event is seen at in a journey; empty for internal
                steps that no party notices.
    initiator:  who takes the step.
    is_contact: party and municipality meet in it. A reply that we asked for is none: counted as
                one, every hearing would look like a reason to call again.
    to_party:   the label as said to the party ("you sent …"), where that differs.
    """

    code: str
    label: str | Promise
    touchpoint: str = ""
    initiator: Initiator = Initiator.AUTHORITY
    is_contact: bool = False
    to_party: str | Promise = ""


_kinds: dict[str, EventKind] = {}


def declare(kind: EventKind) -> EventKind:
    """Make the kind known; a code belongs to one kind only."""
    if kind.code in _kinds:
        raise ValueError(f"event kind declared twice: {kind.code}")
    _kinds[kind.code] = kind
    return kind


def all_kinds() -> dict[str, EventKind]:
    """Return every declared kind by its code."""
    return dict(_kinds)


def kind_named(code: str) -> EventKind:
    """Return the kind with this code; KeyError when no app declares it."""
    return _kinds[code]
