"""What codes of the log are called on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Outcome
from kontaktpunkt.catalogue.models import Channel, MatterType
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.warehouse.names import SETTLED

# Every touchpoint of our own log, as a place in a journey; a test compares with the event kinds.
TOUCHPOINTS: Final[dict[str, Promise]] = {
    "phone-contact": _("Call to us"),
    "email-contact": _("E-mail to us"),
    "sms-contact": _("Text message to us"),
    "counter-contact": _("Visit at the counter"),
    "web-contact": _("Self-service"),
    "letter-contact": _("Letter to us"),
    "chat-contact": _("Chat"),
    "letter": _("Letter from us"),
    "handover-answer": _("Answer from the unit"),
    "case-opened": _("Case opened"),
    "case-handover": _("Case handed over"),
    "case-closed": _("Case closed without a decision"),
    "promise-moved": _("Promised day moved"),
    "hearing": _("Hearing"),
    "hearing-answer": _("Comment on the hearing"),
    "request": _("Something asked for"),
    "request-answer": _("What was asked for sent"),
    "reminder": _("Reminder"),
    "document": _("Document sent"),
    "document-shared": _("Document given"),
    "call-attempt": _("Call that was not answered"),
    "call-before-decision": _("Call before the decision"),
    "decision": _("Decision"),
    "complaint": _("Complaint"),
    "call-after-complaint": _("Call about the complaint"),
    "decision-request": _("Request to decide"),
    "decision-request-declined": _("Request to decide declined"),
    "survey-invitation": _("Asked how it went"),
    "survey-answer": _("Answer on how it went"),
    "follow-up-call": _("Call about the answer"),
}


@dataclass(frozen=True)
class Labels:
    """Words for the names in a log, by kind of name; a name without words speaks for itself."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> str:
        """Return the words for a name. kind: touchpoint, unit, channel, outcome or matter."""
        return self.words.get(kind, {}).get(name) or name

    def touchpoint(self, name: str) -> str:
        """Return what a touchpoint is called."""
        return self.of("touchpoint", name)

    def unit(self, name: str) -> str:
        """Return what a unit is called."""
        return self.of("unit", name)

    def channel(self, name: str) -> str:
        """Return what a channel is called."""
        return self.of("channel", name)


def own_labels() -> Labels:
    """Return the words for the municipality's own log, in the language that is active."""
    return Labels(
        {
            "touchpoint": {code: str(name) for code, name in TOUCHPOINTS.items()},
            "unit": dict(Unit.objects.values_list("code", "name")),
            "channel": {value: str(label) for value, label in Channel.choices},
            "outcome": {value: str(label) for value, label in (*Outcome.choices, *_OF_CONTACTS)},
            "matter": dict(MatterType.objects.values_list("code", "name")),
        }
    )


_OF_CONTACTS: Final = (
    *Question.Outcome.choices,
    (SETTLED, _("Settled at the first contact")),
)
