"""Times as foreign files write them.

A column is read in one order throughout: a file that writes 03-04-2026 means the same month
everywhere. Times without a zone are local times of a stated zone; an hour that happens twice in
autumn is the first of the two, and one that spring skips counts on from the hour before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.refusals import UnknownTimeZone
from kontaktpunkt.journeys.readers.shapes import TimeOrder
from kontaktpunkt.warehouse.layout import INSTANT

_CLOCK: Final = (
    r"(?:(?:[T ]|,)\s*(?:(?:kl\.?|at)\s*)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?"
)
_YEAR_FIRST: Final = r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})"
_DAY_FIRST: Final = r"(?P<day>\d{1,2})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<year>\d{4}|\d{2})"
_MONTH_FIRST: Final = r"(?P<month>\d{1,2})(?P<s>[-/.])(?P<day>\d{1,2})(?P=s)(?P<year>\d{4}|\d{2})"

# 3. marts 2024, 12 May 2024, 12-MAJ-24, den 3 mars 2024, Mon March 3, 2024
_NAMED: Final = re.compile(
    r"(?:[^\W\d_]+\.?,? ){0,2}"
    r"(?:(?P<d1>\d{1,2})(?:\.|st|nd|rd|th)?(?: of)?[ /-]?(?P<m1>[^\W\d_]{3,9})"
    r"|(?P<m2>[^\W\d_]{3,9})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,?)"
    r"(?:\.,? ?|,? |[/-])(?P<year>\d{4}|\d{2})(?!\d|:)",
)
# In English, Danish and Swedish; other words are no months.
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar januari",
            "feb february februar februari",
            "mar march marts mars",
            "apr april",
            "may maj",
            "jun june juni",
            "jul july juli",
            "aug august augusti",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# 20260131, 20260131134500 and 20260131T1345; a number that is no date stays a number.
_COMPACT: Final = re.compile(
    r"^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"(?:[T ]?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?(?=$|Z|[+-])",
    re.ASCII,
)

_PATTERNS: Final[dict[TimeOrder, re.Pattern[str]]] = {
    "year-first": re.compile(_YEAR_FIRST + _CLOCK, re.ASCII),
    "day-first": re.compile(_DAY_FIRST + _CLOCK, re.ASCII),
    "month-first": re.compile(_MONTH_FIRST + _CLOCK, re.ASCII),
    "month-name": re.compile(_YEAR_FIRST + _CLOCK, re.ASCII),
    "seconds": re.compile(r"(?P<epoch>\d{9,10})(?:\.\d+)?", re.ASCII),
    "milliseconds": re.compile(r"(?P<epoch>\d{12,13})", re.ASCII),
}

EXAMPLES: Final[dict[TimeOrder, str]] = {
    "year-first": "2026-01-31 13:45",
    "day-first": "31-01-2026 13:45",
    "month-first": "01/31/2026 13:45",
    "month-name": "31 January 2026 13:45",
    "seconds": "1769863500",
    "milliseconds": "1769863500000",
}

# What databases and frames write where there is no time.
NOTHING: Final = frozenset({"NULL", "null", "\\N", "NaN", "nan", "NaT", "None", "<NA>", "#N/A"})
# What lies outside is no time: systems write 0001-01-01, 1900-01-01 or 9999-12-31 for “none”.
EARLIEST: Final = datetime(1901, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2500, 1, 1, tzinfo=UTC)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL: Final = pa.timestamp("us")
# Past these years Arrow forgets that summer time goes on.
_PYTHON_KNOWS: Final = (
    pa.scalar(datetime(1, 1, 3), _LOCAL),  # noqa: DTZ001 - local
    pa.scalar(datetime(9999, 12, 29), _LOCAL),  # noqa: DTZ001 - local
)
_ARROW_KNOWS: Final = (datetime(1970, 1, 2), datetime(2037, 1, 1))  # noqa: DTZ001 - local


def zone_named(name: str) -> ZoneInfo:
    """Return the zone, or raise UnknownTimeZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone(zone=name) from None


