"""The page of what was heard: figures equal to independent sums, and nobody singled out."""

from datetime import date, datetime, time, timedelta
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.directory.models import ReadEntry, Role
from kontaktpunkt.listening import operations, reports
from kontaktpunkt.listening.models import Answer, Survey
from kontaktpunkt.listening.rules import publishing
from tests.factories import make_decided_case, make_staff, make_unit

TODAY = date(2026, 11, 24)


@pytest.fixture
def survey(cast: SimpleNamespace, at: datetime) -> Survey:
    return operations.seed_surveys(language="en", at=at)[1]


def add(survey: Survey, unit: Any, days: list[date], **fields: Any) -> list[Answer]:
    fields = {"outcome": "refused", "index": 50.0, "fairness": 25.0} | fields
    fields.setdefault("scores", {"overall": 8, "voice": 2})
    zone = timezone.get_current_timezone()
    return Answer.objects.bulk_create(
        Answer(
            survey=survey,
            unit=unit,
            answered_at=datetime.combine(day, time(12), tzinfo=zone),
            **fields,
        )
        for day in days
    )


def weekdays(count: int, *, before: date = TODAY) -> list[date]:
    """The days before a day, newest first, Saturdays and Sundays left out."""
    days = (before - timedelta(days=n) for n in range(1, 400))
    return [day for day in days if day.weekday() < 5][:count]


def lead(cast: SimpleNamespace, role: Role = Role.UNIT_LEAD) -> Any:
    return make_staff(name="Lise Leder", role=role, unit=cast.byg)


def page(staff: Any, url: str = "/fjordby/listening/", method: str = "get") -> Any:
    client = Client()
    client.force_login(staff, backend="kontaktpunkt.directory.backends.StaffBackend")
    return getattr(client, method)(url)


# --- Numbers -----------------------------------------------------------------------------------


def test_the_figure_equals_an_independent_mean_over_the_closed_weeks(
    survey: Survey, cast: SimpleNamespace
) -> None:
    for place, day in enumerate(weekdays(60)):
        add(survey, cast.byg, [day, day], index=float(20 + place))
    found = reports.section(survey=survey, units=None, today=TODAY)
    nki = found.lines[0]
    first, last = date(2026, 9, 28), date(2026, 11, 22)
    closed = [20 + place for place, day in enumerate(weekdays(60)) if first <= day <= last]
    assert (found.is_daily, found.days) == (False, (first, last))
    assert nki.figure.n == 2 * len(closed) == 80
    assert nki.figure.mean == pytest.approx(fmean(closed))
    assert len(nki.parts) == 8
    assert nki.parts[-1].value == pytest.approx(fmean(closed[:5]))


def test_ten_a_day_make_points_of_days_without_today(survey: Survey, cast: SimpleNamespace) -> None:
    days = [day for day in weekdays(60) for _ in range(14)]
    add(survey, cast.byg, [*days, *[TODAY] * 14])
    found = reports.section(survey=survey, units=None, today=TODAY)
    assert found.is_daily
    saturday, monday = TODAY - timedelta(days=3), TODAY - timedelta(days=1)
    assert found.lines[0].parts[-1].days == (saturday, monday)
    assert found.lines[0].figure.n == 14 * len(found.lines[0].parts)


def test_the_share_counts_eight_nine_and_ten(survey: Survey, cast: SimpleNamespace) -> None:
    week = weekdays(6)[1:]
    add(survey, cast.byg, week, scores={"overall": 8})
    add(survey, cast.byg, week, scores={"overall": 7})
    add(survey, cast.byg, week, scores={})
    share = reports.section(survey=survey, units=None, today=TODAY).lines[1]
    assert (share.figure.n, share.figure.mean) == (10, 50)


def test_an_item_is_read_from_its_own_scale(survey: Survey, cast: SimpleNamespace) -> None:
    add(survey, cast.byg, weekdays(9), scores={"overall": 1, "voice": 5})
    lines = {
        line.code: line for line in reports.section(survey=survey, units=None, today=TODAY).lines
    }
    assert (lines["overall"].figure.mean, lines["voice"].figure.mean) == (0, 100)
    assert not lines["respect"].figure.is_shown


def test_six_answers_show_nothing(survey: Survey, cast: SimpleNamespace) -> None:
    add(survey, cast.byg, weekdays(7)[1:])
    found = reports.section(survey=survey, units=None, today=TODAY)
    assert found.days is None
    assert not any(line.figure.is_shown for line in found.lines)


