"""`@operation`: one transaction, one intention, at least one event; and `record`."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.core.models import Submission
from kontaktpunkt.events.keys import Subject
from kontaktpunkt.events.kinds import EventKind, Initiator
from kontaktpunkt.events.models import Event, EventObject

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_Entry = tuple[Event, list[Subject]]

_recorded: ContextVar[int | None] = ContextVar("recorded", default=None)
_waiting: ContextVar[list[_Entry] | None] = ContextVar("waiting", default=None)


class OperationWithoutEvent(AssertionError):
    """An operation changed something and told nobody; its transaction is rolled back."""


class RecordedOutsideOperation(AssertionError):
    """Only an operation may write to the log."""


def operation(function: Callable[Parameters, Result]) -> Callable[..., Result]:
    """Run the function in one transaction that commits only if it recorded an event.

    The wrapped function takes keyword arguments only, and one more: `submission`, the token of
    the form. A token that was seen before raises AlreadyDone and nothing is changed.
    """

    @functools.wraps(function)
    def run(*, submission: UUID | None = None, **arguments: Any) -> Result:
        outer = _recorded.get()
        token = _recorded.set(0)
        try:
            with transaction.atomic():
                if submission is not None:
                    _claim(submission)
                result = function(**arguments)  # type: ignore[call-arg]
                if not _recorded.get():
                    raise OperationWithoutEvent(function.__qualname__)
            return result
        finally:
            inner = _recorded.get() or 0
            _recorded.reset(token)
            if outer is not None:
                _recorded.set(outer + inner)

    run.is_operation = True  # type: ignore[attr-defined]
    return run


def record(
    *,
    kind: EventKind,
    at: datetime,
    subjects: Iterable[Subject],
    touchpoint: str = "",
    channel: str = "",
    unit: str = "",
    actor_role: str = "",
    matter: str = "",
    outcome: str = "",
    initiator: Initiator | None = None,
    ended_at: datetime | None = None,
    score: float | None = None,
    score_max: float | None = None,
    **data: Any,
) -> Event:
    """Write one event and the objects it touches. Call it inside an operation only.

    touchpoint: where it is seen in a journey, when one kind is seen at several; else the kind's.
    data:       small typed values (days, codes, counts); never names, numbers or free text.
    """
    tally = _recorded.get()
    if tally is None:
        raise RecordedOutsideOperation(kind.code)
    event = Event(
        kind=kind.code,
        occurred_at=at,
        ended_at=ended_at,
        touchpoint=touchpoint or kind.touchpoint,
        channel=channel,
        unit=unit,
        initiator=(initiator or kind.initiator).value,
        is_contact=kind.is_contact,
        actor_role=actor_role,
        matter=matter,
        outcome=outcome,
        score=score,
        score_max=score_max,
        data=data,
    )
    waiting = _waiting.get()
    if waiting is None:
        _write([(event, list(subjects))])
    else:
        waiting.append((event, list(subjects)))
    _recorded.set(tally + 1)
    return event


@contextmanager
def in_one_go() -> Iterator[None]:
    """Write the events recorded inside the block at its end, in two statements for them all."""
    waiting: list[_Entry] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _write(waiting)


def _write(entries: Sequence[_Entry]) -> None:
    Event.objects.bulk_create([event for event, _subjects in entries])
    EventObject.objects.bulk_create(
        EventObject(event=event, type=each.type, key=each.key, qualifier=each.qualifier)
        for event, subjects in entries
        for each in subjects
    )


def _claim(submission: UUID) -> None:
    try:
        with transaction.atomic():
            Submission.objects.create(token=submission)
    except IntegrityError as twice:
        raise AlreadyDone from twice
