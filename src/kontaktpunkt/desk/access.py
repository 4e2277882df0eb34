"""Who works where in the workspace."""

from kontaktpunkt.directory.models import Role

# Those who meet people: at the service centre's desk, and in the units that answer.
AT_THE_DESK = (Role.AGENT, Role.CASEWORKER, Role.UNIT_LEAD)

# Where each role begins its day: the first of these that the installation has.
FIRST_PAGES: dict[str, tuple[str, ...]] = {
    Role.AGENT: ("desk:contacts",),
    Role.CASEWORKER: ("desk:worklist", "desk:contacts"),
    Role.UNIT_LEAD: ("desk:worklist", "desk:contacts"),
    Role.SERVICE_DESIGNER: ("journeys:start", "listening:today"),
    Role.MANAGER: ("listening:today", "journeys:start"),
    Role.COMMITTEE_MEMBER: ("insight:report",),
    Role.ADMINISTRATOR: ("desk:settings",),
}

# Those who decide cases, each in the own unit.
DECIDING = (Role.CASEWORKER, Role.UNIT_LEAD)
