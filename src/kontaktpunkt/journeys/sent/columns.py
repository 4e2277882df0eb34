"""What each column is taken for, and the mapping that follows from it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from kontaktpunkt.journeys.readers.shapes import Mapping, Milestone

LEFT_OUT: Final = ""
MILESTONE: Final = "milestone"
# The time of day of the milestone before it.
MILESTONE_CLOCK: Final = "milestone_clock"
ATTRIBUTE: Final = "attribute"
TOUCHPOINT: Final = "touchpoint"
# Only one column can be each of these.
SINGLE: Final = (
    "case",
    "started_at",
    "ended_at",
    "started_clock",
    "ended_clock",
    "duration_milliseconds",
    "unit",
    "channel",
    "initiator",
    "direction",
    "is_contact",
    "outcome",
    "score",
    "score_max",
    "lifecycle",
    "instance",
    "event_id",
)


def roles_in(mapping: Mapping) -> dict[str, str]:
    """Return what each column is taken for by a mapping; columns left out are not named."""
    found = {getattr(mapping, role): role for role in SINGLE if getattr(mapping, role)}
    found |= dict.fromkeys(mapping.case_attributes, ATTRIBUTE)
    found |= dict.fromkeys(mapping.touchpoint, TOUCHPOINT)
    found |= {stone.clock: MILESTONE_CLOCK for stone in mapping.milestones if stone.clock}
    return found | {stone.column: MILESTONE for stone in mapping.milestones}


def happened_in(mapping: Mapping) -> dict[str, str]:
    """Return what happened at each milestone, by its column."""
    return {stone.column: stone.touchpoint for stone in mapping.milestones}


def mapping_with(
    *,
    mapping: Mapping,
    roles: AnyMapping[str, str],
    happened: AnyMapping[str, str],
    is_row_a_case: bool,
) -> Mapping:
    """Return the mapping with every column that was shown taken for what the person said.

    roles: of all columns that were shown, in the file's order. What a mapping says of columns that
           were not among the first rows stays, unless a column that was shown takes the place.
    happened: what happened at a column that is a milestone; its heading where nothing is said.
    """
    several: dict[str, Any] = {
        "touchpoint": _taking(roles, TOUCHPOINT, mapping.touchpoint),
        "case_attributes": _taking(roles, ATTRIBUTE, mapping.case_attributes),
        "milestones": _milestones(roles, mapping.milestones, happened),
    }
    single: dict[str, Any] = {role: _single(roles, role, getattr(mapping, role)) for role in SINGLE}
    if several["milestones"]:
        several["touchpoint"] = ()
        single |= {"started_at": None, "started_clock": None, "ended_clock": None}
    is_row = is_row_a_case and single["case"] is None
    return replace(mapping, **single, **several, is_row_a_case=is_row)


def twice(roles: AnyMapping[str, str]) -> list[str]:
    """Return the columns that are taken for something another column before them is."""
    seen: set[str] = set()
    found = []
    for column, role in roles.items():
        if role in SINGLE and role in seen:
            found.append(column)
        seen.add(role)
    return found


def _single(roles: AnyMapping[str, str], role: str, former: str | None) -> str | None:
    said = _taken(roles, role)
    return said[0] if said else former if former not in roles else None


def _taking(roles: AnyMapping[str, str], role: str, former: Sequence[str]) -> tuple[str, ...]:
    said = tuple(_taken(roles, role))
    return said or tuple(column for column in former if column not in roles)


def without_milestone(*, mapping: Mapping, roles: AnyMapping[str, str]) -> list[str]:
    """Return the times of day of milestones that belong to no milestone."""
    pairs = _clocks(roles, mapping.milestones)
    return [clock for clock in _taken(roles, MILESTONE_CLOCK) if clock not in pairs.values()]


def _milestones(
    roles: AnyMapping[str, str], former: Sequence[Milestone], happened: AnyMapping[str, str]
) -> tuple[Milestone, ...]:
    clocks = _clocks(roles, former)
    return tuple(
        Milestone(column=each, touchpoint=happened.get(each) or each, clock=clocks.get(each))
        for each in _taken(roles, MILESTONE)
    )


def _clocks(roles: AnyMapping[str, str], former: Sequence[Milestone]) -> dict[str, str]:
    """Return the time of day of each milestone that has one: as was guessed, else the next one.

    By its name a time of day is known to belong to a milestone that does not stand before it.
    """
    guessed = {stone.column: stone.clock for stone in former if stone.clock}
    clocks = _taken(roles, MILESTONE_CLOCK)
    if set(clocks) == set(guessed.values()) and guessed.keys() <= set(_taken(roles, MILESTONE)):
        return guessed
    found: dict[str, str] = {}
    last = None
    for column, role in roles.items():
        if role == MILESTONE:
            last = column
        elif role == MILESTONE_CLOCK and last is not None:
            found.setdefault(last, column)
    return found


def _taken(roles: AnyMapping[str, str], role: str) -> list[str]:
    return [column for column, given in roles.items() if given == role]
