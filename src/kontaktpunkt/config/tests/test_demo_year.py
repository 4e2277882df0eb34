"""The invented year: its size and rhythm, the stories to be found in it, and nobody real."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import phonenumbers
import pytest

from kontaktpunkt.config.demo.casework import calls_begin
from kontaktpunkt.config.demo.content import content_of
from kontaktpunkt.config.demo.days import HISTORY_DAYS, Window
from kontaktpunkt.config.tests.demo_year import AT, SCALE, number, table, year_made
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.events.keys import pseudonym
from kontaktpunkt.events.kinds import all_kinds
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.listening import queries as listening
from kontaktpunkt.parties import rules
from kontaktpunkt.parties.models import Party

SLUGS = ("fjordby", "sjostad")
ZONE = "Europe/Copenhagen"


@pytest.fixture(scope="module", autouse=True)
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both municipalities with a tenth of their year."""
    with django_db_blocker.unblock(), year_made(slugs=SLUGS):
        yield


@pytest.fixture(params=SLUGS)
def there(request: pytest.FixtureRequest) -> Iterator[Municipality]:
    """Act for each municipality in turn."""
    municipality = Municipality.objects.get(slug=request.param)
    with tenancy.acting_for(municipality):
        yield municipality


# --- Size and rhythm ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "whole"),
    [
        ("parties_party", 9000),
        ("contacts_contact", 25000),
        ("cases_case", 4000),
        ("dialogue_call", 2000),
        ("listening_answer", 6000),
    ],
)
def test_a_tenth_of_the_year_is_a_tenth_of_what_was_asked_for(counted: str, whole: int) -> None:
    found = number(f"SELECT count(*) FROM {counted}")
    assert found == pytest.approx(whole * SCALE, rel=0.15)


def test_it_lasts_twelve_months_up_to_now(there: Municipality) -> None:
    outside = Event.objects.filter(occurred_at__gt=AT) | Event.objects.filter(
        occurred_at__lt=AT - timedelta(days=HISTORY_DAYS + 3)
    )
    assert not outside.exists()
    assert Event.objects.filter(occurred_at__gt=AT - timedelta(hours=4)).exists()
    assert Event.objects.filter(occurred_at__lt=AT - timedelta(days=360)).exists()


def test_three_of_four_questions_are_settled_at_the_first_contact(there: Municipality) -> None:
    share = number(
        "SELECT avg((outcome <> 'handed_over')::int) FROM contacts_question", slug=there.slug
    )
    assert 0.68 <= share <= 0.82


def test_people_get_in_touch_on_working_days_and_most_on_monday_forenoons() -> None:
    at_the_desk = "SELECT started_at FROM contacts_contact WHERE channel <> 'web'"
    met = table(at_the_desk)["started_at"].dt.tz_convert(ZONE)
    assert set(met.dt.day_of_week) == set(range(5))
    by_day = met.dt.day_of_week.value_counts()
    assert by_day[0] > 1.3 * by_day[4]
    by_hour = met.dt.hour.value_counts()
    assert by_hour.idxmax() in {9, 10}
    assert by_hour[12] < by_hour[13]
    assert date(2026, 4, 3) not in set(met.dt.date), "Good Friday"


def test_july_is_quiet_and_snow_is_asked_about_in_winter() -> None:
    asked = table(
        """SELECT c.started_at, m.code FROM contacts_contact c
           JOIN contacts_question q ON q.contact_id = c.id
           JOIN catalogue_mattertype m ON m.id = q.matter_type_id WHERE q.position = 1"""
    )
    month = asked["started_at"].dt.tz_convert(ZONE).dt.month
    assert (month == 7).sum() < 0.85 * (month == 9).sum()
    snow = month[asked["code"] == "vinter"]
    assert snow.isin([11, 12, 1, 2, 3]).mean() > 0.85


# --- The stories -------------------------------------------------------------------------------

_ANSWERED = """
    SELECT u.code AS unit, q.promised_on,
           (q.answered_at AT TIME ZONE 'Europe/Copenhagen')::date <= q.promised_on AS kept
    FROM contacts_question q JOIN directory_unit u ON u.id = q.unit_id
    WHERE q.answered_at IS NOT NULL AND q.outcome = 'handed_over' AND q.answered_how <> 'case'
"""


