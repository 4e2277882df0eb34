"""The morning's warnings of promises about to run out, as `cases.jobs` would have given them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from kontaktpunkt.cases import kinds
from kontaktpunkt.cases.models import PromiseMove, PromiseWarning
from kontaktpunkt.cases.rules import WARNING_DAYS
from kontaktpunkt.config.demo.case_rows import Told

_MORNING = time(6, 30)


def warn_of_promises(told: Told) -> None:
    """Note, for every day that was promised, the first morning on which it was close."""
    ended = told.decided_at or told.closed_at or told.world.window.at
    for promised_on, since, until in _promises(told, ended):
        warned_at = _first_morning(promised_on, since)
        if warned_at <= until:
            _warn(told, promised_on, warned_at)


def _promises(told: Told, ended: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield each promised day with the time during which it stood."""
    moves = [row for model, row in told.rows if model is PromiseMove]
    first = moves[0]["was"] if moves else told.promised_on
    stood = [(first, told.opened_at), *((row["now"], row["moved_at"]) for row in moves)]
    for (day, since), (_next, until) in pairwise([*stood, (first, ended)]):
        yield day, since, until


def _first_morning(promised_on: date, since: datetime) -> datetime:
    day = max(promised_on - timedelta(days=WARNING_DAYS), since.date())
    morning = datetime.combine(day, _MORNING, tzinfo=since.tzinfo)
    return morning if morning >= since else morning + timedelta(days=1)


def _warn(told: Told, promised_on: date, at: datetime) -> None:
    told.add_row(PromiseWarning, case_id=told.key, promised_on=promised_on, warned_at=at)
    as_it_stood = next(
        known for _kind, when, _touching, known in reversed(told.events)
        if when <= at and "version" in known
    )  # fmt: skip
    known = {name: as_it_stood[name] for name in ("unit", "matter", "version")}
    known |= {"actor_role": told.party.kind, "days": (promised_on - at.date()).days}
    told.events.append((kinds.PROMISE_WARNED, at, None, known))
