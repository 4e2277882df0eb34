"""What can happen to imported event logs and named choices."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

LOG_IMPORTED = declare(EventKind("journeys.log.imported", _("Event log imported")))
LOG_REMOVED = declare(EventKind("journeys.log.removed", _("Imported event log removed")))
VIEW_SAVED = declare(EventKind("journeys.view.saved", _("Choice of journeys named")))
VIEW_REMOVED = declare(EventKind("journeys.view.removed", _("Named choice of journeys removed")))
