"""The few lines with which people are asked how it went, in their own language.

A message can be read on a locked screen or in a shared mailbox, so it does not say what the
matter is about.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.listening.models import Invitation
from kontaktpunkt.parties.models import Party


@dataclass(frozen=True)
class Letter:
    """Subject and text of an e-mail or a text message."""

    subject: str
    body: str


def language_of(*, party: Party, municipality: Municipality) -> str:
    """Return the language in which the party is spoken to."""
    return party.language or municipality.language


def invitation(*, invitation: Invitation, municipality: Municipality, link: str) -> Letter:
    """Return what the party reads; a text message is short enough to be read at a glance."""
    party = invitation.party
    with translation.override(language_of(party=party, municipality=municipality)):
        if invitation.channel == Party.Preference.SMS:
            return _text_message(municipality, link)
        return _email(invitation, municipality, link)


def _text_message(municipality: Municipality, link: str) -> Letter:
    body = gettext("%(municipality)s: How did it go? Tell us in one minute: %(link)s")
    return Letter("", body % {"municipality": municipality.name, "link": link})


def _email(invitation: Invitation, municipality: Municipality, link: str) -> Letter:
    lines = (
        gettext("Hello"),
        _occasion(invitation),
        gettext("How did it go? It takes about one minute to tell us, and you need no login:"),
        link,
        gettext(
            "You decide whether you answer. Your answer has no influence on your case and is kept "
            "apart from it. The link works until %(day)s."
        )
        % {"day": f"{invitation.expires_at:%d.%m.%Y}"},
        gettext("Kind regards") + f"\n{municipality.name}",
    )
    subject = gettext("How did it go? %(municipality)s would like to know")
    return Letter(subject % {"municipality": municipality.name}, "\n\n".join(lines))


def _occasion(invitation: Invitation) -> str:
    if invitation.case is not None:
        return gettext("We have decided your case %(number)s.") % {"number": invitation.case.number}
    return gettext("You were in contact with us recently.")
