# ruff: noqa: PLC0415 - what is imported is part of the start-up that is measured
"""The same questions on Spark and on DuckDB: whether the answers agree, and how long each takes.

    python benchmarks/engine_spark.py .kontaktpunkt/benchmarks/log-1000000 --spark "local[2]"

The log is one that engine.py made; DuckDB prepares it and both read what is prepared. Start-up is
the time from nothing to a session. Each question is asked twice of Spark: the first time it also
compiles.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path
from typing import Any

ASKED = (
    "flow, median and p90 wait",
    "paths",
    "hand-overs",
    "time, waiting and working",
    "repeat contact",
    "experience",
    "drop-out",
    "comparison of two groups",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--spark", default="local[2]", help="a Spark master")
    options = parser.parse_args()
    started = time.perf_counter()
    from kontaktpunkt.warehouse.connection import EngineSettings, connect

    spark = connect(settings=EngineSettings(spark=options.spark))
    print(f"start-up {time.perf_counter() - started:.1f} s\n")
    print(f"{'what':<30}{'Spark, first':>14}{'then':>8}{'DuckDB':>9}  answers", flush=True)
    _compare(options.log, spark, connect(settings=EngineSettings(threads=2)))


def _compare(log: Path, spark: Any, duckdb: Any) -> None:
    from engine_questions import OFFICE_HOURS, question

    from kontaktpunkt.journeys.engine.prepare import prepare
    from kontaktpunkt.journeys.engine.prepared import Prepared

    folder = prepare(log=log, hours=OFFICE_HOURS, connection=duckdb)
    one, other = (Prepared.open(folder=folder, connection=each) for each in (spark, duckdb))
    for name in ASKED:
        first, then = (_timed(question(name, one)) for _ in range(2))
        quick = _timed(question(name, other))
        verdict = "the same" if _rounded(then[1]) == _rounded(quick[1]) else "DIFFERENT"
        print(f"{name:<30}{first[0]:>14.1f}{then[0]:>8.1f}{quick[0]:>9.2f}  {verdict}", flush=True)


def _timed(ask: Any) -> tuple[float, object]:
    started = time.perf_counter()
    answer = ask()
    return time.perf_counter() - started, answer


def _rounded(answer: object) -> str:
    """Return an answer as text; sums in another order differ in their last digits."""
    return re.sub(r"\d+\.\d+(e-?\d+)?", lambda found: f"{float(found[0]):.9g}", repr(answer))


if __name__ == "__main__":
    main()
