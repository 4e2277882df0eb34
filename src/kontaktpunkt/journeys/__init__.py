"""Journeys discovered from the event log and from imported logs.

    from kontaktpunkt import journeys

    log = journeys.read("permits.xes.gz")

What stands in `api` can be had from here; it is imported when it is asked for, because a web
process does not need it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kontaktpunkt.journeys.api import Log, example, open_log, opening_hours, read

__all__ = ["Log", "example", "open_log", "opening_hours", "read"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from kontaktpunkt.journeys import api  # noqa: PLC0415 - see above

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
