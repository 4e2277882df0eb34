"""From answers to indices, 0 to 100: definitions with dates, and what may be said of a figure.

Source: docs/measures.md#indices
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from kontaktpunkt.core.intervals import Interval
from kontaktpunkt.listening.rules.intervals import t_interval

NKI = "nki"
FAIRNESS = "fairness"
FACTOR = "factor"
SKR_SERVICE = "skr-service"
INSIKT_TOTAL = "insikt-total"

SATISFACTION_ITEMS = ("overall", "expectations", "ideal")
FAIRNESS_ITEMS = ("voice", "neutral", "accurate", "respect", "explained", "timely", "tailored")

# "Satisfied" for the share of satisfied people: 8, 9 or 10 on the item "overall".
SATISFIED_FROM = 8


@dataclass(frozen=True)
class Band:
    """A name for a stretch of the index: from `least` up to the next band."""

    code: str
    least: float


@dataclass(frozen=True)
class IndexDefinition:
    """How one index is made, in one version.

    items:         codes of the items; empty when the caller chooses them (factor) or the index is
                   made of other indices (areas).
    weights:       one for each item, summing to 1; empty for equal weights.
    low, high:     ends of the items' scale.
    areas:         parts of a total that is made of other indices.
    publish_least: answers needed before the figure is shown at all.
    band_least:    answers needed before a band is named.
    bands:         from the lowest; empty when the index has none.
    """

    code: str
    version: int
    valid_from: date
    low: int
    high: int
    publish_least: int
    items: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    areas: tuple[str, ...] = ()
    band_least: int = 20
    bands: tuple[Band, ...] = ()
    valid_until: date | None = None


class NoDefinition(LookupError):
    """The index had no definition on that day."""


INSIKT_BANDS = (Band("low", 0), Band("approved", 62), Band("high", 70), Band("very-high", 80))

DEFINITIONS = (
    IndexDefinition(
        code=NKI,
        version=1,
        valid_from=date(2024, 1, 1),
        low=1,
        high=10,
        publish_least=7,
        items=SATISFACTION_ITEMS,
        bands=INSIKT_BANDS,
    ),
    IndexDefinition(
        code=FAIRNESS,
        version=1,
        valid_from=date(2024, 1, 1),
        low=1,
        high=5,
        publish_least=7,
        items=FAIRNESS_ITEMS,
    ),
    IndexDefinition(
        code=FACTOR, version=1, valid_from=date(2024, 1, 1), low=1, high=10, publish_least=7
    ),
    IndexDefinition(
        code=SKR_SERVICE,
        version=1,
        valid_from=date(2022, 1, 1),
        low=1,
        high=5,
        publish_least=100,
        band_least=100,
    ),
    IndexDefinition(
        code=INSIKT_TOTAL,
        version=1,
        valid_from=date(2021, 1, 1),
        valid_until=date(2023, 12, 31),
        low=0,
        high=100,
        publish_least=7,
        areas=("fire", "building", "land", "environment", "food", "alcohol"),
        bands=INSIKT_BANDS,
    ),
    IndexDefinition(
        code=INSIKT_TOTAL,
        version=2,
        valid_from=date(2024, 1, 1),
        low=0,
        high=100,
        publish_least=7,
        areas=("building", "environment", "food", "alcohol"),
        bands=INSIKT_BANDS,
    ),
)


def definition(code: str, *, on: date) -> IndexDefinition:
    """Return how the index is made on a day.

    Raises NoDefinition before the first version and for an unknown code.
    """
    for each in DEFINITIONS:
        ended = each.valid_until is not None and each.valid_until < on
        if each.code == code and each.valid_from <= on and not ended:
            return each
    raise NoDefinition(f"{code} on {on}")


def rescale(score: float, *, low: int, high: int) -> float:
    """Return a score between two ends as 0 to 100."""
    return (score - low) * 100 / (high - low)


def of_answer(
    scores: Mapping[str, int], rule: IndexDefinition, *, asked: Iterable[str]
) -> float | None:
    """Return one person's index, 0 to 100, or None when too little was answered.

    scores: item code → number chosen; items that were skipped are absent.
    asked:  codes of all items in the survey; those outside the index do not matter.
    At least half of the index's items must be answered; the weights of the others are shared out.
    """
    weights = dict(zip(rule.items, rule.weights or [1.0] * len(rule.items), strict=True))
    own = [code for code in asked if code in weights]
    answered = [code for code in own if code in scores]
    if not answered or len(answered) * 2 < len(own):
        return None
    points = [
        weights[code] * rescale(scores[code], low=rule.low, high=rule.high) for code in answered
    ]
    return sum(points) / sum(weights[code] for code in answered)


@dataclass(frozen=True)
class Figure:
    """An index as it may be shown.

    n:        answers behind it.
    mean:     0 to 100; None when too few answers allow it to be shown.
    interval: 95 % for the mean; None when it is not shown.
    bands:    codes of the bands that the interval touches; one is a verdict, two are not; empty
              when there are too few answers for any.
    """

    n: int
    mean: float | None = None
    interval: Interval | None = None
    bands: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """There are enough answers for the figure to be shown."""
        return self.mean is not None


def figure(values: Sequence[float], rule: IndexDefinition) -> Figure:
    """Return what may be said of these people's indices, by the definition's least numbers."""
    n = len(values)
    if n < rule.publish_least:
        return Figure(n)
    interval = t_interval(values)
    named = bands_touched(interval, rule.bands) if n >= rule.band_least else ()
    return Figure(n, fmean(values), interval, named)


def bands_touched(interval: Interval, bands: Sequence[Band]) -> tuple[str, ...]:
    """Return the codes of the bands that some part of the interval lies in, lowest first."""
    ends = [*[band.least for band in bands[1:]], float("inf")]
    return tuple(
        band.code
        for band, end in zip(bands, ends, strict=False)
        if interval.low < end and interval.high >= band.least
    )
