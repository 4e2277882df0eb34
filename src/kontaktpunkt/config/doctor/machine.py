"""Checks of the machine and the files: no database needed."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kontaktpunkt.config import assets
from kontaktpunkt.config.doctor.findings import Answer, error, fine, warning
from kontaktpunkt.config.environment import Environment

OLDEST_PYTHON = (3, 11)
ZONES = ("Europe/Copenhagen", "Europe/Stockholm")
LITTLE_SPACE, TOO_LITTLE_SPACE = 2_000_000_000, 300_000_000
PACKAGE = Path(__file__).resolve().parents[2]
BUILD = "Run `kontaktpunkt build`."


def python(_env: Environment) -> Answer:
    """Whether Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return fine(version)
    return error(
        f"Python is {version}.",
        why="Kontaktpunkt needs 3.11 or newer.",
        fix="Make the environment anew with a newer Python: make PYTHON=python3.12 setup",
    )


def time_zones(_env: Environment) -> Answer:
    """Whether the machine knows Danish and Swedish time."""
    try:
        for name in ZONES:
            ZoneInfo(name)
    except ZoneInfoNotFoundError as missing:
        return error(
            f"The time zone is unknown: {missing}.",
            why="Promised days and opening hours are reckoned in local time.",
            fix="Install the system's tzdata package, or tzdata into the Python environment.",
        )
    return fine(", ".join(ZONES))


def folders(env: Environment) -> Answer:
    """Whether uploads and the warehouse can be written, or made where they are missing."""
    for folder in (env.data, env.media, env.warehouse):
        try:
            # Never made here: it would belong to whoever asked, not to the web server's user.
            with tempfile.TemporaryFile(dir=_nearest(folder)):
                pass
        except OSError as refusal:
            return error(
                f"{folder} cannot be written: {refusal.strerror}.",
                why="Uploads and the event log at rest are kept there.",
                fix="Give it to the user that runs `serve` and `worker`, or set KONTAKTPUNKT_DATA.",
            )
    return fine(str(env.data))


def _nearest(folder: Path) -> Path:
    """Return the folder, or the first above it that there is."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def disk_space(env: Environment) -> Answer:
    """Whether the disk of the data folder has room."""
    free = shutil.disk_usage(_nearest(env.data)).free
    what = f"{free / 1e9:.1f} GB free for {env.data}"
    if free >= LITTLE_SPACE:
        return fine(what)
    make = error if free < TOO_LITTLE_SPACE else warning
    return make(
        f"Only {what}.",
        why="A full disk stops uploads, backups and an embedded database.",
        fix="Free some space, or move the data folder (KONTAKTPUNKT_DATA) to a larger disk.",
    )


def secrets_file(env: Environment) -> Answer:
    """Whether generated keys are readable by their owner only."""
    file = env.data / "secrets.json"
    if env.is_production or not file.exists():
        return fine("keys come from the environment")
    if file.stat().st_mode & 0o077:
        return error(
            f"Others can read {file}.",
            why="Whoever reads it can log in as anybody.",
            fix=f"Run: chmod 600 {file}",
        )
    return fine("generated, readable by their owner only")


def front_end(_env: Environment) -> Answer:
    """Whether stylesheets and scripts are built, from the present source."""
    try:
        built = json.loads((assets.BUILT / assets.STAMP).read_text())
    except (OSError, ValueError):
        return error("Not built.", why="Pages would have no looks and no scripts.", fix=BUILD)
    if assets.SOURCE.is_dir() and built != assets.stamp_of(assets.SOURCE):
        return warning("Older than its source.", why="Pages show an earlier state.", fix=BUILD)
    return fine("built")


def messages(_env: Environment) -> Answer:
    """Whether the Danish and Swedish texts are compiled."""
    sources = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))
    stale = [source for source in sources if not _is_compiled(source)]
    if not stale:
        return fine(f"{len(sources)} catalogues compiled")
    return error(
        f"{len(stale)} of {len(sources)} catalogues are not compiled, "
        f"{stale[0].relative_to(PACKAGE)} for one.",
        why="Pages would be partly in English.",
        fix=BUILD,
    )


def _is_compiled(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def user(env: Environment) -> Answer:
    """Whether the programs run as an ordinary user."""
    if os.geteuid() or not env.is_production:
        return fine(f"user id {os.geteuid()}")
    return warning(
        "Running as root.",
        why="A fault in the program would then have the whole machine.",
        fix="Run `serve` and `worker` as a user of their own (docs/running.md).",
    )
