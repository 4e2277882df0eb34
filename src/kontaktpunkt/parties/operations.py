"""Changes of a party's own record."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.phones import phone_in_e164
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.rules import sort_key
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.parties import kinds, rules
from kontaktpunkt.parties.models import Mandate, Party


class NumberNotValid(Refusal):
    message = _("This is not a valid number. Check the digits.")


class NumberKnown(Refusal):
    message = _("Somebody with this number is registered already. Search for the number.")


class PhoneNotValid(Refusal):
    message = _("This is not a phone number. Write it as you would dial it.")


def party_subject(party: Party) -> Subject:
    """Return the pseudonymous reference to the party."""
    return subject(type=party.kind, pk=party.pk)


@operation
def register(
    *,
    municipality: Municipality,
    kind: str,
    name: str,
    id_number: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    preference: str = Party.Preference.EMAIL,
    prefers_call: bool = True,
    actor: Staff,
    at: datetime,
) -> Party:
    """Register a citizen or company that is not known yet.

    Raises NumberNotValid, PhoneNotValid or NumberKnown.
    """
    party = Party(kind=kind, name=name.strip(), email=email, address=address)
    party.preference, party.prefers_call = preference, prefers_call
    party.id_number = _checked_number(id_number, kind, municipality.country)
    party.phone = _checked_phone(phone, municipality.country)
    prepare_for_search(party=party, country=municipality.country)
    _save_unless_known(party)
    record(kind=kinds.REGISTERED, at=at, subjects=[party_subject(party)], actor_role=actor.role)
    return party


@operation
def change_details(
    *,
    party: Party,
    municipality: Municipality,
    actor_role: str,
    at: datetime,
    version: int | None = None,
    **changes: Any,
) -> Party:
    """Change e-mail, phone, address, or how the party wants to hear from us.

    version: of the record that the person saw; None when it is not shown before it is changed.
    Raises PhoneNotValid, and ChangedMeanwhile when somebody else was faster.
    """
    party = Party.objects.select_for_update().get(pk=party.pk)
    if version is not None and party.version != version:
        raise ChangedMeanwhile
    if "phone" in changes:
        changes["phone"] = _checked_phone(changes["phone"], municipality.country)
    party.next_version(**changes)
    prepare_for_search(party=party, country=municipality.country)
    party.save()
    record(
        kind=kinds.DETAILS_CHANGED,
        at=at,
        subjects=[party_subject(party)],
        actor_role=actor_role,
        fields=sorted(changes),
    )
    return party


@operation
def give_mandate(*, person: Party, company: Party, at: datetime) -> Mandate:
    """Let the person act for the company."""
    mandate, _created = Mandate.objects.get_or_create(person=person, company=company)
    subjects = [party_subject(person), party_subject(company)]
    record(kind=kinds.MANDATE_GIVEN, at=at, subjects=subjects)
    return mandate


def prepare_for_search(*, party: Party, country: str) -> None:
    """Fill the columns that searching and sorting read; the caller saves."""
    party.sort_key = sort_key(name=party.name, country=country)
    party.search_text = rules.search_text(
        name=party.name,
        id_number=party.id_number,
        email=party.email,
        phone=party.phone,
        address=party.address,
    )


def _checked_number(text: str, kind: str, country: str) -> str:
    if not text.strip():
        return ""
    check = rules.company_number if kind == Party.Kind.COMPANY else rules.personal_number
    number = check(text=text, country=country)
    if number is None:
        raise NumberNotValid
    return number


def _checked_phone(text: str, country: str) -> str:
    if not text.strip():
        return ""
    number = phone_in_e164(text=text, country=country)
    if number is None:
        raise PhoneNotValid
    return number


def _save_unless_known(party: Party) -> None:
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as known:
        raise NumberKnown from known
