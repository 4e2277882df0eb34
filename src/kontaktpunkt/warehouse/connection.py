"""The connection that analysis runs on: DuckDB in the process, or Spark where one is configured.

Connecting costs 0.3 s and more, so a connection is kept: one DuckDB per process with a cursor per
thread, one Spark session per process. Everything is read from Parquet; nothing is stored inside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import weakref
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from kontaktpunkt.warehouse.anywhere import Place, file_system

if TYPE_CHECKING:
    import pyarrow as pa

# Twice this is what a small server has to spare; larger work spills to the temporary folder.
DEFAULT_MEMORY: Final = "700MB"
MEMORY_VARIABLE: Final = "KONTAKTPUNKT_ENGINE_MEMORY"
# What a web process gives to the questions of its pages. DuckDB keeps what it was once allowed to
# take, and nearly every question makes do with this; `with_more_room` is for those that do not.
PAGE_MEMORY: Final = "120MB"

# A column with more different values than this is written without a dictionary of them: DuckDB
# would look through 24,000 moments or waits before it gives up.
MOST_TOLD_ONCE: Final = 1_000

NotEnoughRoom: Final = duckdb.OutOfMemoryException


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """Where analysis runs and how much it may take.

    spark:   a Spark master ("local[2]", "spark://host:7077"); empty means DuckDB in the process.
    threads: threads of one DuckDB; 0 means as many as there are cores, at most four.
    memory:  DuckDB's memory limit, in its own words ("700MB").
    spill:   folder for what does not fit into memory; empty means a folder in the system's own.
    """

    spark: str = ""
    threads: int = 0
    memory: str = DEFAULT_MEMORY
    spill: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> EngineSettings:
        """Read KONTAKTPUNKT_SPARK_MASTER and _ENGINE_MEMORY; the rest is as it is by default."""
        megabytes = environment.get(MEMORY_VARIABLE, "")
        return cls(
            spark=environment.get("KONTAKTPUNKT_SPARK_MASTER", ""),
            memory=f"{megabytes}MB" if megabytes.isdecimal() else DEFAULT_MEMORY,
        )

    @classmethod
    def for_pages(cls) -> EngineSettings:
        """Return what the pages of a web process run on: the other cores answer other people."""
        return replace(cls.from_environment(os.environ), threads=1, memory=PAGE_MEMORY)


class SparkMissing(RuntimeError):
    """A Spark master is configured, but the extra `spark` (PySpark and Java) is not installed."""


_threads = threading.local()
_process: dict[str, Any] = {}
_lock = threading.Lock()
# Names of tables set aside that nobody uses any longer, by connection.
_unused: defaultdict[int, list[str]] = defaultdict(list)


def connect(*, settings: EngineSettings | None = None) -> BaseBackend:
    """Return this thread's kept connection; sessions speak UTC.

    settings: read from the environment where None. Each distinct value keeps a connection.
    """
    wanted = settings or EngineSettings.from_environment(os.environ)
    kept: dict[tuple[int, EngineSettings], BaseBackend] = _threads.__dict__.setdefault("kept", {})
    # A forked child must not touch its parent's database.
    key = (os.getpid(), wanted)
    if key not in kept:
        kept[key] = _spark(wanted) if wanted.spark else _duckdb(wanted)
    return kept[key]


@contextmanager
def with_more_room(*, connection: BaseBackend) -> Iterator[None]:
    """Let the process's DuckDB take what it may at most, for a question that needs it."""
    most = EngineSettings.from_environment(os.environ).memory
    connection.raw_sql(f"SET memory_limit = '{most}'")
    try:
        yield
    finally:
        # Refused while more than that is in use: then it stays as it is until the next time.
        with suppress(NotEnoughRoom):
            connection.raw_sql(f"SET memory_limit = '{PAGE_MEMORY}'")


def beside(*, connection: BaseBackend) -> BaseBackend:
    """Return a connection to the same engine that another thread can use meanwhile."""
    if connection.name != "duckdb":
        return connection
    return ibis.duckdb.from_connection(connection.con.cursor())


def read(*, connection: BaseBackend, folder: Place) -> ir.Table:
    """Return the Parquet files of one folder as a table; the folder may be anywhere.

    Spark reads what it reaches by itself; DuckDB is given fsspec's way there.

    Where a view must stand behind it, it is named after the folder, so that reading it again
    replaces the view and a long-lived process collects none.
    """
    place = str(folder)
    if connection.name == "duckdb":
        _reach(connection, folder)
        return _duckdb_table(connection, place)
    name = "folder_" + hashlib.sha256(place.encode()).hexdigest()[:24]
    return connection.read_parquet(place, table_name=name)


def rows(*, table: ir.Table) -> list[dict[str, Any]]:
    """Return a small table as plain rows.

    DuckDB hands them over by itself: by way of Arrow, they cost a web process 60 MB of libraries.
    """
    connection: Any = table.get_backend()
    if connection.name != "duckdb":
        told: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
        return told
    cursor = connection.raw_sql(connection.compile(table))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def value(*, scalar: ir.Scalar) -> Any:
    """Return a single value, such as a count."""
    (row,) = rows(table=scalar.as_table())
    (found,) = row.values()
    return found


