"""What can happen to the organisation itself."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

UNIT_OPENED = declare(EventKind("directory.unit.opened", _("Unit opened")))
STAFF_APPOINTED = declare(EventKind("directory.staff.appointed", _("Member of staff appointed")))
