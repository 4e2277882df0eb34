"""What can happen to imported event logs."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

LOG_IMPORTED = declare(EventKind("journeys.log.imported", _("Event log imported")))
LOG_REMOVED = declare(EventKind("journeys.log.removed", _("Imported event log removed")))
