"""Where event logs lie."""

from pathlib import Path

from django.conf import settings

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.warehouse.names import OWN


def own_log(*, municipality: Municipality) -> Path:
    """Return the folder of the municipality's own event log."""
    return municipality_folder(municipality=municipality) / OWN


def municipality_folder(*, municipality: Municipality) -> Path:
    """Return the folder that holds all logs of one municipality."""
    return Path(settings.WAREHOUSE) / municipality.slug
