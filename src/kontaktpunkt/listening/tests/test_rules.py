"""Indices, intervals, control charts and suppression, against numbers published elsewhere."""

from datetime import date, timedelta
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.core.intervals import Interval
from kontaktpunkt.listening.rules import charts, indices, intervals, items, publishing
from kontaktpunkt.listening.rules.charts import Signal

TODAY = date(2026, 11, 24)
NKI = indices.definition(indices.NKI, on=TODAY)
FAIRNESS = indices.definition(indices.FAIRNESS, on=TODAY)
SATISFACTION = ("overall", "expectations", "ideal")


# --- Items -------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", items.bank(), ids=lambda item: item.key)
def test_every_item_is_worded_in_three_languages(item: items.Item) -> None:
    for words in (item.wording, item.short, item.scale.low_words, item.scale.high_words):
        assert set(words) == {"da", "sv", "en"}
        assert all(words.values())


def test_the_standing_surveys_ask_items_of_the_bank() -> None:
    for keys in (items.AFTER_A_CONTACT, items.AFTER_A_DECISION):
        assert [item.key for item in items.items(keys)] == list(keys)


def test_an_item_that_is_not_in_the_bank_is_refused() -> None:
    with pytest.raises(items.UnknownItem):
        items.item("overall.99")


def test_a_language_without_words_falls_back_to_english() -> None:
    assert items.said(items.item("overall.1").short, "de") == "All in all"
    assert items.said(items.item("overall.1").short, "da-dk") == "Alt i alt"


# --- Indices -----------------------------------------------------------------------------------


def test_a_five_point_answer_of_each_makes_fifty() -> None:
    """Oracle 14: the SKR coding 5→100 … 1→0 of {5, 4, 3, 2, 1}."""
    assert fmean(indices.rescale(score, low=1, high=5) for score in (5, 4, 3, 2, 1)) == 50


def test_a_mean_of_eight_point_seven_is_an_index_of_eighty_five() -> None:
    """Oracle 14: the NKI 85 that was published beside "8.7 of 10"."""
    assert indices.rescale(8.65, low=1, high=10) == pytest.approx(85.0, abs=0.05)
    assert indices.rescale(8.75, low=1, high=10) == pytest.approx(86.1, abs=0.05)


def test_nki_weighs_its_three_items_alike() -> None:
    scores = {"overall": 10, "expectations": 1, "ideal": 10, "respect": 1}
    assert indices.of_answer(scores, NKI, asked=[*SATISFACTION, "respect"]) == pytest.approx(
        200 / 3
    )


def test_fairness_is_the_mean_less_one_times_twenty_five() -> None:
    scores = {"voice": 5, "respect": 4, "explained": 3}
    assert indices.of_answer(scores, FAIRNESS, asked=scores) == (4 - 1) * 25


def test_an_index_needs_half_of_its_items_answered() -> None:
    assert indices.of_answer({"overall": 10}, NKI, asked=SATISFACTION) is None
    assert indices.of_answer({"overall": 10, "ideal": 10}, NKI, asked=SATISFACTION) == 100
    assert indices.of_answer({}, FAIRNESS, asked=SATISFACTION) is None


@given(
    st.dictionaries(st.sampled_from(SATISFACTION), st.integers(1, 10), min_size=2),
)
def test_an_index_stays_between_its_ends(scores: dict[str, int]) -> None:
    value = indices.of_answer(scores, NKI, asked=SATISFACTION)
    assert value is not None
    assert -1e-9 <= value <= 100 + 1e-9


def test_insikt_counts_four_areas_from_2024() -> None:
    before = indices.definition(indices.INSIKT_TOTAL, on=date(2023, 12, 31))
    after = indices.definition(indices.INSIKT_TOTAL, on=date(2024, 1, 1))
    assert (len(before.areas), len(after.areas)) == (6, 4)


def test_an_index_has_no_definition_before_its_first_version() -> None:
    with pytest.raises(indices.NoDefinition):
        indices.definition(indices.NKI, on=date(2023, 12, 31))


def test_definitions_of_one_index_never_overlap() -> None:
    for one in indices.DEFINITIONS:
        for other in indices.DEFINITIONS:
            if one is not other and one.code == other.code and one.valid_from < other.valid_from:
                assert one.valid_until is not None
                assert one.valid_until < other.valid_from


