"""What waits for one person: the number in the header and the list behind it."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from kontaktpunkt.cases.models import Hearing, Precondition
from kontaktpunkt.contacts.models import HandoverReturn, Question
from tests.factories import make_case, make_contact, make_question, make_staff


def owed(cast: SimpleNamespace, days: int, **fields: Any) -> Question:
    now = timezone.now()
    return make_question(
        contact=make_contact(party=cast.bakery, staff=cast.anna, at=now),
        matter=cast.matter,
        outcome="handed_over",
        promised_on=timezone.localdate(now) + timedelta(days=days),
        **({"unit": cast.byg} | fields),
    )


def number(visitor: Any) -> str:
    return str(visitor.open("notices-number").content.decode()).strip()


def test_nothing_waits(visit: Callable[..., Any], cast: SimpleNamespace) -> None:
    owed(cast, days=1)
    anna = visit(cast.anna)
    assert number(anna) == ""
    assert "Nothing waits for you" in anna.open("notices").content.decode()


def test_a_caseworker_is_told_of_dues_comments_and_calls(
    visit: Callable[..., Any], cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    owed(cast, days=0)
    owed(cast, days=-1, assigned_to=cast.anna)
    now = timezone.now()
    case = make_case(party=cast.bakery, matter=cast.matter, caseworker=cast.bo)
    case.promised_on = timezone.localdate(now) + timedelta(days=9)
    case.save()
    Precondition.objects.create(case=case, kind="call", opened_at=now)
    hearing = Precondition.objects.create(case=case, kind="hearing", opened_at=now)
    Hearing.objects.create(
        case=case, precondition=hearing, facts="x", opened_at=now, replied_at=now,
        answer_by=timezone.localdate(now), reply="y",
    )  # fmt: skip
    bo = visit(cast.bo)
    assert number(bo) == '<span class="count">3</span>'
    with django_assert_max_num_queries(12):
        text = bo.open("notices").content.decode()
    for said in ("Answers promised for today", "Comments that came", "Calls that are owed"):
        assert said in text
    assert "Decisions promised" not in text


def test_an_agent_is_told_of_what_came_back_and_of_own_handovers(
    visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    back = owed(cast, days=3, unit=cast.centre)
    HandoverReturn.objects.create(
        question=back, unit=cast.byg, reason="Ikke os", returned_by=cast.bo,
        returned_at=timezone.now(),
    )  # fmt: skip
    owed(cast, days=0)
    assert number(visit(cast.anna)) == '<span class="count">2</span>'


@pytest.mark.parametrize("role", ["manager", "committee_member"])
def test_the_header_counts_only_for_those_who_meet_people(
    role: str, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    visitor = visit(make_staff(name="Nina Ny", role=role, unit=cast.centre))
    page = visitor.get(visitor.open("start")["Location"]).content.decode()
    assert visitor.url("notices") not in page
    anna = visit(cast.anna)
    assert anna.url("notices") in anna.open("contacts").content.decode()
