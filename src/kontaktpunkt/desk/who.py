"""Who is on the line: what a colleague should know before saying the next sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases.models import Case
from kontaktpunkt.contacts import queries as contacts
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.parties import queries as parties
from kontaktpunkt.parties.models import Party

MOST_CASES = 5


def case_url(*, case: Case, staff: Staff) -> str:
    """Return the page of the case that this person may see, "" when there is none.

    The service centre sees how a case stands; the unit that has it sees all of it.
    """
    if staff.role == Role.AGENT:
        return reverse("desk:case-status", args=[case.number])
    return reverse("desk:case", args=[case.number]) if case.unit_id == staff.unit_id else ""


@dataclass(frozen=True)
class Who:
    """A party as it is seen from the desk.

    owed:      questions that await an answer, next due first.
    cases:     open cases, newest first, each with the address of its page.
    contacts:  the last contacts with their questions, newest first.
    represents: companies that a person may act for, or people who act for a company.
    """

    party: Party
    owed: Sequence[Question]
    cases: Sequence[tuple[Case, str]]
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


def who(*, party: Party, staff: Staff) -> Who:
    """Look up what the desk shows this person of a party."""
    still_open = [Case.Status.RECEIVED, Case.Status.IN_PROGRESS]
    open_cases = cases.cases_of_party(party=party).filter(status__in=still_open)
    return Who(
        party=party,
        owed=contacts.owed_to(party=party),
        cases=[
            (case, case_url(case=case, staff=staff))
            for case in open_cases.prefetch_related(None)[:MOST_CASES]
        ],
        contacts=contacts.contacts_of(party=party),
        represents=_represents(party),
    )


def _represents(party: Party) -> Sequence[Party]:
    if party.is_company:
        return parties.speaking_for(company=party)
    return parties.represented_by(person=party)
