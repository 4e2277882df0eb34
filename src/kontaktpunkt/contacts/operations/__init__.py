"""Every change of a contact and its questions. Callers import from here."""

from kontaktpunkt.contacts.changes import (
    AnsweredAlready,
    NoPromisePossible,
    NotHandedOver,
    latest_day,
)
from kontaktpunkt.contacts.operations.answering import (
    AnswerMissing,
    NotReachable,
    answer,
    carry_on_as_case,
)
from kontaktpunkt.contacts.operations.asking import ask_for_call
from kontaktpunkt.contacts.operations.handing import (
    HasItAlready,
    HereAlready,
    NoServiceCentre,
    ReasonMissing,
    pass_on,
    return_to_centre,
    take,
)
from kontaktpunkt.contacts.operations.letters import NobodyWrittenTo, letter_key, note_letters
from kontaktpunkt.contacts.operations.moving import (
    AnswerUnmoved,
    BeyondStandard,
    MoveUnexplained,
    OnlyItsUnit,
    PromisePassed,
    UnitClosedThatDay,
    move_promise,
)
from kontaktpunkt.contacts.operations.registering import (
    NoQuestion,
    NothingCorrected,
    NumberNotDialled,
    QuestionAsked,
    correct_outcome,
    register,
)

__all__ = [
    "AnswerMissing",
    "AnswerUnmoved",
    "AnsweredAlready",
    "BeyondStandard",
    "HasItAlready",
    "HereAlready",
    "MoveUnexplained",
    "NoPromisePossible",
    "NoQuestion",
    "NoServiceCentre",
    "NobodyWrittenTo",
    "NotHandedOver",
    "NotReachable",
    "NothingCorrected",
    "NumberNotDialled",
    "OnlyItsUnit",
    "PromisePassed",
    "QuestionAsked",
    "ReasonMissing",
    "UnitClosedThatDay",
    "answer",
    "ask_for_call",
    "carry_on_as_case",
    "correct_outcome",
    "latest_day",
    "letter_key",
    "move_promise",
    "note_letters",
    "pass_on",
    "register",
    "return_to_centre",
    "take",
]
