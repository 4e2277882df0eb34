"""Units and the days on which they work."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from kontaktpunkt.core import tenancy
from kontaktpunkt.directory import queries
from kontaktpunkt.directory.models import ClosingDay
from tests.factories import make_unit

TUESDAY = date(2026, 11, 24)


def test_a_promise_counts_the_unit_s_own_days(cast: SimpleNamespace) -> None:
    weekend = make_unit(code="vagt", name="Vagten", weekdays=[5, 6])
    calendars = queries.calendars_of(units=[cast.byg, weekend], around=TUESDAY)
    assert calendars[cast.byg.pk].answer_due(received=TUESDAY, promise=2) == date(2026, 11, 26)
    assert calendars[weekend.pk].answer_due(received=TUESDAY, promise=2) == date(2026, 11, 29)


def test_a_promise_passes_over_closing_days_of_the_unit_and_of_all(cast: SimpleNamespace) -> None:
    ClosingDay.objects.create(unit=cast.byg, day=date(2026, 11, 25), reason="Flytning")
    ClosingDay.objects.create(unit=None, day=date(2026, 11, 26), reason="Strejke")
    for unit, due in ((cast.byg, date(2026, 11, 27)), (cast.centre, date(2026, 11, 25))):
        calendar = queries.calendar_of(unit=unit, around=TUESDAY)
        assert calendar.answer_due(received=TUESDAY, promise=1) == due


def test_a_promise_before_christmas_crosses_the_year(cast: SimpleNamespace) -> None:
    calendar = queries.calendar_of(unit=cast.byg, around=date(2026, 12, 23))
    # 24 to 26 December, 31 December and 1 January are closed in Denmark, where eves are.
    assert calendar.answer_due(received=date(2026, 12, 23), promise=4) == date(2027, 1, 4)


def test_each_country_has_its_own_holidays(cast: SimpleNamespace) -> None:
    with tenancy.acting_for(cast.elsewhere):
        swedish = queries.calendar_of(unit=cast.carl.unit, around=date(2026, 6, 18))
    danish = queries.calendar_of(unit=cast.byg, around=date(2026, 6, 18))
    midsummer_eve = date(2026, 6, 19)
    assert midsummer_eve in swedish.closed
    assert midsummer_eve not in danish.closed


def test_calendars_of_many_units_take_one_query(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    queries.calendar_of(unit=cast.byg, around=TUESDAY)
    with django_assert_num_queries(1):
        queries.calendars_of(units=[cast.byg, cast.centre], around=TUESDAY)


def test_units_within_holds_the_unit_and_all_below_it(cast: SimpleNamespace) -> None:
    team = make_unit(code="byg-1", name="Byggesager", parent=cast.byg)
    pair = make_unit(code="byg-2", name="Carporte", parent=team)
    assert queries.unit_ids_within(unit_id=cast.byg.pk) == [cast.byg.pk, team.pk, pair.pk]
    assert queries.unit_ids_within(unit_id=pair.pk) == [pair.pk]


def test_a_unit_that_never_works_is_offered_to_nobody(cast: SimpleNamespace) -> None:
    make_unit(code="sov", name="Sovende", weekdays=[])
    keys = {pk for pk, _name in queries.unit_names()}
    assert keys == {cast.byg.pk, cast.centre.pk}
