"""What the workspace's header offers to whom. An entry whose route is not installed is left out."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.navigation import NavigationItem

_MEETING_PEOPLE = frozenset({"agent", "caseworker", "unit_lead"})
_SETTING = frozenset({"administrator"})
_WRITING = frozenset({"unit_lead"})
_ASKING = frozenset({"service_designer"})
_DECIDING = frozenset({"caseworker", "unit_lead"})
_IMPROVING = frozenset({"unit_lead", "service_designer", "manager"})
_SEEING_JOURNEYS = frozenset({"service_designer", "manager", "administrator"})
_READING_REPORTS = frozenset({"committee_member", "manager", "unit_lead", "service_designer"})

# Both entries have pages in one app.
_AT_THE_DESK = ("desk:contact", "desk:party", "desk:search", "desk:question", "desk:article")
_WORKLIST = ("desk:case", "desk:call", "desk:handover")

# Full names of the roles stand in directory.models.Role; the order is the order on the page.
WORKSPACE_NAVIGATION = [
    NavigationItem("desk:contacts", _("Desk"), "headset", _MEETING_PEOPLE, _AT_THE_DESK),
    NavigationItem("desk:worklist", _("Cases"), "folder", _DECIDING, _WORKLIST),
    NavigationItem("listening:today", _("Today"), "feedback", _IMPROVING),
    NavigationItem("desk:settings-articles", _("Articles"), "document", _WRITING),
    NavigationItem("desk:settings-guide", _("Guide"), "headset", _WRITING),
    NavigationItem("desk:settings-surveys", _("Surveys"), "feedback", _ASKING),
    NavigationItem("desk:settings", _("Settings"), "settings", _SETTING),
    NavigationItem("journeys:start", _("Journeys"), "map", _SEEING_JOURNEYS),
    NavigationItem("insight:report", _("Report"), "assignment", _READING_REPORTS),
]
