"""Naming who speaks for a company, and ending it."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.directory.models import ReadEntry
from kontaktpunkt.parties.models import Mandate, Party
from tests.factories import make_party

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def anna(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return visit(cast.anna)


@pytest.fixture
def pair(cast: SimpleNamespace) -> dict[str, int]:
    """Dina, who is to speak for the bakery."""
    return {"pk": cast.bakery.pk, "person": cast.dina.pk}


@pytest.fixture
def mandate(cast: SimpleNamespace) -> Mandate:
    """That Egon speaks for the bakery."""
    return Mandate.objects.get()


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_company_s_page_says_who_speaks_for_it(
    anna: Any, cast: SimpleNamespace, mandate: Mandate
) -> None:
    Mandate.objects.update(since=date(2026, 3, 3), ends_on=date(2027, 1, 31))
    text = page(anna.open("party", pk=cast.bakery.pk))
    assert "Who speaks for this company" in text
    assert anna.url("party", pk=cast.egon.pk) in text
    assert "since 3 March" in text
    assert "until 31 January 2027" in text
    assert anna.url("representative-end", pk=mandate.pk) in text
    text = page(anna.open("party", pk=cast.egon.pk))
    assert anna.url("party", pk=cast.bakery.pk) in text
    assert "Who speaks for this company" not in text


def test_a_company_nobody_speaks_for_says_what_that_means(anna: Any) -> None:
    company = make_party(kind="company", name="Blomsten")
    text = page(anna.open("party", pk=company.pk))
    assert "Nobody speaks for this company." in text
    assert anna.url("representative-find", pk=company.pk) in text


def test_the_page_takes_as_few_queries_with_many_who_speak(
    anna: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        person = make_party(name=f"Frida {number}")
        Mandate.objects.create(person=person, company=cast.bakery)
    with django_assert_max_num_queries(16):
        anna.open("party", pk=cast.bakery.pk)


def test_people_are_found_and_no_companies(
    anna: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    make_party(name="Egon Ny", phone="+4520304050")
    with django_assert_max_num_queries(12):
        text = page(anna.open("representative-find", "?name=egon", pk=cast.bakery.pk))
    assert "2 found" in text
    assert "20 30 40 50" in text
    assert text.count("Speaks for it already") == 1
    assert "Nobody found" in page(
        anna.open("representative-find", "?name=xyzzy", pk=cast.bakery.pk)
    )


def test_a_person_is_let_speak_and_twice_counts_once(
    anna: Any, cast: SimpleNamespace, pair: dict[str, int]
) -> None:
    anna.open("representative-new", **pair)
    assert ReadEntry.objects.get().subject_id == cast.dina.pk
    sent = {"ends_on": "2026-12-31", "submission": str(uuid4())}
    for _ in range(2):
        answer = anna.send("representative-new", sent, **pair)
        assert answer["Location"] == anna.url("party", pk=cast.bakery.pk)
    mandate = Mandate.objects.get(person=cast.dina)
    assert (mandate.since, mandate.ends_on) == (date(2026, 11, 24), date(2026, 12, 31))
    answer = anna.send("representative-new", {"submission": str(uuid4())}, **pair)
    assert answer.status_code == 422
    assert "speaks for the company already" in page(answer)


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        ("2026-11-23", "The last day cannot lie before today."),
        ("31. februar", "This is not a day we can read."),
    ],
)
def test_a_wrong_last_day_is_said_beside_it(
    last_day: str, said: str, anna: Any, pair: dict[str, int], mandate: Mandate
) -> None:
    for answer in (
        anna.send("representative-new", {"ends_on": last_day}, **pair),
        anna.send("representative-end", {"ends_on": last_day}, pk=mandate.pk),
    ):
        assert answer.status_code == 422
        assert answer.context["form"].errors["ends_on"][0].startswith(said)
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_only_a_person_speaks_and_only_for_a_company(anna: Any, cast: SimpleNamespace) -> None:
    for company, person in ((cast.bakery, cast.bakery), (cast.dina, cast.egon)):
        wrong = {"pk": company.pk, "person": person.pk}
        assert anna.open("representative-new", **wrong).status_code == 404
        assert anna.send("representative-new", **wrong).status_code == 404
    assert anna.open("representative-find", pk=cast.dina.pk).status_code == 404


def test_somebody_new_is_registered_on_the_way(anna: Any, cast: SimpleNamespace) -> None:
    text = page(anna.open("party-new", f"?company={cast.bakery.pk}&name=Frida"))
    assert "let the person speak for Egons Bageri ApS" in text
    sent = {
        "kind": "citizen",
        "name": "Frida Ny",
        "preference": "none",
        "company": str(cast.bakery.pk),
        "submission": str(uuid4()),
    }
    assert anna.send("party-new", sent | {"kind": "company"}).status_code == 422
    answer = anna.send("party-new", sent)
    frida = Party.objects.get(name="Frida Ny")
    there = anna.url("representative-new", pk=cast.bakery.pk, person=frida.pk)
    assert answer["Location"] == there
    again = anna.send("party-new", sent)
    assert again["Location"] == anna.url("representative-find", pk=cast.bakery.pk)


@pytest.mark.parametrize("company", ["0", "x", "9" * 30])
def test_registering_for_no_company_of_ours_is_not_found(
    company: str, anna: Any, cast: SimpleNamespace
) -> None:
    assert anna.open("party-new", f"?company={company}").status_code == 404
    foreign = f"?company={cast.foreign_party.pk}"
    assert anna.open("party-new", foreign).status_code == 404


def test_it_is_ended_at_once_and_stays_written_down(
    anna: Any, cast: SimpleNamespace, mandate: Mandate
) -> None:
    assert "Nothing is deleted" in page(anna.open("representative-end", pk=mandate.pk))
    for _ in range(2):
        sent = {"version": "1", "submission": str(uuid4())}
        answer = anna.send("representative-end", sent, pk=mandate.pk)
        assert answer["Location"] == anna.url("party", pk=cast.bakery.pk)
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2026, 11, 24)
    text = page(anna.open("party", pk=cast.bakery.pk))
    assert "Spoke for it before" in text
    assert "Nobody speaks for this company." in text


def test_the_second_of_two_who_set_a_last_day_sees_the_first_one_s(
    anna: Any, mandate: Mandate
) -> None:
    for day in ("2026-12-01", "2026-12-31"):
        sent = {"version": "1", "ends_on": day}
        answer = anna.send("representative-end", sent, pk=mandate.pk)
    assert answer.status_code == 409
    assert "The last day is now Tuesday 1 December" in page(answer)
    assert 'value="2026-12-31"' in page(answer)
    anna.send("representative-end", sent | {"version": "2"}, pk=mandate.pk)
    mandate.refresh_from_db()
    assert mandate.ends_on == date(2026, 12, 31)
    text = page(anna.open("party", pk=mandate.company_id))
    assert "Egon Olsen speaks for Egons Bageri ApS until 31 December." in text
