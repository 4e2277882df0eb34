"""Answers that were worked out before, kept by the process for whoever asks the same again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from kontaktpunkt.journeys.engine import families, flow
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.warehouse.connection import value

Value = TypeVar("Value")

# An answer with more pairs than this is worked out anew: keeping it would take too much room.
MOST_PAIRS: Final = 5_000


class Kept(Generic[Value]):
    """The answers asked for last. A preparation writes a new folder, so none of them goes stale."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        key: Hashable,
        make: Callable[[], Value],
        *,
        worth: Callable[[Value], bool] = lambda _: True,
    ) -> Value:
        """Return the answer for a key; one that is worth it is kept.

        Two threads that ask at once may both work it out: that costs less than waiting would.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = make()
        if worth(answer):
            with self._lock:
                self._answers[key] = answer
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer


_flows: Final = Kept[flow.Flow](most=24)
_scored: Final = Kept[bool](most=48)
_families: Final = Kept[families.Families](most=24)
_returns: Final = Kept[tuple[flow.Node, ...]](most=24)


def asked_of(selection: Selection) -> Hashable:
    """Return what tells one choice of journeys from every other."""
    return selection.prepared.folder, selection.filters, selection.rest


def flow_of(selection: Selection, clock: flow.Clock) -> flow.Flow:
    """Return the directly-follows map of a selection; a moved slider does not count it anew."""
    return _flows.get(
        (asked_of(selection), clock),
        lambda: flow.flow(selection=selection, clock=clock),
        worth=lambda found: len(found.edges) + found.hidden_edges <= MOST_PAIRS,
    )


def returns_of(selection: Selection) -> tuple[flow.Node, ...]:
    """Return the touchpoints that journeys come back to."""
    return _returns.get(asked_of(selection), lambda: flow.returns(selection=selection))


def families_of(selection: Selection) -> families.Families:
    """Return the families of paths of a selection."""
    return _families.get(asked_of(selection), lambda: families.families(selection=selection))


def has_scores_of(prepared: Prepared) -> bool:
    """Say whether anybody answered about anything in a log."""
    answers = prepared.step.score.count()
    return _scored.get(prepared.folder, lambda: bool(value(scalar=answers)))
