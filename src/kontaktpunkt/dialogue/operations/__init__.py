"""Every change of a call and of its guide. Callers import from here."""

from kontaktpunkt.dialogue.operations.calling import (
    CallGoingOn,
    CallNotOpen,
    ConsentMissing,
    Finished,
    KeptAlready,
    NoteMissing,
    PartyNotReached,
    TryInPast,
    finish_call,
    give_up,
    hearing_day,
    keep_agreement,
    record_attempt,
    start_call,
)
from kontaktpunkt.dialogue.operations.guiding import (
    FirstAlready,
    add_line,
    change_line,
    raise_line,
)

__all__ = [
    "CallGoingOn",
    "CallNotOpen",
    "ConsentMissing",
    "Finished",
    "FirstAlready",
    "KeptAlready",
    "NoteMissing",
    "PartyNotReached",
    "TryInPast",
    "add_line",
    "change_line",
    "finish_call",
    "give_up",
    "hearing_day",
    "keep_agreement",
    "raise_line",
    "record_attempt",
    "start_call",
]
