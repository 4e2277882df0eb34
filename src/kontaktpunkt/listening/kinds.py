"""What can happen when people are asked how it went."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, Initiator, declare

STARTED = declare(EventKind("listening.survey.started", _("Survey taken into use")))
REVISED = declare(EventKind("listening.survey.revised", _("A survey was changed, or stopped")))
INVITED = declare(
    EventKind(
        "listening.survey.invited",
        _("The party was asked how it went"),
        touchpoint="survey-invitation",
        to_party=_("We asked you how it went"),
    )
)
ANSWERED = declare(
    EventKind(
        "listening.survey.answered",
        _("The party told us how it went"),
        touchpoint="survey-answer",
        initiator=Initiator.PARTY,
        to_party=_("You told us how it went"),
    )
)
CALLED = declare(
    EventKind(
        "listening.follow_up.called",
        _("The party was called about its answer"),
        touchpoint="follow-up-call",
        is_contact=True,
        to_party=_("We called you about your answer"),
    )
)
