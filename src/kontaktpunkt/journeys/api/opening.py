"""From a file or a folder to prepared journeys."""

from __future__ import annotations

import dataclasses
import difflib
import json
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.engine.folders import ABOUT, PREPARED_FOLDER, current_folder
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.lens import (
    BY_CASE,
    BY_PARTY,
    BY_PARTY_IN_SERVICE,
    PARTY_TYPES,
    SERVICE_TYPES,
    Lens,
)
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.anywhere import Place, matching

LENSES: Final = {"service": BY_PARTY_IN_SERVICE, "case": BY_CASE, "party": BY_PARTY}
SLUGS: Final = {lens.lead.value: slug for slug, lens in LENSES.items()}


class NoLog(ValueError):
    """There is no log in the folder."""


class NoSuchLens(ValueError):
    """Nobody's journeys can be followed in the log in this way."""


class TemporaryFolder:
    """A folder that is deleted when nobody holds it any more, at the latest when Python ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="kontaktpunkt-"))
        self._finalizer = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def mapping_with(*, mapping: readers.Mapping, columns: Mapping[str, Any]) -> readers.Mapping:
    """Return a guessed mapping with what was said outright in its place.

    columns: by the names of `readers.Mapping`; `milestones` may be (column, touchpoint) pairs, or
             with the column of the time of day as a third.
    """
    known = [each.name for each in dataclasses.fields(readers.Mapping)]
    for name in columns:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1) or ["case"]
            raise TypeError(
                f"There is no meaning {name!r} of a column. Did you mean {near[0]!r}? "
                f"There are {', '.join(known)}."
            )
    said = {name: value for name, value in columns.items() if value}
    if isinstance(said.get("touchpoint"), str):
        said["touchpoint"] = (said["touchpoint"],)
    if "milestones" in said:
        said["milestones"] = tuple(map(_milestone, said["milestones"]))
        said |= {"touchpoint": (), "started_at": None, "started_clock": None, "ended_clock": None}
    elif said.keys() & {"touchpoint", "started_at"}:
        said["milestones"] = ()
    if "case" in said:
        said["is_row_a_case"] = False
    # A time of day was guessed for the day that was guessed.
    for time, clock in (("started_at", "started_clock"), ("ended_at", "ended_clock")):
        if said.get(time, getattr(mapping, time)) != getattr(mapping, time):
            said.setdefault(clock, None)
    return dataclasses.replace(mapping, **said)


def _milestone(told: tuple[str, ...]) -> readers.Milestone:
    column, touchpoint, *clock = told
    return readers.Milestone(
        column=column, touchpoint=touchpoint, clock=clock[0] if clock else None
    )


def usual_lenses(*, lead: str, object_types: Iterable[str]) -> dict[str, Lens]:
    """Return the lenses on a log of another system.

    lead:         the object type whose journeys its source tells.
    object_types: every type that the log knows.
    """
    known = set(object_types)
    found = {"case": dataclasses.replace(BY_CASE, lead_types=(lead,))}
    parties = tuple(each for each in PARTY_TYPES if each in known and each != lead)
    if parties and known & set(SERVICE_TYPES):
        found["service"] = dataclasses.replace(BY_PARTY_IN_SERVICE, lead_types=parties)
    if parties:
        found["party"] = dataclasses.replace(BY_PARTY, lead_types=parties)
    return found


def facts_of(*, folder: Place) -> dict[str, Any]:
    """Return what `log.json` says of the log in a folder.

    Raises NoLog.
    """
    try:
        facts: dict[str, Any] = json.loads((folder / layout.LOG_FILE).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NoLog(
            f"There is no log in “{folder}”: a log's folder holds {layout.LOG_FILE} and "
            f"{layout.EVENTS_FOLDER}/."
        ) from None
    return facts


def ready_lenses(*, folder: Place) -> dict[str, Place]:
    """Return what is prepared of a log already, by lens; the newest where there are several."""
    named = matching(folder=folder / PREPARED_FOLDER, pattern="*/current")
    found = {}
    for home in (each.parent for each in sorted(named, key=lambda each: each.stat().st_mtime)):
        if (current := current_folder(home=home)) is not None:
            about = json.loads((current / ABOUT).read_text())
            found[SLUGS[about["lens"]["lead"]]] = current
    return {slug: found[slug] for slug in LENSES if slug in found}


def prepared_folder(
    *, folder: Place, lens: str | Lens | None, silence_days: float | None, hours: Hours | None
) -> tuple[str, Place]:
    """Return the lens's name and its prepared folder; what is ready is not prepared again.

    Raises NoSuchLens with those that there are.
    """
    if isinstance(lens, Lens):
        return SLUGS[lens.lead.value], prepare(log=folder, lens=lens, hours=hours)
    facts, ready = facts_of(folder=folder), ready_lenses(folder=folder)
    is_own = "lead_object_type" not in facts
    usual = {} if is_own else usual_lenses(
        lead=facts["lead_object_type"], object_types=facts["objects"]
    )  # fmt: skip
    slug = lens or next(iter([*ready, *usual] if is_own else usual), "")
    if slug in usual and (hours is not None or silence_days is not None or slug not in ready):
        return slug, prepare(log=folder, lens=_cut(usual[slug], silence_days), hours=hours)
    if slug not in ready:
        raise NoSuchLens(_no_lens(slug, [*usual, *ready], is_own=is_own))
    return slug, ready[slug]


def _cut(lens: Lens, silence_days: float | None) -> Lens:
    if silence_days is None:
        return lens
    return dataclasses.replace(lens, silence=timedelta(days=silence_days))


def _no_lens(slug: str, known: Iterable[str], *, is_own: bool) -> str:
    listed = ", ".join(dict.fromkeys(known))
    if is_own and not listed:
        return "Nothing is prepared of this log yet; `kontaktpunkt journeys refresh` does it."
    said = f"The log cannot be seen by {slug!r}" if slug else "The log has no lens"
    return f"{said}; it can be seen by: {listed}."
