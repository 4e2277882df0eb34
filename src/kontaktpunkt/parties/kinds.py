"""What can happen to a party's own record."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, Initiator, declare

REGISTERED = declare(EventKind("parties.party.registered", _("Registered")))
DETAILS_CHANGED = declare(EventKind("parties.party.details_changed", _("Contact details changed")))
MANDATE_GIVEN = declare(
    EventKind("parties.mandate.given", _("Representative named"), initiator=Initiator.PARTY)
)
MANDATE_ENDED = declare(
    EventKind("parties.mandate.ended", _("Representation ended"), initiator=Initiator.PARTY)
)
