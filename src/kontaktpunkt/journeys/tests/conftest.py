"""Fixtures of the journey engine's tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest
from ibis.backends import BaseBackend

from kontaktpunkt.warehouse.connection import EngineSettings, connect

WHY_NO_SPARK = "NOT TESTED ON SPARK: PySpark or Java 17 is missing on this machine"


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


def _has_spark() -> bool:
    if importlib.util.find_spec("pyspark") is None:
        return False
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ
