"""What can happen in a call, as colleagues and as the party read it."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

GUIDE_ADDED = declare(EventKind("dialogue.guide.added", _("A line was added to the guide")))
GUIDE_CHANGED = declare(EventKind("dialogue.guide.changed", _("A line of the guide was changed")))
CALL_STARTED = declare(EventKind("dialogue.call.started", _("A call was prepared")))
CALL_MISSED = declare(
    EventKind(
        "dialogue.call.missed",
        _("The party was called and not reached"),
        "call-attempt",
        to_party=_("We tried to call you"),
    )
)
CALL_ANSWERED = declare(EventKind("dialogue.call.answered", _("The party answered the call")))
CALL_FINISHED = declare(
    EventKind(
        "dialogue.call.finished",
        _("The party was called before the decision"),
        "call-before-decision",
        is_contact=True,
        to_party=_("We called you before deciding"),
    )
)
COMPLAINT_CALL_FINISHED = declare(
    EventKind(
        "dialogue.complaint_call.finished",
        _("The party was called about the complaint"),
        "call-after-complaint",
        is_contact=True,
        to_party=_("We called you about your complaint"),
    )
)
CALL_GIVEN_UP = declare(EventKind("dialogue.call.given_up", _("The call was given up")))
AGREEMENT_KEPT = declare(
    EventKind("dialogue.agreement.kept", _("The municipality did what was agreed in the call"))
)
