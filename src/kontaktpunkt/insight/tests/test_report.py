"""The report: its figures equal independent sums, and what few people stand behind is hidden."""

from datetime import UTC, date, datetime, timedelta
from statistics import fmean, median
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.cases.models import Complaint, Precondition
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core import tenancy
from kontaktpunkt.directory.models import Role
from kontaktpunkt.insight import figures, lately, pages, queries, rules, words
from kontaktpunkt.insight.rules import Share
from kontaktpunkt.listening import operations
from kontaktpunkt.listening.models import Answer
from tests.factories import (
    make_contact,
    make_decided_case,
    make_matter,
    make_party,
    make_question,
    make_staff,
    make_unit,
)

TODAY = date(2026, 11, 24)
PERIOD = rules.periods(today=TODAY, since=None)[0]


def noon(month: int, day: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def found(at: datetime) -> figures.Report:
    return figures.report(period=PERIOD, at=at)


def page(staff: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(staff, backend="kontaktpunkt.directory.backends.StaffBackend")
    return client.get(f"/fjordby/report/{query}")


@pytest.fixture
def member(cast: SimpleNamespace) -> Any:
    return make_staff(name="Kirsten Kjær", role=Role.COMMITTEE_MEMBER, unit=cast.byg)


# --- Contacts ----------------------------------------------------------------------------------


def contacts(cast: SimpleNamespace, n: int, at: datetime, **fields: Any) -> None:
    for number in range(n):
        make_contact(party=cast.dina, staff=cast.anna, at=at + timedelta(minutes=number), **fields)


def test_contacts_are_counted_by_channel_and_few_are_joined(
    cast: SimpleNamespace, at: datetime
) -> None:
    contacts(cast, 20, noon(5))
    contacts(cast, 9, noon(6), channel="email")
    contacts(cast, 2, noon(6), channel="letter")
    # Just outside the period: local midnight is 23:00 of the day before in UTC.
    contacts(cast, 1, datetime(2026, 10, 31, 23, tzinfo=UTC), channel="email")
    channels = found(at).channels
    assert (channels.n, channels.parts, channels.others) == (31, (("phone", 20),), 11)


def test_the_first_moment_of_the_period_is_local_midnight(
    cast: SimpleNamespace, at: datetime
) -> None:
    contacts(cast, 1, datetime(2025, 10, 31, 22, 59, tzinfo=UTC))
    contacts(cast, 8, datetime(2025, 10, 31, 23, 0, tzinfo=UTC))
    assert found(at).channels.n == 8


def test_a_wave_of_avoidable_contacts_is_a_month_that_stands_out(
    cast: SimpleNamespace, at: datetime
) -> None:
    for month in range(1, 11):
        contacts(cast, 40, noon(month))
        contacts(cast, 8, noon(month, 5), avoidable="unclear")
    contacts(cast, 40, noon(4, 9), avoidable="unclear")
    avoidable = found(at).avoidable
    assert avoidable.share == Share(120, 520)
    assert [month.month for month in avoidable.unusual] == [date(2026, 4, 1)]
    assert avoidable.unusual[0].reasons == (48, 0, 0)
    assert "April 2026" in pages.words.avoidable(avoidable).sentence


def test_few_avoidable_contacts_hide_the_month_and_another(
    cast: SimpleNamespace, at: datetime
) -> None:
    for month, n in ((3, 2), (4, 9), (5, 30)):
        contacts(cast, 40, noon(month))
        contacts(cast, n, noon(month, 9), avoidable="chasing")
    months = {month.month.month: month for month in found(at).avoidable.months}
    assert (months[3].share, months[4].share) == (None, None)
    assert months[5].share == Share(30, 70)
    assert months[3].reasons == (None, None, None)


# --- First contact -----------------------------------------------------------------------------


def asked(cast: SimpleNamespace, at: datetime, party: Any, **fields: Any) -> Question:
    contact = make_contact(party=party, staff=cast.anna, at=at)
    return make_question(contact=contact, matter=fields.pop("matter", cast.matter), **fields)


def test_a_repeat_is_the_same_party_and_matter_in_another_contact_within_seven_days(
    cast: SimpleNamespace, at: datetime
) -> None:
    other = make_matter(unit=cast.byg, code="affald", name="Affald")
    start = noon(5)
    parties = [make_party(name=f"Part {number}") for number in range(6)]
    for party in parties:
        asked(cast, start, party)
    asked(cast, start + timedelta(days=7), parties[0])
    asked(cast, start + timedelta(days=7, minutes=1), parties[1])
    asked(cast, start + timedelta(days=1), parties[2], matter=other)
    twice = make_contact(party=parties[3], staff=cast.anna, at=start + timedelta(days=30))
    make_question(contact=twice, matter=cast.matter)
    make_question(contact=twice, matter=cast.matter)
    asked(cast, start, None)
    # A repeat may come after the period; a question too young to tell is not followed.
    asked(cast, noon(10, 30), parties[4])
    asked(cast, noon(11, 2), parties[4])
    counted = queries.questions(period=PERIOD, at=at)
    assert (counted.n, counted.followed, counted.repeated) == (13, 11, 2)
    early = queries.questions(period=PERIOD, at=noon(11, 5))
    assert (early.followed, early.repeated) == (10, 1)


def test_what_the_agent_noted_is_another_figure_than_what_came_again(
    cast: SimpleNamespace, at: datetime
) -> None:
    for number in range(20):
        fields = {} if number < 12 else {"outcome": "guided"}
        asked(cast, noon(5), make_party(name=f"Part {number}"), **fields)
    at_once = found(at).at_once
    assert at_once.parts == {"settled": Share(12, 20), "guided": Share(8, 20)}
    assert at_once.stayed_away == Share(20, 20)
    assert at_once.at_first == Share(20, 20)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(85, 100), "the target is 80"),
        (Share(70, 100), "below the target of 80"),
        (Share(15, 20), "may be chance"),
    ],
)
def test_the_first_contact_is_held_against_its_target(share: Share, said: str) -> None:
    assert said in words.against_target(share)


