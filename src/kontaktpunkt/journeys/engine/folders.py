"""What a preparation writes and where, for code that only looks whether it is there."""

from __future__ import annotations

import json
from typing import Final

from kontaktpunkt.warehouse.anywhere import Place

# Raise it when what is written changes, so that older folders are prepared anew.
FORM: Final = 5
CURRENT: Final = "current"
ABOUT: Final = "prepared.json"
PREPARED_FOLDER: Final = "prepared"
TABLES: Final = ("step", "journey", "variant", "variant_step")
# Tables of names by code: those of events, and with them the matters.
DICTIONARIES: Final = ("touchpoint", "unit", "channel", "outcome")
NAMED: Final = (*DICTIONARIES, "matter")


def current_folder(*, home: Place) -> Place | None:
    """Return the finished folder of a lens, or None where nothing is prepared yet in this form."""
    try:
        folder = home / (home / CURRENT).read_text()
        about = json.loads((folder / ABOUT).read_text())
    except FileNotFoundError:
        return None
    return folder if about["form"] == FORM else None
