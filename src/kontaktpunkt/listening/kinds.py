"""What can happen when people are asked how it went."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, Initiator, declare

STARTED = declare(EventKind("listening.survey.started", _("Survey taken into use")))
INVITED = declare(
    EventKind(
        "listening.survey.invited",
        _("We asked you how it went"),
        touchpoint="survey-invitation",
    )
)
ANSWERED = declare(
    EventKind(
        "listening.survey.answered",
        _("You told us how it went"),
        touchpoint="survey-answer",
        initiator=Initiator.PARTY,
    )
)
CALLED = declare(
    EventKind(
        "listening.follow_up.called",
        _("We called you about your answer"),
        touchpoint="follow-up-call",
        is_contact=True,
    )
)