def test_a_small_unit_is_hidden_together_with_the_next(
    survey: Survey, cast: SimpleNamespace
) -> None:
    first, _last = publishing.closed_period(TODAY)
    tiny, small = make_unit(code="tiny", name="Tiny"), make_unit(code="small", name="Small")
    for unit, n in ((cast.byg, 30), (small, 8), (tiny, 2)):
        add(survey, unit, [first] * n)
    units = {
        split.key: split for split in reports.section(survey=survey, units=None, today=TODAY).units
    }
    assert units[cast.byg.pk].n == 30
    assert units[cast.byg.pk].nki is not None
    for hidden in (small, tiny):
        assert (units[hidden.pk].n, units[hidden.pk].nki) == (None, None)


# --- Access ------------------------------------------------------------------------------------


def test_a_lead_hears_about_the_own_units_and_those_below(
    survey: Survey, cast: SimpleNamespace
) -> None:
    below = make_unit(code="skilte", name="Skilte", parent=cast.byg)
    add(survey, below, weekdays(20))
    add(survey, cast.centre, weekdays(20), index=100.0)
    response = page(lead(cast))
    assert "Byg og Milj" in response.content.decode()
    figures = response.context["sections"][1]["indices"][0]
    assert figures["value"] == "50"


def test_the_page_takes_few_queries(
    survey: Survey, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    add(survey, cast.byg, [day for day in weekdays(60) for _ in range(3)], wants_call=True)
    manager = lead(cast, Role.MANAGER)
    client = Client()
    client.force_login(manager, backend="kontaktpunkt.directory.backends.StaffBackend")
    with django_assert_max_num_queries(14):
        assert client.get("/fjordby/listening/").status_code == 200


# --- Calling back ------------------------------------------------------------------------------


@pytest.fixture
def answer(survey: Survey, cast: SimpleNamespace, at: datetime) -> Answer:
    case = make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo, at=at)
    invitation = operations.invite(survey=survey, municipality=cast.here, case=case, at=at)
    kept = add(
        survey, cast.byg, [TODAY], invitation=invitation, wants_call=True, comment="Skuffet."
    )
    return kept[0]


def test_who_asked_to_be_called_is_shown_to_the_lead_and_the_reading_logged(
    answer: Answer, cast: SimpleNamespace
) -> None:
    staff = lead(cast)
    assert "Egons Bageri" not in page(staff).content.decode()
    response = page(staff, f"/fjordby/listening/follow-up/{answer.pk}/")
    assert "Egons Bageri" in response.content.decode()
    assert "Skuffet." in response.content.decode()
    entry = ReadEntry.objects.get()
    assert (entry.staff, entry.subject_type, entry.subject_id) == (staff, "party", cast.bakery.pk)


def test_a_call_is_noted_and_noting_it_again_is_harmless(
    answer: Answer, cast: SimpleNamespace
) -> None:
    staff = lead(cast)
    for _ in range(2):
        response = page(staff, f"/fjordby/listening/follow-up/{answer.pk}/", "post")
        assert (response.status_code, response["Location"]) == (302, "/fjordby/listening/")
    answer.refresh_from_db()
    assert answer.called_by == staff


def test_the_answer_of_another_unit_is_not_found(answer: Answer, cast: SimpleNamespace) -> None:
    other = make_staff(name="Ole Anden", role=Role.UNIT_LEAD, unit=cast.centre)
    assert page(other, f"/fjordby/listening/follow-up/{answer.pk}/").status_code == 404


def test_when_the_person_was_erased_nobody_is_there_to_call(
    answer: Answer, cast: SimpleNamespace
) -> None:
    Answer.objects.update(invitation=None)
    staff = lead(cast)
    assert page(staff, f"/fjordby/listening/follow-up/{answer.pk}/").status_code == 404
    assert page(staff).context["waiting"] == []


def test_an_answer_that_asked_for_no_call_is_not_found(
    survey: Survey, cast: SimpleNamespace
) -> None:
    kept = add(survey, cast.byg, [TODAY])[0]
    assert page(lead(cast), f"/fjordby/listening/follow-up/{kept.pk}/").status_code == 404


def test_a_designer_sees_that_people_wait_but_not_who(
    answer: Answer, cast: SimpleNamespace
) -> None:
    response = page(lead(cast, Role.SERVICE_DESIGNER))
    assert "follow-up" not in response.content.decode()
    assert response.context["waiting"]