def test_one_unit_misses_its_promises_after_summer() -> None:
    answers = table(_ANSWERED)
    after_summer = answers["promised_on"].between(date(2026, 8, 10), date(2026, 10, 25))
    own = answers["unit"] == "dagtilbud"
    late = answers[after_summer & own]["kept"]
    assert len(late) >= 20
    assert late.mean() < 0.65
    assert answers[~after_summer & own]["kept"].mean() > 0.85
    assert answers[after_summer & ~own]["kept"].mean() > 0.85


def test_who_was_not_answered_in_time_chases() -> None:
    chasing = table(
        """SELECT avg((c.avoidable = 'chasing')::int)::float AS share,
                  c.started_at BETWEEN '2026-08-14' AND '2026-11-01' AS after_summer
           FROM contacts_contact c JOIN contacts_question q ON q.contact_id = c.id
           JOIN catalogue_mattertype m ON m.id = q.matter_type_id
           JOIN directory_unit u ON u.id = m.unit_id
           WHERE u.code = 'dagtilbud' AND q.position = 1 GROUP BY after_summer"""
    ).set_index("after_summer")["share"]
    assert chasing[True] > 1.5 * chasing[False]


def test_a_letter_causes_a_wave_of_avoidable_contacts() -> None:
    sent = table("SELECT occurred_at FROM events_event WHERE kind = 'contacts.letter.sent'")
    (day,) = set(sent["occurred_at"].dt.tz_convert(ZONE).dt.date)
    unclear = table("SELECT started_at FROM contacts_contact WHERE avoidable = 'unclear'")
    days = unclear["started_at"].dt.tz_convert(ZONE).dt.date
    in_the_week_after = days.between(day + timedelta(days=1), day + timedelta(days=7)).sum()
    a_usual_week = len(days) / 52
    assert in_the_week_after > 5 * a_usual_week


def test_one_in_four_who_got_the_letter_calls_within_a_week() -> None:
    touched = table(
        """SELECT o.key, e.kind, e.occurred_at FROM events_event e
           JOIN events_eventobject o ON o.event_id = e.id AND o.type = 'citizen'
           WHERE e.kind = 'contacts.letter.sent'
              OR (e.kind = 'contacts.contact.taken' AND e.matter = 'affaldsgebyr')"""
    )
    letters = touched[touched["kind"] == "contacts.letter.sent"]
    calls = touched[touched["kind"] == "contacts.contact.taken"]
    pairs = letters.merge(calls, on="key", suffixes=("_letter", "_call"))
    wait = pairs["occurred_at_call"] - pairs["occurred_at_letter"]
    within = pairs[(wait > pd.Timedelta(0)) & (wait <= pd.Timedelta(days=8))]["key"].nunique()
    assert within / letters["key"].nunique() == pytest.approx(0.25, abs=0.08)


_APPEALED = """
    SELECT m.code, d.outcome, d.decided_at,
           EXISTS (SELECT FROM cases_complaint k WHERE k.case_id = c.id AND k.kind = 'appeal')
               AS appealed,
           EXISTS (SELECT FROM cases_precondition p WHERE p.case_id = c.id AND p.kind = 'call'
                   AND p.state = 'settled') AS called
    FROM cases_case c JOIN cases_decision d ON d.case_id = c.id
    JOIN catalogue_mattertype m ON m.id = c.matter_type_id
    WHERE d.outcome <> 'granted' AND d.decided_at < %(ripe)s
"""


def test_calling_before_refusing_halves_complaints() -> None:
    refused = table(_APPEALED, ripe=AT - timedelta(days=30))
    rates = refused.groupby("called")["appealed"].mean()
    assert rates[True] < 0.62 * rates[False]


def test_only_one_of_two_units_calls_and_only_in_the_second_half_of_the_year() -> None:
    refused = table(_APPEALED, ripe=AT)
    north = refused[refused["code"] == "enkeltudgift-nord"]
    begin = pd.Timestamp(_calls_begin(), tz=ZONE)
    before = north["decided_at"] < begin
    assert not north[before]["called"].any()
    assert north[~before]["called"].mean() > 0.5
    assert not refused[refused["code"] == "enkeltudgift-syd"]["called"].any()


