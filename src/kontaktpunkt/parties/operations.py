"""Changes of a party's own record."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.phones import phone_in_e164
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.directory.rules import sort_key
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.parties import kinds, rules
from kontaktpunkt.parties.models import Mandate, Party


class NumberNotValid(Refusal):
    message = _("This is not a valid number. Check the digits.")


class NumberKnown(Refusal):
    message = _("Somebody with this number is registered already. Search for the number.")


class PhoneNotValid(Refusal):
    message = _("This is not a phone number. Write it as you would dial it.")


class NotAPerson(Refusal):
    message = _("Only a person can speak for a company.")


class NotACompany(Refusal):
    message = _("Only for a company does somebody else speak.")


class LastDayPassed(Refusal):
    message = _("The last day cannot lie before today.")


class SpeaksAlready(Refusal):
    message = _("This person speaks for the company already. It counts once.")


class MandateOver(Refusal):
    message = _("This person no longer speaks for the company.")


def party_subject(party: Party) -> Subject:
    """Return the pseudonymous reference to the party."""
    return subject(type=party.kind, pk=party.pk)


def refusals_of(
    *, municipality: Municipality, kind: str, id_number: str = "", phone: str = ""
) -> Sequence[Refusal]:
    """Return what is wrong with these details, so that a page can tell it all at once.

    That a number is known already only `register` says: of a form that was sent twice it is.
    """
    checks: tuple[Callable[[], object], ...] = (
        lambda: _checked_number(id_number, kind, municipality.country),
        lambda: _checked_phone(phone, municipality.country),
    )
    return [refusal for check in checks if (refusal := _refusal_of(check))]


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
def give_mandate(
    *,
    person: Party,
    company: Party,
    at: datetime,
    ends_on: date | None = None,
    actor: Staff | None = None,
) -> Mandate:
    """Let the person act for the company from today on.

    ends_on: the last day, None as long as none is known.
    actor:   who wrote down what the company said.
    Raises NotAPerson, NotACompany, LastDayPassed, or SpeaksAlready.
    """
    _check_kinds(person, company)
    today = timezone.localdate(at)
    _check_last_day(ends_on, today)
    # Two who name the same person at once: the second waits here, and sees the first one's row.
    Party.objects.select_for_update(no_key=True).get(pk=company.pk)
    if Mandate.objects.in_force(on=today).filter(person=person, company=company).exists():
        raise SpeaksAlready
    mandate = Mandate.objects.create(person=person, company=company, since=today, ends_on=ends_on)
    _record_mandate(kinds.MANDATE_GIVEN, mandate, actor, at)
    return mandate


@operation
def end_mandate(
    *,
    mandate: Mandate,
    actor: Staff,
    at: datetime,
    ends_on: date | None = None,
    version: int | None = None,
) -> Mandate:
    """Let the person act for the company no longer; the row stays, with its last day.

    ends_on: the last day, from today on; None ends it at this moment.
    version: of the mandate that the page showed.
    Raises LastDayPassed, MandateOver, or ChangedMeanwhile when somebody else set another day.
    """
    today = timezone.localdate(at)
    _check_last_day(ends_on, today)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not mandate.is_in_force(on=today):
        raise MandateOver
    if version is not None and mandate.version != version:
        raise ChangedMeanwhile
    mandate.next_version(ends_on=ends_on or today, ended_at=None if ends_on else at)
    mandate.save()
    _record_mandate(kinds.MANDATE_ENDED, mandate, actor, at)
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


def _check_kinds(person: Party, company: Party) -> None:
    if person.is_company:
        raise NotAPerson
    if not company.is_company:
        raise NotACompany


def _check_last_day(ends_on: date | None, today: date) -> None:
    if ends_on is not None and ends_on < today:
        raise LastDayPassed


def _record_mandate(kind: EventKind, mandate: Mandate, actor: Staff | None, at: datetime) -> None:
    record(
        kind=kind,
        at=at,
        subjects=[party_subject(mandate.person), party_subject(mandate.company)],
        actor_role=actor.role if actor else "",
        last_day=mandate.ends_on.isoformat() if mandate.ends_on else "",
    )


def _checked_number(text: str, kind: str, country: str) -> str:
    if not text.strip():
        return ""
    check = rules.company_number if kind == Party.Kind.COMPANY else rules.personal_number
    number = check(text=text, country=country)
    if number is None:
        raise NumberNotValid
    return number


def _refusal_of(check: Callable[[], object]) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


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
