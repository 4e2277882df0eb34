"""What the engine should answer, worked out slowly and plainly from lists.

Nothing here is shared with the engine: no Ibis, no Parquet, no codes.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kontaktpunkt.warehouse import layout

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOSING = frozenset({"decision"})
NAMES = ("call", "letter", "visit", "review", "decision")


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of a test's log. Minutes count from MONDAY."""

    case: str
    touchpoint: str
    minute: float
    end: float | None = None
    unit: str | None = None
    channel: str | None = None
    initiator: str | None = None
    is_contact: bool = False
    outcome: str | None = None
    score: float | None = None
    source_rank: int = 0
    source_seq: int = 0
    party: str | None = None
    matter: str | None = None

    @property
    def over(self) -> float:
        """The end, as far as it is believed."""
        return self.minute if self.end is None or self.end < self.minute else self.end


def cases(number: int, *names: str, prefix: str = "case", **more) -> list[Happening]:
    """Tell so many cases that all take the same steps, hour by hour."""
    return [
        Happening(case=f"{prefix}-{case}", touchpoint=name, minute=case * 7 + place * 60, **more)
        for case in range(number)
        for place, name in enumerate(names)
    ]


def a_lived_in_log() -> list[Happening]:
    """Sixty cases of one to nine steps, with ties, overlaps, loops, gaps and answers."""
    draw = random.Random(7)
    found = []
    for case in range(60):
        minute = draw.randrange(0, 60 * 24 * 60, 5)
        for _ in range(draw.randrange(1, 10)):
            touchpoint = draw.choice(NAMES)
            found.append(
                Happening(
                    case=f"case-{case}",
                    party=f"party-{case // 2}",
                    matter=draw.choice((None, "parking", "building")),
                    touchpoint=touchpoint,
                    minute=minute,
                    end=minute + draw.choice((-5, 0, 30)) if draw.random() < 0.3 else None,
                    unit=draw.choice((None, "Roads", "Permits", "Service centre")),
                    channel=draw.choice((None, "phone", "letter")),
                    initiator=draw.choice((None, "party", "authority")),
                    is_contact=touchpoint in ("call", "visit"),
                    outcome="granted" if touchpoint == "decision" and draw.random() < 0.5 else None,
                    score=float(draw.randrange(1, 11)) if touchpoint == "visit" else None,
                    source_rank=draw.randrange(2),
                )
            )
            minute += draw.choice((0, 15, 200, 3000, 20_000))
    draw.shuffle(found)
    return found


def write(*, folder: Path, happenings: Iterable[Happening]) -> Path:
    """Write a log at rest."""
    told = list(happenings)
    events = [_event(number, each) for number, each in enumerate(told)]
    objects = [row for number, each in enumerate(told) for row in _objects(number, each)]
    for name, rows, schema in (
        (layout.EVENTS_FOLDER, events, layout.EVENTS),
        (layout.EVENT_OBJECTS_FOLDER, objects, layout.EVENT_OBJECTS),
    ):
        (folder / name).mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist(rows, schema=schema)
        pq.write_table(table, folder / name / "part-00000.parquet")
    return folder


def at(minute: float) -> datetime:
    return MONDAY + timedelta(minutes=minute)


def _event(number: int, each: Happening) -> dict[str, object]:
    return {
        "event_id": number,
        "touchpoint": each.touchpoint,
        "kind": None,
        "started_at": at(each.minute),
        "ended_at": None if each.end is None else at(each.end),
        "source": "test",
        "source_rank": each.source_rank,
        "source_seq": each.source_seq or number,
        "channel": each.channel,
        "unit": each.unit,
        "initiator": each.initiator,
        "is_contact": each.is_contact,
        "outcome": each.outcome,
        "score": each.score,
        "score_max": None if each.score is None else 10.0,
    }


def _objects(number: int, each: Happening) -> list[dict[str, object]]:
    named = (("case", each.case), ("citizen", each.party), ("matter", each.matter))
    return [
        {"event_id": number, "object_key": key, "object_type": kind}
        for kind, key in named
        if key is not None
    ]


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """Order by time, source rank and place in the source, then as told."""
    told = list(enumerate(happenings))
    told.sort(key=lambda pair: (pair[1].minute, pair[1].source_rank, pair[1].source_seq or pair[0]))
    return [each for _, each in told]


def by_case(happenings: Iterable[Happening]) -> list[list[Happening]]:
    return _grouped(in_order(happenings), lambda each: each.case)


