"""Finding somebody from the desk."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from kontaktpunkt.contacts import drafts
from kontaktpunkt.desk.access import AT_THE_DESK, FIRST_PAGES
from kontaktpunkt.directory.models import Role
from tests.factories import make_case, make_party, make_staff


@pytest.fixture
def anna(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return visit(cast.anna)


def found(visitor: Any, text: str, **query: str) -> str:
    query = {"q": text, **query}
    answer = visitor.get(visitor.url("search"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("typed", ["egon", "13585628", "CVR 13 58 56 28", "86 12 34 56", "/egon"])
def test_a_company_is_found_by_what_is_said_on_the_phone(typed: str, anna: Any) -> None:
    assert "Egons Bageri ApS" in found(anna, typed)


def test_numbers_are_masked_in_a_list(anna: Any) -> None:
    text = found(anna, "egon")
    assert "•••• 5628" in text
    assert 'value="13585628"' not in text


def test_htmx_gets_the_list_alone(anna: Any) -> None:
    answer = anna.get(anna.url("search"), {"q": "egon"}, headers={"HX-Request": "true"})
    assert "Egons Bageri" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_choosing_begins_a_contact_or_names_who_it_is(
    anna: Any, cast: SimpleNamespace, at: Any
) -> None:
    assert anna.url("contact-new") in found(anna, "egon")
    draft = drafts.begin(staff=cast.anna, channel="phone", at=at)
    text = found(anna, "egon", live=str(draft.token))
    assert anna.url("contact-party", token=draft.token) in text
    # Whoever calls while that contact goes on is another contact.
    drafts.save(draft=draft, at=at, party=cast.dina)
    text = found(anna, "egon", live=str(draft.token))
    assert anna.url("contact-party", token=draft.token) not in text
    assert anna.url("contact-new") in text


def test_a_strange_live_contact_is_ignored(anna: Any) -> None:
    assert anna.url("contact-new") in found(anna, "egon", live="'><script>")


def test_nobody_found_offers_to_register(anna: Any) -> None:
    text = found(anna, "Frida Ukendt")
    assert "Nobody found." in text
    assert "name=Frida%20Ukendt" in text


def test_a_long_list_asks_for_another_word(anna: Any) -> None:
    for number in range(13):
        make_party(name=f"Hansen {number}")
    assert "There may be more" in found(anna, "hansen")


@pytest.mark.parametrize("typed", ["", "%", "a", "<script>alert(1)</script>", "\x00", "x" * 5000])
def test_strange_texts_find_nobody_and_break_nothing(typed: str, anna: Any) -> None:
    assert "<script>alert" not in found(anna, typed)


def test_a_case_is_found_by_its_number(
    anna: Any, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, number="2026-000417")
    for typed in ("2026-000417", "2026-417"):
        assert anna.url("case-status", number=case.number) in found(anna, typed)
    bo = visit(cast.bo)
    assert bo.url("case", number=case.number) in found(bo, "2026-000417")
    assert cast.foreign_case.title not in found(anna, cast.foreign_case.number)


def test_a_search_takes_few_queries(anna: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(7):
        found(anna, "egon")


@pytest.mark.parametrize("role", Role)
def test_only_those_who_may_search_are_shown_the_search(
    role: Role, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    visitor = visit(make_staff(name="Nina Ny", role=role, unit=cast.centre))
    first = visitor.get(visitor.open("start")["Location"])
    assert first.status_code == 200, FIRST_PAGES[role]
    offered = f'action="{visitor.url("search")}"' in first.content.decode()
    assert offered == (role in AT_THE_DESK)
