"""A day in one column and its time of day in another: which belong together, and both as one text.

What is joined is read like any other time, so that every rule about times holds for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kontaktpunkt.journeys.readers.columns import by_name, plain
from kontaktpunkt.journeys.readers.shapes import Mapping, Milestone
from kontaktpunkt.journeys.readers.times import NOTHING, are_days

# How spreadsheets and databases write a time of day whose type wants a day too.
_NO_DAY: Final = r"^(?:1899-12-3[01]|1900-01-0[01]|0 days)[T ]"
_SPOKEN: Final = r"^(?:kl\.?|klokken|klockan)\s*"
# The same, of a day whose type wants a time.
_MIDNIGHT: Final = r"(?:[T ]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?|[T ]12:00(?::00)? ?[Aa]\.?[Mm]\.?)$"
_CLOCK: Final = re.compile(
    rf"(?:{_NO_DAY[1:]})?(?:{_SPOKEN[1:]})?"
    r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?"
    r"(?:\s*[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.I,
)
_COMPACT_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?", re.ASCII)

_OF_DAYS: Final = r"(dato|datum|date|dag|day)$"
_OF_CLOCKS: Final = (
    r"(klokkeslæt|klokkeslett|klockslag|tidspunkt|tidpunkt|time of day|klokken|klockan|clock|time"
    r"|hour|tid|kl)$"
)
# How long something took looks like a time of day.
_OF_LENGTHS: Final = re.compile(
    r"duration|wait|elapsed|length|varighed|varaktighet|længde|längd|minut"
    r"|(vente|vänte|behandlings|handläggnings|svars?|samtals|samtale|ekspeditions|expeditions)tid"
)
_STARTED, _ENDED = "started_at", "ended_at"


@dataclass(frozen=True)
class Clocks:
    """The columns of a table that hold times of day, and those that hold days without one.

    order: every column, as the file has them.
    """

    clocks: tuple[str, ...]
    days: frozenset[str]
    order: tuple[str, ...]

    def beside(self, day: str | None) -> str | None:
        """Return the time of day that belongs to a column of days by its name or its place."""
        if day is None or day not in self.days:
            return None
        stem = _stem(day, _OF_DAYS)
        stems = {each: _stem(each, _OF_CLOCKS) for each in self.clocks}
        alike = [each for each in self.clocks if stem is not None and stems[each] == stem]
        return next(iter(alike), None) or self._next_to(day)

    def _next_to(self, day: str) -> str | None:
        """Return the only one there is, where it follows the day."""
        follows = self.order[self.order.index(day) + 1 :][:1]
        is_free = bool(follows) and follows == self.clocks and not _stem(follows[0], _OF_CLOCKS)
        return follows[0] if is_free else None


def clocks_in(columns: dict[str, Sequence[str]], *, times: Iterable[str]) -> Clocks:
    """Return the times of day among some columns, and the days among those that hold times.

    columns: a few values of each, in the order of the file.
    """
    found = tuple(name for name, values in columns.items() if _is_clock(name, values))
    days = (name for name in times if are_days(re.sub(_MIDNIGHT, "", v) for v in columns[name]))
    return Clocks(found, frozenset(days).difference(found), tuple(columns))


def with_clocks(mapping: Mapping, clocks: Clocks) -> Mapping:
    """Give every time of a guessed mapping that is a mere day its time of day."""
    named = by_name(clocks.clocks)
    stones = tuple(_with_clock(stone, clocks) for stone in mapping.milestones)
    started = clocks.beside(mapping.started_at)
    ended = clocks.beside(mapping.ended_at)
    if started is None and mapping.started_at in clocks.days:
        started = named.get(_STARTED)
    if started is not None and ended is None and mapping.ended_at in {None, *clocks.days}:
        ended = named.get(_ENDED)
    return replace(mapping, started_clock=started, ended_clock=ended, milestones=stones)


def is_named(clock: str) -> bool:
    """Whether a column that holds times of day is called so too."""
    return _stem(clock, _OF_CLOCKS) is not None


def _with_clock(stone: Milestone, clocks: Clocks) -> Milestone:
    clock = clocks.beside(stone.column)
    if clock is None:
        return stone
    name = re.sub(rf"[\W_]*{_OF_DAYS}", "", stone.touchpoint, flags=re.I)
    return replace(stone, clock=clock, touchpoint=name or stone.touchpoint)


def _is_clock(name: str, texts: Sequence[str]) -> bool:
    values = [text for text in texts if text not in NOTHING]
    if not values or _OF_LENGTHS.search(plain(name)):
        return False
    if all(map(_CLOCK.fullmatch, values)):
        # With a point it may as well be an amount.
        return is_named(name) or any(":" in value for value in values)
    return is_named(name) and all(map(_COMPACT_CLOCK.fullmatch, values))


def _stem(name: str, word: str) -> str | None:
    """Return a name without the word for a day or a time of day; None where it has no such word."""
    words = plain(name)
    found = re.search(word, words)
    return words[: found.start()].strip() if found else None


def joined(days: pa.Array, clocks: pa.Array) -> pa.Array:
    """Return days with their times of day as one text; a day without one stays a day."""
    days = pc.replace_substring_regex(days, _MIDNIGHT, "")
    days = pc.replace_substring_regex(days, r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3")
    clocks = pc.replace_substring_regex(clocks, _NO_DAY, "")
    clocks = pc.replace_substring_regex(clocks, f"(?i){_SPOKEN}", "")
    clocks = pc.replace_substring_regex(clocks, r"^(\d\d)(\d\d)(\d\d)$", r"\1:\2:\3")
    clocks = pc.replace_substring_regex(clocks, r"^(\d\d)(\d\d)$", r"\1:\2")
    both = pc.binary_join_element_wise(days, clocks, " ", null_handling="skip")
    return pc.if_else(days.is_valid(), both, pa.scalar(None, pa.string()))
