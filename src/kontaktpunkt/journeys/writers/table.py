"""Journeys as a plain table: a row for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from kontaktpunkt.journeys.writers.files import text_file
from kontaktpunkt.journeys.writers.steps import Journeys


def write_csv(
    journeys: Journeys, draft: Path, is_packed: bool, progress: Callable[[int], None]
) -> tuple[int, int]:
    """Write CSV in UTF-8 with a header; times in UTC with their offset."""
    counted = _Counted(journeys, progress)
    texts = pa.schema([_as_text(field) for field in journeys.schema])
    with (
        text_file(draft, is_packed=is_packed) as file,
        pyarrow.csv.CSVWriter(file, texts) as writer,
    ):
        for table in counted.tables():
            columns = [_texts(table[name]) for name in texts.names]
            writer.write_table(pa.table(columns, schema=texts))
    return counted.cases, counted.events


def write_parquet(
    journeys: Journeys,
    draft: Path,
    is_packed: bool,  # noqa: ARG001 - one shape; Parquet packs by itself
    progress: Callable[[int], None],
) -> tuple[int, int]:
    """Write Parquet with typed columns."""
    counted = _Counted(journeys, progress)
    with pq.ParquetWriter(
        draft, journeys.schema, compression="zstd", compression_level=1
    ) as writer:
        for table in counted.tables():
            writer.write_table(table.select(journeys.schema.names))
    return counted.cases, counted.events


class _Counted:
    """Tables that are counted as they pass."""

    def __init__(self, journeys: Journeys, progress: Callable[[int], None]) -> None:
        self._journeys, self._progress = journeys, progress
        self.cases = self.events = 0

    def tables(self) -> Iterator[pa.Table]:
        for table in self._journeys.tables():
            yield table
            self.cases += pc.count_distinct(table["case"]).as_py()
            self.events += len(table)
            self._progress(self.events)


def _as_text(field: pa.Field) -> pa.Field:
    is_time = pa.types.is_timestamp(field.type)
    return pa.field(field.name, pa.string()) if is_time else field


def _texts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_timestamp(values.type):
        return values
    return pc.strftime(values, format="%Y-%m-%dT%H:%M:%S+00:00")
