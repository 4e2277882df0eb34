"""Words for filters: what journeys must be like, as keyword arguments."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final

from kontaktpunkt.core.months import month_end
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


class UnknownName(ValueError):
    """The log has no touchpoint, unit, channel, outcome or matter of this name."""


class UnknownCondition(TypeError):
    """Journeys cannot be asked for in this way."""


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
                _check(prepared, kind, each)
            found.append(making(each))
    return found


def _values(name: str, value: Any) -> list[Any]:
    """Return each value of a condition in the form that its filter wants."""
    if name == "path":
        return [(value,) if isinstance(value, str) else tuple(value)]
    if name == "common_path":
        return [True] if value else []
    if name in _PAIRS:
        is_one = len(value) == 2 and not any(isinstance(each, list | tuple) for each in value)
        return [_pair(name, each) for each in ([value] if is_one else value)]
    each_of_it = list(value) if isinstance(value, list | tuple | set) else [value]
    wanted, words = ((int, float), "a number") if name in _NUMBERS else ((str,), "a name")
    for each in each_of_it:
        if not isinstance(each, wanted) or isinstance(each, bool) or each != each:  # noqa: PLR0124
            raise UnknownCondition(f"{name} wants {words}, not {each!r}.")
    return each_of_it


def _pair(name: str, value: Any) -> tuple[Any, Any]:
    if isinstance(value, str) or len(value) != 2:
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


_NUMBERS: Final = frozenset({"longer_than_days", "score_below"})
_PAIRS: Final = {
    "followed_by": "'application', 'decision'",
    "directly_followed_by": "'application', 'decision'",
    "started_in": "'2026-01', '2026-03'",
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
}
