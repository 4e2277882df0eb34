# ruff: noqa: PLC0415 - each process imports only what it measures
"""How fast foreign logs are imported, and with how much memory.

    python benchmarks/import_logs.py
    python benchmarks/import_logs.py --peers path/to/python    # an environment with pm4py and r4pm

Writes one synthetic log in several formats to a temporary folder and imports each in a fresh
process, several times; the table has medians. "Read" is the time of the call, "cpu" what it took of
all processors (which says more where the machine is busy), "process" the time of the whole process
with its imports, "peak" the largest resident memory. The peers only read into memory; ours also
writes Parquet, counts and checks. They are not dependencies: name an interpreter that has them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

TOUCHPOINTS = [f"Touchpoint number {number}" for number in range(39)]
UNITS = [f"Unit {number}" for number in range(12)]
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)

Row = tuple[str, str, str, str, str]


def rows(events: int, seed: int = 1) -> Iterator[list[Row]]:
    """Yield cases of about twelve events: case, touchpoint, time, unit, employee."""
    draw = random.Random(seed)
    written = number = 0
    while written < events:
        number += 1
        at = FIRST_DAY + timedelta(minutes=draw.randrange(500_000))
        case = []
        for _ in range(min(draw.randint(3, 20), events - written)):
            at += timedelta(seconds=draw.randrange(100_000))
            moment = at.isoformat(timespec="milliseconds")
            who = f"Employee {draw.randrange(100)}"
            case.append(
                (f"case-{number}", draw.choice(TOUCHPOINTS), moment, draw.choice(UNITS), who)
            )
        written += len(case)
        yield case


def write_xes(path: Path, events: int, comment: str = "") -> None:
    """Write the log as most exporters do; with a comment only a real parser reads it."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case in rows(events):
            name = f'\t\t<string key="concept:name" value="{case[0][0]}"/>\n'
            file.write(f"\t<trace>{comment}\n{name}{''.join(map(_xes_event, case))}\t</trace>\n")
        file.write("</log>\n")


def _xes_event(row: Row) -> str:
    _, touchpoint, at, unit, who = row
    return (
        "\t\t<event>\n"
        f'\t\t\t<string key="concept:name" value="{touchpoint}"/>\n'
        '\t\t\t<string key="lifecycle:transition" value="complete"/>\n'
        f'\t\t\t<string key="org:resource" value="{who}"/>\n'
        f'\t\t\t<string key="org:group" value="{unit}"/>\n'
        f'\t\t\t<date key="time:timestamp" value="{at}"/>\n'
        "\t\t</event>\n"
    )


def write_csv(path: Path, events: int) -> None:
    """Write the log as a table."""
    with path.open("w", encoding="utf-8") as file:
        file.write("case id;activity;timestamp;department;employee\n")
        file.writelines(";".join(row) + "\n" for case in rows(events) for row in case)


def write_parquet(path: Path, csv: Path) -> None:
    """Write the table as Parquet."""
    import pyarrow.csv
    import pyarrow.parquet

    options = pyarrow.csv.ParseOptions(delimiter=";")
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(csv, parse_options=options), path)


def pack(path: Path, packed: Path) -> None:
    """Compress a file."""
    with path.open("rb") as source, gzip.open(packed, "wb", compresslevel=6) as target:
        shutil.copyfileobj(source, target)


def write_all(folder: Path, events: int) -> dict[str, Path]:
    """Write the log in every format and return the files by what they show."""
    files = {
        "XES": folder / "log.xes",
        "XES, packed": folder / "log.xes.gz",
        "XES, unusual": folder / "unusual.xes",
        "CSV": folder / "log.csv",
        "Parquet": folder / "log.parquet",
    }
    write_xes(files["XES"], events)
    pack(files["XES"], files["XES, packed"])
    write_xes(files["XES, unusual"], events, comment="<!-- read by the parser -->")
    write_csv(files["CSV"], events)
    write_parquet(files["Parquet"], files["CSV"])
    return files


def _ours(path: Path) -> int:
    from kontaktpunkt.journeys import readers

    with tempfile.TemporaryDirectory() as folder:
        return _timed(lambda: readers.read(path, target=Path(folder) / "log").events)


def _pm4py(path: Path) -> int:
    import pm4py

    return _timed(lambda: len(pm4py.read_xes(str(path))))


def _r4pm(path: Path) -> int:
    import r4pm.df

    return _timed(lambda: len(r4pm.df.import_xes(str(path))[0]))


READERS: dict[str, Callable[[Path], int]] = {"ours": _ours, "pm4py": _pm4py, "r4pm": _r4pm}


def _timed(read: Callable[[], int]) -> int:
    started, used = time.perf_counter(), time.process_time()
    events = read()
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "events": events}))
    return events


def measure(python: str, reader: str, path: Path, runs: int) -> dict[str, float]:
    """Read a file in fresh processes and return the medians."""
    found: list[dict[str, Any]] = []
    for _ in range(runs):
        started = time.perf_counter()
        command = [python, __file__, "--one", reader, str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        line = json.loads(told.strip().splitlines()[-1])
        found.append(line | {"process": time.perf_counter() - started})
    return {key: statistics.median(each[key] for each in found) for key in found[0]}


def show(what: str, result: dict[str, float], size: int) -> None:
    """Print one line of the table."""
    print(
        f"{what:28} {size / 1e6:8.0f} {result['events']:10,.0f} {result['seconds']:8.2f}"
        f" {result['cpu']:8.2f} {result['process']:8.2f} {result['peak']:8.0f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=560_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", help="a Python interpreter with pm4py and r4pm")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        reader, path = chosen.one
        READERS[reader](Path(path))
        return
    with tempfile.TemporaryDirectory(prefix="import-logs-") as folder:
        compare(Path(folder), chosen)


def compare(folder: Path, chosen: argparse.Namespace) -> None:
    """Print the table."""
    files = write_all(folder, chosen.events)
    print(f"{'medians of ' + str(chosen.runs):28} {'MB':>8} {'events':>10} {'read s':>8}", end="")
    print(f" {'cpu s':>8} {'process':>8} {'peak MB':>8}")
    for what, path in files.items():
        result = measure(sys.executable, "ours", path, chosen.runs)
        show(what, result, path.stat().st_size)
    for peer in ("r4pm", "pm4py") if chosen.peers else ():
        result = measure(chosen.peers, peer, files["XES"], chosen.runs)
        show(f"XES, {peer}", result, files["XES"].stat().st_size)


if __name__ == "__main__":
    main()
