"""Fixtures for every test: the database as the application sees it, and the named cast."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import set_script_prefix

from kontaktpunkt.config import database
from kontaktpunkt.config.environment import current
from kontaktpunkt.core import isolation, tenancy
from kontaktpunkt.core.models import Municipality

# A Tuesday forenoon in an ordinary week.
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

# What one worker does for a minute or more, the longest first: the running site, Spark, two files.
_LONG = (
    "site",
    "spark",
    "tests/architecture/test_access.py",
    "src/kontaktpunkt/config/tests/test_demo_command.py",
)
_OWN_FOLDER = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give this session a temporary folder of its own, and spare what only delays tests."""
    # Whenever a session starts, pytest narrows the rights of the folder that all of them share,
    # and takes it from under the database servers that another one runs there.
    if config.option.basetemp is None:
        config.stash[_OWN_FOLDER] = folder = Path(mkdtemp(prefix="kontaktpunkt-tests-"))
        config.option.basetemp = folder / "all"
        settings.MEDIA_ROOT = folder / "media"
    # A slow hash guards real accounts and only delays invented ones.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Every client of a test is a server that starts: it would read all static files once more.
    settings.WHITENOISE_AUTOREFRESH = True
    # `serve` makes it; the static files' middleware warns at every client without it.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # What was imported stays as long as the session: Python need not look through it for rubbish
    # again and again.
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    """Leave what was imported for this session out of every later search for rubbish."""
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the session's own temporary folder."""
    # Else libraries complain, as they end, of what has not been taken down.
    gc.unfreeze()
    if folder := config.stash.get(_OWN_FOLDER, None):
        rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: started last, it would leave the other worker idle."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, bool]:
    shared = _shared(item.nodeid)
    place = _LONG.index(shared) if shared in _LONG else len(_LONG)
    return place, item.get_closest_marker("later") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file to one worker, and what shares a slow thing to the same one.

    Not by `xdist_group`: pytest 9.2 takes no notice of it (pytest-xdist, issue 1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _shared(nodeid)

    return Sharing(config, log)


def _shared(nodeid: str) -> str:
    """Name what this test shares: the running site, the Spark session, or else its file."""
    path, _, name = nodeid.partition("::")
    if path.startswith("tests/flows/"):
        return "site"
    parameters = name.partition("[")[2].rstrip("]").split("-")
    return "spark" if "spark" in parameters else path


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded PostgreSQL; the test database is made by the owner of its tables."""
    database.ensure_running(current())
    connection.settings_dict["OPTIONS"].pop("assume_role")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tests act as the application, under its policies; the owner takes the database down."""
    _act_as(isolation.APPLICATION_ROLE, django_db_blocker)
    yield
    _act_as(None, django_db_blocker)


def _act_as(role: str | None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role


@pytest.fixture(autouse=True)
def _forget_municipalities() -> None:
    """The next test's municipality has the same address and another key."""
    cache.clear()


@pytest.fixture(autouse=True)
def _at_the_root() -> None:
    """Forget the municipality that the former test's request was under."""
    set_script_prefix("/")


@pytest.fixture
def at() -> datetime:
    """The moment at which the test happens."""
    return TUESDAY


@pytest.fixture
def fjordby(db: None) -> Municipality:
    """A Danish municipality."""
    from tests.factories import make_municipality

    return make_municipality(slug="fjordby", name="Fjordby Kommune", country="DK")


@pytest.fixture
def sjostad(db: None) -> Municipality:
    """A Swedish municipality."""
    from tests.factories import make_municipality

    return make_municipality(slug="sjostad", name="Sjöstads kommun", country="SE")


@pytest.fixture
def here(fjordby: Municipality) -> Iterator[Municipality]:
    """Act for Fjordby during the test."""
    with tenancy.acting_for(fjordby):
        yield fjordby


@pytest.fixture
def cast(here: Municipality, sjostad: Municipality) -> SimpleNamespace:
    """Anna (agent), Bo (caseworker elsewhere), Carl (another municipality), Dina, Egon's bakery."""
    from tests.factories import make_cast

    return make_cast(here, sjostad)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """The folder of uploads of this test alone."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What the test writes is committed, so that several connections see it; thrown away after."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            # The owner's right; and TRUNCATE asks no policy which municipality is acted for.
            cursor.execute("RESET ROLE")
            cursor.execute("TRUNCATE core_municipality, procrastinate_jobs CASCADE")
        connection.close()
