"""A synthetic event log of any size, the same for the same seed.

The shape follows a municipality's service: 39 touchpoints, 12 units, waits that are short within a
unit and long between units, many singleton variants. Events of one batch are written in order of
time, as a running system writes them, so cases are scattered through the file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kontaktpunkt.warehouse import layout

TOUCHPOINTS, UNITS, CHANNELS = 39, 12, 5
EVENTS_PER_CASE = 11.72
BATCH_CASES = 250_000
FIRST_DAY = np.datetime64("2023-01-02T07:00:00", "us")


def write_log(*, folder: Path, events: int, seed: int = 1) -> int:
    """Write about `events` events below `folder` and return the exact number."""
    draw = np.random.default_rng(seed)
    chances = _transitions(draw)
    cases, written = int(events / EVENTS_PER_CASE), 0
    for name in (layout.EVENTS_FOLDER, layout.EVENT_OBJECTS_FOLDER):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for batch, first in enumerate(range(0, cases, BATCH_CASES)):
        size = min(BATCH_CASES, cases - first)
        rows = _walk(draw, chances, size)
        rows["case"] += first
        order = np.argsort(rows["started"], kind="stable")
        rows = {name: values[order] for name, values in rows.items()}
        _write(folder, batch, written, rows)
        written += len(order)
    return written


def _transitions(draw: np.random.Generator) -> np.ndarray:
    """Return cumulative chances of the next touchpoint; the last column ends the journey."""
    chances = np.zeros((TOUCHPOINTS, TOUCHPOINTS + 1))
    for here in range(TOUCHPOINTS):
        onward = np.minimum(here + np.arange(1, 5), TOUCHPOINTS)
        chances[here, onward] += np.array([0.86, 0.05, 0.02, 0.01])
        chances[here, draw.integers(0, TOUCHPOINTS, 3)] += np.array([0.008, 0.004, 0.002])
        chances[here, here] += 0.015
        chances[here, TOUCHPOINTS] += 0.01 + 4.0 * (here % 10 == 9)
    return np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1)


def _walk(draw: np.random.Generator, chances: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Send `size` cases through the touchpoints until each has ended."""
    case = np.arange(size)
    here = draw.choice([0, 1, 10, 20], size=size, p=[0.4, 0.1, 0.3, 0.2])
    minutes = draw.integers(0, 3 * 365 * 24 * 60, size).astype(np.float64)
    home = draw.integers(0, 3, size)
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("case", "touchpoint", "minutes", "unit")
    }
    for _ in range(120):
        unit = (here // 5 + home) % UNITS
        for name, values in zip(parts, (case, here, minutes, unit), strict=True):
            parts[name].append(values)
        onward = (draw.random(len(case))[:, None] < chances[here]).argmax(axis=1)
        minutes = minutes + np.round(draw.lognormal(6.5 + (onward % 5 == 0), 1.6))
        going = onward < TOUCHPOINTS
        case, here, minutes, home = case[going], onward[going], minutes[going], home[going]
        if not len(case):
            break
    rows = {name: np.concatenate(values) for name, values in parts.items()}
    rows["started"] = FIRST_DAY + (rows.pop("minutes") * 60_000_000).astype("timedelta64[us]")
    return rows


def _write(folder: Path, batch: int, before: int, rows: dict[str, np.ndarray]) -> None:
    size = len(rows["case"])
    draw = np.random.default_rng(batch)
    ids = pa.array(before + np.arange(size))
    scored = (rows["touchpoint"] % 10 == 9) & (draw.random(size) < 0.3)
    named = {
        "event_id": ids,
        "touchpoint": _names("touchpoint", rows["touchpoint"], TOUCHPOINTS),
        "kind": _names("kind", rows["touchpoint"], TOUCHPOINTS),
        "started_at": pa.array(rows["started"], pa.timestamp("us")),
        "source": _names("source", np.zeros(size, int), 1),
        "source_rank": pa.array(np.zeros(size, np.int16)),
        "source_seq": pa.array(before + np.arange(size)),
        "channel": _names("channel", rows["touchpoint"] % CHANNELS, CHANNELS),
        "unit": _names("unit", rows["unit"], UNITS),
        "initiator": pa.array(np.where(rows["touchpoint"] % 3 == 0, "party", "authority")),
        "is_contact": pa.array(rows["touchpoint"] % 4 == 0),
        "score": pa.array(draw.integers(1, 11, size).astype(float), mask=~scored),
        "score_max": pa.array(np.full(size, 10.0), mask=~scored),
    }
    objects = {
        "event_id": ids,
        "object_key": pa.array(np.char.add("case-", rows["case"].astype("U10"))),
        "object_type": _names("case", np.zeros(size, int), 1, bare=True),
    }
    for name, schema, columns in (
        (layout.EVENTS_FOLDER, layout.EVENTS, named),
        (layout.EVENT_OBJECTS_FOLDER, layout.EVENT_OBJECTS, objects),
    ):
        table = pa.table([_column(columns, field, size) for field in schema], schema=schema)
        pq.write_table(table, folder / name / f"part-{batch:05d}.parquet", row_group_size=262_144)


def _names(stem: str, codes: np.ndarray, count: int, *, bare: bool = False) -> pa.Array:
    names = [stem] if bare else [f"{stem} {number:02d}" for number in range(count)]
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names).cast(pa.string())


def _column(columns: dict[str, pa.Array], field: pa.Field, size: int) -> pa.Array:
    if field.name not in columns:
        return pa.nulls(size, field.type)
    return columns[field.name].cast(field.type)
