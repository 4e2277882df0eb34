"""The installation's settings, read from the environment and checked all at once.

`from kontaktpunkt.config.environment import env` reads it on first use. A mistake in any variable
raises InstallationError with every mistake in it, before anything has started.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from kontaktpunkt.config import environment_sections as sections
from kontaktpunkt.config.environment_reader import Reader
from kontaktpunkt.config.environment_secrets import Secrets
from kontaktpunkt.config.problems import InstallationError, Problem

Mode = Literal["demo", "development", "production", "test"]


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Every setting of the installation, typed and checked."""

    mode: Mode
    data: Path
    database_url: str | None
    backup_url: str | None
    database_pool: int
    test_database: str
    secret_key: str
    pseudonym_key: str
    public_url: str
    allowed_hosts: tuple[str, ...]
    csrf_origins: tuple[str, ...]
    host: str
    port: int
    mail: sections.MailServer | None
    mail_from: str
    sms: sections.SmsService | None
    web_workers: int
    web_threads: int
    largest_upload: int
    largest_log: int
    log_level: str
    spark_master: str | None
    engine_memory: int

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this installation."""
        return self.mode == "production"

    @property
    def is_debug(self) -> bool:
        """Whether errors may show their inside to whoever looks."""
        return self.mode == "development"

    @property
    def has_demo_logins(self) -> bool:
        """Whether anybody may log in as one of the demo's people."""
        return self.mode in {"demo", "test"}

    @property
    def uses_https(self) -> bool:
        """Whether people reach this installation over TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_behind_proxy(self) -> bool:
        """Whether a proxy's word on the protocol is believed: only it can bring TLS."""
        return self.uses_https

    @property
    def uses_embedded_database(self) -> bool:
        """Whether the database is the embedded one in the data folder."""
        return self.database_url is None

    @property
    def media(self) -> Path:
        """The folder of uploads."""
        return self.data / "media"

    @property
    def warehouse(self) -> Path:
        """The folder of the event log as Parquet."""
        return self.data / "warehouse"

    def database_settings(self) -> dict[str, Any]:
        """Return Django's DATABASES["default"]; starts nothing (see `database.ensure_running`)."""
        from kontaktpunkt.config import database  # psycopg only where needed

        return database.settings_for(self)


def read(environ: Mapping[str, str]) -> Environment:
    """Return the settings that the environment describes.

    Outside production, missing secrets are generated once into `<data>/secrets.json`.
    Raises InstallationError listing every mistake.
    """
    reader = Reader(environ)
    sections.refuse_unknown(reader)
    mode: Any = reader.choice("KONTAKTPUNKT_MODE", _default_mode(environ), get_args(Mode))
    port = reader.number("KONTAKTPUNKT_PORT", 8000, highest=65535)
    public_url = sections.public_url(reader, mode, port)
    data = _data_folder(reader, mode)
    values: dict[str, Any] = {
        "mode": mode,
        "data": data,
        "port": port,
        "public_url": public_url,
        "host": reader.text("KONTAKTPUNKT_HOST", "127.0.0.1"),
        "allowed_hosts": sections.allowed_hosts(reader, mode, public_url),
        "csrf_origins": sections.csrf_origins(reader, public_url),
        **sections.database(reader, mode),
        **sections.messages(reader, mode),
        **sections.operation(reader),
    }
    secret = Secrets(reader, mode, data)
    values |= secret.read()
    if reader.problems:
        raise InstallationError(*reader.problems)
    return Environment(**(values | secret.generate_missing()))


def _default_mode(environ: Mapping[str, str]) -> str:
    # Set by pytest itself, for as long as it runs.
    return "test" if "PYTEST_VERSION" in environ else "development"


def _data_folder(reader: Reader, mode: Mode) -> Path:
    default = ".kontaktpunkt/test" if mode == "test" else ".kontaktpunkt"
    return Path(reader.text("KONTAKTPUNKT_DATA", default)).expanduser().absolute()


_may_begin_one = True


def begin_none() -> None:
    """Have this process refuse to begin an installation; say so before settings are read.

    For commands that are about what an installation holds: in another folder than it was begun in,
    they would find a new and empty one.
    """
    global _may_begin_one  # noqa: PLW0603 - a process is for one command
    _may_begin_one = False


def refuse_where_none_is(environ: Mapping[str, str]) -> None:
    """Raise InstallationError where the environment leads to no installation; makes nothing."""
    reader = Reader(environ)
    mode: Any = reader.choice("KONTAKTPUNKT_MODE", _default_mode(environ), get_args(Mode))
    data = _data_folder(reader, mode)
    if not reader.text("DATABASE_URL") and not (data / "pg" / "data").exists():
        raise InstallationError(
            Problem(
                what=f"There is no installation in {data}.",
                why="This command is about what an installation holds, and begins none.",
                fix="Run it in the folder where `make demo` ran, or set KONTAKTPUNKT_DATA to the "
                "installation's data folder: what `--data` named, where the demo was given one. "
                "Where a file is meant, check its name.",
            )
        )


@cache
def current() -> Environment:
    """Return the settings of this process's environment, read once."""
    if not _may_begin_one:
        refuse_where_none_is(os.environ)
    return read(os.environ)


if TYPE_CHECKING:
    env: Environment


def __getattr__(name: str) -> Any:
    # Read on first use, so that `--help` works with a broken environment.
    if name == "env":
        return current()
    raise AttributeError(name)
