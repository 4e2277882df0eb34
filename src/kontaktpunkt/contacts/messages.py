"""What a party is told about its questions by e-mail or text message.

A message can be read on a locked screen or in a shared mailbox. It says that there is an answer
and by when there will be one, never what was asked.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.core.addresses import public_address
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.gateways.operations import enqueue
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.operations import party_subject

# Subject and text, in the language that is active.
Words = Callable[[], tuple[str, str]]


def tell_registered(*, contact: Contact, questions: Sequence[Question], at: datetime) -> None:
    """Confirm the promises made in a contact, if any was."""
    promised = [question.promised_on for question in questions if question.promised_on]
    if not promised or contact.party is None:
        return
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        text = ngettext(
            "We have passed your question on. You will have an answer by %(day)s.",
            "We have passed your questions on. You will have all answers by %(day)s.",
            len(promised),
        )
        return _("When we answer you"), text % {"day": day_in_words(max(promised), today=today)}

    _tell(contact, contact.party, f"contact-{contact.pk}-promised", words, at)


def send_links(*, contact: Contact, links: Iterable[tuple[Question, str]], at: datetime) -> None:
    """Send the addresses of the self-services that were talked about."""
    for question, link in links:
        if link and contact.party is not None:
            _send_link(contact, contact.party, question, link, at)


def _send_link(contact: Contact, party: Party, question: Question, link: str, at: datetime) -> None:
    def words() -> tuple[str, str]:
        return (
            _("The address we talked about"),
            _("Here is the address we talked about: %(link)s") % {"link": link},
        )

    _tell(contact, party, f"question-{question.pk}-link", words, at)


def tell_answer_moved(*, question: Question, at: datetime) -> None:
    """Say that the answer is promised for another day, and that the page says why."""
    contact, promised = question.contact, question.promised_on
    if contact.party is None or promised is None:
        return
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        text = _("You will have our answer by %(day)s. Read why the day was moved: %(address)s")
        values = {"day": day_in_words(promised, today=today), "address": _page(contact)}
        return _("Another day for our answer"), text % values

    _tell(contact, contact.party, f"question-{question.pk}-moved-{question.version}", words, at)


def tell_answered(*, question: Question, at: datetime) -> None:
    """Say that the answer to a question can be read."""
    contact, today = question.contact, timezone.localdate(at)
    if contact.party is None:
        return

    def words() -> tuple[str, str]:
        asked = day_in_words(timezone.localdate(contact.started_at), today=today)
        text = _("Your question of %(day)s is answered. Read the answer here: %(address)s")
        return _("Your question is answered"), text % {"day": asked, "address": _page(contact)}

    _tell(contact, contact.party, f"question-{question.pk}-answered", words, at)


def _page(contact: Contact) -> str:
    for route in ("portal:contacts", "portal:home"):
        with contextlib.suppress(NoReverseMatch):
            return public_address(route, municipality=contact.municipality)
    # An installation without the portal still has a front page.
    return f"{settings.PUBLIC_URL}/{contact.municipality.slug}/"


def _tell(contact: Contact, party: Party, purpose: str, words: Words, at: datetime) -> None:
    if not party.reachable_by:
        return
    by_mail = party.reachable_by == Party.Preference.EMAIL
    municipality = contact.municipality
    with translation.override(party.language or municipality.language):
        subject, text = words()
    enqueue(
        channel=party.reachable_by,
        recipient=party.email if by_mail else party.phone,
        subject=subject,
        body=f"{text}\n\n{municipality.name}\n" if by_mail else text,
        purpose=purpose,
        at=at,
        addressee=party_subject(party).key,
    )
