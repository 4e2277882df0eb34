"""Every route states who may enter; the access matrix in tests/architecture reads it here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class AccessRule:
    """Who may enter a route.

    kind:  "public", "staff" or "party".
    roles: for staff, the roles that may enter; empty for the other kinds.
    """

    kind: str
    roles: frozenset[str] = frozenset()


def state_rule(view: View, rule: AccessRule) -> View:
    """Attach the rule to the view so that the system can be inspected."""
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody may enter: the page shows nothing about a person without an unguessable link."""
    return state_rule(view, AccessRule("public"))