def test_a_lead_sees_the_own_units_first_contacts(cast: SimpleNamespace, at: datetime) -> None:
    for number in range(10):
        fields = (
            {} if number < 7 else {"outcome": "handed_over", "unit": cast.byg, "promised_on": TODAY}
        )
        asked(cast, at - timedelta(days=3), None, **fields)
    asked(cast, at - timedelta(days=30), None)
    asked(cast, at, None)
    today = timezone.localdate(at)
    theirs = lately.first_contact(unit=cast.byg, today=today)
    assert (theirs.share, theirs.is_taken) == (Share(7, 10), False)
    assert "70" in theirs.sentence
    taken = lately.first_contact(unit=cast.centre, today=today)
    assert (taken.share, taken.is_taken) == (Share(7, 10), True)
    nothing = make_unit(code="park", name="Park")
    assert "Fewer than" in lately.first_contact(unit=nothing, today=today).sentence


# --- Promises and decisions --------------------------------------------------------------------


def promised(cast: SimpleNamespace, unit: Any, day: date, *, late: int, n: int = 1) -> None:
    for _ in range(n):
        asked(
            cast,
            noon(5),
            cast.dina,
            outcome="handed_over",
            unit=unit,
            promised_on=day,
            answered_how="call",
            answered_at=datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
            + timedelta(days=late),
        )


def test_a_unit_that_misses_after_summer_is_named_with_its_months(
    cast: SimpleNamespace, at: datetime
) -> None:
    school = make_unit(code="skole", name="Skole")
    for month in range(1, 11):
        promised(cast, cast.byg, date(2026, month, 10), late=0, n=10)
        promised(cast, school, date(2026, month, 10), late=0 if month not in {8, 9} else 1, n=10)
    kept = found(at).promises
    assert kept.share == Share(180, 200)
    assert kept.behind is not None
    assert (kept.behind.unit, kept.behind.share) == ("Skole", Share(80, 100))
    assert kept.behind.low == (date(2026, 8, 1), date(2026, 9, 1))
    said = pages.words.promises(kept, PERIOD).sentence
    assert "Skole" in said
    assert "August 2026 and September 2026" in said


