"""Words for filters: what journeys must be like, as keyword arguments."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis.expr.types as ir

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
from kontaktpunkt.journeys.engine.selection import kept


class UnknownName(ValueError):
    """The log has no touchpoint, unit, channel, outcome or matter of this name."""


class UnknownCondition(TypeError):
    """Journeys cannot be asked for in this way."""


@dataclass(frozen=True, kw_only=True)
class Rest(Filter):
    """The journey is not among those that every one of these filters keeps."""

    filters: tuple[Filter, ...]

    def keep(self, *, journeys: ir.Table, prepared: Prepared) -> ir.Table:
        those = kept(prepared=prepared, filters=self.filters)
        return journeys.anti_join(those, "journey")


def filters_of(*, conditions: Mapping[str, Any], prepared: Prepared) -> list[Filter]:
    """Return the filters that the conditions mean; a list means one filter for each of its values.

    Raises UnknownCondition, and UnknownName with the names that are nearest.
    """
    found = []
    for name, value in conditions.items():
        if name not in CONDITIONS:
            known = ", ".join(CONDITIONS)
            raise UnknownCondition(f"There is no condition {name!r}; there are {known}.")
        kind, making = CONDITIONS[name]
        for each in value if isinstance(value, list) else [value]:
            if kind is not None:
                _check(prepared, kind, each)
            found.append(making(each))
    return found


def _check(prepared: Prepared, kind: str, value: str | Iterable[str]) -> None:
    for name in [value] if isinstance(value, str) else value:
        known = prepared.names[kind]
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:5]
            listed = ", ".join(map(repr, near)) or "none at all"
            raise UnknownName(f"The log has no {kind} {name!r}. It has, for example: {listed}.")


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
