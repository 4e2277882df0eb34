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
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontaktpunkt.journeys.engine import behind
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.filters import Filter, FollowedBy, OfVariant, PassedThrough
from kontaktpunkt.journeys.engine.rhythm import Happens
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.offered import AGAIN_WITHIN, SILENT_FOR
from kontaktpunkt.journeys.wording import number

Values = Sequence[str]
# Says whether a log knows a name of a kind.
Knows = Callable[[str, str], bool]

BETWEEN: Final = "~"
# No log tells of other years.
EARLIEST: Final = 1800
LATEST: Final = 2200
# A path of more names is told by its first and its last.
MOST_NAMED: Final = 8
# Words of an address are told as far as this.
LONGEST: Final = 200
# No log has more of anything that an address counts.
LARGEST: Final = 1_000_000
# What belongs to the page that a link stands on, not to the journeys.
PAGING: Final = (
    "save",
    "figure",
    "figures",
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


def _all(values: Values) -> Values:
    return values


def _first(values: Values) -> Values:
    return values[:1]


def _none(_values: Values) -> Values:
    return ()


def any_name(_kind: str, _name: str) -> bool:
    """Say that a name is known, where no log is asked."""
    return True


@dataclass(frozen=True)
class Narrowing:
    """One kind of number: its name in an address, its filter, and its words.

    make:  raises ValueError or IndexError for nonsense, which is passed over.
    words: return what is asked and which.
    kind:  of what its values are names.
    names: return those values that are names; all of them where nothing is said.
    """

    make: Callable[[Values], Filter]
    words: Callable[[Values, Labels], tuple[str, str]]
    kind: str = "touchpoint"
    names: Callable[[Values], Values] = _all


@dataclass(frozen=True)
class Within:
    """As Narrowing, where the number is about the journeys that a page chose.

    The choice stands in the address too, as the first part: what is asked later must not change
    what the number was about.
    """

    make: Callable[[Values, tuple[Filter, ...]], Filter]
    words: Callable[[Values, Labels], tuple[str, str]]
    kind: str = "touchpoint"
    names: Callable[[Values], Values] = _all


@dataclass(frozen=True)
class Wanted:
    """What an address asks for beside the form: a name and value of it, and the filter."""

    name: str
    value: str
    filter: Filter

    def words(self, labels: Labels) -> tuple[str, str]:
        """Return in words what is asked, and which."""
        return _words(self.name, self.value, labels)


def wanted(
    query: QueryDict,
    *,
    knows: Knows = any_name,
    chosen: Sequence[Filter] = (),
    choice: Callable[[QueryDict], Sequence[Filter]] = lambda _query: (),
) -> list[Wanted]:
    """Return what an address asks for; nonsense and names that are not known are passed over.

    chosen: the filters that are asked beside.
    choice: return the filters that another address asks for.
    """
    found = [
        Wanted(name, value, made)
        for name in NARROWINGS
        for value in query.getlist(name)
        if (made := _made(name, value, knows)) is not None
    ]
    for name in WITHIN:
        for value in query.getlist(name):
            known = {*chosen, *(each.filter for each in found)}
            made = _made_within(name, value, knows, known, choice)
            found += [] if made is None else [Wanted(name, value, made)]
    return found


def passed_over(
    query: QueryDict, *, knows: Knows, labels: Labels, found: Iterable[Wanted]
) -> list[tuple[str, str]]:
    """Return in words what an address asks for in vain: what, and which.

    found: what `wanted` made of the address. A kind of path, or of hand-over, goes with the choice
           that it was about, without a word.
    """
    taken = {(each.name, each.value) for each in found}
    return [
        _words(name, value, labels)
        for name in (*NARROWINGS, *WITHIN)
        for value in query.getlist(name)
        if (name, value) not in taken and not (name in WITHIN and _are_known(name, value, knows))
    ]


def shortened(words: str) -> str:
    """Return what an address asks, no longer than a line holds."""
    return Truncator(words).chars(LONGEST)


def _words(name: str, value: str, labels: Labels) -> tuple[str, str]:
    try:
        what, which = _narrowing(name).words(_asked(name, value), labels)
    except (ValueError, IndexError):
        what, which = name, value
    return what, shortened(which)


def _narrowing(name: str) -> Narrowing | Within:
    return WITHIN[name] if name in WITHIN else NARROWINGS[name]


def _asked(name: str, value: str) -> Values:
    """Return the parts of a value, without the choice that it is about."""
    return _parts(value)[1:] if name in WITHIN else _parts(value)


def _are_known(name: str, value: str, knows: Knows) -> bool:
    one = _narrowing(name)
    return all(knows(one.kind, each) for each in one.names(_asked(name, value)))


def _made(name: str, value: str, knows: Knows) -> Filter | None:
    if not _are_known(name, value, knows):
        return None
    try:
        return NARROWINGS[name].make(_parts(value))
    except (ValueError, IndexError):
        return None


def _made_within(
    name: str,
    value: str,
    knows: Knows,
    known: set[Filter],
    choice: Callable[[QueryDict], Sequence[Filter]],
) -> Filter | None:
    """Return the filter, or None where what it is about is no longer part of what is chosen."""
    about, *parts = _parts(value)
    those = tuple(choice(QueryDict(about)))
    if not known.issuperset(those) or not _are_known(name, value, knows):
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


def _number(text: str) -> int:
    found = int(text)
    if not 0 <= found <= LARGEST:
        raise ValueError(text)
    return found


def _one_of(offered: Sequence[int], text: str) -> int:
    found = _number(text)
    if found not in offered:
        raise ValueError(text)
    return found


def _place(values: Values) -> Filter:
    touchpoint = values[1] if len(values) > 1 else None
    return behind.AtPlace(place=_number(values[0]), touchpoint=touchpoint)


def _arrow(words: Callable[[str], str], values: Values) -> str:
    """Return names with arrows between them; of a long path the ends."""
    said = [words(value) for value in values]
    if len(said) > MOST_NAMED:
        said = [*said[: MOST_NAMED - 2], "…", said[-1]]
    return " → ".join(said)


def _place_words(values: Values, labels: Labels) -> tuple[str, str]:
    place = number(_number(values[0]))
    if len(values) < 2:
        return _("Number of steps"), _("%(steps)s or more") % {"steps": place}
    return _("Step %(place)s") % {"place": place}, labels.touchpoint(values[1])


def _fate_words(values: Values, labels: Labels) -> tuple[str, str]:
    fate = str(FATES[Fate(values[0])])
    if len(values) < 3:
        return _("How it stands"), fate
    said = {"fate": fate, "touchpoint": labels.touchpoint(values[2])}
    return _("How it stands"), _("%(fate)s after “%(touchpoint)s”") % said


def _back_words(values: Values, labels: Labels) -> tuple[str, str]:
    days = _number(values[1])
    which = ngettext(
        "within a day after “%(touchpoint)s”", "within %(days)s days after “%(touchpoint)s”", days
    ) % {"touchpoint": labels.touchpoint(values[0]), "days": number(days)}
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
        _handed,
        lambda values, labels: (_("Handed over"), _arrow(labels.unit, values)),
        kind="unit",
    ),
    "returned": Narrowing(
        _returned,
        lambda values, labels: (_("Came straight back"), _arrow(labels.unit, values)),
        kind="unit",
    ),
    "met": Narrowing(
        lambda values: behind.MetUnits(units=_number(values[0])),
        lambda values, _labels: (_("Units met"), number(_number(values[0]))),
        names=_none,
    ),
    "in": Narrowing(_month, _month_words, names=_none),
    "back": Narrowing(_back, _back_words, names=_first),
    "answered": Narrowing(
        lambda values: behind.AnsweredAt(touchpoint=values[0]),
        lambda values, labels: (_("Answered about"), labels.touchpoint(values[0])),
    ),
    "fate": Narrowing(_fate, _fate_words, names=lambda values: values[2:]),
    "settled": Narrowing(
        lambda values: behind.Settled(days=_one_of(SILENT_FOR, values[0])),
        lambda _values, _labels: (_("How it stands"), _("no longer open")),
        names=_none,
    ),
    "place": Narrowing(_place, _place_words, names=lambda values: values[1:]),
    "steps": Narrowing(
        lambda values: behind.OfLength(steps=_number(values[0])),
        lambda values, _labels: (_("Number of steps"), number(_number(values[0]))),
        names=_none,
    ),
}
WITHIN: Final[dict[str, Within]] = {
    "alike": Within(
        lambda values, of: behind.OfFamily(path=tuple(values), of=of),
        lambda values, labels: (_("Kind of path"), _arrow(labels.touchpoint, values)),
    ),
    "others": Within(
        _handed_with_others,
        _handed_with_others_words,
        kind="unit",
        # Of the others the name is left empty.
        names=lambda values: [each for each in values if each],
    ),
}
