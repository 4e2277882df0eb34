"""How people felt at each touchpoint: n, response rate, score and interval, gaps left blank."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys.engine.experience import Experience
from kontaktpunkt.journeys.engine.flow import Flow
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context, Linked, interval_of_score
from kontaktpunkt.journeys.pictures import charts
from kontaktpunkt.journeys.wording import number, percent


def answer(
    *, felt: Sequence[Experience], flow: Flow, labels: Labels, asked: Asked
) -> Context | None:
    """Show the experience of every touchpoint that was answered about; None where none was."""
    if not felt:
        return None
    known = sorted((each for each in felt if each.mean is not None), key=_mean)
    hidden = [each for each in felt if each.mean is None]
    return {
        "sentence": _sentence(known, labels),
        "picture": charts.bars(rows=[_bar(each, labels, asked) for each in known])
        if known
        else None,
        "columns": [
            _("Touchpoint"),
            _("Times met"),
            _("Answers"),
            _("Response rate"),
            _("Score, of 100"),
            _("Interval"),
        ],
        "numbers": [_cells(each, labels, asked) for each in (*known, *hidden)],
        "gaps": _gaps(felt, flow),
    }


def _mean(each: Experience) -> float:
    return each.mean or 0.0


def _bar(each: Experience, labels: Labels, asked: Asked) -> charts.Bar:
    said = _("%(score)s (n = %(n)s)") % {"score": number(_mean(each)), "n": number(each.n or 0)}
    low, high = (each.interval.low, each.interval.high) if each.interval else (None, None)
    url = asked.behind(("answered", each.touchpoint))
    return charts.Bar(labels.touchpoint(each.touchpoint), _mean(each), said, low, high, url)


def _cells(each: Experience, labels: Labels, asked: Asked) -> list[str]:
    name = labels.touchpoint(each.touchpoint)
    met = Linked(number(each.asked), asked.behind(("through", each.touchpoint)))
    if each.mean is None or each.n is None:
        return [name, met, _("too few to show"), "–", "–", "–"]
    interval = interval_of_score(each.interval) if each.interval else _("too few for one")
    rate = percent(min(each.n / each.asked, 1)) if each.asked else "–"
    answers = Linked(number(each.n), asked.behind(("answered", each.touchpoint)))
    return [name, met, answers, rate, number(each.mean), interval]


def _sentence(known: Sequence[Experience], labels: Labels) -> str:
    sure = [each for each in known if each.interval is not None]
    if len(sure) < 2:
        return _("So few answered that no two touchpoints can be told apart.")
    worst, best = sure[0], sure[-1]
    said = {
        "worst": labels.touchpoint(worst.touchpoint),
        "best": labels.touchpoint(best.touchpoint),
        "low": number(_mean(worst)),
        "high": number(_mean(best)),
    }
    assert worst.interval is not None
    assert best.interval is not None
    if worst.interval.high < best.interval.low:
        return (
            _(
                "People felt worse at “%(worst)s” than at “%(best)s”: %(low)s against %(high)s "
                "of 100."
            )
            % said
        )
    return (
        _(
            "Scores run from %(low)s at “%(worst)s” to %(high)s at “%(best)s”, and their intervals "
            "overlap: the difference could be chance."
        )
        % said
    )


def _gaps(felt: Sequence[Experience], flow: Flow) -> str:
    answered = {each.touchpoint for each in felt}
    silent = sum(node.name not in answered for node in flow.nodes)
    if not silent:
        return ""
    return ngettext(
        "At one further touchpoint nobody was asked, or nobody answered.",
        "At %(count)s further touchpoints nobody was asked, or nobody answered.",
        silent,
    ) % {"count": number(silent)}
