"""What can happen to a contact and to the questions raised in it."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Channel
from kontaktpunkt.events.kinds import EventKind, Initiator, declare

# Where a contact is seen in a journey depends on the channel.
TOUCHPOINTS = {channel: f"{channel}-contact" for channel in Channel.values}

CONTACT_TAKEN = declare(
    EventKind(
        "contacts.contact.taken",
        _("The party contacted us"),
        TOUCHPOINTS[Channel.PHONE],
        initiator=Initiator.PARTY,
        is_contact=True,
        to_party=_("You contacted us"),
    )
)
QUESTION_SETTLED = declare(EventKind("contacts.question.settled", _("Question settled at once")))
QUESTION_GUIDED = declare(
    EventKind("contacts.question.guided", _("Question guided to self-service"))
)
QUESTION_HANDED_OVER = declare(
    EventKind("contacts.question.handed_over", _("Question handed over, with a promised day"))
)
QUESTION_TAKEN = declare(EventKind("contacts.question.taken", _("A colleague took the question")))
QUESTION_RETURNED = declare(
    EventKind("contacts.question.returned", _("Question given back to the service centre"))
)
ANSWER_MOVED = declare(
    EventKind(
        "contacts.promise.moved",
        _("The promised day of an answer was moved"),
        "promise-moved",
        to_party=_("We moved the day of our answer"),
    )
)
QUESTION_ANSWERED = declare(
    EventKind(
        "contacts.question.answered",
        _("The question was answered"),
        "handover-answer",
        is_contact=True,
        to_party=_("We answered your question"),
    )
)
QUESTION_CLOSED = declare(
    EventKind("contacts.question.closed", _("Question dealt with; there was nobody to tell"))
)
QUESTION_CARRIED_ON = declare(
    EventKind(
        "contacts.question.carried_on",
        _("The question became a case"),
        to_party=_("Your question became a case"),
    )
)
OUTCOME_CORRECTED = declare(
    EventKind("contacts.question.corrected", _("The outcome of a question was corrected"))
)
LETTER_SENT = declare(EventKind("contacts.letter.sent", _("We sent you a letter"), "letter"))
