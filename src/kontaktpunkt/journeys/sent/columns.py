"""What each column is taken for, and the mapping that follows from it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from kontaktpunkt.journeys.readers.shapes import Mapping, Milestone

LEFT_OUT: Final = ""
MILESTONE: Final = "milestone"
ATTRIBUTE: Final = "attribute"
TOUCHPOINT: Final = "touchpoint"
# Only one column can be each of these.
SINGLE: Final = (
    "case",
    "started_at",
    "ended_at",
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
    return found | {stone.column: MILESTONE for stone in mapping.milestones}


def mapping_with(*, mapping: Mapping, roles: AnyMapping[str, str], is_row_a_case: bool) -> Mapping:
    """Return the mapping with every column that was shown taken for what the person said.

    roles: of all columns that were shown, in the file's order. What a mapping says of columns that
           were not among the first rows stays, unless a column that was shown takes the place.
    """
    several: dict[str, Any] = {
        "touchpoint": _taking(roles, TOUCHPOINT, mapping.touchpoint),
        "case_attributes": _taking(roles, ATTRIBUTE, mapping.case_attributes),
        "milestones": _milestones(roles, mapping.milestones),
    }
    single: dict[str, Any] = {role: _single(roles, role, getattr(mapping, role)) for role in SINGLE}
    if several["milestones"]:
        several["touchpoint"] = ()
        single["started_at"] = None
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
    said = [column for column, given in roles.items() if given == role]
    return said[0] if said else former if former not in roles else None


def _taking(roles: AnyMapping[str, str], role: str, former: Sequence[str]) -> tuple[str, ...]:
    said = tuple(column for column, given in roles.items() if given == role)
    return said or tuple(column for column in former if column not in roles)


def _milestones(roles: AnyMapping[str, str], former: Sequence[Milestone]) -> tuple[Milestone, ...]:
    names = {stone.column: stone.touchpoint for stone in former}
    said = [column for column, given in roles.items() if given == MILESTONE]
    return tuple(Milestone(column=each, touchpoint=names.get(each, each)) for each in said)