def write(*, connection: BaseBackend, parts: Sequence[ir.Table], folder: Place) -> ir.Table:
    """Write tables of one schema as one table: the Parquet files of a new folder, in this order.

    DuckDB works on one part at a time. Spark divides the work by itself: it is given one.
    Returns what was written.
    """
    if connection.name == "duckdb":
        folder.mkdir(parents=True)
        _reach(connection, folder)
        for place, table in enumerate(parts):
            file = folder / f"part-{place:05d}.parquet"
            connection.to_parquet(
                table, str(file), compression="snappy", dictionary_size_limit=MOST_TOLD_ONCE
            )
    else:
        (whole,) = parts
        connection.to_parquet_dir(whole, str(folder))
    return read(connection=connection, folder=folder)


class Aside:
    """A table worked out once, for many questions: it is there as long as this object is.

    Spark works out what it is asked; there the table stands for its question.
    """

    def __init__(self, *, table: ir.Table) -> None:
        """Work the table out, in the memory of its connection, and forget those no longer used."""
        connection: Any = table.get_backend()
        self.table = table
        if connection.name != "duckdb":
            return
        unused = _unused[id(connection.con)]
        while unused:
            connection.raw_sql(f"DROP TABLE IF EXISTS {unused.pop()}")
        name = f"aside_{uuid4().hex}"
        connection.raw_sql(f"CREATE TEMP TABLE {name} AS {connection.compile(table)}")
        # Dropped by the next one: whoever is the last to let go may be in the middle of a question.
        weakref.finalize(self, unused.append, name)
        self.table = connection.sql(f"SELECT * FROM {name}", schema=table.schema())  # noqa: S608


def batches(*, table: ir.Table, rows: int) -> Iterator[pa.RecordBatch]:
    """Yield a large result in runs of so many rows, without holding all of it.

    Ask nothing else of the connection until the last run is taken. Ibis's own way calls a method
    that DuckDB 2 no longer has.
    """
    connection = table.get_backend()
    if connection.name == "duckdb":
        yield from connection.con.sql(ibis.to_sql(table, dialect="duckdb")).to_arrow_reader(rows)
    else:
        yield from table.to_pyarrow_batches(chunk_size=rows)


def _duckdb(settings: EngineSettings) -> BaseBackend:
    with _lock:
        key = f"{os.getpid()} {settings}"
        if key not in _process:
            _process[key] = duckdb.connect(":memory:", config=_duckdb_config(settings))
        cursor = _process[key].cursor()
    return ibis.duckdb.from_connection(cursor)


def _duckdb_config(settings: EngineSettings) -> dict[str, Any]:
    config: dict[str, Any] = {
        "threads": settings.threads or min(os.cpu_count() or 1, 4),
        "memory_limit": settings.memory,
        # Order is always asked for where it matters; keeping it elsewhere costs memory.
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        # DuckDB's own choice is below the current folder, which a service may not write to.
        "temp_directory": settings.spill or str(Path(gettempdir()) / f"kontaktpunkt-{os.getpid()}"),
    }
    return config


def _reach(connection: Any, folder: Place) -> None:
    """Let DuckDB read and write where the folder is."""
    system = file_system(folder)
    if system is not None:
        protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
        if not protocols & set(connection.con.list_filesystems()):
            connection.con.register_filesystem(system)


def _duckdb_table(connection: Any, folder: str) -> ir.Table:
    """Return the folder's files as a table; Ibis would ask for their columns by way of Arrow."""
    quoted = folder.replace("'", "''")
    query = f"SELECT * FROM read_parquet('{quoted}/*.parquet')"  # noqa: S608 - a path, quoted
    columns = connection.raw_sql(f"DESCRIBE {query}").fetchall()
    types = connection.compiler.type_mapper
    schema = ibis.schema({name: types.from_string(kind) for name, kind, *_ in columns})
    table: ir.Table = connection.sql(query, schema=schema)
    return table


def _spark(settings: EngineSettings) -> BaseBackend:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise SparkMissing("Java 17 or newer is needed to reach Spark")
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that few installs have
    except ImportError as missing:
        raise SparkMissing(
            "PySpark is missing: install requirements/spark.txt, or the extra “spark”"
        ) from missing
    builder = SparkSession.builder.master(settings.spark).appName("kontaktpunkt")
    for name, value in spark_config(settings.spark).items():
        builder = builder.config(name, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def spark_config(master: str) -> dict[str, str]:
    """Return what a session on this master is set to."""
    config = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        # Spark warns of each small table that is numbered in one piece, and a notebook shows all of
        # it, and every bar of progress, above its answer.
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "8",
    }
    return config | (_ON_ONE_MACHINE if master.startswith("local") else {})


# Compiling for the longest runs, and clearing up with many threads, is more than half of what Java
# does with a small log, and repays little with a million events. PYSPARK_SUBMIT_ARGS overrules it.
_ON_ONE_MACHINE: Final = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