def test_an_answer_late_in_the_evening_of_the_day_keeps_the_promise(
    cast: SimpleNamespace, at: datetime
) -> None:
    promised(cast, cast.byg, date(2026, 5, 4), late=0)
    asked(
        cast,
        noon(5),
        cast.dina,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 5, 4),
        # 00:30 of the next day in Copenhagen.
        answered_at=datetime(2026, 5, 4, 22, 30, tzinfo=UTC),
    )
    asked(
        cast,
        noon(5),
        cast.dina,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 5, 5),
    )
    (row,) = queries.promises(period=PERIOD)
    assert row.kept == Share(1, 3)


def test_the_median_and_the_deadline_equal_a_calculation_by_hand(
    cast: SimpleNamespace, at: datetime
) -> None:
    cast.matter.published_deadline_days = 20
    cast.matter.save()
    days = [3, 8, 15, 20, 21, 40, 60, 61]
    for number in days:
        received = (noon(6) - timedelta(days=number)).date()
        make_decided_case(
            party=cast.dina, matter=cast.matter, staff=cast.bo, at=noon(6), received_on=received
        )
    speed = found(at).decisions
    assert speed.everything.median == median(days) == 20.5
    assert (speed.everything.promised, speed.everything.within) == (8, 4)
    assert [row.matter for row in speed.matters] == ["Skilt på facade"]


# --- Calls and complaints ----------------------------------------------------------------------


def refused(cast: SimpleNamespace, *, call: str, n: int, complain: int, at: datetime) -> None:
    for number in range(n):
        case = make_decided_case(party=cast.dina, matter=cast.matter, staff=cast.bo, at=at)
        if call:
            Precondition.objects.create(
                case=case, kind="call", state=call, waiver_reason="–", opened_at=at
            )
        if number < complain:
            Complaint.objects.create(
                case=case, kind="appeal", text="Nej", received_at=at + timedelta(days=34)
            )


def test_complaints_are_counted_with_and_without_a_call(
    cast: SimpleNamespace, at: datetime
) -> None:
    refused(cast, call="settled", n=50, complain=4, at=noon(5))
    refused(cast, call="waived", n=10, complain=3, at=noon(5))
    refused(cast, call="", n=40, complain=12, at=noon(5))
    refused(cast, call="settled", n=9, complain=0, at=noon(10, 25))
    report = found(at)
    assert report.calls.parts == {
        "settled": Share(59, 109),
        "waived": Share(10, 109),
        "": Share(40, 109),
    }
    complaints = report.complaints
    assert (complaints.called, complaints.not_called) == (Share(4, 50), Share(15, 50))
    assert complaints.too_new == 9
    said = pages.words.complaints(complaints)
    assert "8 complained after a call and 30 without one" in said.sentence
    assert "cannot say" in said.sentence
    assert "association" in said.definition


