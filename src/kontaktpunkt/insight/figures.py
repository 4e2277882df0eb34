"""What a period amounts to: the figures behind the report's sentences, with the few left out.

Numbers only; `words` says them and `pictures` draws them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from kontaktpunkt.cases.models import Outcome, Precondition
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.insight import queries, rules
from kontaktpunkt.insight.queries import Adverse, Contacts, Decisions, Heard, Promises, Questions
from kontaktpunkt.insight.rules import Period, Share
from kontaktpunkt.listening.rules import charts, indices
from kontaktpunkt.listening.rules.charts import Signal
from kontaktpunkt.listening.rules.indices import Figure
from kontaktpunkt.listening.rules.publishing import shown

Key = TypeVar("Key")

# What became of the call that a decision owed.
HELD, WAIVED = Precondition.State.SETTLED.value, Precondition.State.WAIVED.value
NEITHER = ""

REASONS = (Contact.Avoidable.UNCLEAR, Contact.Avoidable.CHASING, Contact.Avoidable.WRONG_PLACE)


@dataclass(frozen=True)
class Report:
    """Everything that the page says about one period."""

    period: Period
    channels: "Channels"
    at_once: "AtOnce"
    avoidable: "Avoidable"
    promises: "Kept"
    decisions: "Speed"
    calls: "Calls"
    complaints: "Complaints"
    experience: "Experience"


def report(*, period: Period, at: datetime) -> Report:
    """Return the figures of a period as they may be shown."""
    contacts = queries.contacts(period=period)
    adverse = queries.adverse_decisions(period=period, at=at)
    return Report(
        period=period,
        channels=channels(contacts),
        at_once=at_once(queries.questions(period=period, at=at)),
        avoidable=avoidable(contacts, period=period),
        promises=kept(queries.promises(period=period), period=period),
        decisions=speed(queries.decisions(period=period), queries.all_decisions(period=period)),
        calls=calls(adverse),
        complaints=complaints(adverse),
        experience=experience(queries.heard(period=period), period=period),
    )


# --- Contacts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Channels:
    """Contacts by channel, most used first; `others` came by channels with few contacts each."""

    n: int
    parts: tuple[tuple[str, int], ...]
    others: int


def channels(rows: Iterable[Contacts]) -> Channels:
    """Count contacts by channel."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.channel] += row.n
    visible = shown(counts)
    parts = tuple((channel, n) for channel, n in counts.most_common() if channel in visible)
    return Channels(counts.total(), parts, counts.total() - sum(n for _, n in parts))


@dataclass(frozen=True)
class AtOnce:
    """How questions ended in the contact itself, and how many did not come again.

    parts: outcome → share, without those that few questions had.
    """

    n: int
    parts: dict[str, Share]
    stayed_away: Share

    @property
    def at_first(self) -> Share | None:
        """Settled or guided: not handed over. None where that would tell of few questions."""
        others = Question.Outcome.HANDED_OVER.value
        at_first = sum(share.hits for part, share in self.parts.items() if part != others)
        if others in self.parts:
            at_first = self.n - self.parts[others].hits
        elif at_first != self.n:
            return None
        found = Share(at_first, self.n)
        return found if found.is_shown else None


def at_once(found: Questions) -> AtOnce:
    """Return the shares that agents noted, and the share without a repeat."""
    return AtOnce(
        n=found.n,
        parts=_parts(
            {
                Question.Outcome.SETTLED.value: found.settled,
                Question.Outcome.GUIDED.value: found.guided,
                Question.Outcome.HANDED_OVER.value: found.handed_over,
            }
        ),
        stayed_away=Share(found.followed - found.repeated, found.followed),
    )


def _parts(counts: Mapping[str, int]) -> dict[str, Share]:
    """Return the parts of a whole that may be shown, as shares of it."""
    visible, n = shown(counts), sum(counts.values())
    return {part: Share(counts[part], n) for part in counts if part in visible}


@dataclass(frozen=True)
class AvoidableMonth:
    """One month: avoidable of all contacts, and by reason; None where a number is hidden."""

    month: date
    share: Share | None
    reasons: tuple[int | None, ...]
    is_unusual: bool = False

    @property
    def main_reason(self) -> int | None:
        """The place of the most frequent reason in `REASONS`, when it is shown."""
        told = [(n, -place) for place, n in enumerate(self.reasons) if n]
        return -max(told)[1] if told else None


@dataclass(frozen=True)
class Avoidable:
    """Avoidable contacts of a period; `reasons` in the order of REASONS, None where hidden."""

    share: Share
    reasons: tuple[int | None, ...]
    months: tuple[AvoidableMonth, ...]

    @property
    def unusual(self) -> list[AvoidableMonth]:
        """The months in which clearly more contacts could have been avoided than usual."""
        return [month for month in self.months if month.is_unusual]


