"""Connections: what may be set, and tables set aside, which go when nobody uses them."""

from __future__ import annotations

import gc

import ibis
import pytest

from kontaktpunkt.warehouse.connection import (
    MEMORY_VARIABLE,
    Aside,
    EngineSettings,
    connect,
    rows,
    spark_config,
)


@pytest.fixture
def table():
    connection = connect(settings=EngineSettings(threads=1, memory="200MB"))
    return connection.sql("SELECT range AS number FROM range(5)", schema={"number": "int64"})


def kept_by(table) -> list[str]:
    found = table.get_backend().raw_sql("SELECT table_name FROM duckdb_tables()").fetchall()
    return sorted(name for (name,) in found if name.startswith("aside_"))


def test_a_table_set_aside_is_worked_out_once(table):
    by_chance = table.mutate(chance=ibis.random())
    aside = Aside(table=by_chance)
    assert rows(table=aside.table) == rows(table=aside.table)
    assert [row["number"] for row in rows(table=aside.table.order_by("number"))] == [0, 1, 2, 3, 4]


def test_a_table_that_nobody_uses_goes_with_the_next(table):
    first, second = Aside(table=table), Aside(table=table)
    assert len(kept_by(table)) == 2
    del first
    gc.collect()
    third = Aside(table=table)
    assert len(kept_by(table)) == 2
    assert rows(table=second.table.count().as_table()) == rows(table=third.table.count().as_table())


def test_the_environment_says_how_much_memory_the_engine_may_take():
    assert EngineSettings.from_environment({}).memory == "700MB"
    assert EngineSettings.from_environment({MEMORY_VARIABLE: "2500"}).memory == "2500MB"


def test_spark_keeps_quiet_and_java_is_hurried_on_one_machine_only():
    one, many = spark_config("local[2]"), spark_config("spark://analysis.test:7077")
    assert one["spark.log.level"] == many["spark.log.level"] == "ERROR"
    assert "TieredStopAtLevel" in one["spark.driver.extraJavaOptions"]
    assert "spark.driver.extraJavaOptions" not in many
