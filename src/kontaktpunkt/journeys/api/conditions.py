"""Words for filters: what journeys must be like, as keyword arguments."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final

from kontaktpunkt.core.months import month_end
from kontaktpunkt.journeys.engine import behind
from kontaktpunkt.journeys.engine.filters import (
    AboutMatter,
    AtUnit,
    Filter,
    FollowedBy,
    InChannel,
    NeverReached,
    OfVariant,
    PassedThrough,
    ScoredBelow,
    StartedIn,
    TakenByMany,
    TookLonger,
    WithOutcome,
)
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.rhythm import Happens
from kontaktpunkt.journeys.offered import MOST_TOGETHER


class UnknownName(ValueError):
    """The log has no touchpoint, unit, channel, outcome or matter of this name."""


class UnknownCondition(TypeError):
    """Journeys cannot be asked for in this way."""


class TooManyConditions(ValueError):
    """More is asked together than may be."""


def check_number(*, filters: Sequence[Filter]) -> None:
    """Raise TooManyConditions where these filters are more than may be asked together."""
    if len(filters) > MOST_TOGETHER:
        raise TooManyConditions(
            f"At most {MOST_TOGETHER} conditions can be asked together, and these are "
            f"{len(filters)}; leave some out."
        )


def filters_of(*, conditions: Mapping[str, Any], prepared: Prepared) -> list[Filter]:
    """Return the filters that the conditions mean; a list means one filter for each of its values.

    Raises UnknownCondition, and UnknownName with the names that are nearest.
    """
    found = []
    for name, value in conditions.items():
        if name not in CONDITIONS:
            near = difflib.get_close_matches(name, CONDITIONS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            known = ", ".join(CONDITIONS)
            raise UnknownCondition(f"There is no condition {name!r}.{hint} There are {known}.")
        kind, making = CONDITIONS[name]
        for each in _values(name, value):
            if kind is not None:
                _check(prepared, kind, each[1 - _NUMBER_AT[name]] if name in _NUMBER_AT else each)
            found.append(making(each))
    return found


def _values(name: str, value: Any) -> list[Any]:
    """Return each value of a condition in the form that its filter wants."""
    if name in _PATHS:
        return [(value,) if isinstance(value, str) else tuple(value)]
    if name == "common_path":
        return [True] if value else []
    if name in _PAIRS:
        is_one = len(value) == 2 and not any(isinstance(each, list | tuple) for each in value)
        return [_pair(name, each) for each in ([value] if is_one else value)]
    each_of_it = list(value) if isinstance(value, list | tuple | set) else [value]
    if name in _MONTHS:
        return [_day(name, each) for each in each_of_it]
    wanted, words = _wanted(name)
    for each in each_of_it:
        if not isinstance(each, wanted) or isinstance(each, bool) or each != each:  # noqa: PLR0124
            raise UnknownCondition(f"{name} wants {words}, not {each!r}.")
    return each_of_it


def _wanted(name: str) -> tuple[tuple[type, ...], str]:
    if name in _COUNTS:
        return (int,), "a whole number"
    return ((int, float), "a number") if name in _NUMBERS else ((str,), "a name")


def _pair(name: str, value: Any) -> tuple[Any, Any]:
    if isinstance(value, str) or len(value) != 2 or not _is_mixed_well(name, value):
        raise UnknownCondition(f"{name} wants a pair, such as ({_PAIRS[name]}), not {value!r}.")
    if name != "started_in":
        return (value[0], value[1])
    first, last = _day(name, value[0]), _day(name, value[1], is_last=True)
    if first > last:
        raise UnknownCondition(f"{name} wants the earlier month first, not {value!r}.")
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        # Periods of free choice would tell of a single day by subtraction.
        raise UnknownCondition(
            f"{name} wants whole months, such as ('2026-01', '2026-03'), not {value!r}; for single "
            "days ask `steps` or `journeys`."
        )
    return first, last


def _is_mixed_well(name: str, pair: Sequence[Any]) -> bool:
    """Say whether a pair of a name and a number is one, and the number above 0."""
    if name not in _NUMBER_AT:
        return True
    place = _NUMBER_AT[name]
    number, word = pair[place], pair[1 - place]
    is_number = isinstance(number, int | float) and not isinstance(number, bool) and number > 0
    return is_number and (name != "standing" or word in set(behind.Fate))


def _day(name: str, value: Any, *, is_last: bool = False) -> date:
    """Return a day; of a month its first, or its last."""
    if isinstance(value, datetime):
        return value.date()
    with suppress(TypeError, ValueError):
        if isinstance(value, str) and len(value) == len("2026-01"):
            month = date.fromisoformat(f"{value}-01")
            return month_end(day=month) if is_last else month
        return value if isinstance(value, date) else date.fromisoformat(value)
    raise UnknownCondition(f"{name} wants months such as '2026-01', not {value!r}.")


_PATHS: Final = frozenset({"path", "family"})
_NUMBERS: Final = frozenset({"longer_than_days", "score_below"})
_COUNTS: Final = frozenset({"units_met", "steps"})
_MONTHS: Final = frozenset({"happened_in", "in_touch_in"})
# Where the number of a pair stands whose other part is a name.
_NUMBER_AT: Final = {"in_touch_again": 1, "standing": 1, "at_step": 0}
_PAIRS: Final = {
    "followed_by": "'application', 'decision'",
    "directly_followed_by": "'application', 'decision'",
    "started_in": "'2026-01', '2026-03'",
    "handed_over": "'Service centre', 'Building'",
    "came_straight_back": "'Service centre', 'Building'",
    "in_touch_again": "'letter', 7",
    "standing": "'silent', 60",
    "at_step": "2, 'letter'",
}


def _check(prepared: Prepared, kind: str, value: str | Iterable[str]) -> None:
    for name in [value] if isinstance(value, str) else value:
        known = prepared.names[kind]
        if not isinstance(name, str):
            raise UnknownCondition(f"The name of a {kind} is wanted, not {name!r}.")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:5]
            listed = ", ".join(map(repr, near))
            told = f"It has, for example: {listed}." if listed else f"It tells of no {kind} at all."
            raise UnknownName(f"The log has no {kind} {name!r}. {told}")


def _followed(pair: tuple[str, str]) -> Filter:
    return FollowedBy(first=pair[0], then=pair[1])


def _directly_followed(pair: tuple[str, str]) -> Filter:
    return FollowedBy(first=pair[0], then=pair[1], directly=True)


def _started(period: tuple[date, date]) -> Filter:
    return StartedIn(first=period[0], last=period[1])


# What kind of name a condition takes, and the filter it makes.
CONDITIONS: Final[dict[str, tuple[str | None, Callable[[Any], Filter]]]] = {
    "passed_through": ("touchpoint", lambda name: PassedThrough(touchpoint=name)),
    "never_reached": ("touchpoint", lambda name: NeverReached(touchpoint=name)),
    "followed_by": ("touchpoint", _followed),
    "directly_followed_by": ("touchpoint", _directly_followed),
    "path": ("touchpoint", lambda names: OfVariant(path=tuple(names))),
    "unit": ("unit", lambda name: AtUnit(unit=name)),
    "channel": ("channel", lambda name: InChannel(channel=name)),
    "outcome": ("outcome", lambda name: WithOutcome(outcome=name)),
    "matter": ("matter", lambda name: AboutMatter(matter=name)),
    "longer_than_days": (None, lambda days: TookLonger(days=days)),
    "score_below": (None, lambda score: ScoredBelow(score=score)),
    "started_in": (None, _started),
    "common_path": (None, lambda _wanted: TakenByMany()),
    "family": ("touchpoint", lambda names: behind.OfFamily(path=tuple(names))),
    "began_with": ("touchpoint", lambda name: behind.BeganWith(touchpoint=name)),
    "ended_with": ("touchpoint", lambda name: behind.EndedWith(touchpoint=name)),
    "answered_about": ("touchpoint", lambda name: behind.AnsweredAt(touchpoint=name)),
    "in_touch_again": (
        "touchpoint",
        lambda pair: behind.CameBack(touchpoint=pair[0], days=pair[1]),
    ),
    "at_step": ("touchpoint", lambda pair: behind.AtPlace(place=pair[0], touchpoint=pair[1])),
    "handed_over": ("unit", lambda pair: behind.HandedOver(source=pair[0], target=pair[1])),
    "came_straight_back": (
        "unit",
        lambda pair: behind.CameStraightBack(source=pair[0], target=pair[1]),
    ),
    "units_met": (None, lambda units: behind.MetUnits(units=units)),
    "steps": (None, lambda steps: behind.OfLength(steps=steps)),
    "standing": (None, lambda pair: behind.Stands(fate=behind.Fate(pair[0]), days=pair[1])),
    "happened_in": (None, lambda day: behind.HappenedIn(first=day)),
    "in_touch_in": (None, lambda day: behind.HappenedIn(first=day, what=Happens.CONTACT)),
}
