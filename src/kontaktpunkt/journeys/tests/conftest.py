"""Fixtures of the journey engine's tests."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine.lens import Lens
from kontaktpunkt.journeys.engine.prepare import _Workshop, prepare
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.tests.engine_reference import (
    CLOSING,
    Happening,
    a_lived_in_log,
    by_case,
    write,
)
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.connection import EngineSettings, connect

# No query here lasts long enough to earn back what compiling it costs: by Spark to Java, by Java
# to the fastest machine code. Together that is half of the processor's work. Nor does it pay to
# plan one anew on its way, or to write its plan down.
QUICKLY = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.maxPlanStringLength": "100",
}
WHY_NO_SPARK = "NOT TESTED ON SPARK: PySpark or Java 17 is missing on this machine"


@pytest.fixture
def made_once(monkeypatch, made_before) -> None:
    """The tables of a log that equals an earlier test's are copied from there."""
    monkeypatch.setattr(_Workshop, "make", made_before)


@pytest.fixture
def warehouse(settings, tmp_path, made_once) -> Path:
    """The folder of the logs of this test alone; what equals one made before is copied from it."""
    settings.WAREHOUSE = tmp_path / "warehouse"
    return settings.WAREHOUSE


@pytest.fixture(scope="session")
def made_before(tmp_path_factory) -> Callable[[_Workshop], dict[str, Any]]:
    """Make the tables of each log once: pages are tried on few logs, and each takes a second.

    The engine's own tests do not use it.
    """
    known: dict[str, tuple[Path, dict[str, Any]]] = {}
    make = _Workshop.make

    def made(workshop: _Workshop) -> dict[str, Any]:
        about = _about(workshop)
        if about not in known:
            counts, kept = make(workshop), tmp_path_factory.mktemp("made") / "tables"
            shutil.copytree(workshop.folder, kept)
            known[about] = kept, counts
        kept, counts = known[about]
        shutil.copytree(kept, workshop.folder, dirs_exist_ok=True)
        return dict(counts)

    return made


def _about(workshop: _Workshop) -> str:
    """Return what differs where the tables of two logs would."""
    hours = workshop.hours and workshop.hours.described()
    told = hashlib.sha256(f"{workshop.lens.described()} {hours}".encode())
    for folder in (layout.EVENTS_FOLDER, layout.EVENT_OBJECTS_FOLDER):
        for file in sorted((workshop.log / folder).glob("*.parquet")):
            told.update(f"{folder}/{file.name} ".encode() + file.read_bytes())
    return told.hexdigest()


@pytest.fixture(scope="session")
def duckdb_connection() -> BaseBackend:
    return connect(settings=EngineSettings(threads=2, memory="500MB"))


@pytest.fixture(
    scope="session",
    # The first of its tests also starts Java, which takes its time on a busy machine.
    params=["duckdb", pytest.param("spark", marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
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
    for name, value in QUICKLY.items():
        spark._session.conf.set(name, value)
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
        return Selection(_prepared(tmp_path, happenings, Lens(**lens), duckdb_connection))

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
