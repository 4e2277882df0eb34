"""The picture of differences."""

from __future__ import annotations

import pytest

from kontaktpunkt.journeys.pictures import forest


def test_differences_stand_on_one_scale_around_nothing():
    rows = [
        forest.Row("a", -0.2, -0.4, 0.0, "1 % against 21 %", is_beyond=False),
        forest.Row("b", 0.1, 0.05, 0.15, "20 % against 10 %", is_beyond=True),
    ]
    found = forest.forest(rows=rows)
    first, second = found.rows
    assert first.low_x == pytest.approx(found.label)
    assert first.high_x == found.zero
    assert found.zero - first.x == pytest.approx(2 * (second.x - found.zero))
    assert first.y < second.y <= found.height
    assert forest.forest(rows=[]).rows == ()
