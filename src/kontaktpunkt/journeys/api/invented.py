"""A small invented log, the same each time: to try things on, and for examples in docstrings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

CASES: Final = 240
FIRST: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
HEADER: Final = (
    "case", "touchpoint", "started_at", "unit", "channel", "initiator", "is_contact", "outcome",
    "score", "score_max",
)  # fmt: skip

CENTRE: Final = "Service centre"
BUILDING: Final = "Building"
GRANTED: Final = (("application", 0), ("assessment", 20), ("decision", 27))
ASKED: Final = (("application", 0), ("question", 12), ("assessment", 24), ("decision", 31))
REFUSED: Final = (
    ("application", 0), ("hearing", 9), ("question", 15), ("assessment", 40), ("decision", 47),
    ("complaint", 52),
)  # fmt: skip
OWN: Final = frozenset({"application", "question", "complaint"})


def write_example(path: Path) -> None:
    """Write the log as CSV: building permits, some asked about, some refused after a hearing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(CASES):
            writer.writerows(_case(number))


def _case(number: int) -> Iterator[tuple[str, ...]]:
    route = (GRANTED, GRANTED, ASKED, REFUSED)[number % 4]
    start = FIRST + timedelta(days=number, minutes=7 * (number % 30))
    for touchpoint, days in route:
        slower = number % 10 if days else 0
        at = start + timedelta(days=days + slower)
        is_own, is_decided = touchpoint in OWN, touchpoint == "decision"
        yield (
            f"permit-{number:03}",
            touchpoint,
            at.isoformat(),
            CENTRE if is_own else BUILDING,
            ("phone" if number % 3 else "web") if is_own else "letter",
            "party" if is_own else "authority",
            "yes" if is_own else "no",
            ("refused" if route is REFUSED else "granted") if is_decided else "",
            str(2 + number % 3 if route is REFUSED else 3 + number % 3) if is_decided else "",
            "5" if is_decided else "",
        )
