import pytest

from kontaktpunkt.core.phones import phone_for_reading, phone_in_e164


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("31 12 12 12", "DK", "+4531121212"),
        ("+45 31121212", "DK", "+4531121212"),
        ("0701-23 45 67", "SE", "+46701234567"),
        ("070/123 45 67", "SE", "+46701234567"),
        ("0046 701234567", "DK", "+46701234567"),
        ("12", "DK", None),
        ("ring mig", "DK", None),
        ("", "SE", None),
    ],
)
def test_phone_numbers_are_kept_in_one_form(typed: str, country: str, stored: str | None) -> None:
    assert phone_in_e164(text=typed, country=country) == stored


@pytest.mark.parametrize(
    ("number", "country", "read"),
    [
        ("+4583100100", "DK", "83 10 01 00"),
        ("70102030", "DK", "70 10 20 30"),
        ("+46701740605", "SE", "070-174 06 05"),
        ("+4583100100", "SE", "+45 83 10 01 00"),
        ("+46701234567", "", "+46 70 123 45 67"),
        ("112", "", "112"),
        ("", "DK", ""),
        ("ved skranken", "DK", "ved skranken"),
    ],
)
def test_a_phone_number_is_read_in_groups(number: str, country: str, read: str) -> None:
    assert phone_for_reading(number=number, country=country) == read
