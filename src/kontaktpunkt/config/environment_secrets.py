"""The two keys of an installation: required in production, generated once everywhere else."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from kontaktpunkt.config import data_folder
from kontaktpunkt.config.environment_reader import Reader
from kontaktpunkt.config.problems import InstallationError, Problem

SHORTEST_SECRET_KEY = 50
SHORTEST_PSEUDONYM_KEY = 32
# What generated or copied secrets look like; production refuses them.
GIVEAWAYS = ("insecure", "changeme", "change-me", "example", "password", "secret")
TEST_SECRET = "only-for-tests-" + "0123456789" * 5


class Secrets:
    """The two keys: given, required in production, generated elsewhere."""

    LENGTHS: Mapping[str, tuple[str, int]] = {
        "secret_key": ("KONTAKTPUNKT_SECRET_KEY", SHORTEST_SECRET_KEY),
        "pseudonym_key": ("KONTAKTPUNKT_PSEUDONYM_KEY", SHORTEST_PSEUDONYM_KEY),
    }

    def __init__(self, reader: Reader, mode: str, data: Path) -> None:
        self.reader, self.mode, self.data = reader, mode, data
        self.given: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        """Return the keys that were given; complains about those that production refuses."""
        for field, (name, shortest) in self.LENGTHS.items():
            value = self.reader.text(name)
            if value:
                self.given[field] = value
            if self.mode == "production":
                self._check(name, value, shortest)
        if len(set(self.given.values())) < len(self.given):
            self.reader.complain(
                "KONTAKTPUNKT_PSEUDONYM_KEY",
                "is the same as KONTAKTPUNKT_SECRET_KEY",
                why="One leak would open both, and neither could be changed alone.",
                fix="Generate a key of its own.",
            )
        return self.given

    def _check(self, name: str, value: str, shortest: int) -> None:
        command = "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
        fix = f"Generate one and keep it with the installation's secrets: {command}"
        if not value:
            self.reader.complain(name, "is not set in production", fix=fix)
        elif len(value) < shortest or len(set(value)) < 10:
            self.reader.complain(name, "is too short or too simple to be a secret", fix=fix)
        elif any(giveaway in value.lower() for giveaway in GIVEAWAYS) or value in self._stored():
            why = "Everybody who has seen the source or a demo knows it."
            self.reader.complain(name, "is a default or generated for trying out", why=why, fix=fix)

    def generate_missing(self) -> dict[str, str]:
        """Return the keys that were not given; outside production only."""
        missing = set(self.LENGTHS) - set(self.given)
        if not missing:
            return {}
        if self.mode == "test":
            return dict.fromkeys(missing, TEST_SECRET)
        stored = stored_secrets(self.data)
        return {field: stored[field] for field in missing}

    def _stored(self) -> list[str]:
        try:
            return list(json.loads((self.data / "secrets.json").read_text()).values())
        except (OSError, ValueError, AttributeError):
            return []


def stored_secrets(data: Path) -> dict[str, str]:
    """Return the generated keys of a data folder, after making them if there are none yet."""
    file = data / "secrets.json"
    with data_folder.writing_to(data):
        if not file.exists():
            _make_secrets(data, file)
    try:
        found: dict[str, str] = json.loads(file.read_text())
        return {field: found[field] for field in Secrets.LENGTHS}
    except (OSError, ValueError, KeyError, TypeError):
        raise InstallationError(_unreadable_secrets(file)) from None


def _make_secrets(data: Path, file: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = {field: secrets.token_urlsafe(60) for field in Secrets.LENGTHS}
    draft = data / f"secrets.{os.getpid()}.tmp"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(fresh))
    _publish(draft, file)


def _publish(draft: Path, file: Path) -> None:
    """Give the draft its name unless another process was first; whole, or not at all."""
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _unreadable_secrets(file: Path) -> Problem:
    return Problem(
        what=f"{file} cannot be read as a file of secrets.",
        why="It signs sessions and makes the pseudonyms of the event log.",
        fix="Restore it from a backup; or delete it, and a new one is made: everybody is logged "
        "out, and old and new events of a person no longer join.",
    )