def avoidable(rows: Sequence[Contacts], *, period: Period) -> Avoidable:
    """Return avoidable contacts by reason and month."""
    total, cells, reasons = _avoidable_counts(rows)
    per_month = {month: sum(cells.get((month, reason), 0) for reason in REASONS) for month in total}
    told = shown(per_month)
    visible = rules.shown_cells(cells, withheld=set(total) - told)
    shares = {
        month: Share(per_month[month], total[month])
        for month in total
        if month in told or not per_month[month]
    }
    high = _above_usual(shares)
    visible_reasons = shown(reasons)
    return Avoidable(
        share=Share(sum(per_month.values()), sum(total.values())),
        reasons=tuple(_if_shown(reasons, key, visible_reasons) for key in REASONS),
        months=tuple(
            AvoidableMonth(
                month,
                shares.get(month),
                _reasons_of(month, cells, visible) if month in shares else (None,) * len(REASONS),
                month in high,
            )
            for month in period.months
        ),
    )


def _avoidable_counts(
    rows: Iterable[Contacts],
) -> tuple[Counter[date], Counter[tuple[date, str]], Counter[str]]:
    total: Counter[date] = Counter()
    cells: Counter[tuple[date, str]] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        total[row.month] += row.n
        if row.avoidable != Contact.Avoidable.NO:
            cells[row.month, row.avoidable] += row.n
            reasons[row.avoidable] += row.n
    return total, cells, reasons


def _reasons_of(
    month: date, cells: Mapping[tuple[date, str], int], visible: frozenset[tuple[date, str]]
) -> tuple[int | None, ...]:
    return tuple(_if_shown(cells, (month, reason), visible) for reason in REASONS)


def _if_shown(counts: Mapping[Key, int], key: Key, visible: frozenset[Key]) -> int | None:
    """Return a number that may be shown; nobody at all tells of nobody."""
    number = counts.get(key, 0)
    return number if not number or key in visible else None


def _above_usual(shares: Mapping[date, Share]) -> set[date]:
    return {month for month, is_high in _beyond(shares).items() if is_high}


def _below_usual(shares: Mapping[date, Share]) -> set[date]:
    return {month for month, is_high in _beyond(shares).items() if not is_high}


def _beyond(shares: Mapping[date, Share]) -> dict[date, bool]:
    """Return the months beyond three standard deviations, and whether they lie above."""
    told = [(month, shares[month]) for month in sorted(shares) if shares[month].is_shown]
    if len(told) < 2:
        return {}
    chart = charts.p_chart([share.hits for _, share in told], [share.n for _, share in told])
    return {
        month: point.value > chart.centre
        for (month, _), point in zip(told, chart.points, strict=True)
        if Signal.BEYOND in point.signals
    }


# --- Promises and decisions --------------------------------------------------------------------


@dataclass(frozen=True)
class UnitKept:
    """What one unit kept; a month is None where its number is hidden or nothing fell due.

    low: months clearly below what is usual for the unit.
    """

    unit: str
    share: Share
    months: tuple[Share | None, ...]
    low: tuple[date, ...]


@dataclass(frozen=True)
class Kept:
    """Promised answers that came in time; `others` are units with few promises each."""

    share: Share
    units: tuple[UnitKept, ...]
    others: Share
    behind: UnitKept | None


def kept(rows: Sequence[Promises], *, period: Period) -> Kept:
    """Return the promises kept by unit and month."""
    cells = {(row.unit, row.month): row.kept for row in rows}
    totals = _by_unit(rows)
    told = shown({unit: share.n for unit, share in totals.items()})
    counts = {cell: share.n for cell, share in cells.items()}
    visible = rules.shown_cells(counts, sums=(0,), withheld=set(totals) - told)
    units = [
        _unit(
            unit,
            totals[unit],
            {month: cells[unit, month] for name, month in visible if name == unit},
            period,
        )
        for unit in sorted(told, key=lambda unit: totals[unit].value)
    ]
    worst = rules.stands_out({each.unit: each.share for each in units})
    return Kept(
        share=rules.together(totals.values()),
        units=tuple(units),
        others=rules.together(totals[unit] for unit in set(totals) - told),
        behind=next((each for each in units if each.unit == worst), None),
    )


def _by_unit(rows: Iterable[Promises]) -> dict[str, Share]:
    found: dict[str, list[Share]] = defaultdict(list)
    for row in rows:
        found[row.unit].append(row.kept)
    return {unit: rules.together(shares) for unit, shares in found.items()}