def _calls_begin() -> date:
    class JustTheWindow:
        window = Window(at=AT, zone=AT.tzinfo)  # type: ignore[arg-type]

    return calls_begin(JustTheWindow())  # type: ignore[arg-type]


def test_a_unit_boundary_slows_the_way_from_booking_to_decision() -> None:
    permits = table(
        """SELECT o.key, e.kind, (e.data ->> 'days')::int AS days FROM events_event e
           JOIN events_eventobject o ON o.event_id = e.id AND o.type = 'case'
           WHERE e.matter = 'byggetilladelse'
             AND e.kind IN ('cases.case.handed_over', 'cases.decision.made')"""
    )
    crossed = set(permits[permits["kind"] == "cases.case.handed_over"]["key"])
    decided = permits[permits["kind"] == "cases.decision.made"]
    medians = decided.groupby(decided["key"].isin(crossed))["days"].median()
    assert len(crossed) >= 10
    assert medians[True] > medians[False] + 10


def test_fairness_follows_the_outcome_but_less_where_somebody_called() -> None:
    answers = table(
        """SELECT a.outcome, a.fairness, coalesce(p.state, '') AS call FROM listening_answer a
           JOIN listening_invitation i ON i.id = a.invitation_id
           LEFT JOIN cases_precondition p ON p.case_id = i.case_id AND p.kind = 'call'
           WHERE a.fairness IS NOT NULL AND i.case_id IS NOT NULL"""
    )
    adverse = answers["outcome"].isin(["partly", "refused"])
    called = answers["call"] == "settled"
    granted = answers[answers["outcome"] == "granted"]["fairness"].mean()
    assert granted > answers[adverse & called]["fairness"].mean() + 3
    assert answers[adverse & called]["fairness"].mean() > (
        answers[adverse & ~called]["fairness"].mean() + 5
    )


# --- The log -----------------------------------------------------------------------------------


def test_every_event_is_of_a_declared_kind_and_in_order_of_time(there: Municipality) -> None:
    found = set(Event.objects.values_list("kind", flat=True))
    assert found <= set(all_kinds())
    assert {"dialogue.call.finished", "cases.case.handed_over"} <= found


def test_the_log_names_parties_by_the_keys_of_the_operations(there: Municipality) -> None:
    for party in Party.objects.filter(contacts__isnull=False).order_by("pk")[:20]:
        key = pseudonym(there.pk, party.kind, party.pk)
        assert EventObject.objects.filter(type=party.kind, key=key).exists()


def test_the_sweep_finds_nobody_who_was_left_unasked(there: Municipality) -> None:
    surveys = listening.surveys_in_use()
    assert len(listening.finished_unasked(survey=surveys["contact"], at=AT)) <= 1
    assert len(listening.decided_unasked(survey=surveys["decision"], at=AT)) <= 1


# --- Nobody real -------------------------------------------------------------------------------


def test_numbers_are_right_in_shape_and_nobodys(there: Municipality) -> None:
    for party in Party.objects.all():
        check = rules.company_number if party.is_company else rules.personal_number
        assert check(text=party.id_number, country=there.country) == party.id_number
        assert _cannot_exist(party, there.country), party.id_number


def _cannot_exist(party: Party, country: str) -> bool:
    number = party.id_number
    if party.is_company:
        return number.startswith("99" if country == "DK" else "4")
    if country == "SE":
        return 2090 <= int(number[:4]) <= 2099
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    checksum = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))
    # Without a right checksum only people born on a first of January were given a number.
    return checksum % 11 != 0 and not number.startswith("0101")


def test_nobody_answers_the_phones_and_no_mail_arrives(there: Municipality) -> None:
    for party in Party.objects.exclude(phone=""):
        assert not phonenumbers.is_valid_number(phonenumbers.parse(party.phone))
    addresses = Party.objects.exclude(email="").values_list("email", flat=True)
    assert all(each.endswith(("@example.com", ".example.com")) for each in addresses)


def test_texts_for_people_are_in_their_own_language() -> None:
    danish, swedish = content_of("fjordby"), content_of("sjostad")
    assert len(danish.articles) >= 40
    assert len(swedish.articles) >= 20
    assert not [each.title for each in danish.articles if "ä" in each.body or "ö" in each.body]
    assert not [each.title for each in swedish.articles if "æ" in each.body or "ø" in each.body]
