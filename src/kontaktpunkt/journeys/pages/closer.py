"""What stands behind the largest figure of a page: what most of its journeys are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import overview
from kontaktpunkt.journeys.engine.filters import Filter
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection, select
from kontaktpunkt.journeys.labels import Labels

FEWEST_MATTERS: Final = 2
# A matter that fewer of the journeys are about does not explain the figure.
MOST: Final = 0.5


@dataclass(frozen=True)
class Closer:
    """The journeys behind a figure, and the matter that most of them are about.

    matter, label: the matter's name in an address, and in words.
    heading:       which figure is looked at.
    when:          when they happened in words; empty where a page does not say.
    """

    selection: Selection
    about: str
    matter: str
    label: str
    journeys: int
    heading: str = ""
    when: str = ""

    @property
    def is_most(self) -> bool:
        """Say whether at least half of the journeys are about the matter."""
        return self.journeys >= self.selection.size * MOST


def between(source: str, target: str) -> str:
    """Return the heading about a way from one to the other, both in words."""
    said = {"source": source, "target": target}
    return _("From “%(source)s” to “%(target)s”, looked at closer") % said


def closer(
    *, selection: Selection, like: Filter, labels: Labels, heading: str = ""
) -> Closer | None:
    """Return what most of the chosen journeys are about that are like this.

    None where all are about one matter anyhow, or where telling would tell of few.
    """
    if len(overview.matters(selection=selection)) < FEWEST_MATTERS:
        return None
    try:
        those = select(prepared=selection.prepared, filters=[*selection.filters, like])
    except GroupTooSmall:
        return None
    found = overview.matters(selection=those)
    if not found:
        return None
    matter, count = found[0]
    about = sentences.about(matter=matter, count=count, journeys=those.size, labels=labels)
    return Closer(those, about, matter, labels.of("matter", matter), count, heading)
