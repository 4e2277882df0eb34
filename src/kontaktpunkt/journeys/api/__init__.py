"""Service journeys in a notebook or a script, without a server and without a database.

    from kontaktpunkt import journeys

    log = journeys.read("permits.xes.gz")      # or .csv, .parquet, .xlsx, OCEL 2.0
    log.flow()                                 # what follows what, and after how long
    log.where(outcome="refused").paths()       # the routes of some of them
    log.where(outcome="refused").compare(log.where(outcome="granted"))
    log.export("permits.parquet")

Every answer is rows, a table (`to_pandas`, `to_arrow`, `to_ibis`, `to_csv`) and a sentence, and
shows itself in a notebook. What would tell of fewer than seven journeys is left out, as on the
pages. Source: docs/journeys-in-python.md
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.api.answers import Answer
from kontaktpunkt.journeys.api.conditions import (
    TooManyConditions,
    UnknownCondition,
    UnknownName,
)
from kontaktpunkt.journeys.api.elsewhere import NotReached, fetched
from kontaktpunkt.journeys.api.invented import write_example
from kontaktpunkt.journeys.api.log import Log, NoOpeningHours
from kontaktpunkt.journeys.api.opening import NoLog, NoSuchLens, TemporaryFolder, mapping_with
from kontaktpunkt.journeys.api.said_hours import UnclearHours, hours_of, opening_hours
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.lens import Lens
from kontaktpunkt.journeys.engine.selection import GroupTooSmall
from kontaktpunkt.warehouse.anywhere import is_elsewhere, place_of

__all__ = [
    "Answer",
    "GroupTooSmall",
    "Hours",
    "Lens",
    "Log",
    "NoLog",
    "NoOpeningHours",
    "NoSuchLens",
    "NotReached",
    "TooManyConditions",
    "UnclearHours",
    "UnknownCondition",
    "UnknownName",
    "example",
    "open_log",
    "opening_hours",
    "read",
]


def read(
    path: str | Path,
    *,
    folder: str | Path | None = None,
    hours: Hours | str | None = None,
    zone: str = "Europe/Copenhagen",
    options: readers.Options | None = None,
    progress: Callable[[readers.Progress], None] = lambda _: None,
    **columns: Any,
) -> Log:
    """Read a log of another system, and prepare its journeys by case.

    path:    a file, or an address that fsspec knows ("s3://bucket/permits.parquet").
    folder:  where the log is kept; without one it is gone when nobody holds the result any more.
    hours:   opening hours, for waits in them, such as "mon-fri 9-15"; more in `opening_hours`.
    zone:    of times that do not state theirs, and of hours of the day.
    options: everything else about the reading, such as `readers.Options(sheet="2026")`; its time
             zone is `zone`.
    columns: what a column means, where the guess is wrong: `case="id", touchpoint="step",
             started_at="when", unit="department"`, and the other names of `readers.Mapping`.
    Raises readers.LogRefused: one sentence with the place in the file and the way out.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     file = Path(place) / "calls.csv"
    ...     rows = [f"{n},call,2026-03-0{n % 9 + 1} 10:00" for n in range(20)]
    ...     _ = file.write_text("\\n".join(["id,what,when", *rows]))
    ...     read(file, case="id", touchpoint="what", started_at="when")
    <Log calls: 20 journeys by case, 20 events, 2026-03-01 to 2026-03-09>
    """
    if is_elsewhere(path):
        near = TemporaryFolder()
        path = fetched(str(path), into=near.path)
    kept = None if folder is not None else TemporaryFolder()
    target = Path(folder) if folder is not None else _within(kept)
    wanted = replace(options or readers.Options(), time_zone=zone)
    guess = readers.guess(Path(path), wanted)
    summary = readers.read(
        Path(path),
        target=target,
        mapping=mapping_with(mapping=guess.mapping, columns=columns),
        options=guess.options,
        progress=progress,
    )
    notices = tuple(str(notice) for notice in summary.notices)
    return Log.opened(
        target,
        hours=hours_of(hours, zone=zone) or Hours(zone=zone),
        notices=notices,
        _kept=kept,
        _source=Path(path),
    )


def open_log(
    folder: str | Path,
    *,
    lens: str | Lens | None = None,
    silence_days: float | None = None,
    hours: Hours | str | None = None,
) -> Log:
    """Open a log that was read before, or the municipality's own in its warehouse.

    folder: holds `log.json` and `events/`; a path, or an address that fsspec knows
            ("s3://bucket/permits"). What is prepared there is used as it is; the municipality's own
            log is prepared by its worker.
    lens:   whose journeys: "case", "party", "service" (a party within a matter), or a `Lens`.
    Raises NoLog and NoSuchLens.

    >>> open_log("nowhere")
    Traceback (most recent call last):
    ...
    kontaktpunkt.journeys.api.opening.NoLog: There is no log in “nowhere”: a log's folder holds \
log.json and events/.
    """
    return Log.opened(place_of(folder), lens=lens, silence_days=silence_days, hours=hours_of(hours))


def example() -> Log:
    """Return a small invented log of building permits, the same each time.

    >>> example().where(passed_through="hearing").cases
    60
    """
    kept = TemporaryFolder()
    write_example(kept.path / "example.csv")
    log = read(kept.path / "example.csv", folder=kept.path / "log", is_contact="is_contact")
    return Log(log.folder, log.lens, log.selection, _kept=kept)


def _within(kept: TemporaryFolder | None) -> Path:
    assert kept is not None
    return kept.path / "log"
