# ruff: noqa: PLC0415 - each process imports only what it needs
"""Whether what we export reads back elsewhere with the same counts.

    python benchmarks/exports.py --peers path/to/python receipt.xes.gz ...   # with pm4py

Each log is read, exported in every format, and read by PM4Py in an environment of its own: cases,
events, activities and every directly-follows pair must be the same. PM4Py is AGPL: it is asked and
never a dependency. Without a file the small invented log is taken.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

NAMES = ("log.xes", "log.xes.gz", "log.csv", "log.parquet", "log.json", "log.xml", "log.sqlite")
COLUMNS = {
    "case": "case:concept:name",
    "touchpoint": "concept:name",
    "started_at": "time:timestamp",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", nargs="*", type=Path)
    parser.add_argument("--peers", help="a Python that has pm4py", default=sys.executable)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--lead", default="case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_by_peer(options.one, options.lead)))
        return
    print(
        f"{'log':<22}{'format':<12}{'cases':>9}{'events':>10}{'touchpoints':>13}{'pairs':>8}  same"
    )
    same = [_compare(each, options.peers) for each in options.logs or [None]]
    sys.exit(0 if all(same) else 1)


def _compare(path: Path | None, peers: str) -> bool:
    from kontaktpunkt import journeys

    log = journeys.read(path) if path else journeys.example()
    ours, is_same = _ours(log), True
    with tempfile.TemporaryDirectory(prefix="exports-") as folder:
        for name in NAMES:
            file = Path(folder) / name
            log.export(file)
            theirs = _asked(file, peers, lead=_lead(log))
            verdict = "yes" if theirs == ours else _difference(ours, theirs)
            is_same &= theirs == ours
            counts = (
                theirs["cases"],
                theirs["events"],
                theirs["touchpoints"],
                len(theirs["pairs"]),
            )
            widths = zip(counts, (9, 10, 13, 8), strict=True)
            told = "".join(f"{count:>{width},}" for count, width in widths)
            print(
                f"{log.name[:20]:<22}{name.removeprefix('log.'):<12}{told}  {verdict}", flush=True
            )
    return is_same


def _lead(log: Any) -> str:
    """Return the type of objects whose journeys are compared: of a foreign log, its own."""
    from kontaktpunkt.journeys.api.opening import facts_of

    return str(facts_of(folder=log.folder)["lead_object_type"])


def _asked(file: Path, peers: str, *, lead: str) -> dict[str, Any]:
    command = [peers, str(Path(__file__).resolve()), "--one", str(file), "--lead", lead]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{file.name}: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _difference(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    return "NO: " + ", ".join(name for name in ours if ours[name] != theirs[name])


def _ours(log: Any) -> dict[str, Any]:
    """Count everything, what is too rare to be shown included: nothing of it is printed."""
    from kontaktpunkt.journeys.engine.flow import edge_counts, rows

    names = log.touchpoints
    found = rows(edge_counts(variant_steps=log.selection.variant_steps))
    # Of a foreign log with several types of objects a lens may not see every touchpoint.
    seen = {row["touchpoint"] for row in found}
    pairs = {
        _pair(names[row["touchpoint"]], names[row["next_touchpoint"]]): row["count"]
        for row in found
        if row["next_touchpoint"] is not None
    }
    return {"cases": log.cases, "events": log.events, "touchpoints": len(seen), "pairs": pairs}


def _by_peer(path: Path, lead: str) -> dict[str, Any]:
    frame = _read_by_peer(path, lead)
    # In the order of the file where times are the same: PM4Py sorts nothing by itself.
    cases = frame.groupby("case:concept:name", sort=False)["concept:name"].apply(list)
    checked = _dfg(frame)
    pairs: Counter[str] = Counter()
    for path_taken in cases:
        pairs.update(map(_pair, path_taken, path_taken[1:]))
    assert pairs == checked, "PM4Py's own pairs"
    return {
        "cases": len(cases),
        "events": len(frame),
        "touchpoints": int(frame["concept:name"].nunique()),
        "pairs": dict(pairs),
    }


def _dfg(frame: Any) -> dict[str, int]:
    import pm4py

    found, _starts, _ends = pm4py.discover_dfg(frame)
    return {_pair(*pair): count for pair, count in found.items()}


def _read_by_peer(path: Path, lead: str) -> Any:
    import pandas as pd
    import pm4py

    ending = path.name.removeprefix("log.")
    if ending.startswith("xes"):
        return pm4py.read_xes(str(path))
    if ending in {"csv", "parquet"}:
        read = pd.read_csv if ending == "csv" else pd.read_parquet
        frame = read(path).rename(columns=COLUMNS)
        frame["time:timestamp"] = pd.to_datetime(
            frame["time:timestamp"], utc=True, format="ISO8601"
        )
        return frame
    reading = {"json": pm4py.read_ocel2_json, "xml": pm4py.read_ocel2_xml}
    found = reading.get(ending, pm4py.read_ocel2_sqlite)(str(path))
    return pm4py.ocel_flattening(found, lead).sort_values(
        ["case:concept:name", "time:timestamp", "ocel:eid"],
        key=lambda column: column.str[1:].astype(int) if column.name == "ocel:eid" else column,
    )


def _pair(here: str, there: str) -> str:
    return f"{here}\x1f{there}"


if __name__ == "__main__":
    main()
