"""One question about journeys at a time in each web process.

Each takes memory of its own, each thread would keep what it opened, and two at once are answered
no sooner than one after the other. Measured in benchmarks/README.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.http import HttpResponse

from kontaktpunkt.journeys import queries
from kontaktpunkt.warehouse.connection import NotEnoughRoom, with_more_room

View = TypeVar("View", bound=Callable[..., HttpResponse])

_turn: Final = threading.Lock()


def in_turn(view: View) -> View:
    """Have a view wait until no other one reads journeys in this process.

    A question that does not fit into what pages have is asked once more, with more room.
    """

    @wraps(view)
    def wait(*args: Any, **kwargs: Any) -> HttpResponse:
        with _turn:
            try:
                return view(*args, **kwargs)
            except NotEnoughRoom:
                with with_more_room(connection=queries.connection()):
                    return view(*args, **kwargs)

    return cast(View, wait)
