"""Finding parties: every text search goes through one database function."""

from collections.abc import Sequence

from django.db import connection
from django.http import Http404

from kontaktpunkt.core.phones import phone_in_e164
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.parties import rules
from kontaktpunkt.parties.models import Mandate, Party

MOST_FOUND = 12

# Those who meet people. The others see numbers and journeys, never a person.
MAY_SEE_PARTIES = frozenset({Role.AGENT, Role.CASEWORKER, Role.UNIT_LEAD})


def party_for(*, staff: Staff, pk: int) -> Party:
    """Return the party; Http404 when there is none here or the role may not see people."""
    party = Party.objects.filter(pk=pk).first() if staff.role in MAY_SEE_PARTIES else None
    if party is None:
        raise Http404
    return party


def company_for(*, staff: Staff, pk: int) -> Party:
    """Return the company; Http404 as `party_for`, and for a person."""
    party = party_for(staff=staff, pk=pk)
    if not party.is_company:
        raise Http404
    return party


def person_for(*, staff: Staff, pk: int) -> Party:
    """Return the person; Http404 as `party_for`, and for a company."""
    party = party_for(staff=staff, pk=pk)
    if party.is_company:
        raise Http404
    return party


def mandate_for(*, staff: Staff, pk: int) -> Mandate:
    """Return the mandate with both its parties; Http404 as `party_for`."""
    found = Mandate.objects.select_related("person", "company").filter(pk=pk).first()
    if found is None or staff.role not in MAY_SEE_PARTIES:
        raise Http404
    return found


def mandates_of(*, party: Party) -> Sequence[Mandate]:
    """Return every mandate that a person has, or that a company gave, the ended ones too."""
    mine, other = ("company", "person") if party.is_company else ("person", "company")
    found = Mandate.objects.filter(**{mine: party}).select_related(other)
    return list(found.order_by(f"{other}__sort_key", "since", "pk"))


def find(*, text: str, country: str, most: int = MOST_FOUND) -> Sequence[Party]:
    """Return the parties that match name, phone, number, e-mail or address, best first.

    All words must match. Fewer than two characters find nobody.
    """
    words = rules.search_words(text=text, country=country)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM parties_search(%s, %s)", [words, most])
        ranked = [row[0] for row in cursor.fetchall()]
    found = Party.objects.in_bulk(ranked)
    return [found[key] for key in ranked if key in found]


def calling_from(*, phone: str, country: str) -> Sequence[Party]:
    """Return the parties with exactly this phone number, however it is written."""
    number = phone_in_e164(text=phone, country=country)
    return list(Party.objects.filter(phone=number)[:MOST_FOUND]) if number else []


def represented_by(*, person: Party) -> Sequence[Party]:
    """Return the companies that the person may act for."""
    mandates = Mandate.objects.in_force().filter(person=person).select_related("company")
    return [mandate.company for mandate in mandates]


def speaking_for(*, company: Party) -> Sequence[Party]:
    """Return the people who may act for the company."""
    mandates = Mandate.objects.in_force().filter(company=company).select_related("person")
    return [mandate.person for mandate in mandates]
