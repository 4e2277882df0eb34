"""Bring what is prepared of logs up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db.models import Q

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory import rules as directory_rules
from kontaktpunkt.directory.models import ClosingDay, Unit
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.prepare import NothingToSee, prepare
from kontaktpunkt.journeys.folders import folder_of, lenses_of
from kontaktpunkt.journeys.lenses import NamedLens, own_lenses
from kontaktpunkt.journeys.models import ImportedLog
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.export import export_log

# Opening hours are looked at for this many years before the last event, no longer.
MOST_YEARS: Final = 20


def refresh_own(*, municipality: Municipality, at: datetime, anew: bool = False) -> int:
    """Export the municipality's own log and prepare it; return the number of its events.

    Call it while acting for the municipality.
    """
    exported = export_log(municipality=municipality, at=at, anew=anew)
    if exported.events:
        first = _first_month(exported.folder)
        hours = opening_hours(municipality=municipality, years=range(first.year, at.year + 1))
        prepare_for(folder=exported.folder, lenses=own_lenses(), hours=hours)
    return exported.events


def refresh_imported(*, municipality: Municipality, slug: str = "") -> None:
    """Prepare imported logs anew where the engine or the opening hours changed since.

    slug: of the only one that is looked at; all of them where empty.
    """
    for log in ImportedLog.objects.filter(slug=slug) if slug else ImportedLog.objects.all():
        folder = folder_of(municipality=municipality, key=log.key)
        prepare_folder(municipality=municipality, folder=folder, first=log.first, last=log.last)


def prepare_folder(
    *,
    municipality: Municipality,
    folder: Path,
    first: datetime,
    last: datetime,
    proceed: Callable[[], None] = lambda: None,
) -> None:
    """Prepare the imported log in a folder for every lens on it.

    proceed: is asked before each lens; what it raises stops the work.
    """
    years = range(max(first.year, last.year - MOST_YEARS), last.year + 1)
    hours = opening_hours(municipality=municipality, years=years)
    prepare_for(folder=folder, lenses=lenses_of(folder=folder), hours=hours, proceed=proceed)


def prepare_for(
    *,
    folder: Path,
    lenses: Iterable[NamedLens],
    hours: Hours,
    proceed: Callable[[], None] = lambda: None,
) -> None:
    """Prepare a log for several lenses; one that sees nothing is passed over."""
    for each in lenses:
        proceed()
        try:
            prepare(log=folder, lens=each.lens, hours=hours)
        except NothingToSee:
            continue


def opening_hours(*, municipality: Municipality, years: range) -> Hours:
    """Return when the municipality is open: the hours of its service centre.

    Without a service centre nothing is known but the time zone.
    """
    centre = Unit.objects.filter(is_service_centre=True).order_by("pk").first()
    if centre is None:
        return Hours(zone=municipality.timezone)
    return Hours(
        zone=municipality.timezone,
        weekly=dict.fromkeys(centre.weekdays, ((centre.opens, centre.closes),)),
        closed=_closed(municipality, centre, years),
    )


def _closed(municipality: Municipality, centre: Unit, years: range) -> frozenset[date]:
    holidays = {
        day
        for year in years
        for day in directory_rules.public_holidays(
            country=municipality.country, year=year, with_eves=centre.closed_on_eves
        )
    }
    known = ClosingDay.objects.filter(Q(unit=None) | Q(unit=centre))
    return frozenset(holidays | set(known.values_list("day", flat=True)))


def _first_month(folder: Path) -> date:
    files = sorted((folder / layout.EVENTS_FOLDER).glob("part-*.parquet"))
    return date.fromisoformat(files[0].stem.removeprefix("part-") + "-01")
