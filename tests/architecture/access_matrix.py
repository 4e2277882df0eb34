"""The access matrix: every route, who may enter it, and whose objects it shows.

A route that is missing here fails `test_access.py`. Rows are grouped by app.

own, foreign, absent: return the route's keyword arguments for an object of this municipality that
the allowed roles may see, one of another municipality, and one that does not exist. They are given
the cast (see tests/factories.py); `own` and `foreign` may make rows. Routes without an object leave
them out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from kontaktpunkt.directory.models import Role
from tests.architecture import matrix_objects as objects

Arguments = Callable[[SimpleNamespace], dict[str, Any]]

ALL_STAFF = frozenset(Role)


@dataclass(frozen=True)
class Route:
    """One row of the matrix.

    name:   the route's name with its namespace.
    kind:   "public", "staff" or "party".
    roles:  the roles that may enter a staff route.
    method: how the route is tried; "post" for routes that only take forms.
    """

    name: str
    kind: str
    roles: frozenset[str] = frozenset()
    own: Arguments | None = None
    foreign: Arguments | None = None
    absent: Arguments | None = None
    method: str = "get"
    # Routes of the installation itself stand outside every municipality.
    in_municipality: bool = True
    extra: dict[str, Any] = field(default_factory=dict)


def own_case(name: str, *, method: str = "get", more: Arguments | None = None) -> Route:
    """Return the row of a page about a party's own case.

    more: further arguments made from the case; a foreign case's are tried with 0.
    """

    def own(cast: SimpleNamespace) -> dict[str, Any]:
        case = objects.case_of_dina(cast)
        return {"number": case.number, **(more(case) if more else {})}

    def other(number: str) -> dict[str, Any]:
        return {"number": number, **({"pk": 0} if more else {})}

    return Route(
        name,
        "party",
        own=own,
        foreign=lambda cast: other(cast.foreign_case.number),
        absent=lambda cast: other("1900-000000"),
        method=method,
    )


SEEING_JOURNEYS = frozenset({Role.SERVICE_DESIGNER, Role.MANAGER, Role.ADMINISTRATOR})


def own_log(name: str, *, more: dict[str, Any] | None = None, method: str = "get") -> Route:
    """Return a row about an imported event log."""
    return Route(
        name,
        "staff",
        SEEING_JOURNEYS,
        own=lambda cast: {"log": objects.imported_log(cast).slug, **(more or {})},
        foreign=lambda cast: {"log": objects.foreign_imported_log(cast).slug, **(more or {})},
        absent=lambda _cast: {"log": "absent", **(more or {})},
        method=method,
    )


MATRIX: list[Route] = [
    Route("set_language", "public", method="post"),
    Route("theme", "public"),
    Route("styleguide", "public"),
    # --- desk: logging in
    Route("desk:start", "staff", ALL_STAFF),
    Route("desk:login", "public"),
    Route("desk:logout", "public", method="post"),
    # --- listening
    Route(
        "listening:survey",
        "public",
        own=lambda cast: {"token": objects.survey_link(cast)},
        foreign=lambda cast: {"token": objects.foreign_survey_link(cast)},
        absent=lambda cast: {"token": "unknown"},
    ),
    Route(
        "listening:thanks",
        "public",
        own=lambda cast: {"token": objects.survey_link(cast)},
        foreign=lambda cast: {"token": objects.foreign_survey_link(cast)},
        absent=lambda cast: {"token": "unknown"},
    ),
    Route(
        "listening:today",
        "staff",
        frozenset({Role.UNIT_LEAD, Role.SERVICE_DESIGNER, Role.MANAGER}),
    ),
    Route(
        "listening:follow_up",
        "staff",
        frozenset({Role.UNIT_LEAD}),
        own=lambda cast: {"pk": objects.answer(cast).pk},
        foreign=lambda cast: {"pk": objects.foreign_answer(cast).pk},
        absent=lambda cast: {"pk": 0},
    ),
    # --- journeys
    Route("journeys:start", "staff", SEEING_JOURNEYS),
    own_log("journeys:journey"),
    own_log("journeys:question", more={"question": "flow"}),
    own_log("journeys:remove", method="post"),
    # --- portal
    Route("portal:start", "public"),
    Route("portal:login", "public"),
    Route("portal:logout", "public", method="post"),
    Route("portal:outbox", "public"),
    Route("portal:home", "party"),
    Route("portal:switch", "party"),
    Route("portal:contacts", "party"),
    own_case("portal:case"),
    own_case("portal:ask_for_call"),
    own_case("portal:complain"),
    own_case("portal:ask_to_decide", method="post"),
    own_case("portal:comment", more=lambda case: {"pk": objects.hearing(case).pk}),
    own_case("portal:send", more=lambda case: {"pk": objects.awaited(case).pk}),
]
