# ruff: noqa: PLC0415 - not every machine has what this measures
"""The same questions as others answer them, from raw events. Runs in an environment of its own.

PM4Py is AGPL: it is measured against and never a dependency. It sorts nothing by itself, so what
it is given is sorted first, as anybody has to; that is measured, because it is needed each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

RAW = """
    SELECT object_key AS case_id, touchpoint, unit, started_at, source_seq
    FROM read_parquet('{log}/events/*.parquet')
    JOIN read_parquet('{log}/event_objects/*.parquet') USING (event_id)
    WHERE object_type = 'case'
"""
IN_ORDER = "PARTITION BY case_id ORDER BY started_at, source_seq"
SQL = {
    "flow": f"""
        WITH step AS (
            SELECT touchpoint, lead(touchpoint) OVER w AS next_touchpoint,
                   epoch(lead(started_at) OVER w) - epoch(started_at) AS wait
            FROM ({RAW}) WINDOW w AS ({IN_ORDER})
        )
        SELECT touchpoint, next_touchpoint, count(*), quantile_cont(wait, [0.5, 0.9])
        FROM step GROUP BY ALL
    """,
    "paths": f"""
        WITH path AS (
            SELECT case_id, list(touchpoint ORDER BY started_at, source_seq) AS path
            FROM ({RAW}) GROUP BY case_id
        )
        SELECT path, count(*) AS n FROM path GROUP BY path ORDER BY n DESC LIMIT 12
    """,
    "hand-overs": f"""
        WITH step AS (
            SELECT unit, lead(unit) OVER w AS next_unit
            FROM ({RAW}) WINDOW w AS ({IN_ORDER})
        )
        SELECT unit, next_unit, count(*) FROM step WHERE unit <> next_unit GROUP BY ALL
    """,
}


def peer(engine: str, question: str, *, log: Path, threads: int) -> Callable[[], Any]:
    """Return the function that answers a question with another engine."""
    made = {
        "duckdb": _duckdb,
        "polars": _polars,
        "polars on prepared": _polars_prepared,
        "pm4py": _pm4py,
    }[engine]
    return made(question, log, threads)


def _duckdb(question: str, log: Path, threads: int) -> Callable[[], Any]:
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    text = SQL[question].format(log=log)
    return lambda: connection.execute(text).fetchall()


def _polars(question: str, log: Path, _threads: int) -> Callable[[], Any]:
    import polars as pl

    def rows() -> Any:
        events = pl.scan_parquet(f"{log}/events/*.parquet")
        objects = pl.scan_parquet(f"{log}/event_objects/*.parquet")
        joined = events.join(objects.filter(pl.col("object_type") == "case"), on="event_id")
        wanted = joined.select("object_key", "touchpoint", "unit", "started_at", "source_seq")
        return wanted.sort("object_key", "started_at", "source_seq")

    def after(name: str) -> Any:
        return pl.col(name).shift(-1).over("object_key")

    def flow() -> Any:
        wait = (after("started_at") - pl.col("started_at")).dt.total_seconds()
        steps = rows().with_columns(after("touchpoint").alias("next"), wait.alias("wait"))
        return steps.group_by("touchpoint", "next").agg(
            pl.len(), pl.col("wait").median(), pl.col("wait").quantile(0.9).alias("p90")
        )

    def paths() -> Any:
        path = rows().group_by("object_key", maintain_order=True).agg("touchpoint")
        return path.group_by("touchpoint").len().sort("len", descending=True).head(12)

    def hand_overs() -> Any:
        steps = rows().with_columns(after("unit").alias("next"))
        return steps.filter(pl.col("unit") != pl.col("next")).group_by("unit", "next").len()

    asked = {"flow": flow, "paths": paths, "hand-overs": hand_overs}[question]
    return lambda: asked().collect()


def _polars_prepared(question: str, log: Path, _threads: int) -> Callable[[], Any]:
    """The flow's two queries on the prepared tables, as somebody would write them by hand."""
    import polars as pl

    assert question == "flow"
    [current] = (log / "prepared").glob("*/current")
    tables = {
        name: f"{current.parent / current.read_text()}/{name}/*.parquet"
        for name in ("step", "variant_step")
    }
    pair = ("touchpoint", "next_touchpoint")
    journeys = pl.col("path_journeys")

    def waiting() -> Any:
        steps = pl.scan_parquet(tables["step"]).filter(pl.col("next_touchpoint").is_not_null())
        wait = pl.col("wait_seconds")
        told = (
            wait.median(),
            wait.quantile(0.9, "linear").alias("p90"),
            wait.filter(~pl.col("closes")).sum().alias("sum"),
        )
        return steps.group_by(pair).agg(*told)

    def counting() -> Any:
        inside = pl.scan_parquet(tables["variant_step"])
        return inside.group_by(pair).agg(
            journeys.sum(),
            journeys.filter(pl.col("edge_visit") == 1).sum().alias("once"),
            journeys.filter(pl.col("visit") == 1).sum().alias("met"),
            journeys.filter(pl.col("seq") == 0).sum().alias("begun"),
        )

    return lambda: [query().collect() for query in (waiting, counting)]


def _pm4py(question: str, log: Path, threads: int) -> Callable[[], Any]:
    import duckdb
    import pm4py

    connection = duckdb.connect(config={"threads": threads})
    named = RAW.format(log=log)
    text = f"""
        SELECT case_id AS "case:concept:name", touchpoint AS "concept:name",
               unit AS "org:group", started_at AS "time:timestamp"
        FROM ({named}) ORDER BY case_id, started_at, source_seq
    """
    asked = {
        "flow": pm4py.discover_performance_dfg,
        "paths": pm4py.get_variants,
        "hand-overs": lambda frame: pm4py.discover_handover_of_work_network(
            frame, resource_key="org:group"
        ),
    }[question]
    return lambda: asked(connection.execute(text).df())
