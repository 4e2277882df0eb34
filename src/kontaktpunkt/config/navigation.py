"""What the workspace's header offers to whom. An entry whose route is not installed is left out."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.navigation import NavigationItem

_ANSWERING = frozenset({"agent", "unit_lead"})
_SETTING = frozenset({"administrator"})
_WRITING = frozenset({"unit_lead"})
_DECIDING = frozenset({"caseworker", "unit_lead"})
_IMPROVING = frozenset({"unit_lead", "service_designer", "manager"})
_SEEING_JOURNEYS = frozenset({"service_designer", "manager", "administrator"})
_READING_REPORTS = frozenset({"committee_member", "manager", "unit_lead", "service_designer"})

# Full names of the roles stand in directory.models.Role; the order is the order on the page.
WORKSPACE_NAVIGATION = [
    NavigationItem("desk:start", _("Desk"), "headset", _ANSWERING),
    NavigationItem("desk:worklist", _("Cases"), "folder", _DECIDING),
    NavigationItem("listening:today", _("Today"), "feedback", _IMPROVING),
    NavigationItem("desk:settings-articles", _("Articles"), "document", _WRITING),
    NavigationItem("desk:settings", _("Settings"), "settings", _SETTING),
    NavigationItem("journeys:start", _("Journeys"), "map", _SEEING_JOURNEYS),
    NavigationItem("insight:report", _("Report"), "assignment", _READING_REPORTS),
]
