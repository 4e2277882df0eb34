"""Intervals of shares and of their differences, against numbers published elsewhere."""

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from kontaktpunkt.core.intervals import newcombe, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (18, 20, 0.698966, 0.972134),
        (4, 20, 0.080658, 0.416017),
        (64, 100, 0.5424, 0.7273),
    ],
)
def test_wilson_equals_the_published_intervals(
    successes: int, n: int, low: float, high: float
) -> None:
    """Oracles 1 and 2: Newcombe (1998), Table I; R's binom; and 64 of 100 complaints."""
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (5, 4), (-1, 4)])
def test_wilson_refuses_what_is_no_share(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(successes, n)


def test_the_interval_of_a_difference_of_shares_is_newcombes() -> None:
    found = newcombe((56, 70), (48, 80))
    expected = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert (found.low, found.high) == pytest.approx(expected)
