"""Pictures as PDF and PNG: drawn by Typst in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders

from kontaktpunkt.journeys.saving.figures import Figure
from kontaktpunkt.journeys.saving.picture import Picture

PAINTER: Final = Path(__file__).with_name("painter.py")
PAPER: Final = Path(__file__).with_name("paper.typ")
FONT: Final = "core/built/fonts/IBMPlexSans-Regular.ttf"
FAMILIES: Final = ("IBM Plex Sans", "Liberation Sans", "DejaVu Sans")
# More rows than these fill paper that nobody reads; the CSV holds them all.
MOST_ROWS: Final = 120
LONGEST_SECONDS: Final = 30
# Of A4, in millimetres, beside the sentence and what stands below the picture.
ROOM_FLIPPED: Final = 118
ROOM_UPRIGHT: Final = 200


class CannotDraw(RuntimeError):
    """The renderer ended without a file."""


@dataclass(frozen=True)
class Sheet:
    """What stands around a figure on paper."""

    language: str
    author: str
    footer: str


def as_png(*, svg: str) -> bytes:
    """Return an SVG file as pixels, two for each of its units.

    Raises CannotDraw.
    """
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'
    return _drawn("png", {"main.typ": page, "picture.svg": svg})


def as_pdf(*, figure: Figure, picture: Picture | None, svg: str, sheet: Sheet) -> bytes:
    """Return a figure as a document that a screen reader can read (PDF/UA-1).

    Raises CannotDraw.
    """
    files = {"main.typ": PAPER.read_text(encoding="utf-8"), "picture.svg": svg}
    return _drawn("pdf", files | {"data.json": json.dumps(_data(figure, picture, sheet))})


def _data(figure: Figure, picture: Picture | None, sheet: Sheet) -> dict[str, Any]:
    table = figure.numbers
    rows = [[cell.text for cell in row] for row in table.rows[:MOST_ROWS]] if table else []
    columns = table.columns if table else []
    is_wide = len(columns) > 6 if picture is None else picture.width > picture.height * 1.1
    return {
        "title": figure.page,
        "sentence": figure.sentence,
        "basis": figure.basis,
        "alt": f"{figure.sentence} {figure.basis}",
        "has_picture": picture is not None,
        "columns": columns,
        "rows": [row for row in rows if len(row) == len(columns)],
        "flipped": is_wide,
        "room": ROOM_FLIPPED if is_wide else ROOM_UPRIGHT,
        "fonts": FAMILIES,
        **vars(sheet),
    }


def _drawn(form: str, files: dict[str, str]) -> bytes:
    asked = {"format": form, "files": files, "fonts": _fonts()}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PAINTER)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as failed:
        raise CannotDraw(failed.stderr.decode(errors="replace")[-2000:]) from failed
    return done.stdout


def _fonts() -> list[str]:
    """Return the folder of our own letters; without a build the machine's are taken."""
    found = finders.find(FONT)
    return [str(Path(found).parent)] if found else []
