"""How far a case has come, as four steps on a line: pure calculation."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a case can be, seen by the party."""

    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    YOUR_TURN = "your_turn"
    ENDED = "ended"


@dataclass(frozen=True)
class Step:
    """One step of the line. state: "done", "now" or "ahead"."""

    place: Place
    state: str


def steps(*, is_taken: bool, is_your_turn: bool, was_your_turn: bool, is_over: bool) -> list[Step]:
    """Return received · being looked at · your turn · decided, each done, now or ahead.

    is_taken:      somebody has begun to work on it.
    is_your_turn:  the case waits for the party.
    was_your_turn: the party was asked for something before.
    The party's turn is left out of a case that ended without it. A case that the party has
    answered is being looked at again, so the two change places: the line never runs backwards.
    """
    order = list(Place)
    if is_over:
        shown = [each for each in order if was_your_turn or each != Place.YOUR_TURN]
        return [Step(place, "done") for place in shown]
    if was_your_turn and not is_your_turn:
        order = [Place.RECEIVED, Place.YOUR_TURN, Place.LOOKED_AT, Place.ENDED]
    now = _now(is_taken=is_taken or was_your_turn, is_your_turn=is_your_turn)
    here = order.index(now)
    return [Step(place, _state(position, here)) for position, place in enumerate(order)]


def _now(*, is_taken: bool, is_your_turn: bool) -> Place:
    if is_your_turn:
        return Place.YOUR_TURN
    return Place.LOOKED_AT if is_taken else Place.RECEIVED


def _state(position: int, here: int) -> str:
    if position == here:
        return "now"
    return "done" if position < here else "ahead"
