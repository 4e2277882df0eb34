"""Experience: what people answered about a touchpoint, with honest gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import ibis.expr.types as ir

from kontaktpunkt.core.intervals import Interval
from kontaktpunkt.journeys.engine.apart import Rows, in_groups, told_of_each
from kontaktpunkt.journeys.engine.flow import rows, visits
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.rules import few_in, may_show, mean_interval


@dataclass(frozen=True)
class Experience:
    """The answers about one touchpoint, from 0 to 100.

    n:        answers.
    asked:    times that the touchpoint was met: answers out of those are the response rate.
    mean:     None where fewer than the smallest group answered, here or among those left out.
    interval: None where too few answered for one to mean anything.
    """

    touchpoint: str
    n: int | None
    asked: int
    mean: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Scores:
    """Sums over answers, as far as an interval needs them."""

    n: int
    journeys: int
    mean: float
    deviation: float


def score_counts(*, steps: ir.Table) -> ir.Table:
    """Return (touchpoint, n, journeys, mean, deviation) of the answers."""
    answered = steps.filter(steps.score.notnull())
    return in_groups(answered, "touchpoint").agg(
        n=answered.count(),
        journeys=answered.journey.nunique(),
        mean=answered.score.mean(),
        deviation=answered.score.std(how="sample"),
    )


def scores(*, selection: Selection) -> dict[int, Scores]:
    """Return the answers' sums by touchpoint code, small groups included: not for showing."""
    return _scores(rows(score_counts(steps=selection.steps)))


def _scores(told: Rows) -> dict[int, Scores]:
    return {
        row["touchpoint"]: Scores(row["n"], row["journeys"], row["mean"], _known(row["deviation"]))
        for row in told
    }


def experience(*, selection: Selection) -> tuple[Experience, ...]:
    """Return the experience of every touchpoint that anybody answered about, in order of name.

    A touchpoint that few met, here or among those left out, is not told at all.
    """
    names = selection.prepared.names["touchpoint"]
    met, *met_elsewhere = (
        {row["touchpoint"]: row for row in told}
        for told in told_of_each(
            selection=selection, question=lambda each: visits(variant_steps=each.variant_steps)
        )
    )
    own, *answered_elsewhere = map(
        _scores,
        told_of_each(selection=selection, question=lambda each: score_counts(steps=each.steps)),
    )
    untold = few_in(
        tables=[
            {code: row["journeys"] for code, row in each.items()} for each in (met, *met_elsewhere)
        ]
    )
    # Whoever subtracts this answer from a wider one must not learn what a few others answered.
    gone = few_in(
        tables=[
            {code: each.journeys for code, each in found.items()} for found in answered_elsewhere
        ]
    )
    found = [
        _told(names[code], each, met[code]["visits"], is_hidden=code in gone)
        for code, each in own.items()
        if code not in untold
    ]
    return tuple(sorted(found, key=lambda each: each.touchpoint))


def _told(name: str, each: Scores, asked: int, *, is_hidden: bool) -> Experience:
    if is_hidden or not may_show(journeys=each.journeys):
        return Experience(name, None, asked, None, None)
    interval = mean_interval(n=each.n, mean=each.mean, deviation=each.deviation)
    return Experience(name, each.n, asked, each.mean, interval)


def _known(deviation: float | None) -> float:
    return 0.0 if deviation is None or math.isnan(deviation) else deviation
