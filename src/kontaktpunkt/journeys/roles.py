"""Who looks at journeys."""

from typing import Final

from kontaktpunkt.directory.models import Role

LOOKERS: Final = (Role.SERVICE_DESIGNER, Role.MANAGER, Role.ADMINISTRATOR)