def test_six_answers_are_not_shown_and_seven_are() -> None:
    assert not indices.figure([80.0] * 6, NKI).is_shown
    assert indices.figure([80.0] * 7, NKI).is_shown


def test_below_twenty_answers_no_band_is_named() -> None:
    assert indices.figure([90.0] * 19, NKI).bands == ()
    assert indices.figure([90.0] * 20, NKI).bands == ("very-high",)


def test_an_interval_across_a_border_names_both_bands() -> None:
    assert indices.bands_touched(Interval(60, 69), NKI.bands) == ("low", "approved")
    assert indices.bands_touched(Interval(80, 100), NKI.bands) == ("very-high",)
    assert indices.bands_touched(Interval(70, 79.9), NKI.bands) == ("high",)


# --- Intervals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "half"), [(7, 23.1), (10, 17.9), (20, 11.7), (100, 5.0), (270, 3.0)])
def test_the_t_interval_is_as_wide_as_computed_elsewhere(n: int, half: float) -> None:
    """With a standard deviation of 25 points; methods, finding 5."""
    values = _with_deviation(n, 25.0)
    found = intervals.t_interval(values)
    assert (found.high - found.low) / 2 == pytest.approx(half, abs=0.05)


def _with_deviation(n: int, deviation: float) -> list[float]:
    """Half below and half above 50, scaled to the sample standard deviation."""
    raw = [-1.0 if place % 2 else 1.0 for place in range(n)]
    scale = deviation / stdev(raw)
    return [50 + scale * each for each in raw]


def test_the_t_interval_is_cut_off_at_the_ends_of_the_scale() -> None:
    assert intervals.t_interval([0.0, 100.0, 100.0]) == Interval(0, 100)


def test_a_census_has_no_uncertainty() -> None:
    found = intervals.t_interval([40.0, 60.0, 50.0], population=3)
    assert (found.low, found.high) == (50, 50)


def test_one_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two"):
        intervals.t_interval([50.0])


# --- Control charts ----------------------------------------------------------------------------

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
NHS = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]


def test_xmr_equals_the_handbook() -> None:
    """Oracle 6: NIST 6.3.2.2, with the factor 2.66."""
    chart = charts.xmr(NIST, is_screened=False)
    assert chart.centre == pytest.approx(50.81)
    assert chart.moving_range == pytest.approx(1.8778, abs=0.00005)
    assert chart.points[0].upper == pytest.approx(55.8049, abs=0.00005)
    assert chart.points[0].lower == pytest.approx(45.8151, abs=0.00005)


def test_xmr_screens_an_outlier_out_of_its_limits() -> None:
    """Oracle 7: NHSRplotthedots."""
    screened, unscreened = charts.xmr(NHS), charts.xmr(NHS, is_screened=False)
    assert screened.centre == pytest.approx(1.94, abs=0.005)
    assert screened.points[0].upper == pytest.approx(4.60, abs=0.005)
    assert screened.points[0].lower == pytest.approx(-0.72, abs=0.005)
    assert unscreened.points[0].upper == pytest.approx(6.95, abs=0.005)
    assert unscreened.points[0].lower == pytest.approx(-3.06, abs=0.005)
    assert screened.points[4].signals == (Signal.BEYOND,)


def test_xmr_limits_stay_on_the_scale() -> None:
    chart = charts.xmr(NHS, is_screened=False, least=0, most=5)
    assert (chart.points[0].lower, chart.points[0].upper) == (0, 5)


def test_p_chart_limits_follow_the_number_of_answers() -> None:
    """Oracle 8: shewhartr."""
    point = charts.share_point(0.05, centre=0.0601, n=134)
    assert point.sigma == pytest.approx(0.0205, abs=0.00005)
    assert point.upper == pytest.approx(0.122, abs=0.0005)
    assert point.lower == 0


def test_p_chart_pools_all_points_for_its_centre() -> None:
    chart = charts.p_chart([1, 9], [10, 30])
    assert chart.centre == 0.25
    assert [point.value for point in chart.points] == [0.1, 0.3]


