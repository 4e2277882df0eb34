"""The quantiles, against SciPy's."""

import pytest
from scipy.special import ndtri, stdtrit

from kontaktpunkt.core import quantiles

SHARES = (1e-9, 0.025, 0.2, 0.5001, 0.6, 0.9, 0.975, 0.995, 1 - 1e-6)


@pytest.mark.parametrize("share", SHARES)
def test_the_normal_quantile_is_the_oracles(share: float) -> None:
    assert quantiles.normal(share) == pytest.approx(float(ndtri(share)), rel=1e-12)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("freedom", [1, 1.3, 2, 2.7, 5, 19.4, 30, 99, 1000, 33_333.3])
def test_the_quantile_of_t_is_the_oracles(freedom: float, share: float) -> None:
    expected = float(stdtrit(freedom, share))
    assert quantiles.student(freedom, share) == pytest.approx(expected, rel=1e-7, abs=1e-8)


def test_t_lies_around_nothing() -> None:
    assert quantiles.student(12, 0.5) == 0
    assert quantiles.student(12, 0.1) == -quantiles.student(12, 0.9)