def _unit(unit: str, share: Share, months: Mapping[date, Share], period: Period) -> UnitKept:
    return UnitKept(
        unit=unit,
        share=share,
        months=tuple(months.get(month) for month in period.months),
        low=tuple(sorted(_below_usual(months))),
    )


@dataclass(frozen=True)
class Speed:
    """How long decisions took; `matters` are those with enough decisions, slowest first."""

    everything: Decisions
    matters: tuple[Decisions, ...]
    hidden: int
    behind: Decisions | None


def speed(rows: Sequence[Decisions], everything: Decisions) -> Speed:
    """Return the decisions by matter, and the one that misses its deadline most."""
    visible = shown({place: row.n for place, row in enumerate(rows)})
    matters = sorted(
        (rows[place] for place in visible), key=lambda row: (-(row.median or 0), row.matter)
    )
    in_time = {row: Share(row.within, row.promised) for row in matters if row.promised}
    worst = rules.stands_out(in_time)
    return Speed(
        everything=everything,
        matters=tuple(matters),
        hidden=everything.n - sum(row.n for row in matters),
        behind=next((row for row in matters if row == worst), None),
    )


# --- Calls and complaints ----------------------------------------------------------------------


@dataclass(frozen=True)
class Calls:
    """What became of the call before decisions that were not fully in the party's favour.

    parts: "settled", "waived" or "" for neither → share, without those of few decisions.
    """

    n: int
    parts: dict[str, Share]


def calls(rows: Sequence[Adverse]) -> Calls:
    """Count decisions by what became of the call."""
    counts = dict.fromkeys((HELD, WAIVED, NEITHER), 0)
    for row in rows:
        counts[row.call] += row.n
    return Calls(n=sum(counts.values()), parts=_parts(counts))


@dataclass(frozen=True)
class Complaints:
    """Decisions that brought a complaint, with and without a call before them.

    too_new: decisions whose time for complaints is not over, and which are left out.
    """

    called: Share
    not_called: Share
    too_new: int

    @property
    def can_be_compared(self) -> bool:
        """Both groups are large enough to be shown."""
        return self.called.is_shown and self.not_called.is_shown


def complaints(rows: Sequence[Adverse]) -> Complaints:
    """Count complaints where the time for them is over."""
    followed = [row for row in rows if row.is_followed]
    held = [row for row in followed if row.call == HELD]
    other = [row for row in followed if row.call != HELD]
    return Complaints(
        called=_complaining(held),
        not_called=_complaining(other),
        too_new=sum(row.n for row in rows if not row.is_followed),
    )


def _complaining(rows: Iterable[Adverse]) -> Share:
    kept_rows = list(rows)
    complained = sum(row.n for row in kept_rows if row.complained)
    return Share(complained, sum(row.n for row in kept_rows))


# --- What people answered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Experience:
    """Satisfaction and fairness of those who got all they asked for, and of the others.

    months: those whose answers are counted.
    """

    granted: tuple[Figure, Figure]
    adverse: tuple[Figure, Figure]
    months: tuple[date, ...]

    @property
    def is_shown(self) -> bool:
        """There are enough answers of both kinds."""
        return all(figure.is_shown for figure in (*self.granted, *self.adverse))


def experience(rows: Sequence[Heard], *, period: Period) -> Experience:
    """Return the indices by outcome, from groups of months with enough answers of each kind."""
    counted = rules.closed_months(_kinds(rows), months=period.months)
    kept_rows = [row for row in rows if row.month in counted]
    granted = [row for row in kept_rows if row.outcome == Outcome.GRANTED]
    adverse = [row for row in kept_rows if row.outcome != Outcome.GRANTED]
    return Experience(
        granted=_indices(granted, on=period.last),
        adverse=_indices(adverse, on=period.last),
        months=tuple(sorted(counted)),
    )


def _kinds(rows: Iterable[Heard]) -> dict[date, list[int]]:
    """Return month → answers with an index, with fairness, each for granted and adverse."""
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        place = 0 if row.outcome == Outcome.GRANTED else 2
        found[row.month][place] += row.nki is not None
        found[row.month][place + 1] += row.fairness is not None
    return found


def _indices(rows: Sequence[Heard], *, on: date) -> tuple[Figure, Figure]:
    nki = [row.nki for row in rows if row.nki is not None]
    fairness = [row.fairness for row in rows if row.fairness is not None]
    return (
        indices.figure(nki, indices.definition(indices.NKI, on=on)),
        indices.figure(fairness, indices.definition(indices.FAIRNESS, on=on)),
    )