def by_party(happenings: Iterable[Happening], *, silence_minutes: float) -> list[list[Happening]]:
    grouped = _grouped(in_order(happenings), lambda each: each.party)
    return [part for journey in grouped for part in _split(journey, silence_minutes)]


def _grouped(ordered, key):
    found = defaultdict(list)
    for each in ordered:
        if key(each) is not None:
            found[key(each)].append(each)
    return list(found.values())


def _split(journey: list[Happening], silence: float) -> list[list[Happening]]:
    parts = [[journey[0]]]
    for before, each in itertools.pairwise(journey):
        if each.minute - before.over > silence:
            parts.append([])
        parts[-1].append(each)
    return parts


def edges(journeys: list[list[Happening]]) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Times and journeys by pair; None stands for the end."""
    times: Counter = Counter()
    seen: Counter = Counter()
    for journey in journeys:
        names = [each.touchpoint for each in journey]
        pairs = list(zip(names, [*names[1:], None], strict=True))
        times.update(pairs)
        seen.update(set(pairs))
    return {pair: (times[pair], seen[pair]) for pair in times}


def starts(journeys: list[list[Happening]]) -> Counter:
    return Counter(journey[0].touchpoint for journey in journeys)


def variants(journeys: list[list[Happening]]) -> Counter:
    return Counter(tuple(each.touchpoint for each in journey) for journey in journeys)


def waits(journeys: list[list[Happening]]) -> dict[tuple[str, str], list[float]]:
    """Seconds from the end of one to the start of the next, by pair."""
    found = defaultdict(list)
    for journey in journeys:
        for here, there in itertools.pairwise(journey):
            wait = max(there.minute - here.over, 0) * 60
            found[here.touchpoint, there.touchpoint].append(wait)
    return found


def waited(journeys: list[list[Happening]], *, closing: frozenset[str]) -> float:
    """Seconds that were waited: not after a step after which nothing more is expected."""
    return sum(
        max(there.minute - here.over, 0) * 60
        for journey in journeys
        for here, there in itertools.pairwise(journey)
        if here.outcome is None and here.touchpoint not in closing
    )


def quantile(values: list[float], share: float) -> float:
    """The linear interpolation between order statistics that most software calls type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def hand_overs(journeys: list[list[Happening]]) -> Counter:
    return Counter(
        (here.unit, there.unit)
        for journey in journeys
        for here, there in itertools.pairwise(journey)
        if here.unit and there.unit and here.unit != there.unit
    )


def came_back(journeys: list[list[Happening]]) -> Counter:
    """Hand-overs whose next hand-over of the same journey goes straight back."""
    found: Counter = Counter()
    for journey in journeys:
        moves = [
            (here.unit, there.unit)
            for here, there in itertools.pairwise(journey)
            if here.unit and there.unit and here.unit != there.unit
        ]
        for move, after in itertools.pairwise(moves):
            if after[1] == move[0]:
                found[move] += 1
    return found


def is_own(each: Happening) -> bool:
    return each.is_contact and each.initiator in (None, "party")


def repeats(
    journeys: list[list[Happening]], *, days: float, log_last: float
) -> dict[str, tuple[int, int]]:
    """Times met with known days after, and times that an own contact followed within them."""
    n: Counter = Counter()
    again: Counter = Counter()
    for journey in journeys:
        for place, each in enumerate(journey):
            if each.minute > log_last - days * 1440:
                continue
            n[each.touchpoint] += 1
            later = [other.minute for other in journey[place + 1 :] if is_own(other)]
            again[each.touchpoint] += bool(later and later[0] - each.minute <= days * 1440)
    return {name: (n[name], again[name]) for name in n}


def fates(
    journeys: list[list[Happening]], *, days: float, log_last: float, closing: frozenset[str]
) -> Counter:
    """Journeys by (fate, last touchpoint)."""
    found: Counter = Counter()
    for journey in journeys:
        over = max(each.over for each in journey)
        if any(each.outcome or each.touchpoint in closing for each in journey):
            fate = "finished"
        else:
            fate = "silent" if over <= log_last - days * 1440 else "open"
        found[fate, journey[-1].touchpoint] += 1
    return found


def scores(journeys: list[list[Happening]]) -> dict[str, list[float]]:
    found = defaultdict(list)
    for journey in journeys:
        for each in journey:
            if each.score is not None:
                found[each.touchpoint].append((each.score - 1) * 100 / 9)
    return found
