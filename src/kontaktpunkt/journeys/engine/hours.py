"""Opening hours and local time as a table of quarter hours, so that any engine can join them.

Every time zone in use differs from UTC by whole quarter hours, so one slot of fifteen minutes has
one local hour, also on the nights when clocks change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SLOT_SECONDS: Final = 900
DAY_SECONDS: Final = 86_400
# A log with one date in the year 9999 must not ask for 280 million slots.
LONGEST: Final = timedelta(days=366 * 60)

Spans = tuple[tuple[time, time], ...]
Numbers = npt.NDArray[np.int64]

SLOTS: Final = pa.schema(
    [
        ("slot", pa.int32()),
        ("local_hour", pa.int32()),
        ("open_before", pa.int64()),
        ("open_from", pa.int32()),
        ("open_to", pa.int32()),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a municipality is open, in its local time.

    zone:   IANA name of the time zone.
    weekly: opening spans by weekday, 0 is Monday; a weekday without an entry is closed. A span that
            closes at 00:00 runs to midnight. Within one quarter hour only the first span counts.
    closed: local dates on which nothing is open.
    """

    zone: str = "Europe/Copenhagen"
    weekly: Mapping[int, Spans] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()

    def described(self) -> dict[str, Any]:
        """Return the hours as plain values, in one order."""
        return {
            "zone": self.zone,
            "weekly": {
                str(day): [[opens.isoformat(), closes.isoformat()] for opens, closes in spans]
                for day, spans in sorted(self.weekly.items())
            },
            "closed": sorted(day.isoformat() for day in self.closed),
        }


def slots(*, hours: Hours, first: datetime, last: datetime) -> pa.Table:
    """Return one row per quarter hour from `first` to `last`, both aware.

    slot:        quarter hours since 1970 in UTC.
    local_hour:  local hours since 1970: modulo 24 the hour of the day, divided by 24 the date.
    open_before: seconds that were open from the table's start to the slot's start.
    open_from, open_to: what is open within the slot, in seconds from its start.
    """
    last = min(last, first + LONGEST)
    start, end = (int(moment.timestamp()) // SLOT_SECONDS for moment in (first, last))
    slot = np.arange(start, end + 1, dtype=np.int64)
    local = slot * SLOT_SECONDS + _offsets(slot, ZoneInfo(hours.zone))
    opens, closes = _open_within(hours, local)
    length = closes - opens
    columns = (slot, local // 3600, np.cumsum(length) - length, opens, closes)
    return pa.table(
        [pa.array(values).cast(field.type) for values, field in zip(columns, SLOTS, strict=True)],
        schema=SLOTS,
    )


def _offsets(slot: Numbers, zone: ZoneInfo) -> Numbers:
    """Return the zone's distance from UTC in seconds at each slot."""
    day = slot * SLOT_SECONDS // DAY_SECONDS
    edges = np.arange(day[0], day[-1] + 2)
    at_edge = np.array([_offset(int(edge) * DAY_SECONDS, zone) for edge in edges])
    offsets: Numbers = at_edge[day - day[0]]
    # Only on days with a change need single slots be asked.
    for place in np.flatnonzero((at_edge[:-1] != at_edge[1:])[day - day[0]]):
        offsets[place] = _offset(int(slot[place]) * SLOT_SECONDS, zone)
    return offsets


def _offset(seconds: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return int((offset or timedelta()).total_seconds())


def _open_within(hours: Hours, local: Numbers) -> tuple[Numbers, Numbers]:
    """Return what is open within the slots that start at `local`, in seconds from their start."""
    day, clock = local // DAY_SECONDS, local % DAY_SECONDS
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday.
    closed = np.isin(day, [_days(each) for each in hours.closed])
    opens, closes = np.zeros_like(local), np.zeros_like(local)
    for number, spans in hours.weekly.items():
        for opening, closing in spans:
            first = np.maximum(_seconds(opening) - clock, 0)
            last = np.minimum((_seconds(closing) or DAY_SECONDS) - clock, SLOT_SECONDS)
            here = (weekday == number) & ~closed & (first < last) & (opens == closes)
            opens[here], closes[here] = first[here], last[here]
    return opens, closes


def _days(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
