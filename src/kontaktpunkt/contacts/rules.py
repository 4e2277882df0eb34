"""What counts as settled at the first contact, and how a promise stands: pure calculation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

QUIET_DAYS = 7

SETTLED, GUIDED, HANDED_OVER = "settled", "guided", "handed_over"


@dataclass(frozen=True)
class Asked:
    """One question as it was left.

    contact:      questions of one contact never repeat each other.
    party:        who asked, None when nobody was named.
    is_statutory: the law asks for a case, so it could not be settled at once.
    is_counted:   False for a question that only tells whether another came again.
    """

    contact: int
    party: int | None
    matter: int
    asked_on: date
    outcome: str
    is_statutory: bool = False
    is_counted: bool = True


@dataclass(frozen=True)
class FirstContact:
    """How many questions were settled at the first contact, by two definitions kept apart.

    asked:      questions that could be settled at once; statutory ones are left out.
    settled:    left as settled by the agent, guided ones included.
    guided:     of these, those guided to self-service.
    known:      questions asked by a named party; only these can be seen to come again.
    ripe:       settled, by a named party, and the quiet days have passed.
    stayed_settled: of the ripe, those the party did not ask about again.
    """

    asked: int
    settled: int
    guided: int
    known: int
    ripe: int
    stayed_settled: int

    @property
    def logged_share(self) -> float | None:
        """Settled as the agent saw it, 0 to 1; None when nothing was asked."""
        return self.settled / self.asked if self.asked else None

    @property
    def quiet_share(self) -> float | None:
        """Settled and not asked again, 0 to 1; None while nothing is ripe."""
        return self.stayed_settled / self.ripe if self.ripe else None

    @property
    def known_share(self) -> float | None:
        """How far the second share can see, 0 to 1."""
        return self.known / self.asked if self.asked else None


def first_contact(
    *, asked: Iterable[Asked], since: date, until: date, today: date, quiet_days: int = QUIET_DAYS
) -> FirstContact:
    """Count first-contact resolution of the questions asked from `since` to `until`.

    asked: also the questions of the quiet days after `until`, which tell what came again.
    A question comes again when the same party asks about the same matter in another contact
    within the quiet days, whatever became of it then.
    Source: docs/methods.md, first contact resolution (a) and (c).
    """
    everything = list(asked)
    counted = [
        each
        for each in everything
        if each.is_counted and not each.is_statutory and since <= each.asked_on <= until
    ]
    settled = [each for each in counted if each.outcome in {SETTLED, GUIDED}]
    quiet = timedelta(days=quiet_days)
    ripe = [each for each in settled if each.party is not None and each.asked_on + quiet < today]
    later = _by_party_and_matter(everything)
    return FirstContact(
        asked=len(counted),
        settled=len(settled),
        guided=sum(each.outcome == GUIDED for each in settled),
        known=sum(each.party is not None for each in counted),
        ripe=len(ripe),
        stayed_settled=sum(not _came_again(each, later, quiet) for each in ripe),
    )


_Groups = dict[tuple[int | None, int], list[Asked]]


def _by_party_and_matter(asked: Iterable[Asked]) -> _Groups:
    groups: _Groups = defaultdict(list)
    for each in asked:
        groups[each.party, each.matter].append(each)
    return groups


def _came_again(question: Asked, groups: _Groups, quiet: timedelta) -> bool:
    # Contacts are numbered in the order of their registration: the later of two on one day
    # repeats the earlier.
    return any(
        other.contact > question.contact
        and question.asked_on <= other.asked_on <= question.asked_on + quiet
        for other in groups[question.party, question.matter]
    )


LOAD_DAYS = 28


@dataclass(frozen=True)
class Load:
    """Whether a promise fits what the unit does.

    owed:    answers promised for the day or before and not given yet, this one included.
    busiest: most answers that the unit gave on one day of the last four weeks.
    days:    the unit's working days from today to the day.
    """

    owed: int
    busiest: int
    days: int

    @property
    def is_tight(self) -> bool:
        """Even if every day became as busy as the busiest, they would not all be given by then.

        Not by the mean: few answers may only mean that few were asked for. A unit that has
        answered nothing of late has no pace to judge by.
        """
        return self.busiest > 0 and self.owed > self.busiest * self.days


class Standing(StrEnum):
    """How a promise stands on a day."""

    KEPT = "kept"
    BROKEN = "broken"
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    AHEAD = "ahead"


def standing(
    *, promised_on: date, answered_on: date | None, today: date, next_working_day: date
) -> Standing:
    """Return how a promise stands: kept or broken once answered, else how near it is."""
    if answered_on is not None:
        return Standing.KEPT if answered_on <= promised_on else Standing.BROKEN
    if promised_on < today:
        return Standing.LATE
    if promised_on == today:
        return Standing.TODAY
    return Standing.SOON if promised_on <= next_working_day else Standing.AHEAD
