"""Numbers, phones and search words, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.core.text import fold, words_of
from kontaktpunkt.parties import rules


def words(text: str, country: str = "DK") -> list[str]:
    return rules.search_words(text=text, country=country)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åbenrå", "Aabenraa"),
        ("Jørgensen", "Jörgensen"),
        ("Joergensen", "Jørgensen"),
        ("Lærke", "Lärke"),
        ("Bäck", "Baeck"),
        ("MÜLLER", "Müller"),
        ("Æblegården", "aeblegaarden"),
        ("A\u030agren", "Ågren"),
        ("Straße", "strasse"),
    ],
)
def test_fold_makes_spellings_of_one_name_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aeoåäöæøbcd ", max_size=12), st.integers(0, 12))
def test_typing_only_ever_narrows_what_matches(name: str, typed: int) -> None:
    assert fold(name).startswith(fold(name[:typed]))


def test_words_of_leaves_marks_out() -> None:
    assert words_of("Må jeg (A/S) sætte skilt_op?") == [
        "ma",
        "jeg",
        "a",
        "s",
        "satte",
        "skilt",
        "op",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "31 12 12 12",
        "31121212",
        "31.12.12.12",
        "+45 31121212",
        "0045 31 12 12 12",
        "+45-3112-1212",
        "31/12/12/12",
        "tlf. 31 12 12 12",
        " 31-12-12-12 ",
        "(45) 31121212"[5:],
    ],
)
def test_a_danish_phone_number_becomes_one_word(typed: str) -> None:
    assert words(typed) == ["31121212"]


@pytest.mark.parametrize(
    "typed",
    [
        "0701-23 45 67",
        "070-123 45 67",
        "0701234567",
        "+46701234567",
        "+46 (0)70-123 45 67",
        "0046 70 123 45 67",
        "070/1234567",
        "tel 0701-23 45 67",
    ],
)
def test_a_swedish_phone_number_becomes_one_word(typed: str) -> None:
    assert words(typed, "SE") == ["701234567"]


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("CVR 13 58 56 28", "DK", ["13585628"]),
        ("DK13585628", "DK", ["13585628"]),
        ("556036-0793", "SE", ["5560360793"]),
        ("SE556036079301", "SE", ["5560360793"]),
        ("211062-5629", "DK", ["2110625629"]),
        ("cpr 211062-5629", "DK", ["2110625629"]),
        ("bageri 13585628", "DK", ["bageri", "13585628"]),
        ("hansen 31 12 12 12", "DK", ["hansen", "31121212"]),
        ("andersson 0701-23 45 67", "SE", ["andersson", "701234567"]),
    ],
)
def test_numbers_are_found_as_they_are_stored(
    typed: str, country: str, expected: list[str]
) -> None:
    assert words(typed, country) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Storgade 31, 8000 Aarhus", ["storgade", "31", "8000", "arhus"]),
        ("Storgade 31 8000", ["storgade", "31", "8000"]),
        ("Storgatan 12-14", ["storgatan", "12-14"]),
        ('"Egon"', ["egon"]),
        ("O'Brien", ["o'brien"]),
        ("Egons Bageri A/S", ["egons", "bageri", "a/s"]),
        ("100%", ["100"]),
        ("%%", []),
        ("_", []),
        ("a", []),
        ("", []),
        ("   ", []),
        ("Ø", []),
        ("bo", ["bo"]),
        ("nr", ["nr"]),
        ("one two three four five", ["one", "two", "three", "four"]),
    ],
)
def test_words_are_taken_as_typed(typed: str, expected: list[str]) -> None:
    assert words(typed) == expected


@given(st.text(max_size=200), st.sampled_from(["DK", "SE"]))
def test_no_text_breaks_the_search(typed: str, country: str) -> None:
    found = rules.search_words(text=typed, country=country)
    assert len(found) <= rules.MOST_WORDS
    assert not found or max(len(word) for word in found) > 1
    assert all("%" not in word and "_" not in word for word in found)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("13585628", "DK", "13585628"),
        ("13 58 56 28", "DK", "13585628"),
        ("13585627", "DK", None),
        ("123456-7897", "SE", "1234567897"),
        ("1234567891", "SE", None),
    ],
)
def test_company_numbers_are_checked(typed: str, country: str, stored: str | None) -> None:
    assert rules.company_number(text=typed, country=country) == stored


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("211062-5629", "DK", "2110625629"),
        # Issued after 2007: the checksum fails and the number is real.
        ("010190-1235", "DK", "0101901235"),
        ("310290-1234", "DK", None),
        ("290200-4321", "DK", "2902004321"),
        ("880320-0016", "SE", "8803200016"),
        ("880320-0018", "SE", None),
        # A coordination number: day of birth plus 60.
        ("701063-2391", "SE", "7010632391"),
        ("abc", "DK", None),
    ],
)
def test_personal_numbers_are_checked(typed: str, country: str, stored: str | None) -> None:
    assert rules.personal_number(text=typed, country=country) == stored


def test_search_text_holds_the_number_with_and_without_country_code() -> None:
    text = rules.search_text(
        name="Åse Ø", id_number="1", email="Åse@Example.org", phone="+4531121212", address="Gade 1"
    )
    assert text == " ase o 1 ase@example.org +4531121212 31121212 gade 1 "
