# ruff: noqa: PLC0415 - each process imports only what it measures
"""How fast the journey engine is: one command, printed as a table.

    python benchmarks/engine.py --events 5000000
    python benchmarks/engine.py --events 1000000 --peers path/to/python   # with polars, pm4py

Every line runs in a process of its own, so that its peak memory is its own. Peers answer from raw
events, as they are used; hand-written SQL answers from raw events and from the prepared tables.

Median of --repeat runs. "cpu" is the least processor time that one took, of all threads together,
which tells more where other programs run too; "others" is the share of the processors that they
took meanwhile. With --most, a run that others disturbed is repeated, at most so often, and the runs
that were disturbed least are told. The log is synthetic (engine_log.py) and kept in --folder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
QUESTIONS = (
    "select, filtered",
    "flow, median and p90 wait",
    "flow in opening hours",
    "flow, median and p90 wait, filtered",
    "paths",
    "paths, repeats taken together",
    "paths that differ little",
    "paths that differ little, filtered",
    "time, waiting and working",
    "hand-overs",
    "hand-overs, filtered",
    "units met",
    "repeat contact",
    "repeat contact, filtered",
    "experience",
    "experience, filtered",
    "drop-out",
    "rhythm",
    "calendar",
    "calendar, filtered",
    "how long journeys last",
    "how long people wait for a step",
    "spectrum",
    "spectrum, filtered",
    "stages and where journeys end",
    "journeys that waited longest",
    "comparison of two groups",
)
PEER_LINES = (
    ("polars on prepared", "flow"),
    ("duckdb", "flow"), ("duckdb", "paths"), ("duckdb", "hand-overs"),
    ("polars", "flow"), ("polars", "paths"), ("polars", "hand-overs"),
    ("pm4py", "flow"), ("pm4py", "paths"), ("pm4py", "hand-overs"),
)  # fmt: skip


# A run in which other programs took less of the processors than this counts as undisturbed.
QUIET = 0.1


@dataclass(frozen=True)
class Run:
    """One measured run: seconds on the clock and of work, and what others took of the machine."""

    seconds: float
    cpu: float
    others: float


def main() -> None:
    options = _options()
    if options.one:
        print(json.dumps(_measured(options)))
        return
    log = _log(options)
    print(f"{options.events:,} events asked for, {options.repeat} runs each; seconds and MB\n")
    _line("what", "median", "fastest", "cpu", "peak MB", "others")
    _report(options, log, "prepare")
    for question in QUESTIONS:
        _report(options, log, question)
    _report(options, log, "sql flow on prepared")
    if options.peers:
        for engine, question in PEER_LINES:
            _report(options, log, f"{engine}: {question}", python=options.peers)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--most", type=int, default=0, help="runs at most [as many as --repeat]")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="700MB", help="of DuckDB, as it says it")
    parser.add_argument("--spark", default="", help="a Spark master, to run on Spark")
    parser.add_argument("--folder", type=Path, default=Path(".kontaktpunkt/benchmarks"))
    parser.add_argument("--peers", help="a Python that has polars, pm4py and duckdb")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _log(options: argparse.Namespace) -> Path:
    from engine_log import write_log

    folder = options.folder / f"log-{options.events}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        written = write_log(folder=folder, events=options.events)
        (folder / "done").write_text(str(written))
    return folder


def _report(options: argparse.Namespace, log: Path, what: str, python: str = "") -> None:
    command = [python or sys.executable, str(HERE), "--one", what, "--log", str(log)]
    command += ["--repeat", str(options.repeat), "--threads", str(options.threads)]
    # Peers are slow: they are run as often as they are told, no more.
    command += ["--most", str(0 if python else options.most)]
    command += ["--memory", options.memory]
    command += ["--spark", options.spark] if options.spark else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        _line(what, "failed", (done.stderr.strip().splitlines() or ["?"])[-1][:60], "")
        return
    told = json.loads(done.stdout.strip().splitlines()[-1])
    times = (statistics.median(told["seconds"]), min(told["seconds"]), min(told["cpu"]))
    others = f"{statistics.median(told['others']):.0%}"
    _line(what, *(f"{each:.3f}" for each in times), f"{told['peak']:.0f}", others)


def _line(what: str, *cells: str) -> None:
    print(f"{what:<36}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    work = _work(options)
    runs: list[Run] = []
    for _ in range(max(options.most, options.repeat)):
        runs.append(_run(work))
        if sum(run.others < QUIET for run in runs) >= options.repeat:
            break
    kept = sorted(runs, key=lambda run: run.others)[: options.repeat]
    return {
        "seconds": [run.seconds for run in kept],
        "cpu": [run.cpu for run in kept],
        "others": [run.others for run in kept],
        "peak": _peak_megabytes(),
    }


def _run(work: Callable[[], object]) -> Run:
    before, started, used = _busy(), time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    others = (_busy() - before - cpu) / (seconds * (os.cpu_count() or 1))
    return Run(seconds, cpu, max(others, 0.0))


def _busy() -> float:
    """Return the seconds that all processors together have worked since the machine started."""
    ticks = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waiting, *interrupts = map(int, ticks)
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes() -> float:
    """Return this process's own peak; getrusage would count what its parent had at the start."""
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _work(options: argparse.Namespace) -> Callable[[], object]:
    """Return what to run; what it takes to get ready is not measured."""
    if ": " in options.one:
        from engine_peers import peer

        return peer(*options.one.split(": "), log=options.log, threads=options.threads)
    if options.one == "prepare":
        return _prepare(options)
    return _question(options)


def _connection(options: argparse.Namespace) -> Any:
    from kontaktpunkt.warehouse.connection import EngineSettings, connect

    return connect(
        settings=EngineSettings(spark=options.spark, threads=options.threads, memory=options.memory)
    )


def _prepare(options: argparse.Namespace) -> Callable[[], object]:
    from engine_questions import OFFICE_HOURS

    from kontaktpunkt.journeys.engine.prepare import PREPARED_FOLDER, prepare

    connection = _connection(options)

    def run() -> object:
        shutil.rmtree(options.log / PREPARED_FOLDER, ignore_errors=True)
        return prepare(log=options.log, hours=OFFICE_HOURS, connection=connection)

    return run


def _question(options: argparse.Namespace) -> Callable[[], object]:
    from engine_questions import OFFICE_HOURS, question, sql_flow

    from kontaktpunkt.journeys.engine.prepare import prepare
    from kontaktpunkt.journeys.engine.prepared import Prepared

    connection = _connection(options)
    folder = prepare(log=options.log, hours=OFFICE_HOURS, connection=connection)
    prepared = Prepared.open(folder=folder, connection=connection)
    if options.one == "sql flow on prepared":
        return sql_flow(prepared)
    return question(options.one, prepared)


if __name__ == "__main__":
    main()
