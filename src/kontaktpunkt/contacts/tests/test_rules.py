"""First-contact resolution and how promises stand, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.contacts.rules import Asked, FirstContact, Standing, first_contact, standing

MONDAY = date(2026, 11, 2)


def asked(contact: int, day: int = 0, outcome: str = "settled", **more: object) -> Asked:
    fields = {"party": 1, "matter": 1, **more}
    return Asked(contact=contact, asked_on=MONDAY + timedelta(days=day), outcome=outcome, **fields)


def count(*questions: Asked, today: int = 60, **options: int) -> FirstContact:
    return first_contact(
        asked=questions,
        since=MONDAY,
        until=MONDAY + timedelta(days=20),
        today=MONDAY + timedelta(days=today),
        **options,
    )


def test_settled_and_guided_count_and_handed_over_does_not() -> None:
    found = count(
        asked(1), asked(2, outcome="guided", party=2), asked(3, outcome="handed_over", party=3)
    )
    assert (found.asked, found.settled, found.guided) == (3, 2, 1)
    assert found.logged_share == pytest.approx(2 / 3)


def test_a_question_that_comes_again_was_not_settled() -> None:
    found = count(asked(1), asked(2, day=7))
    assert (found.settled, found.ripe, found.stayed_settled) == (2, 2, 1)
    assert found.quiet_share == 0.5


def test_a_question_after_the_quiet_days_is_a_new_one() -> None:
    assert count(asked(1), asked(2, day=8)).stayed_settled == 2


def test_it_comes_again_whatever_became_of_it_then() -> None:
    assert count(asked(1), asked(2, day=3, outcome="handed_over")).stayed_settled == 0


def test_two_contacts_on_one_day_are_one_after_the_other() -> None:
    assert count(asked(1), asked(2)).stayed_settled == 1


@pytest.mark.parametrize("different", [{"matter": 2}, {"party": 2}, {"party": None}])
def test_another_matter_or_another_party_is_no_repeat(different: dict[str, int]) -> None:
    assert count(asked(1), asked(2, day=1, **different)).stayed_settled >= 1


def test_two_questions_of_one_contact_repeat_nothing() -> None:
    assert count(asked(1), asked(1)).stayed_settled == 2


def test_nobody_named_cannot_be_seen_to_come_again() -> None:
    found = count(asked(1, party=None), asked(2, party=None, day=1), asked(3))
    assert (found.known, found.ripe) == (1, 1)
    assert found.known_share == pytest.approx(1 / 3)


def test_a_question_ripens_when_the_quiet_days_have_passed() -> None:
    assert count(asked(1), today=7).ripe == 0
    assert count(asked(1), today=8).ripe == 1
    assert count(asked(1), today=7).quiet_share is None


def test_what_the_law_makes_a_case_is_left_out() -> None:
    found = count(asked(1, outcome="handed_over", is_statutory=True))
    assert found.asked == 0
    assert found.logged_share is None


def test_questions_after_the_period_tell_but_do_not_count() -> None:
    found = count(asked(1, day=20), asked(2, day=22))
    assert (found.asked, found.stayed_settled) == (1, 0)


def test_questions_of_another_unit_tell_but_do_not_count() -> None:
    found = count(asked(1), asked(2, day=1, is_counted=False))
    assert (found.asked, found.stayed_settled) == (1, 0)


questions = st.builds(
    asked,
    contact=st.integers(1, 8),
    day=st.integers(0, 27),
    outcome=st.sampled_from(["settled", "guided", "handed_over"]),
    party=st.sampled_from([None, 1, 2]),
    matter=st.integers(1, 2),
)


@given(st.lists(questions, max_size=20), st.integers(0, 60))
def test_each_number_is_part_of_the_one_before(given_: list[Asked], today: int) -> None:
    found = count(*given_, today=today)
    assert found.asked >= found.settled >= found.ripe >= found.stayed_settled >= 0
    assert found.settled >= found.guided
    assert found.asked >= found.known


@given(st.lists(questions, max_size=20))
def test_a_longer_quiet_time_never_makes_more_of_them_settled(given_: list[Asked]) -> None:
    assert count(*given_, quiet_days=14).stayed_settled <= count(*given_).stayed_settled


THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("promised", "answered", "expected"),
    [
        (THURSDAY, THURSDAY, Standing.KEPT),
        (THURSDAY, date(2026, 11, 27), Standing.BROKEN),
        (date(2026, 11, 25), None, Standing.LATE),
        (THURSDAY, None, Standing.TODAY),
        (date(2026, 11, 27), None, Standing.SOON),
        (date(2026, 11, 30), None, Standing.AHEAD),
    ],
)
def test_standing(promised: date, answered: date | None, expected: Standing) -> None:
    found = standing(
        promised_on=promised,
        answered_on=answered,
        today=THURSDAY,
        next_working_day=date(2026, 11, 27),
    )
    assert found == expected
