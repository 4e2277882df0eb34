"""Each sentence put together with its picture, as the template shows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from kontaktpunkt.insight import pictures, words
from kontaktpunkt.insight.figures import Avoidable, Channels, Report, Speed, UnitKept
from kontaktpunkt.insight.rules import FIRST_CONTACT_TARGET, Share
from kontaktpunkt.insight.words import Statement
from kontaktpunkt.listening.rules.indices import Figure

Shown = dict[str, Any]
MOST_BARS = 8


def report(found: Report, *, since: date | None) -> Shown:
    """Return what the page shows.

    since: the day of the oldest contact, told where it lies inside the period.
    """
    period = found.period
    began_inside = since is not None and since > period.first
    return {
        "months": words.months(period),
        "since": since if began_inside else None,
        "statements": [
            _with_bars(words.channels(found.channels), _channels(found.channels)),
            _at_once(words.at_once(found.at_once)),
            _avoidable(found.avoidable),
            _promises(found),
            _speed(found.decisions),
            _shares(words.calls(found.calls)),
            _complaints(words.complaints(found.complaints)),
            _experience(words.experience(found.experience)),
        ],
    }


def _with_bars(said: Statement, bars: list[Shown], key: str = "") -> Shown:
    return {"said": said, "bars": bars, "key": key}


def _bar(name: str, value: str, picture: pictures.Bar) -> Shown:
    return {"name": name, "value": value, "picture": picture}


def _channels(found: Channels) -> list[Shown]:
    most = max((n for _, n in found.parts), default=1)
    return [
        _bar(words.channel_name(code), words.percent(n / found.n), pictures.bar(n, most=most))
        for code, n in found.parts
    ]


def _shares(said: Statement) -> Shown:
    shares: Mapping[str, Share] = said.more["shares"]
    return _with_bars(
        said,
        [
            _bar(name, words.percent(share.value), _share_bar(share, most=1))
            for name, share in shares.items()
        ],
    )


def _at_once(said: Statement) -> Shown:
    """Draw the shares; the one that has a target is held against it."""
    shown = _shares(said)
    share = said.more["shares"].get(words.first_contact_name())
    if share:
        shown["bars"][0]["picture"] = _share_bar(share, most=1, mark=FIRST_CONTACT_TARGET)
    return shown


def _share_bar(share: Share, *, most: float, mark: float | None = None) -> pictures.Bar:
    found = share.interval
    return pictures.bar(share.value, most=most, low=found.low, high=found.high, mark=mark)


def _complaints(said: Statement) -> Shown:
    shares: Mapping[str, Share] = said.more["shares"]
    most = max((share.interval.high for share in shares.values()), default=1)
    return _with_bars(
        said,
        [
            _bar(name, words.number(share.value * 100), _share_bar(share, most=most))
            for name, share in shares.items()
        ],
        gettext("Bars: complaints per 100 decisions."),
    )


def _experience(said: Statement) -> Shown:
    figures: Mapping[str, Figure] = said.more["figures"]
    return _with_bars(
        said,
        [
            _bar(name, words.number(figure.mean or 0), _index_bar(figure))
            for name, figure in figures.items()
        ],
        gettext("Bars: mean index, from 0 to 100."),
    )


def _index_bar(figure: Figure) -> pictures.Bar:
    interval = figure.interval
    ends = (interval.low, interval.high) if interval else (None, None)
    return pictures.bar(figure.mean or 0, most=100, low=ends[0], high=ends[1])


def _avoidable(found: Avoidable) -> Shown:
    said = words.avoidable(found)
    told = [
        None
        if month.share is None or None in month.reasons
        else [each or 0 for each in month.reasons]
        for month in found.months
    ]
    unusual = [month.is_unusual for month in found.months]
    return {
        "said": said,
        "columns": pictures.stacked(told, unusual=unusual) if said.table else None,
        "labels": [words.month_label(month.month) for month in found.months],
        "names": said.more["names"],
    }


def _promises(found: Report) -> Shown:
    period, kept = found.period, found.promises
    return {
        "said": words.promises(kept, period),
        "strips": [_strip(unit, period.months) for unit in kept.units],
        "ends": [words.month_name(period.months[0]), words.month_name(period.months[-1])],
    }


def _strip(unit: UnitKept, months: tuple[date, ...]) -> Shown:
    values = [share.value if share else None for share in unit.months]
    return {
        "name": unit.unit,
        "value": words.percent(unit.share.value),
        "low": words.listed([words.month_name(month) for month in unit.low]),
        "picture": pictures.strip(values, flagged=[month in unit.low for month in months]),
    }


def _speed(found: Speed) -> Shown:
    matters = found.matters[:MOST_BARS]
    most = max((max(row.median or 0, row.published or 0) for row in matters), default=1)
    return {
        "said": words.decisions(found),
        "bars": [
            _bar(
                row.matter,
                words.number(row.median or 0),
                pictures.bar(row.median or 0, most=most, mark=row.published),
            )
            for row in matters
        ],
        "has_marks": any(row.published is not None for row in matters),
        "left_out": len(found.matters) - len(matters),
    }
