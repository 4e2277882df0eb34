"""What a column is likely to be, from its name and a few of its values.

Names are compared in small letters without marks: `Case_ID`, `case id` and `CaseID` are one.
English, Danish and Swedish names are known, and those that XES and its tools use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

# Better names first.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "case": (
        "case concept name",
        "case id",
        "case key",
        "case number",
        "case",
        "trace id",
        "trace",
        "journey id",
        "journey",
        "sagsnummer",
        "sagsnr",
        "sags id",
        "sag id",
        "sag",
        "ärendenummer",
        "ärende id",
        "ärende",
        "ticket id",
        "service request id",
        "request id",
        "contact id",
        "conversation id",
        "henvendelse id",
    ),
    "touchpoint": (
        "concept name",
        "activity",
        "activity name",
        "touchpoint",
        "event name",
        "event",
        "event type",
        "task",
        "step",
        "action",
        "kontaktpunkt",
        "aktivitet",
        "hændelse",
        "handling",
        "händelse",
        "åtgärd",
    ),
    "started_at": (
        "time timestamp",
        "timestamp",
        "start timestamp",
        "started at",
        "start time",
        "time",
        "event time",
        "datetime",
        "date time",
        "date",
        "starttime",
        "created at",
        "tidspunkt",
        "starttidspunkt",
        "starttid",
        "tidpunkt",
        "tid",
        "dato",
        "datum",
        "start date",
        "startdato",
        "startdatum",
    ),
    "ended_at": (
        "complete timestamp",
        "end timestamp",
        "ended at",
        "end time",
        "completed at",
        "sluttidspunkt",
        "sluttid",
        "end date",
        "slutdato",
        "slutdatum",
    ),
    "unit": (
        "org group",
        "unit",
        "department",
        "team",
        "group",
        "responsible agency",
        "enhed",
        "afdeling",
        "forvaltning",
        "enhet",
        "avdelning",
        "förvaltning",
        "case department",
    ),
    "channel": ("channel", "kanal", "case channel", "case kanal", "source"),
    "initiator": ("initiator",),
    "is_contact": ("is contact",),
    "outcome": ("outcome", "result", "udfald", "resultat", "utfall", "closure reason"),
    "score": ("score", "rating", "answer number", "tilfredshed", "nöjdhet", "betyg"),
    "score_max": ("score max", "max answer number", "max score"),
    "lifecycle": ("lifecycle transition", "lifecycle", "transition"),
    "instance": ("concept instance", "activity instance"),
    "event_id": ("event id", "eventid", "hændelse id", "händelse id"),
}

_PERSONS: Final = frozenset(
    {
        "org resource",
        "resource",
        "monitoring resource",
        "user",
        "username",
        "user name",
        "employee",
        "employee name",
        "employee id",
        "agent",
        "agent name",
        "agent display name",
        "responsible",
        "responsible actor",
        "case responsible",
        "case responsible actor",
        "caseworker",
        "case worker",
        "handler",
        "assignee",
        "owner",
        "medarbejder",
        "medarbejdernavn",
        "sagsbehandler",
        "handläggare",
        "medarbetare",
        "ansvarig",
        "ansvarlig",
        "initialer",
    }
)

# Words that make a column one of employees, whatever stands beside them, unless it is their unit.
_OF_PERSONS: Final = frozenset(
    {"employee", "caseworker", "medarbejder", "medarbejderens", "medarbejdernavn", "sagsbehandler",
     "sagsbehandlers", "sagsbehandlerens", "handläggare", "handläggares", "medarbetare",
     "medarbetares"}
)  # fmt: skip
_OF_UNITS: Final = frozenset(
    {"unit", "department", "team", "group", "enhed", "afdeling", "forvaltning", "gruppe", "enhet",
     "avdelning", "förvaltning", "grupp"}
)  # fmt: skip

_EMPLOYEE_TYPES: Final = re.compile(
    r"employee|staff|worker|resource|medarbejder|medarbetare|handläggare|sagsbehandler", re.I
)
_CIVIL_NUMBER: Final = re.compile(
    r"(?:\d{2})?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}"  # Danish: day first
    r"|(?:\d{2})?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-9]\d)[-+]?\d{4}",  # Swedish: year first
    re.ASCII,
)


_HYPHENED: Final = re.compile(r"(?<![\d-])(?:\d{2})?\d{6}[-+]\d{4}(?![\d-])", re.ASCII)


def plain(name: str) -> str:
    """Return a column name in the form that `NAMES` uses."""
    spaced = re.sub(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])", " ", name)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " ").lower()))


def is_person(name: str) -> bool:
    """Whether a column of this name usually holds employees."""
    words = plain(name)
    is_of_one = bool(_OF_PERSONS.intersection(words.split()))
    return words in _PERSONS or (is_of_one and not _OF_UNITS.intersection(words.split()))


def is_employee_type(object_type: str) -> bool:
    """Whether OCEL objects of this type are usually employees."""
    return bool(_EMPLOYEE_TYPES.search(object_type))


def is_civil_number(value: str) -> bool:
    """Whether this is written like a CPR number or a personnummer."""
    return bool(_CIVIL_NUMBER.fullmatch(value))


def holds_civil_number(value: str) -> bool:
    """Whether this is such a number, or has one with its hyphen among other signs."""
    return is_civil_number(value) or any(is_civil_number(part) for part in _HYPHENED.findall(value))


def looks_like_civil_numbers(values: Iterable[str | None]) -> bool:
    """Whether nearly all of these are written like CPR numbers or personnummer."""
    given = [value for value in values if value]
    hits = sum(map(is_civil_number, given))
    return len(given) >= 3 and hits >= 0.9 * len(given)


def by_name(names: Sequence[str]) -> dict[str, str]:
    """Return role → column for the roles whose usual names occur; a column has one role."""
    forms = {plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for role, usual in NAMES.items():
        free = (forms[form] for form in usual if form in forms)
        column = next((name for name in free if name not in found.values()), None)
        if column is not None:
            found[role] = column
    return found


def repeats(values: Sequence[str]) -> float:
    """Return how often a value comes again: 0 when all differ, near 1 when few do."""
    return 1 - len(set(values)) / len(values) if values else 0.0


def best_by_values(columns: Mapping[str, Sequence[str]], *, taken: Iterable[str]) -> dict[str, str]:
    """Guess case and touchpoint by how their values repeat, where no name told.

    A case repeats a little (some events each), a touchpoint repeats much and is not a number.
    """
    left = {name: values for name, values in columns.items() if name not in set(taken) and values}
    happened = _most_repeated(left)
    left = {name: values for name, values in left.items() if name != happened}
    found = (("touchpoint", happened), ("case", _case_like(left)))
    return {role: name for role, name in found if name is not None}


def _most_repeated(columns: Mapping[str, Sequence[str]]) -> str | None:
    words = {
        name: repeats(values)
        for name, values in columns.items()
        if not is_person(name) and not all(value.isdecimal() for value in values)
    }
    best = max(words, key=lambda name: words[name], default=None)
    return best if best is not None and words[best] >= 0.5 else None


def _case_like(columns: Mapping[str, Sequence[str]]) -> str | None:
    ids = {
        name: len(set(values))
        for name, values in columns.items()
        if 0.3 <= repeats(values) < 0.98 and any(map(_has_digit, values)) and not is_person(name)
    }
    return max(ids, key=lambda name: ids[name], default=None)


def _has_digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)