@dataclass
class Clock:
    """Reads one column of times, and remembers what it had to assume.

    zoneless:  how many times did not state their zone.
    dateonly:  how many were a day without a time of day.
    """

    order: TimeOrder
    zone: ZoneInfo
    zoneless: int = 0
    dateonly: int = 0

    def read(self, texts: pa.Array) -> pa.Array:
        """Return instants; null where the text is null or cannot be read."""
        fast = self._fast(texts)
        if fast is not None:
            return fast
        return pa.array([self.read_one(text) for text in texts.to_pylist()], type=INSTANT)

    def read_one(self, text: str | None) -> datetime | None:
        """Read one time; the slow form that `read` must agree with."""
        if text is not None and self.order == "year-first":
            text = _COMPACT.sub(_spread, text)
        if text is not None and self.order == "month-name":
            text = _numbered(text)
        found = text is not None and _PATTERNS[self.order].fullmatch(text)
        if not found:
            return None
        parts = found.groupdict()
        try:
            return _of_epoch(parts, self.order) if "epoch" in parts else self._of_parts(parts)
        except (ValueError, OverflowError):
            return None

    def _of_parts(self, parts: dict[str, str]) -> datetime:
        moment = datetime(  # noqa: DTZ001 - the zone comes next
            _full_year(parts["year"]),
            int(parts["month"]),
            int(parts["day"]),
            _hour(parts),
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            int((parts["fraction"] or "").ljust(6, "0")[:6]),
        )
        self.dateonly += parts["hour"] is None
        if parts["zone"]:
            return (moment - _offset(parts["zone"])).replace(tzinfo=UTC)
        self.zoneless += 1
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

    def _fast(self, texts: pa.Array) -> pa.Array | None:
        """The same for whole columns of well-formed times, or None when any is not."""
        ordered = _year_first(texts, self.order)
        if ordered is None:
            return None
        lengths = pc.min_max(pc.utf8_length(ordered))
        if (lengths["min"].as_py() or 0) < len("2026-01-31T13:45"):
            return None  # dates alone are counted one by one
        try:
            return pc.cast(ordered, INSTANT)
        except pa.ArrowInvalid:
            return self._fast_local(ordered)

    def _fast_local(self, texts: pa.Array) -> pa.Array | None:
        try:
            local = pc.cast(texts, _LOCAL)
        except pa.ArrowInvalid:
            return None
        return self.of_local(local)

    def of_local(self, local: pa.Array) -> pa.Array:
        """Return instants of times that a table holds as times, without a zone."""
        self.zoneless += len(local) - local.null_count
        local = pc.max_element_wise(local, _PYTHON_KNOWS[0], skip_nulls=False)
        local = pc.min_element_wise(local, _PYTHON_KNOWS[1], skip_nulls=False)
        range_ = pc.min_max(local)
        is_known = _ARROW_KNOWS[0] <= (range_["min"].as_py() or _ARROW_KNOWS[0])
        if is_known and (range_["max"].as_py() or _ARROW_KNOWS[0]) < _ARROW_KNOWS[1]:
            try:
                found = pc.assume_timezone(local, self.zone.key, ambiguous="earliest")
                return pc.cast(found, INSTANT)
            except pa.ArrowInvalid:  # an hour that spring skips
                pass
        moments = [each and each.replace(tzinfo=self.zone) for each in local.to_pylist()]
        return pa.array(moments, type=INSTANT)


def times_told(texts: pa.Array) -> pa.Array:
    """Return the texts of a column of times, null where they only say that there is none."""
    if not pa.types.is_string(texts.type):
        return texts
    is_nothing = pc.is_in(texts, pa.array(sorted(NOTHING)))
    return pc.if_else(is_nothing, pa.scalar(None, pa.string()), texts)


def plausible(instants: pa.Array) -> pa.Array:
    """Return the instants without those that can only mean “none”."""
    early = pc.less(instants, pa.scalar(EARLIEST, INSTANT))
    late = pc.greater_equal(instants, pa.scalar(LATEST, INSTANT))
    return pc.if_else(pc.or_(early, late), pa.scalar(None, INSTANT), instants)


def _year_first(texts: pa.Array, order: TimeOrder) -> pa.Array | None:
    """Turn the days of a whole column around, or return None unless all are written alike."""
    if order == "year-first":
        return texts
    turned = {"day-first": r"\3-\2-\1", "month-first": r"\3-\1-\2"}.get(order)
    first = next((text.as_py() for text in texts if text.is_valid), "")
    if turned is None or first[2:3] not in {"-", "/", "."}:
        return None
    mark = re.escape(first[2])
    pattern = rf"^(\d{{2}}){mark}(\d{{2}}){mark}(\d{{4}})"
    if not pc.all(pc.match_substring_regex(texts, pattern)).as_py():
        return None
    return pc.replace_substring_regex(texts, pattern=pattern, replacement=turned)


def _spread(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = found.groups()
    clock = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}"


def _numbered(text: str) -> str | None:
    """Return a time whose month has a name with the year first, or None."""
    found = _NAMED.match(text)
    month = found and _MONTHS.get((found["m1"] or found["m2"]).lower())
    if not found or not month:
        return None
    year = _full_year(found["year"])
    return f"{year}-{month}-{found['d1'] or found['d2']}{text[found.end() :]}"


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


def _hour(parts: dict[str, str]) -> int:
    hour, half = int(parts["hour"] or 0), parts["half"]
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _offset(zone: str) -> timedelta:
    if zone in {"Z", "UTC"}:
        return timedelta(0)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    size = timedelta(hours=hours, minutes=minutes)
    return -size if zone[0] == "-" else size


def _of_epoch(parts: dict[str, str], order: TimeOrder) -> datetime:
    count = int(parts["epoch"])
    return _EPOCH + (
        timedelta(seconds=count) if order == "seconds" else timedelta(milliseconds=count)
    )


def possible_orders(
    texts: Iterable[str | None], among: Sequence[TimeOrder] = tuple(_PATTERNS)
) -> tuple[TimeOrder, ...]:
    """Return the orders in which every one of these times can be read.

    Two are left where no day is past the 12th: then it takes more rows, or a person, to tell.
    """
    clocks = [Clock(order=order, zone=ZoneInfo("UTC")) for order in among]
    for text in texts:
        if text is not None:
            clocks = [clock for clock in clocks if clock.read_one(text) is not None]
        if not clocks:
            break
    return tuple(clock.order for clock in clocks)


def are_days(texts: Iterable[str]) -> bool:
    """Whether these are days without a time of day, all in one order."""
    given = [text for text in texts if text not in NOTHING]
    for order in _PATTERNS:
        clock = Clock(order=order, zone=ZoneInfo("UTC"))
        is_read = all(clock.read_one(text) is not None for text in given)
        if given and is_read and clock.dateonly == len(given):
            return True
    return False


def readable_share(texts: Sequence[str]) -> float:
    """Return how much of a column is times, 0 to 1, in the order that fits it best."""
    texts = [text for text in texts if text not in NOTHING]
    clocks = (Clock(order=order, zone=ZoneInfo("UTC")) for order in _PATTERNS)
    counts = (sum(clock.read_one(text) is not None for text in texts) for clock in clocks)
    return max(counts) / len(texts) if texts else 0.0