def test_below_twelve_points_limits_are_a_trial() -> None:
    assert charts.xmr([5.0, 6.0] * 5).is_trial
    assert not charts.xmr([5.0, 6.0] * 6).is_trial


def test_seven_on_one_side_are_a_signal_and_six_are_not() -> None:
    chart = charts.xmr([0.0, 10.0, 0.0, 10.0, 0.0, 10.0, 0.0, *[5.5] * 7])
    assert Signal.ONE_SIDE not in chart.points[-2].signals
    assert Signal.ONE_SIDE in chart.points[-1].signals


def test_seven_rising_points_are_a_trend() -> None:
    chart = charts.xmr([5.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
    assert Signal.TREND in chart.points[-1].signals
    assert Signal.TREND not in chart.points[-2].signals


def test_two_of_three_near_the_same_limit_are_a_signal() -> None:
    usual = [49.0, 51.0] * 10
    chart = charts.xmr([*usual, 55.0, 50.0, 55.0])
    assert Signal.NEAR_LIMIT in chart.points[-1].signals


def test_usual_ups_and_downs_are_no_signal() -> None:
    chart = charts.xmr([49.0, 51.0] * 10)
    assert not any(point.signals for point in chart.points)


@pytest.mark.parametrize("values", [[], [1.0]])
def test_a_chart_needs_two_points(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two points"):
        charts.xmr(values)


# --- Publishing --------------------------------------------------------------------------------


def test_a_small_part_takes_the_next_smallest_with_it() -> None:
    assert publishing.shown({"byg": 40, "vej": 12, "skole": 3}) == {"byg"}


def test_parts_without_answers_are_not_figures() -> None:
    assert publishing.shown({"byg": 40, "vej": 0}) == {"byg"}


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 40)), st.integers(1, 12))
def test_nothing_hidden_can_be_found_by_subtraction(counts: dict[int, int], least: int) -> None:
    visible = publishing.shown(counts, least=least)
    assert all(counts[key] >= least for key in visible)
    hidden = {key: n for key, n in counts.items() if n and key not in visible}
    if hidden and visible:
        assert sum(hidden.values()) >= least
        assert len(hidden) > 1


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=60),
    st.integers(0, 40),
    st.sampled_from([1, 7]),
)
def test_groups_closed_once_stay_as_they_are(numbers: list[int], more: int, length: int) -> None:
    """Whatever day one looks, the groups seen before are the same or gone: never cut anew."""
    first = publishing.counting_since(TODAY)
    counts = {first + timedelta(days=place): n for place, n in enumerate(numbers)}
    until = TODAY
    later = until + timedelta(days=more)
    before = publishing.groups(counts, until=until, length=length)
    after = publishing.groups(counts, until=later, length=length)
    since = publishing.counting_since(later)
    kept = [each for each in before if each[0] >= since]
    assert after[: len(kept)] == kept
    for start, end in after:
        days = (end - start).days + 1
        assert sum(counts.get(start + timedelta(days=n), 0) for n in range(days)) >= 7


def test_a_quiet_week_waits_for_the_next() -> None:
    monday = publishing.counting_since(TODAY)
    counts = {monday: 3, monday + timedelta(days=7): 5, monday + timedelta(days=14): 7}
    found = publishing.groups(counts, until=TODAY, length=7)
    assert found == [
        (monday, monday + timedelta(days=13)),
        (monday + timedelta(days=14), monday + timedelta(days=20)),
    ]


def test_the_running_week_is_not_a_group_of_weeks() -> None:
    found = publishing.groups({TODAY: 50}, until=TODAY, length=7)
    assert found == []
    assert publishing.groups({TODAY: 50}, until=TODAY, length=1)[-1][1] == TODAY


@given(st.dates(date(2024, 3, 1), date(2040, 1, 1)))
def test_closed_periods_are_four_whole_weeks_that_are_over(today: date) -> None:
    first, last = publishing.closed_period(today)
    assert first.weekday() == 0
    assert (last - first).days == 27
    assert today - timedelta(weeks=4) <= last < today


def test_days_are_points_only_where_ten_a_day_answer() -> None:
    assert publishing.is_daily(answers=560, days=56)
    assert not publishing.is_daily(answers=559, days=56)
