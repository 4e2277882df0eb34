"""Where logs lie, and through which lenses they are seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final
from uuid import UUID

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.journeys.lenses import NamedLens, imported_lenses
from kontaktpunkt.warehouse import names
from kontaktpunkt.warehouse.places import municipality_folder

IMPORTED: Final = "imported"


def folder_of(*, municipality: Municipality, key: UUID) -> Path:
    """Return the folder of an imported log."""
    return municipality_folder(municipality=municipality) / IMPORTED / str(key)


def lenses_of(*, folder: Path) -> tuple[NamedLens, ...]:
    """Return the lenses on the imported log in a folder."""
    facts = json.loads((folder / names.LOG_FILE).read_text())
    return imported_lenses(lead=facts["lead_object_type"], object_types=facts["objects"])


def forget(*, municipality: Municipality, key: UUID) -> None:
    """Delete the folder of an imported log."""
    shutil.rmtree(folder_of(municipality=municipality, key=key), ignore_errors=True)
