"""The worklist: ordered by promise, filtered, and as fast with many cases as with few."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kontaktpunkt.cases import operations
from tests.factories import NOW, make_case, make_contact, make_question

Visit = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("tuesday")


def titles(page: Any) -> list[str]:
    return [row.case.title for row in page.context["rows"]]


@pytest.fixture
def three(cast: SimpleNamespace) -> None:
    """A late one of nobody, one of Bo's, and one that waits for the party."""
    make_case(party=cast.dina, matter=cast.matter, title="Late", promised_on=date(2026, 11, 23))
    make_case(
        party=cast.dina,
        matter=cast.matter,
        title="Bo's",
        promised_on=date(2026, 11, 26),
        caseworker=cast.bo,
        status="in_progress",
    )
    waiting = make_case(party=cast.dina, matter=cast.matter, title="Waiting")
    operations.open_hearing(
        case=waiting, facts="Mål", answer_by=date(2026, 12, 1), actor=cast.anna, at=NOW
    )


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", ["Late", "Bo's", "Waiting"]),
        ("?show=unit", ["Late", "Bo's", "Waiting"]),
        ("?show=mine", ["Bo's"]),
        ("?show=overdue", ["Late"]),
        ("?show=nonsense&page=x", ["Late", "Bo's", "Waiting"]),
    ],
)
@pytest.mark.usefixtures("three")
def test_the_most_urgent_promise_comes_first(show: str, expected: list[str], bo: Any) -> None:
    assert titles(bo.open("worklist", show)) == expected


@pytest.mark.usefixtures("three")
def test_each_line_says_how_it_stands_and_what_comes_next(bo: Any) -> None:
    rows = bo.open("worklist").context["rows"]
    assert [(row.kind, str(row.status), str(row.step)) for row in rows] == [
        ("bad", "Late", "Take the case"),
        ("soon", "Due soon", "Say what you intend"),
        ("waiting", "The party's turn", "Wait for the party"),
    ]


@pytest.mark.usefixtures("three")
def test_the_filters_say_how_many(bo: Any) -> None:
    filters = bo.open("worklist").context["filters"]
    assert [each["count"] for each in filters] == [3, 1, 1]


def test_questions_that_await_an_answer_stand_above(bo: Any, cast: SimpleNamespace) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 11, 26),
    )
    assert b"Questions that await an answer" in bo.open("worklist").content


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("", "No open cases"),
        ("?show=mine", "You have no open cases"),
        ("?show=overdue", "No promise has passed"),
    ],
)
def test_an_empty_list_says_what_to_do(show: str, said: str, bo: Any) -> None:
    assert said in bo.open("worklist", show).content.decode()


def test_a_long_list_takes_no_more_queries_than_a_short_one(
    bo: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        made = make_case(
            party=cast.dina,
            matter=cast.matter,
            promised_on=date(2026, 11, 20) + timedelta(days=number),
        )
        operations.intend(case=made, outcome="refused", actor=cast.bo, at=NOW)
    with django_assert_max_num_queries(15):
        page = bo.open("worklist", "?page=2")
    assert len(page.context["rows"]) == 5
