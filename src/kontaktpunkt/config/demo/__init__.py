"""The demonstration: two fictional municipalities, their year, and who can be anybody in them."""

from datetime import datetime
from typing import Any

from kontaktpunkt.config.demo.logins import Login, logins

__all__ = ["Login", "build_demo", "logins"]


def build_demo(*, at: datetime | None = None, **how: Any) -> None:
    """Make the fictional municipalities; `build.build_demo` says how.

    Raises NoDemonstration outside demo mode.
    """
    # The start page lives beside this; it has no use for what telling a year takes in memory.
    from kontaktpunkt.config.demo import build

    build.build_demo(at=at, **how)
