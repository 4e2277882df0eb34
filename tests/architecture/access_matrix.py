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
from uuid import uuid4

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


AT_THE_DESK = frozenset({Role.AGENT, Role.CASEWORKER, Role.UNIT_LEAD})


def at_the_desk(
    name: str,
    *,
    own: Callable[[SimpleNamespace], Any],
    foreign: Callable[[SimpleNamespace], Any],
    method: str = "get",
) -> Route:
    """Return a row about an object that those who meet people see."""
    return Route(
        name,
        "staff",
        AT_THE_DESK,
        own=lambda cast: {"pk": own(cast).pk},
        foreign=lambda cast: {"pk": foreign(cast).pk},
        absent=lambda _cast: {"pk": 0},
        method=method,
    )


DECIDING = frozenset({Role.CASEWORKER, Role.UNIT_LEAD})


def unit_case(
    name: str,
    *,
    method: str = "get",
    more: Arguments | None = None,
    roles: frozenset[str] = DECIDING,
) -> Route:
    """Return a row about a case of the own unit.

    more: further arguments made from the case; a foreign case's are tried with 0.
    """

    def own(cast: SimpleNamespace) -> dict[str, Any]:
        case = objects.case_of_dina(cast)
        return {"number": case.number, **(more(case) if more else {})}

    def other(number: str) -> dict[str, Any]:
        return {"number": number, **({"pk": 0} if more else {})}

    return Route(
        name,
        "staff",
        roles,
        own=own,
        foreign=lambda cast: other(cast.foreign_case.number),
        absent=lambda cast: other("1900-000000"),
        method=method,
    )


def new_case(name: str, own: Callable[[Any], Any], foreign: Callable[[Any], Any]) -> Route:
    """Return a row about what a case begins with."""
    return Route(
        name,
        "staff",
        DECIDING,
        own=lambda cast: {"pk": own(cast).pk},
        foreign=lambda cast: {"pk": foreign(cast).pk},
        absent=lambda _cast: {"pk": 0},
    )


SETTING = frozenset({Role.ADMINISTRATOR})
WRITING = frozenset({Role.ADMINISTRATOR, Role.UNIT_LEAD})
ASKING = frozenset({Role.ADMINISTRATOR, Role.SERVICE_DESIGNER})


def own_setting(
    name: str,
    own: Callable[[Any], Any],
    foreign: Callable[[Any], Any],
    *,
    roles: frozenset[str] = SETTING,
    method: str = "get",
) -> Route:
    """Return a row about something that is set up for one municipality."""
    return Route(
        f"desk:settings-{name}",
        "staff",
        roles,
        own=lambda cast: {"pk": own(cast).pk},
        foreign=lambda cast: {"pk": foreign(cast).pk},
        absent=lambda _cast: {"pk": 0},
        method=method,
    )


def live_contact(name: str, *, method: str = "get") -> Route:
    """Return a row about a contact that goes on; colleagues are led away from it, not shown it."""
    return Route(
        name,
        "staff",
        AT_THE_DESK,
        own=lambda cast: {"token": objects.draft(cast).token},
        foreign=lambda cast: {"token": objects.foreign_draft(cast).token},
        absent=lambda _cast: {"token": uuid4()},
        method=method,
    )


SEEING_JOURNEYS = frozenset({Role.SERVICE_DESIGNER, Role.MANAGER, Role.ADMINISTRATOR})
# A single journey is somebody's: who only runs the installation has no business there.
READING_JOURNEYS = SEEING_JOURNEYS - {Role.ADMINISTRATOR}


def own_log(
    name: str,
    *,
    more: dict[str, Any] | None = None,
    method: str = "get",
    roles: frozenset[str] = SEEING_JOURNEYS,
) -> Route:
    """Return a row about an imported event log."""
    return Route(
        name,
        "staff",
        roles,
        own=lambda cast: {"log": objects.imported_log(cast).slug, **(more or {})},
        foreign=lambda cast: {"log": objects.foreign_imported_log(cast).slug, **(more or {})},
        absent=lambda _cast: {"log": "absent", **(more or {})},
        method=method,
    )


def own_sent_file(name: str, *, method: str = "get") -> Route:
    """Return a row about a file that was sent to be imported."""
    return Route(
        name,
        "staff",
        SEEING_JOURNEYS,
        own=lambda cast: {"key": objects.sent_file(cast).key},
        foreign=lambda cast: {"key": objects.foreign_sent_file(cast).key},
        absent=lambda _cast: {"key": uuid4()},
        method=method,
    )


