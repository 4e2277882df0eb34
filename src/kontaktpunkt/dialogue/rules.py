"""What a call records, and what follows from it: pure calculation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# Ours, not the law's: docs/law.md#numbers says where such numbers come from.
TRIES_BEFORE_WAIVER = 3
HOURS_UNTIL_NEXT_TRY = 2
NOTE_DUE_DAYS = 1
NOTE_LATE_DAYS = 3

CONFIRMED, CORRECTED, NEW = "confirmed", "corrected", "new"


@dataclass(frozen=True)
class Fact:
    """A fact of the case as it stood after the call."""

    standing: str
    text: str
    weighs_against: bool = False


@dataclass(frozen=True)
class Promise:
    """Something agreed in the call. who: "party" or "municipality"."""

    text: str
    who: str
    by: date


@dataclass(frozen=True)
class Recorded:
    """What the caller wrote down.

    steps: keys of the guide's steps that were ticked.
    """

    consent: bool = False
    steps: tuple[str, ...] = ()
    what_matters: str = ""
    alternatives: str = ""
    facts: tuple[Fact, ...] = ()
    agreements: tuple[Promise, ...] = ()


def must_be_heard(fact: Fact) -> bool:
    """Say whether the fact has to be put to the party in writing before a decision.

    What came up in the call and weighs against the party; what was only confirmed was on the
    table before. A call never takes the hearing's place. Source: docs/law.md#duties
    """
    return fact.weighs_against and fact.standing in {NEW, CORRECTED}


def facts_to_hear(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts that open a hearing, in the order in which they were written."""
    return [fact for fact in facts if must_be_heard(fact)]


def suggests_waiver(*, tries: int) -> bool:
    """Say whether the party was tried so often in vain that going without the call is fair."""
    return tries >= TRIES_BEFORE_WAIVER


def next_try(
    *, now: datetime, opens: time, closes: time, is_open_today: bool, next_day: date
) -> datetime:
    """Return when to try again: in two hours while the unit is open, else the next morning.

    now:      local time; the answer is local in the same zone.
    next_day: the unit's next working day.
    """
    later = now + timedelta(hours=HOURS_UNTIL_NEXT_TRY)
    if is_open_today and later.date() == now.date() and opens <= later.time() < closes:
        # On the half hour: it is said aloud and written on a note.
        return later.replace(minute=later.minute // 30 * 30, second=0, microsecond=0)
    morning = datetime.combine(next_day, opens, tzinfo=now.tzinfo)
    return morning + timedelta(hours=1)


def minutes_talked(*, began: datetime, ended: datetime) -> int:
    """Return the length of a call in whole minutes begun, at least one."""
    return max(1, -int((began - ended).total_seconds() // 60))


def note_standing(*, reached_on: date, today: date) -> str:
    """Return "fresh", "due" or "late": how long the note of a call has been owed.

    The law asks for it as soon as possible; one day and three are our own reading.
    Source: docs/law.md#numbers
    """
    days = (today - reached_on).days
    if days >= NOTE_LATE_DAYS:
        return "late"
    return "due" if days >= NOTE_DUE_DAYS else "fresh"
