"""What people's answers amount to: lines with charts, and closed periods split up.

Numbers only; `words` says them and `pictures` draws them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from kontaktpunkt.core.intervals import Interval, wilson
from kontaktpunkt.listening import queries
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.queries import Heard
from kontaktpunkt.listening.rules import charts, indices, items, publishing
from kontaktpunkt.listening.rules.charts import Chart
from kontaktpunkt.listening.rules.indices import Figure, IndexDefinition
from kontaktpunkt.listening.rules.items import Item
from kontaktpunkt.listening.rules.publishing import LEAST_CUSTOMERS, Days

SHARE = "share"
# A line's value for one answer; None when the person skipped it.
Value = Callable[[Heard], float | None]


@dataclass(frozen=True)
class Part:
    """One point of a line.

    value: mean or share of the part's answers, 0 to 100; None when too few answered the item.
    """

    days: Days
    n: int
    value: float | None


@dataclass(frozen=True)
class Line:
    """One index or item over eight weeks.

    code:  an index code, SHARE, or an item's code.
    item:  the question, for a line about one.
    chart: over those parts that have a value; None with fewer than two of them.
    """

    code: str
    item: Item | None
    figure: Figure
    parts: tuple[Part, ...]
    chart: Chart | None

    @property
    def drawn(self) -> list[Part]:
        """The parts that are points of the chart, in the same order."""
        return [part for part in self.parts if part.value is not None]


@dataclass(frozen=True)
class Split:
    """One unit or outcome in the closed period; None where a figure must stay hidden."""

    key: Hashable
    n: int | None
    nki: Figure | None
    fairness: Figure | None


@dataclass(frozen=True)
class Section:
    """What was heard at one touchpoint.

    is_daily: the charts' points start from days, not from weeks.
    days:     first and last day of the figures; None while there are too few answers.
    """

    touchpoint: str
    asked: tuple[Item, ...]
    is_daily: bool
    days: Days | None
    lines: tuple[Line, ...]
    period: Days
    units: tuple[Split, ...]
    outcomes: tuple[Split, ...]


def section(*, survey: Survey, units: Collection[int] | None, today: date) -> Section:
    """Return what was heard at the survey's touchpoint in the last eight weeks.

    units: whose answers count; None for all.
    Figures and charts are made of the same groups of days, each with enough answers.
    """
    since = publishing.counting_since(today)
    touchpoint = survey.touchpoint
    counts = queries.answers_a_day(touchpoint=touchpoint, units=units, since=since, until=today)
    is_daily = _is_daily(counts, today)
    groups = _recent_groups(counts, today, is_daily=is_daily)
    period = publishing.closed_period(today)
    first = min([period[0], *[group[0] for group in groups]])
    rows = queries.heard(touchpoint=touchpoint, units=units, since=first, until=today)
    closed = [row for row in rows if period[0] <= row.day <= period[1]]
    return Section(
        touchpoint=touchpoint,
        asked=tuple(items.items(survey.items)),
        is_daily=is_daily,
        days=(groups[0][0], groups[-1][1]) if groups else None,
        lines=_lines(survey, _by_group(rows, groups), today),
        period=period,
        units=_splits(closed, lambda row: row.unit_id, today),
        outcomes=_splits([row for row in closed if row.outcome], lambda row: row.outcome, today),
    )


def _is_daily(counts: Mapping[date, int], today: date) -> bool:
    recent = sum(n for day, n in counts.items() if day > today - publishing.CHART_LENGTH)
    return publishing.is_daily(answers=recent, days=publishing.CHART_LENGTH.days)


def _recent_groups(counts: Mapping[date, int], today: date, *, is_daily: bool) -> list[Days]:
    # The running day is not over, and a figure must not change with every answer.
    groups = publishing.groups(counts, until=today - timedelta(days=1), length=1 if is_daily else 7)
    return [group for group in groups if group[1] > today - publishing.CHART_LENGTH]


def _by_group(rows: Sequence[Heard], groups: Sequence[Days]) -> list[tuple[Days, list[Heard]]]:
    by_day: dict[date, list[Heard]] = defaultdict(list)
    for row in rows:
        by_day[row.day].append(row)
    return [
        (
            group,
            [row for day in sorted(by_day) if group[0] <= day <= group[1] for row in by_day[day]],
        )
        for group in groups
    ]


# --- Lines -------------------------------------------------------------------------------------


def _lines(
    survey: Survey, grouped: Sequence[tuple[Days, list[Heard]]], today: date
) -> tuple[Line, ...]:
    nki = indices.definition(indices.NKI, on=today)
    fairness = indices.definition(indices.FAIRNESS, on=today)
    return (
        _index_line(nki, None, lambda row: row.nki, grouped),
        _share_line(grouped),
        _index_line(fairness, None, lambda row: row.fairness, grouped),
        *(_item_line(item, nki, grouped) for item in items.items(survey.items)),
    )


def _item_line(
    item: Item, rule: IndexDefinition, grouped: Sequence[tuple[Days, list[Heard]]]
) -> Line:
    def value(row: Heard) -> float | None:
        score = row.scores.get(item.code)
        scale = item.scale
        return None if score is None else indices.rescale(score, low=scale.low, high=scale.high)

    return _index_line(rule, item, value, grouped)


def _index_line(
    rule: IndexDefinition,
    item: Item | None,
    value: Value,
    grouped: Sequence[tuple[Days, list[Heard]]],
) -> Line:
    heard = [(group, _values(rows, value)) for group, rows in grouped]
    parts = tuple(Part(group, len(found), _mean(found)) for group, found in heard)
    everything = [each for _, found in heard for each in found]
    figure = indices.figure(everything, rule)
    drawn = [part.value for part in parts if part.value is not None]
    chart = charts.xmr(drawn, least=0, most=100) if len(drawn) > 1 else None
    if item is not None:
        # Bands belong to the index, not to its items.
        figure = Figure(figure.n, figure.mean, figure.interval)
    return Line(item.code if item else rule.code, item, figure, parts, chart)


def _share_line(grouped: Sequence[tuple[Days, list[Heard]]]) -> Line:
    heard = [(group, _values(rows, _is_satisfied)) for group, rows in grouped]
    parts = tuple(Part(group, len(found), _mean(found)) for group, found in heard)
    drawn = [found for _, found in heard if len(found) >= LEAST_CUSTOMERS]
    chart = None
    if len(drawn) > 1:
        chart = charts.p_chart([_hits(found) for found in drawn], [len(found) for found in drawn])
    return Line(
        SHARE, None, _share_figure([each for _, found in heard for each in found]), parts, chart
    )


def _is_satisfied(row: Heard) -> float | None:
    score = row.scores.get("overall")
    return None if score is None else 100.0 * (score >= indices.SATISFIED_FROM)


def _hits(values: Sequence[float]) -> int:
    return sum(value > 0 for value in values)


def _share_figure(values: Sequence[float]) -> Figure:
    n = len(values)
    if n < LEAST_CUSTOMERS:
        return Figure(n)
    found = wilson(_hits(values), n)
    return Figure(n, fmean(values), Interval(100 * found.low, 100 * found.high))


def _values(rows: Sequence[Heard], value: Value) -> list[float]:
    return [found for row in rows if (found := value(row)) is not None]


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if len(values) >= LEAST_CUSTOMERS else None


# --- Splits ------------------------------------------------------------------------------------


def _splits(
    rows: Sequence[Heard], key: Callable[[Heard], Hashable], today: date
) -> tuple[Split, ...]:
    """Split the closed period; what few answered is hidden so that it cannot be worked out."""
    answers = Counter(key(row) for row in rows)
    countable = publishing.shown(answers)
    nki = _column(rows, key, lambda row: row.nki, indices.definition(indices.NKI, on=today))
    fairness = _column(
        rows, key, lambda row: row.fairness, indices.definition(indices.FAIRNESS, on=today)
    )
    return tuple(
        Split(each, answers[each] if each in countable else None, nki.get(each), fairness.get(each))
        for each in answers
    )


def _column(
    rows: Sequence[Heard],
    key: Callable[[Heard], Hashable],
    value: Value,
    rule: IndexDefinition,
) -> dict[Hashable, Figure]:
    found: dict[Hashable, list[float]] = defaultdict(list)
    for row in rows:
        if (number := value(row)) is not None:
            found[key(row)].append(number)
    visible = publishing.shown({each: len(values) for each, values in found.items()})
    return {each: indices.figure(found[each], rule) for each in visible}
