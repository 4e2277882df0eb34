"""The four steps of a case, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.portal.rules import Place, steps


def line(**facts: bool) -> str:
    known = {"is_taken": True, "is_your_turn": False, "was_your_turn": False, "is_over": False}
    return " ".join(f"{step.place}:{step.state}" for step in steps(**(known | facts)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"is_taken": False}, "received:now looked_at:ahead your_turn:ahead ended:ahead"),
        ({}, "received:done looked_at:now your_turn:ahead ended:ahead"),
        ({"is_your_turn": True}, "received:done looked_at:done your_turn:now ended:ahead"),
        ({"was_your_turn": True}, "received:done your_turn:done looked_at:now ended:ahead"),
        ({"is_over": True}, "received:done looked_at:done ended:done"),
        (
            {"is_over": True, "was_your_turn": True},
            "received:done looked_at:done your_turn:done ended:done",
        ),
    ],
)
def test_the_line_says_where_the_case_is(facts: dict[str, bool], said: str) -> None:
    assert line(**facts) == said


@given(*[st.booleans()] * 4)
def test_the_line_never_runs_backwards(
    is_taken: bool, is_your_turn: bool, was_your_turn: bool, is_over: bool
) -> None:
    found = steps(
        is_taken=is_taken,
        is_your_turn=is_your_turn,
        was_your_turn=was_your_turn,
        is_over=is_over,
    )
    order = [("done", "now", "ahead").index(step.state) for step in found]
    assert order == sorted(order)
    assert (found[0].place, found[-1].place) == (Place.RECEIVED, Place.ENDED)
    assert sum(step.state == "now" for step in found) == (0 if is_over else 1)
