"""The journeys behind one number, as a few words in an address: which filter, and what to call it.

A number of a page links to the list of its journeys. What the link asks stands in its query, as
the filters of choice do, so that both combine and a link can be shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import unquote

from django.http import QueryDict
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontaktpunkt.journeys.engine import behind
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.filters import Filter, FollowedBy, OfVariant, PassedThrough
from kontaktpunkt.journeys.engine.rhythm import Happens
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.offered import AGAIN_WITHIN, SILENT_FOR
from kontaktpunkt.journeys.wording import number

Values = Sequence[str]

BETWEEN: Final = "~"
# No log tells of other years.
EARLIEST: Final = 1800
LATEST: Final = 2200
# What belongs to the page that a link stands on, not to the journeys.
PAGING: Final = (
    "save",
    "figure",
    "page",
    "order",
    "pair",
    "touchpoints",
    "share",
    "days",
    "silence",
    "together",
    "against",
)
# What chooses no journeys of a log.
NO_CHOICE: Final = (*PAGING, "lens", "clock", "zoom")

FATES: Final[dict[Fate, Promise]] = {
    Fate.FINISHED: gettext_lazy("ended properly"),
    Fate.SILENT: gettext_lazy("fell silent"),
    Fate.OPEN: gettext_lazy("still open"),
}


@dataclass(frozen=True)
class Narrowing:
    """One kind of number: its name in an address, its filter, and its words.

    make:  raises ValueError or IndexError for nonsense, which is passed over.
    words: return what is asked and which.
    """

    make: Callable[[Values], Filter]
    words: Callable[[Values, Labels], tuple[str, str]]


@dataclass(frozen=True)
class Within:
    """As Narrowing, where the number is about the journeys that a page chose.

    The choice stands in the address too, as the first part: what is asked later must not change
    what the number was about.
    """

    make: Callable[[Values, tuple[Filter, ...]], Filter]
    words: Callable[[Values, Labels], tuple[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What an address asks for beside the form: a name and value of it, and the filter."""

    name: str
    value: str
    filter: Filter

    def words(self, labels: Labels) -> tuple[str, str]:
        """Return in words what is asked, and which."""
        parts = _parts(self.value)
        if self.name in WITHIN:
            return WITHIN[self.name].words(parts[1:], labels)
        return NARROWINGS[self.name].words(parts, labels)


def wanted(
    query: QueryDict,
    *,
    chosen: Sequence[Filter] = (),
    choice: Callable[[QueryDict], Sequence[Filter]] = lambda _query: (),
) -> list[Wanted]:
    """Return what an address asks for; nonsense is passed over.

    chosen: the filters that are asked beside.
    choice: return the filters that another address asks for.
    """
    found = [
        Wanted(name, value, made)
        for name in NARROWINGS
        for value in query.getlist(name)
        if (made := _made(name, value)) is not None
    ]
    for name in WITHIN:
        for value in query.getlist(name):
            known = {*chosen, *(each.filter for each in found)}
            made = _made_within(name, value, known, choice)
            found += [] if made is None else [Wanted(name, value, made)]
    return found


def _made(name: str, value: str) -> Filter | None:
    try:
        return NARROWINGS[name].make(_parts(value))
    except (ValueError, IndexError):
        return None


def _made_within(
    name: str,
    value: str,
    known: set[Filter],
    choice: Callable[[QueryDict], Sequence[Filter]],
) -> Filter | None:
    """Return the filter, or None where what it is about is no longer part of what is chosen."""
    about, *parts = _parts(value)
    those = tuple(choice(QueryDict(about)))
    if not known.issuperset(those):
        return None
    try:
        return WITHIN[name].make(parts, those)
    except (ValueError, IndexError):
        return None


def narrowed(query: QueryDict, wanted: Iterable[tuple[str, ...]]) -> str:
    """Return the address's query with further (name, parts …) in it.

    Fields left empty, which a form sends where no script runs, are left out.
    """
    longer = query.copy()
    for name in list(longer):
        values = [value for value in longer.getlist(name) if value]
        longer.setlist(name, [] if name in PAGING else values)
    for name, *parts in wanted:
        value = together(*([_choice(query)] if name in WITHIN else []), *parts)
        if value not in longer.getlist(name):
            longer.appendlist(name, value)
    return longer.urlencode()


def _choice(query: QueryDict) -> str:
    """Return of an address's query what chooses journeys."""
    kept = query.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value]
        kept.setlist(name, [] if name in NO_CHOICE else values)
    return kept.urlencode()


def together(*parts: str) -> str:
    """Return parts as one value of an address."""
    return BETWEEN.join(part.replace("%", "%25").replace(BETWEEN, "%7E") for part in parts)


def pair_in(query: QueryDict, name: str = "step") -> tuple[str, str] | None:
    """Return the two touchpoints that an address asks about last, if any."""
    parts = _parts(query.getlist(name)[-1]) if query.getlist(name) else []
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _parts(value: str) -> list[str]:
    return [unquote(part) for part in value.split(BETWEEN)]


def _pair(values: Values) -> tuple[str, str]:
    source, target = values
    return source, target


def _step(values: Values) -> Filter:
    first, then = _pair(values)
    return FollowedBy(first=first, then=then, directly=True)


def _handed(values: Values) -> Filter:
    source, target = _pair(values)
    return behind.HandedOver(source=source, target=target)


def _handed_with_others(values: Values, of: tuple[Filter, ...]) -> Filter:
    source, target = _pair(values)
    return behind.HandedWithOthers(source=source or None, target=target or None, of=of)


