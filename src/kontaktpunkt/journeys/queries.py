"""Logs and what is prepared of them, as one municipality may see them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.journeys import folders
from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.filters import Filter
from kontaktpunkt.journeys.engine.folders import PREPARED_FOLDER, current_folder
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection, select
from kontaktpunkt.journeys.labels import Labels, own_labels
from kontaktpunkt.journeys.lenses import NamedLens, own_lenses
from kontaktpunkt.journeys.models import ImportedLog, SavedView
from kontaktpunkt.journeys.rules import may_show
from kontaktpunkt.warehouse.anywhere import Place
from kontaktpunkt.warehouse.connection import EngineSettings, connect
from kontaktpunkt.warehouse.names import LOG_FILE, OWN
from kontaktpunkt.warehouse.places import own_log

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

MOST_KEPT_OPEN: Final = 12
_opened: Final[dict[Place, Prepared]] = {}


@dataclass(frozen=True)
class Log:
    """A log that journeys can be looked at in.

    row: None for the municipality's own.
    """

    slug: str
    name: str
    folder: Path
    lenses: tuple[NamedLens, ...]
    row: ImportedLog | None = None

    @property
    def is_own(self) -> bool:
        """Say whether it is the municipality's own event log."""
        return self.row is None

    @property
    def events(self) -> int:
        """Return the number of its events, 0 where nothing was exported yet."""
        if self.row is not None:
            return self.row.events
        try:
            return int(json.loads((self.folder / LOG_FILE).read_text())["events"])
        except FileNotFoundError:
            return 0

    @property
    def is_empty(self) -> bool:
        """Say whether it was looked through and no lens saw a journey."""
        if not (self.folder / LOG_FILE).exists():
            return False
        homes = [self.folder / PREPARED_FOLDER / each.lens.key for each in self.lenses]
        return not self.events or all(home.is_dir() and not any(home.iterdir()) for home in homes)

    def prepared_folder(self, *, lens: NamedLens) -> Place | None:
        """Return the folder that is prepared for a lens, or None."""
        return current_folder(home=self.folder / PREPARED_FOLDER / lens.lens.key)

    def labels(self) -> Labels:
        """Return the words for the log's names."""
        return own_labels() if self.is_own else Labels()


@dataclass(frozen=True)
class Look:
    """A log seen through a lens and filters.

    selection: None where the log holds, or the filters leave or leave out, too few journeys.
    """

    log: Log
    lens: NamedLens
    lenses: tuple[NamedLens, ...]
    prepared: Prepared
    labels: Labels
    selection: Selection | None

    @property
    def is_small(self) -> bool:
        """Say whether the whole log holds too few journeys to be told of."""
        return not may_show(journeys=int(self.prepared.about["journeys"]))

    @property
    def first(self) -> datetime:
        """Return the moment of the log's first event."""
        return _moment(self.prepared.about["log_first"])

    @property
    def last(self) -> datetime:
        """Return the moment of the log's last event."""
        return _moment(self.prepared.about["log_last"])


def own(*, municipality: Municipality) -> Log:
    """Return the municipality's own log."""
    folder = own_log(municipality=municipality)
    return Log(OWN, _("Our own journeys"), folder, own_lenses())


def imported(*, municipality: Municipality) -> list[Log]:
    """Return the imported logs, the newest first."""
    return [_imported(municipality, row) for row in ImportedLog.objects.all()]


def logs(*, municipality: Municipality) -> list[Log]:
    """Return all logs: the municipality's own, then the imported ones."""
    return [own(municipality=municipality), *imported(municipality=municipality)]


def log_named(*, municipality: Municipality, slug: str) -> Log:
    """Return the log with this address; Http404 for none."""
    if slug == OWN:
        return own(municipality=municipality)
    return _imported(municipality, get_object_or_404(ImportedLog, slug=slug))


def _imported(municipality: Municipality, row: ImportedLog) -> Log:
    folder = folders.folder_of(municipality=municipality, key=row.key)
    try:
        lenses = folders.lenses_of(folder=folder)
    except FileNotFoundError:
        lenses = ()
    return Log(row.slug, row.name, folder, lenses, row)


def views_of(*, logs: Collection[str]) -> list[SavedView]:
    """Return the named choices of journeys in some logs, by name."""
    return list(SavedView.objects.filter(log__in=logs))


def view_named(*, slug: str) -> SavedView:
    """Return the named choice with this address; Http404 for none."""
    return get_object_or_404(SavedView, slug=slug)


def open_log(*, log: Log, lens: str = "") -> Look | None:
    """Return the whole log through the lens, or through the first that shows anything.

    None where nothing is prepared yet.
    """
    ready = tuple(each for each in log.lenses if log.prepared_folder(lens=each))
    if not ready:
        return None
    chosen = next((each for each in ready if each.slug == lens), ready[0])
    folder = log.prepared_folder(lens=chosen)
    assert folder is not None
    prepared = opened(folder=folder)
    return narrowed(look=Look(log, chosen, ready, prepared, log.labels(), None), filters=())


def narrowed(*, look: Look, filters: Sequence[Filter]) -> Look:
    """Return the look with filters applied; without a selection where that tells of too few."""
    selection: Selection | None
    try:
        selection = select(prepared=look.prepared, filters=filters)
    except GroupTooSmall:
        selection = None
    return replace(look, selection=selection)


def opened(*, folder: Place) -> Prepared:
    """Return the prepared tables in a folder, kept open; threads take turns, see `turns`."""
    if folder not in _opened:
        while len(_opened) >= MOST_KEPT_OPEN:
            _opened.pop(next(iter(_opened)))
        _opened[folder] = Prepared.open(folder=folder, connection=connection())
    return _opened[folder]


def connection() -> BaseBackend:
    """Return what pages ask their questions on."""
    return connect(settings=EngineSettings.for_pages())


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / MICROS, UTC)
