"""Staff who leave and come back, opening hours, closing days."""

from datetime import date, datetime, time
from types import SimpleNamespace
from uuid import uuid4

import pytest

from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.directory import operations, queries
from kontaktpunkt.directory.models import ClosingDay, Unit
from kontaktpunkt.events.models import Event
from tests.factories import PASSWORD

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


def test_whoever_left_is_shut_out_until_let_in_again(cast: SimpleNamespace, at: datetime) -> None:
    operations.deactivate(staff=cast.bo, actor=cast.anna, at=at)
    cast.bo.refresh_from_db()
    assert not cast.bo.is_active
    with pytest.raises(AlreadyDone):
        operations.deactivate(staff=cast.bo, actor=cast.anna, at=at)
    operations.reactivate(staff=cast.bo, actor=cast.anna, at=at)
    cast.bo.refresh_from_db()
    assert cast.bo.is_active
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["directory.staff.deactivated", "directory.staff.reactivated"]


def test_nobody_shuts_out_themselves(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.OwnAccount):
        operations.deactivate(staff=cast.anna, actor=cast.anna, at=at)


def test_a_new_password_replaces_the_old_and_is_strong(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.PasswordTooWeak):
        give_password(cast, at, "1234")
    give_password(cast, at, "another horse tale")
    cast.bo.refresh_from_db()
    assert cast.bo.check_password("another horse tale")
    assert not cast.bo.check_password(PASSWORD)
    assert "another" not in str(Event.objects.get().data)


def give_password(cast: SimpleNamespace, at: datetime, password: str, version: int = 1) -> None:
    operations.give_password(
        staff=cast.bo, version=version, password=password, actor=cast.anna, at=at
    )


def test_the_second_to_change_an_account_or_hours_is_told(
    cast: SimpleNamespace, at: datetime
) -> None:
    give_password(cast, at, "another horse tale")
    with pytest.raises(operations.AccountChanged):
        give_password(cast, at, "quite another tale")
    operations.deactivate(staff=cast.bo, actor=cast.anna, at=at)
    with pytest.raises(operations.AccountChanged):
        give_password(cast, at, "quite another tale", version=2)
    assert set_hours(cast, at).version == 2
    with pytest.raises(ChangedMeanwhile):
        set_hours(cast, at, opens=time(11))


def set_hours(cast: SimpleNamespace, at: datetime, **changes: object) -> Unit:
    given = {
        "version": 1,
        "weekdays": [3, 1],
        "opens": time(10),
        "closes": time(12, 30),
        "closed_on_eves": False,
    }
    return operations.set_hours(unit=cast.byg, **(given | changes), actor=cast.anna, at=at)


def test_new_working_days_count_from_now_on(cast: SimpleNamespace, at: datetime) -> None:
    unit = set_hours(cast, at)
    assert unit.weekdays == [1, 3]
    calendar = queries.calendar_of(unit=unit, around=TODAY)
    assert calendar.answer_due(received=TODAY, promise=1) == date(2026, 11, 26)


def test_a_unit_works_some_day_and_opens_before_it_closes(
    cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.NeverWorks):
        set_hours(cast, at, weekdays=[])
    with pytest.raises(operations.OpensTooLate):
        set_hours(cast, at, closes=time(10))


def add_day(cast: SimpleNamespace, at: datetime, **changes: object) -> ClosingDay:
    given = {"day": TOMORROW, "reason": "Flytning"}
    return operations.add_closing_day(**(given | changes), actor=cast.anna, at=at)


def test_a_closing_day_moves_promises_until_it_is_taken_back(
    cast: SimpleNamespace, at: datetime
) -> None:
    closing = add_day(cast, at)
    calendar = queries.calendar_of(unit=cast.byg, around=TODAY)
    assert calendar.answer_due(received=TODAY, promise=1) == date(2026, 11, 26)
    operations.remove_closing_day(closing_day=closing, actor=cast.anna, at=at)
    assert not ClosingDay.objects.exists()
    calendar = queries.calendar_of(unit=cast.byg, around=TODAY)
    assert calendar.answer_due(received=TODAY, promise=1) == TOMORROW


def test_a_day_is_closed_once_for_all_and_once_for_a_unit(
    cast: SimpleNamespace, at: datetime
) -> None:
    for unit in (None, cast.byg):
        add_day(cast, at, unit=unit)
        with pytest.raises(operations.ClosingDayKnown):
            add_day(cast, at, unit=unit)


def test_days_that_promises_were_counted_with_stay(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.DayPassed):
        add_day(cast, at, day=TODAY)
    begun = ClosingDay.objects.create(day=TODAY, reason="Flytning")
    with pytest.raises(operations.DayPassed):
        operations.remove_closing_day(closing_day=begun, actor=cast.anna, at=at)


def test_the_same_form_counts_once(cast: SimpleNamespace, at: datetime) -> None:
    token = uuid4()
    add_day(cast, at, submission=token)
    with pytest.raises(AlreadyDone):
        add_day(cast, at, submission=token)