def _handed_with_others_words(values: Values, labels: Labels) -> tuple[str, str]:
    return _("Handed over"), _arrow(
        lambda name: labels.unit(name) if name else _("other units"), values
    )


def _returned(values: Values) -> Filter:
    source, target = _pair(values)
    return behind.CameStraightBack(source=source, target=target)


def _back(values: Values) -> Filter:
    touchpoint, days = _pair(values)
    return behind.CameBack(touchpoint=touchpoint, days=_one_of(AGAIN_WITHIN, days))


def _month(values: Values) -> Filter:
    month = date.fromisoformat(f"{values[0]}-01")
    if not EARLIEST <= month.year <= LATEST:
        raise ValueError(values[0])
    return behind.HappenedIn(first=month, what=Happens(values[1]))


def _fate(values: Values) -> Filter:
    after = values[2] if len(values) > 2 else None
    return behind.Stands(fate=Fate(values[0]), days=_one_of(SILENT_FOR, values[1]), after=after)


def _one_of(offered: Sequence[int], text: str) -> int:
    number = int(text)
    if number not in offered:
        raise ValueError(text)
    return number


def _place(values: Values) -> Filter:
    touchpoint = values[1] if len(values) > 1 else None
    return behind.AtPlace(place=int(values[0]), touchpoint=touchpoint)


def _arrow(words: Callable[[str], str], values: Values) -> str:
    return " → ".join(words(value) for value in values)


def _place_words(values: Values, labels: Labels) -> tuple[str, str]:
    what = _("Step %(place)s") % {"place": number(int(values[0]))}
    return what, labels.touchpoint(values[1]) if len(values) > 1 else _("any")


def _fate_words(values: Values, labels: Labels) -> tuple[str, str]:
    fate = str(FATES[Fate(values[0])])
    if len(values) < 3:
        return _("How it stands"), fate
    said = {"fate": fate, "touchpoint": labels.touchpoint(values[2])}
    return _("How it stands"), _("%(fate)s after “%(touchpoint)s”") % said


def _back_words(values: Values, labels: Labels) -> tuple[str, str]:
    said = {"touchpoint": labels.touchpoint(values[0]), "days": values[1]}
    which = _("within %(days)s days after “%(touchpoint)s”") % said
    return _("In touch again"), which


def _month_words(values: Values, _labels: Labels) -> tuple[str, str]:
    is_contact = Happens(values[1]) is Happens.CONTACT
    month = formats.date_format(date.fromisoformat(f"{values[0]}-01"), "F Y")
    return (_("In touch in") if is_contact else _("Something happened in")), month


NARROWINGS: Final[dict[str, Narrowing]] = {
    "through": Narrowing(
        lambda values: PassedThrough(touchpoint=values[0]),
        lambda values, labels: (_("Met the touchpoint"), labels.touchpoint(values[0])),
    ),
    "began": Narrowing(
        lambda values: behind.BeganWith(touchpoint=values[0]),
        lambda values, labels: (_("Began with"), labels.touchpoint(values[0])),
    ),
    "ended": Narrowing(
        lambda values: behind.EndedWith(touchpoint=values[0]),
        lambda values, labels: (_("Ended with"), labels.touchpoint(values[0])),
    ),
    "step": Narrowing(
        _step, lambda values, labels: (_("Straight from"), _arrow(labels.touchpoint, values))
    ),
    "again": Narrowing(
        lambda values: FollowedBy(first=values[0], then=values[0]),
        lambda values, labels: (_("Came back to"), labels.touchpoint(values[0])),
    ),
    "path": Narrowing(
        lambda values: OfVariant(path=tuple(values)),
        lambda values, labels: (_("Path"), _arrow(labels.touchpoint, values)),
    ),
    "family": Narrowing(
        lambda values: behind.OfFamily(path=tuple(values)),
        lambda values, labels: (_("Kind of path"), _arrow(labels.touchpoint, values)),
    ),
    "handed": Narrowing(
        _handed, lambda values, labels: (_("Handed over"), _arrow(labels.unit, values))
    ),
    "returned": Narrowing(
        _returned,
        lambda values, labels: (_("Came straight back"), _arrow(labels.unit, values)),
    ),
    "met": Narrowing(
        lambda values: behind.MetUnits(units=int(values[0])),
        lambda values, _labels: (_("Units met"), values[0]),
    ),
    "in": Narrowing(_month, _month_words),
    "back": Narrowing(_back, _back_words),
    "answered": Narrowing(
        lambda values: behind.AnsweredAt(touchpoint=values[0]),
        lambda values, labels: (_("Answered about"), labels.touchpoint(values[0])),
    ),
    "fate": Narrowing(_fate, _fate_words),
    "settled": Narrowing(
        lambda values: behind.Settled(days=_one_of(SILENT_FOR, values[0])),
        lambda _values, _labels: (_("How it stands"), _("no longer open")),
    ),
    "place": Narrowing(_place, _place_words),
    "steps": Narrowing(
        lambda values: behind.OfLength(steps=int(values[0])),
        lambda values, _labels: (_("Number of steps"), values[0]),
    ),
}
WITHIN: Final[dict[str, Within]] = {
    "alike": Within(
        lambda values, of: behind.OfFamily(path=tuple(values), of=of),
        lambda values, labels: (_("Kind of path"), _arrow(labels.touchpoint, values)),
    ),
    "others": Within(_handed_with_others, _handed_with_others_words),
}
