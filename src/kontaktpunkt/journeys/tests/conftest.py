"""Fixtures of the journey engine's tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine.lens import Lens
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection, select
from kontaktpunkt.journeys.tests.engine_reference import (
    CLOSING,
    Happening,
    a_lived_in_log,
    by_case,
    write,
)
from kontaktpunkt.warehouse.connection import EngineSettings, connect

WHY_NO_SPARK = "NOT TESTED ON SPARK: PySpark or Java 17 is missing on this machine"


@pytest.fixture
def warehouse(settings, tmp_path) -> Path:
    """The folder of the logs of this test alone."""
    settings.WAREHOUSE = tmp_path / "warehouse"
    return settings.WAREHOUSE


@pytest.fixture(scope="session")
def duckdb_connection() -> BaseBackend:
    return connect(settings=EngineSettings(threads=2, memory="500MB"))


@pytest.fixture(
    scope="session",
    params=["duckdb", pytest.param("spark", marks=pytest.mark.slow)],
)
def connection(request, duckdb_connection) -> Iterator[BaseBackend]:
    """Each engine in turn: one suite, the same answers."""
    if request.param == "duckdb":
        yield duckdb_connection
        return
    if not _has_spark():
        if os.environ.get("CI"):
            pytest.fail(WHY_NO_SPARK)
        pytest.skip(WHY_NO_SPARK)
    spark = connect(settings=EngineSettings(spark="local[2]"))
    yield spark
    spark._session.stop()


@pytest.fixture(scope="session")
def told() -> list[Happening]:
    """A log with a bit of everything."""
    return a_lived_in_log()


@pytest.fixture(scope="session")
def prepared(connection, told, tmp_path_factory) -> Prepared:
    """That log, by case, as each engine prepares it."""
    lens = Lens(closing=CLOSING)
    return _prepared(tmp_path_factory.mktemp("log"), told, lens, connection)


@pytest.fixture(scope="session")
def journeys(told) -> list[list[Happening]]:
    """That log, by case, as the reference puts it together."""
    return by_case(told)


@pytest.fixture
def look(duckdb_connection, tmp_path) -> Callable[..., Selection]:
    """Return what tells all journeys of a small log."""

    def look(happenings: list[Happening], **lens) -> Selection:
        return select(prepared=_prepared(tmp_path, happenings, Lens(**lens), duckdb_connection))

    return look


def _has_spark() -> bool:
    if importlib.util.find_spec("pyspark") is None:
        return False
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ


def _prepared(
    folder: Path, happenings: list[Happening], lens: Lens, connection: BaseBackend
) -> Prepared:
    log = write(folder=folder, happenings=happenings)
    found = prepare(log=log, lens=lens, connection=connection)
    return Prepared.open(folder=found, connection=connection)
