"""One figure for a unit lead: how much is settled at the first contact, of late."""

from dataclasses import dataclass
from datetime import date, timedelta

from kontaktpunkt.directory.models import Unit
from kontaktpunkt.insight import queries, words
from kontaktpunkt.insight.rules import LATELY, Share


@dataclass(frozen=True)
class FirstContact:
    """The share of the last four whole weeks, in words.

    first, last: the days that are counted. is_taken: the unit took the questions; else they are
    about its matters.
    """

    share: Share
    first: date
    last: date
    sentence: str
    is_taken: bool


def first_contact(*, unit: Unit, today: date) -> FirstContact:
    """Return the unit's share of questions settled at the first contact; today is not counted."""
    first, last = today - timedelta(days=LATELY), today - timedelta(days=1)
    share = queries.at_first_contact(unit=unit, since=first, until=last)
    sentence = words.against_target(share) if share.is_shown else words.too_few()
    return FirstContact(share, first, last, sentence, unit.is_service_centre)
