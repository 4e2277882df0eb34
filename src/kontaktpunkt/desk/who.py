"""Who is on the line: what a colleague should know before saying the next sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import queries as contacts
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.parties import queries as parties
from kontaktpunkt.parties.models import Party

MOST_CASES = 5


@dataclass(frozen=True)
class Who:
    """A party as it is seen from the desk.

    owed:      questions that await an answer, next due first.
    cases:     open cases, newest first.
    contacts:  the last contacts with their questions, newest first.
    represents: companies that a person may act for, or people who act for a company.
    """

    party: Party
    owed: Sequence[Question]
    cases: Sequence[Case]
    contacts: Sequence[Contact]
    represents: Sequence[Party]

    @property
    def last(self) -> Contact | None:
        """The contact before this one."""
        return self.contacts[0] if self.contacts else None

    @property
    def promises(self) -> int:
        """How many days were promised to the party that have not been kept yet."""
        return len(self.owed) + len(self.cases)


def who(*, party: Party) -> Who:
    """Look up what the desk shows of a party."""
    still_open = [Case.Status.RECEIVED, Case.Status.IN_PROGRESS]
    open_cases = cases.cases_of_party(party=party).filter(status__in=still_open)
    return Who(
        party=party,
        owed=contacts.owed_to(party=party),
        cases=list(open_cases.prefetch_related(None)[:MOST_CASES]),
        contacts=contacts.contacts_of(party=party),
        represents=_represents(party),
    )


def _represents(party: Party) -> Sequence[Party]:
    if party.is_company:
        return parties.speaking_for(company=party)
    return parties.represented_by(person=party)
