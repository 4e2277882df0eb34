"""One question about journeys at a time in each web process.

DuckDB spreads one question over all cores, so that two at once are answered no sooner than one
after the other; but each takes memory of its own, and each thread would keep what it opened.
Measured in benchmarks/README.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])

_turn: Final = threading.Lock()


def in_turn(view: View) -> View:
    """Have a view wait until no other one reads journeys in this process."""

    @wraps(view)
    def wait(*args: Any, **kwargs: Any) -> HttpResponse:
        with _turn:
            return view(*args, **kwargs)

    return cast(View, wait)