def test_a_complaint_after_five_weeks_or_before_the_decision_does_not_count(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_decided_case(party=cast.dina, matter=cast.matter, staff=cast.bo, at=noon(5))
    for days in (-1, 35):
        Complaint.objects.create(
            case=case, kind="service", text="Nej", received_at=noon(5) + timedelta(days=days)
        )
    assert [row.complained for row in queries.adverse_decisions(period=PERIOD, at=at)] == [False]


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    found = figures.Complaints(Share(4, 50), Share(6, 50), too_new=0)
    assert "may be chance" in pages.words.complaints(found).sentence


def test_six_decisions_without_a_call_are_not_compared() -> None:
    found = figures.Complaints(Share(4, 50), Share(6, 6), too_new=0)
    said = pages.words.complaints(found)
    assert said.table is None
    assert "too few" in said.sentence


# --- Answers -----------------------------------------------------------------------------------


def answers(cast: SimpleNamespace, at: datetime, **fields: Any) -> None:
    survey = operations.seed_surveys(language="en", at=at)
    decision = next(each for each in survey if each.touchpoint == "decision")
    Answer.objects.create(survey=decision, unit=cast.byg, scores={}, answered_at=at, **fields)


def test_the_indices_equal_independent_means_of_the_months_that_count(
    cast: SimpleNamespace, at: datetime
) -> None:
    heard = []
    for month in (2, 3, 6):
        for number in range(8 if month < 6 else 3):
            for outcome, base in (("granted", 60), ("refused", 20)):
                nki, fairness = base + number + month, base + 10.0 + number
                answers(cast, noon(month), outcome=outcome, index=nki, fairness=fairness)
                heard.append((month, outcome, nki, fairness))
    experience = found(at).experience
    # January holds nothing and joins February; June waits for more.
    assert experience.months == tuple(date(2026, month, 1) for month in (1, 2, 3))
    granted = [row for row in heard if row[0] < 6 and row[1] == "granted"]
    refused_rows = [row for row in heard if row[0] < 6 and row[1] == "refused"]
    assert experience.granted[0].n == 16
    assert experience.granted[0].mean == pytest.approx(fmean(row[2] for row in granted))
    assert experience.adverse[1].mean == pytest.approx(fmean(row[3] for row in refused_rows))


def test_six_answers_of_one_kind_show_nothing(cast: SimpleNamespace, at: datetime) -> None:
    for number in range(30):
        outcome = "refused" if number < 6 else "granted"
        answers(cast, noon(5), outcome=outcome, index=50.0, fairness=50.0)
    experience = found(at).experience
    assert not experience.is_shown
    assert experience.granted[0].n == 0


# --- The page ----------------------------------------------------------------------------------


def test_an_empty_municipality_says_that_there_is_nothing(member: Any) -> None:
    text = page(member).content.decode()
    assert "Ingen henvendelse blev registreret" in text
    assert '<svg class="picture report' not in text


def test_the_page_shows_no_number_below_seven(cast: SimpleNamespace, member: Any) -> None:
    contacts(cast, 6, noon(5))
    text = page(member).content.decode()
    assert "n = 6" not in text
    assert "Færre end 7" in text


def test_the_figures_take_seven_queries_whatever_there_is(
    cast: SimpleNamespace, at: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        found(at)
    refused(cast, call="settled", n=12, complain=1, at=noon(5))
    contacts(cast, 30, noon(5))
    for month in range(1, 11):
        promised(cast, cast.byg, date(2026, month, 10), late=0, n=8)
    with django_assert_num_queries(7):
        found(at)


def test_the_page_asks_for_little_beside_the_figures(
    member: Any, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(member, backend="kontaktpunkt.directory.backends.StaffBackend")
    with django_assert_max_num_queries(20):
        assert client.get("/fjordby/report/").status_code == 200


def test_a_period_that_is_not_offered_is_refused_and_the_last_months_are_shown(
    cast: SimpleNamespace, member: Any
) -> None:
    answer = page(member, "?period=1999")
    assert answer.status_code == 422
    assert "Vælg en af perioderne" in answer.content.decode()


def test_another_municipality_is_not_counted(cast: SimpleNamespace, at: datetime) -> None:
    with tenancy.acting_for(cast.elsewhere):
        for _ in range(20):
            make_contact(party=cast.foreign_party, staff=cast.carl, at=noon(5))
    assert found(at).channels.n == 0


def test_the_committee_member_begins_with_the_report(member: Any) -> None:
    client = Client()
    client.force_login(member, backend="kontaktpunkt.directory.backends.StaffBackend")
    assert client.get("/fjordby/desk/").headers["Location"] == "/fjordby/report/"
