"""Finding people as agents type while somebody is on the line."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.isolation import APPLICATION_ROLE
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Role
from kontaktpunkt.parties import queries
from kontaktpunkt.parties.models import Mandate, Party
from kontaktpunkt.parties.operations import prepare_for_search
from tests.factories import make_party, make_staff


def names(text: str, country: str = "DK") -> list[str]:
    return [party.name for party in queries.find(text=text, country=country)]


@pytest.fixture
def people(here: Municipality) -> None:
    make_party(name="Dina Holm", phone="+4531121212", address="Ågade 7, 8000 Aarhus")
    make_party(name="Åse Jørgensen", phone="+4520304050", email="aase@example.org")
    make_party(name="Bo Ås", id_number="2110625629")
    make_party(kind="company", name="Egons Bageri A/S", id_number="13585628")
    make_party(kind="company", name="100% Økologi \\ Co", id_number="10000009")
    make_party(name="D'Angelo O'Brien")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("31 12 12 12", ["Dina Holm"]),
        ("+45 31121212", ["Dina Holm"]),
        ("31/12/12/12", ["Dina Holm"]),
        ("3112", ["Dina Holm"]),
        ("dina", ["Dina Holm"]),
        ("HOLM", ["Dina Holm"]),
        ("hol di", ["Dina Holm"]),
        ("aagade", ["Dina Holm"]),
        ("ågade 7", ["Dina Holm"]),
        ("8000 århus", ["Dina Holm"]),
        ("jorgensen", ["Åse Jørgensen"]),
        ("jörgensen", ["Åse Jørgensen"]),
        ("aase@example.org", ["Åse Jørgensen"]),
        ("211062-5629", ["Bo Ås"]),
        ("CVR 13 58 56 28", ["Egons Bageri A/S"]),
        ("bageri a/s", ["Egons Bageri A/S"]),
        ("100%", ["100% Økologi \\ Co"]),
        ("økologi \\", ["100% Økologi \\ Co"]),
        ("d'angelo", ["D'Angelo O'Brien"]),
        ('"o\'brien"', ["D'Angelo O'Brien"]),
        ("ås", ["Bo Ås", "Åse Jørgensen"]),
        ("bo", ["Bo Ås"]),
        ("%", []),
        ("%%%%", []),
        ("__", []),
        ("d", []),
        ("dina 99999999", []),
        ("'; DROP TABLE parties_party; --", []),
    ],
)
def test_find_understands_what_agents_type(typed: str, found: list[str], people: None) -> None:
    assert names(typed) == found


def test_find_understands_swedish_numbers(sjostad: Municipality) -> None:
    with tenancy.acting_for(sjostad):
        party = make_party(name="Örjan Åkesson", phone="+46701234567", id_number="5560360793")
        prepare_for_search(party=party, country="SE")
        party.save()
        for typed in (
            "0701-23 45 67",
            "070/123 45 67",
            "+46 (0)70-123 45 67",
            "556036-0793",
            "orjan",
            "akesson",
            "Aakesson",
        ):
            assert names(typed, "SE") == ["Örjan Åkesson"], typed


def test_two_letters_match_the_start_of_words_only(people: None) -> None:
    assert names("ng") == []
    assert names("ho") == ["Dina Holm"]


def test_a_whole_word_comes_before_its_beginning(here: Municipality) -> None:
    for name in ("Anders Boesen", "Anna Bo", "Bodil Olsen"):
        make_party(name=name)
    assert names("bo") == ["Anna Bo", "Bodil Olsen", "Anders Boesen"]


def test_the_house_that_was_typed_comes_before_others_that_begin_like_it(
    here: Municipality,
) -> None:
    for name, house in (("Ane", "70"), ("Bo", "71, 1. tv"), ("Carl", "17"), ("Dora", "7")):
        make_party(name=name, address=f"Ågade {house}, 8000 Aarhus")
    assert names("ågade 7") == ["Dora", "Ane", "Bo"]
    assert names("ågade 70") == ["Ane"]


def test_names_are_in_danish_order(here: Municipality) -> None:
    for name in ("Holm Åse", "Holm Ærø", "Holm Zeta", "Holm Øst"):
        make_party(name=name)
    assert names("holm") == ["Holm Zeta", "Holm Ærø", "Holm Øst", "Holm Åse"]


def test_find_returns_no_more_than_asked(here: Municipality) -> None:
    for number in range(15):
        make_party(name=f"Hansen {number}")
    assert len(names("hansen")) == queries.MOST_FOUND


def test_find_takes_two_queries(people: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert names("holm")


def test_calling_from_recognises_a_number_however_it_is_written(people: None) -> None:
    for number in ("31121212", "+45 31 12 12 12", "31/12/12/12"):
        assert [p.name for p in queries.calling_from(phone=number, country="DK")] == ["Dina Holm"]
    assert queries.calling_from(phone="hemmeligt nummer", country="DK") == []


@pytest.fixture
def crowd(here: Municipality) -> None:
    """Enough people that reading them all would be the worse plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO parties_party (municipality_id, version, kind, name, id_number, email,"
            "  phone, address, preference, language, prefers_call, sort_key, created_at,"
            "  search_text) "
            "SELECT %s, 1, 'citizen', 'Person', '', '', '', '', 'email', '', true, n::text, now(),"
            "  format(' person%%s sen +4521%%s storgade %%s 8000 arhus ', n, 100000 + n, n %% 90) "
            "FROM generate_series(1, 20000) n",
            [here.pk],
        )
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE parties_party")
        cursor.execute(f"SET ROLE {APPLICATION_ROLE}")


def scans() -> tuple[int, int]:
    """Return how often this connection lately read the trigram index, and the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_numscans('party_by_text'::regclass),"
            "       pg_stat_get_xact_numscans('parties_party'::regclass)"
        )
        index, table = cursor.fetchone()
    return int(index), int(table)


def test_search_reads_the_trigram_index_under_row_level_security(crowd: None) -> None:
    # PostgreSQL hands its counts over once a second, so those of the tests before may be in it.
    index, table = scans()
    for searches, typed in enumerate(("person1234", "21 10 12 34", "rson19999 sen", "sen ar"), 1):
        assert queries.find(text=typed, country="DK"), typed
        assert scans() == (index + searches, table), typed
    # Why there is a function: a policy is checked first, because LIKE is not leakproof.
    assert Party.objects.filter(search_text__contains="person1234").exists()
    assert scans()[0] == index + searches


def test_a_mandate_counts_until_its_last_day(cast: SimpleNamespace) -> None:
    assert queries.represented_by(person=cast.egon) == [cast.bakery]
    assert queries.speaking_for(company=cast.bakery) == [cast.egon]
    for ends_on, companies in ((timezone.localdate(), [cast.bakery]), (date(2020, 1, 1), [])):
        Mandate.objects.update(ends_on=ends_on)
        assert queries.represented_by(person=cast.egon) == companies


def test_party_for_refuses_what_is_foreign_absent_or_none_of_ones_business(
    cast: SimpleNamespace,
) -> None:
    assert queries.party_for(staff=cast.anna, pk=cast.dina.pk) == cast.dina
    member = make_staff(name="Karen Kaas", role=Role.COMMITTEE_MEMBER, unit=cast.centre)
    for staff, pk in (
        (cast.anna, cast.foreign_party.pk),
        (cast.anna, 10**9),
        (member, cast.dina.pk),
    ):
        with pytest.raises(Http404):
            queries.party_for(staff=staff, pk=pk)
