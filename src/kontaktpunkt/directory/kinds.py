"""What can happen to the organisation itself."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

MUNICIPALITY_CHANGED = declare(
    EventKind("directory.municipality.changed", _("How the municipality shows itself was changed"))
)
UNIT_OPENED = declare(EventKind("directory.unit.opened", _("Unit opened")))
STAFF_APPOINTED = declare(EventKind("directory.staff.appointed", _("Member of staff appointed")))
STAFF_DEACTIVATED = declare(EventKind("directory.staff.deactivated", _("Member of staff shut out")))
STAFF_REACTIVATED = declare(
    EventKind("directory.staff.reactivated", _("Member of staff let in again"))
)
STAFF_PASSWORD_GIVEN = declare(EventKind("directory.staff.password_given", _("Password replaced")))
HOURS_SET = declare(EventKind("directory.unit.hours_set", _("Working days and opening hours set")))
CLOSING_DAY_ADDED = declare(EventKind("directory.closing_day.added", _("Closing day added")))
CLOSING_DAY_REMOVED = declare(EventKind("directory.closing_day.removed", _("Closing day removed")))
