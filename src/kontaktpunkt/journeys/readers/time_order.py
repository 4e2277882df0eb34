"""Does the day come first, or the month? One answer for a whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers import notices
from kontaktpunkt.journeys.readers.refusals import UnknownTimeFormat
from kontaktpunkt.journeys.readers.shapes import Notice, TimeOrder
from kontaktpunkt.journeys.readers.tables import Rows
from kontaktpunkt.journeys.readers.times import EXAMPLES, NOTHING, Clock, possible_orders


@dataclass(frozen=True)
class SettledOrder:
    """How a file writes its times; `doubtful` is a time that both orders can read."""

    order: TimeOrder
    doubtful: str | None = None

    def notices(self) -> list[Notice]:
        """What to tell when the order had to be assumed."""
        if self.doubtful is None:
            return []
        moment = Clock(self.order, ZoneInfo("UTC")).read_one(self.doubtful)
        assert moment is not None
        return [notices.order_assumed(self.doubtful, moment.strftime("%Y-%m-%d"))]


def settled_order(batches: Iterable[Rows]) -> SettledOrder:
    """Find the one order in which a file writes its times, looking as far as needed.

    Stops at the first time that only one order can read; day comes first when none tells. A time
    that no order left can read is for the reading to name.
    Raises UnknownTimeFormat when already the first time is written in no known way.
    """
    left: tuple[TimeOrder, ...] = tuple(EXAMPLES)
    seen = None
    for rows in batches:
        for name, values in rows.columns.items():
            for text in _different(values):
                fitting = possible_orders([text], left)
                if not fitting and seen is None:
                    number = values.index(text).as_py()
                    raise UnknownTimeFormat(
                        column=name, value=rows.quoted(text), place=rows.place(number)
                    )
                seen, left = text, fitting or left[:1]
                if len(left) == 1:
                    return SettledOrder(left[0])
    return SettledOrder(left[0] if seen is None else "day-first", seen)


def _different(values: pa.Array) -> list[str]:
    """Return each text once; columns that hold times already have nothing to settle."""
    if not pa.types.is_string(values.type):
        return []
    return [text for text in pc.unique(values).to_pylist() if text and text not in NOTHING]
