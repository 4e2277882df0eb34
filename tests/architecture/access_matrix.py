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


MATRIX: list[Route] = [
    Route("set_language", "public", method="post"),
    Route("theme", "public"),
    Route("styleguide", "public"),
    # --- desk: logging in
    Route("desk:start", "staff", ALL_STAFF),
    Route("desk:login", "public"),
    Route("desk:logout", "public", method="post"),
]