def own_view(name: str, *, method: str = "get") -> Route:
    """Return a row about a named choice of journeys."""
    return Route(
        name,
        "staff",
        SEEING_JOURNEYS,
        own=lambda cast: {"view": objects.saved_view(cast).slug},
        foreign=lambda cast: {"view": objects.foreign_saved_view(cast).slug},
        absent=lambda _cast: {"view": "absent"},
        method=method,
    )


MATRIX: list[Route] = [
    # --- config: the front page, and the demonstration
    Route("front", "public", in_municipality=False),
    Route("tour", "public", own=lambda cast: {"slug": cast.here.slug}, in_municipality=False),
    Route("be", "public"),
    Route("set_language", "public", method="post"),
    Route("theme", "public"),
    Route("styleguide", "public"),
    # --- desk: logging in
    Route("desk:start", "staff", ALL_STAFF),
    Route("desk:login", "public"),
    Route("desk:logout", "public", method="post"),
    # --- desk: contacts, parties, questions handed over
    Route("desk:notices", "staff", AT_THE_DESK),
    Route("desk:notices-number", "staff", AT_THE_DESK),
    Route("desk:search", "staff", AT_THE_DESK, extra={"q": "dina"}),
    Route("desk:contacts", "staff", AT_THE_DESK),
    Route("desk:contact-new", "staff", AT_THE_DESK, method="post"),
    live_contact("desk:contact-live"),
    live_contact("desk:contact-party", method="post"),
    live_contact("desk:contact-restore", method="post"),
    at_the_desk("desk:contact", own=objects.contact, foreign=objects.foreign_contact),
    at_the_desk(
        "desk:question-correct",
        own=objects.handover,
        foreign=objects.foreign_handover,
        method="post",
    ),
    at_the_desk("desk:article", own=objects.article, foreign=objects.foreign_article),
    Route("desk:party-new", "staff", AT_THE_DESK),
    *(
        at_the_desk(
            name,
            own=lambda cast: cast.dina,
            foreign=lambda cast: cast.foreign_party,
            method=method,
        )
        for name, method in (
            ("desk:party", "get"),
            ("desk:party-edit", "get"),
            ("desk:party-number", "post"),
        )
    ),
    at_the_desk(
        "desk:representative-find",
        own=lambda cast: cast.bakery,
        foreign=lambda cast: cast.foreign_party,
    ),
    Route(
        "desk:representative-new",
        "staff",
        AT_THE_DESK,
        own=lambda cast: {"pk": cast.bakery.pk, "person": cast.dina.pk},
        foreign=lambda cast: {"pk": cast.bakery.pk, "person": cast.foreign_party.pk},
        absent=lambda cast: {"pk": cast.bakery.pk, "person": 0},
    ),
    at_the_desk("desk:representative-end", own=objects.mandate, foreign=objects.foreign_mandate),
    *(
        at_the_desk(name, own=objects.handover, foreign=objects.foreign_handover, method=method)
        for name, method in (
            ("desk:handover", "get"),
            ("desk:handover-take", "post"),
            ("desk:handover-answer", "post"),
            ("desk:handover-return", "post"),
            ("desk:handover-move", "post"),
            ("desk:handover-pass-on", "post"),
        )
    ),
    # --- desk: cases and calls
    Route("desk:worklist", "staff", DECIDING),
    new_case("desk:case-new", lambda cast: cast.dina, lambda cast: cast.foreign_party),
    new_case("desk:case-from-question", objects.handover, objects.foreign_handover),
    unit_case("desk:case-status", roles=frozenset({Role.AGENT})),
    *(
        unit_case(f"desk:{name}")
        for name in (
            "case",
            "case-intend",
            "case-promise",
            "case-waiver",
            "case-hear",
            "case-ask",
            "case-note",
            "case-document-add",
            "case-complaint",
            "case-close",
            "case-hand-over",
            "case-asked",
            "case-declined",
            "case-decide",
            "call",
            "call-note",
        )
    ),
    unit_case("desk:case-take", method="post"),
    unit_case("desk:call-save", method="post"),
    unit_case("desk:case-hearing", more=lambda case: {"pk": objects.hearing(case).pk}),
    unit_case("desk:case-document", more=lambda case: {"pk": objects.document(case).pk}),
    unit_case("desk:case-awaited", more=lambda case: {"pk": objects.awaited(case).pk}),
    *(
        unit_case(name, method="post", more=more)
        for name, more in (
            ("desk:case-hearing-close", lambda case: {"pk": objects.hearing(case).pk}),
            ("desk:case-hearing-withdraw", lambda case: {"pk": objects.hearing(case).pk}),
            ("desk:case-awaited-drop", lambda case: {"pk": objects.awaited(case).pk}),
            ("desk:case-agreement", lambda case: {"pk": objects.agreement(case).pk}),
            ("desk:case-document-share", lambda case: {"pk": objects.document(case).pk}),
            ("desk:case-document-withdraw", lambda case: {"pk": objects.document(case).pk}),
        )
    ),
    Route("desk:settings", "staff", SETTING),
    Route("desk:settings-municipality", "staff", SETTING),
    Route("desk:settings-matters", "staff", SETTING),
    Route("desk:settings-matters-new", "staff", SETTING),
    Route("desk:settings-articles", "staff", WRITING),
    Route("desk:settings-articles-new", "staff", WRITING),
    Route("desk:settings-guide", "staff", WRITING),
    Route("desk:settings-guide-new", "staff", WRITING),
    own_setting("guide-edit", objects.guide_line, objects.foreign_guide_line, roles=WRITING),
    own_setting(
        "guide-up", objects.guide_line, objects.foreign_guide_line, roles=WRITING, method="post"
    ),
    Route("desk:settings-surveys", "staff", ASKING),
    own_setting("surveys-edit", objects.survey, objects.foreign_survey, roles=ASKING),
    Route("desk:settings-units", "staff", SETTING),
    Route("desk:settings-units-new", "staff", SETTING),
    Route("desk:settings-staff-new", "staff", SETTING),
    Route("desk:settings-closing-days", "staff", SETTING),
    own_setting("matters-edit", lambda cast: cast.matter, lambda cast: cast.foreign_matter),
    own_setting("articles-edit", objects.article, objects.foreign_article, roles=WRITING),
    own_setting("units-edit", lambda cast: cast.byg, lambda cast: cast.foreign_matter.unit),
    own_setting("staff", lambda cast: cast.bo, lambda cast: cast.carl),
    own_setting("staff-deactivate", objects.newcomer, lambda cast: cast.carl, method="post"),
    own_setting("staff-reactivate", objects.newcomer, lambda cast: cast.carl, method="post"),
    own_setting(
        "closing-days-remove", objects.closing_day, objects.foreign_closing_day, method="post"
    ),
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
    Route("journeys:import", "staff", SEEING_JOURNEYS),
    own_sent_file("journeys:sent-file"),
    own_sent_file("journeys:stop-reading", method="post"),
    own_sent_file("journeys:throw-away", method="post"),
    Route("journeys:side-by-side", "staff", SEEING_JOURNEYS),
    own_log("journeys:journey"),
    own_log("journeys:question", more={"question": "flow"}),
    own_log("journeys:behind", roles=READING_JOURNEYS),
    own_log("journeys:one", more={"key": "0" * 15}, roles=READING_JOURNEYS),
    own_log("journeys:remove"),
    own_log("journeys:save-view", method="post"),
    own_view("journeys:saved-view"),
    own_view("journeys:remove-view", method="post"),
    # --- insight
    Route(
        "insight:report",
        "staff",
        frozenset({Role.COMMITTEE_MEMBER, Role.MANAGER, Role.UNIT_LEAD, Role.SERVICE_DESIGNER}),
    ),
    # --- portal
    Route("portal:start", "public"),
    Route("portal:login", "public"),
    Route("portal:logout", "public", method="post"),
    Route("portal:outbox", "public"),
    Route("portal:home", "party"),
    Route("portal:act_for", "party"),
    Route("portal:details", "party"),
    Route("portal:contacts", "party"),
    Route("portal:ask", "party"),
    own_case("portal:case"),
    own_case("portal:ask_for_call"),
    own_case("portal:complain"),
    own_case("portal:ask_to_decide", method="post"),
    own_case("portal:comment", more=lambda case: {"pk": objects.hearing(case).pk}),
    own_case("portal:send", more=lambda case: {"pk": objects.awaited(case).pk}),
    own_case("portal:send_document"),
    own_case("portal:document", more=lambda case: {"pk": objects.document(case).pk}),
    Route(
        "portal:decision",
        "party",
        own=lambda cast: {"number": objects.decision_of_dina(cast).number},
        foreign=lambda cast: {"number": cast.foreign_case.number},
        absent=lambda cast: {"number": "1900-000000"},
    ),
]
