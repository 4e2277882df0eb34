"""Every change of surveys and their answers. Callers import from here."""

from kontaktpunkt.listening.operations.asking import (
    LEGAL_BASIS,
    AnsweredAlready,
    AskedAlready,
    AskedRecently,
    LinkExpired,
    NoAnswerGiven,
    NoCallWanted,
    NoWayToAsk,
    UnknownLink,
    answer,
    invite,
    note_call,
    seed_surveys,
)
from kontaktpunkt.listening.operations.revising import (
    NothingRevised,
    revise_survey,
)

__all__ = [
    "LEGAL_BASIS",
    "AnsweredAlready",
    "AskedAlready",
    "AskedRecently",
    "LinkExpired",
    "NoAnswerGiven",
    "NoCallWanted",
    "NoWayToAsk",
    "NothingRevised",
    "UnknownLink",
    "answer",
    "invite",
    "note_call",
    "revise_survey",
    "seed_surveys",
]
