"""Numbers that identify people and companies, and search text: pure rules."""

import re
from datetime import date

from stdnum.dk import cvr
from stdnum.se import orgnr
from stdnum.util import clean

from kontaktpunkt.core.text import fold

_CPR_LENGTH = 10
_PERSONAL_NUMBER_LENGTHS = (10, 12)
# A Swedish coordination number adds 60 to the day of birth.
_COORDINATION = 60


def search_text(*, name: str, id_number: str, email: str, phone: str, address: str) -> str:
    """Return what a search looks in: folded words and numbers, each after a space.

    The leading space lets a search for the start of a word find the first word too.
    """
    national = phone.removeprefix("+45").removeprefix("+46")
    parts = [fold(name), id_number, fold(email), phone, national, fold(address)]
    return " " + " ".join(part for part in parts if part) + " "


def company_number(*, text: str, country: str) -> str | None:
    """Return the CVR or organisation number as digits, or None when it is not one.

    Source: docs/law.md#numbers (CVR and Luhn checksums by python-stdnum).
    """
    module = cvr if country == "DK" else orgnr
    digits = clean(text, " -.").strip()
    return digits if module.is_valid(digits) else None


def personal_number(*, text: str, country: str) -> str | None:
    """Return a CPR or Swedish personal number as digits, or None when it is not one.

    The CPR checksum is not required: numbers without it have been issued since 2007. A Swedish
    coordination number is accepted. Source: docs/law.md#numbers
    """
    digits = clean(text, " -+.").strip()
    if not digits.isdigit():
        return None
    if country == "DK":
        return digits if len(digits) == _CPR_LENGTH and _danish_birth(digits) else None
    if len(digits) not in _PERSONAL_NUMBER_LENGTHS:
        return None
    short = digits[-10:]
    return digits if _luhn(short) and _swedish_birth(short) else None


def _danish_birth(digits: str) -> bool:
    return _is_day(int(digits[4:6]), int(digits[2:4]), int(digits[:2]))


def _swedish_birth(digits: str) -> bool:
    day = int(digits[4:6])
    return _is_day(int(digits[:2]), int(digits[2:4]), day % _COORDINATION if day > 31 else day)


def _is_day(short_year: int, month: int, day: int) -> bool:
    # The century is not in the number: 29 February may belong to either.
    for century in (1900, 2000):
        try:
            date(century + short_year, month, day)
        except ValueError:
            continue
        return True
    return False


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


MOST_WORDS = 4

# Words that only say what kind of number follows.
_LABELS = {"cvr", "cpr", "orgnr", "org.nr", "tlf", "tel", "mobil", "telefon", "nr"}

# Numbers that people write in groups, beside other words. A house number and a postal code, which
# are groups of digits too, are left apart.
_GROUPED = re.compile(
    r"""\+\d[\d\s()./-]{5,}\d           # +46 (0)70-123 45 67
    |   \b\d\d(?:[\s.]\d\d){3}\b        # 31 12 12 12
    |   \b0\d{1,3}\s?[-/]\s?\d[\d\s]{3,}\d  # 0701-23 45 67, 086/12 34 56
    |   \b\d{6,8}[-+]\d{4}\b            # 211062-5629
    """,
    re.VERBOSE,
)
_ONLY_DIGITS = re.compile(r"[+\d\s()./-]+")
_VALUE_ADDED_TAX = re.compile(r"dk(\d{8})|se(\d{10})01")


def search_words(*, text: str, country: str) -> list[str]:
    """Return up to four folded words to search for; digits in groups become one word.

    A word of fewer than two characters is dropped, for it would match nearly everybody, but a digit
    beside another word stays: it is the number of a house.
    """
    pattern = _ONLY_DIGITS if _ONLY_DIGITS.fullmatch(text) else _GROUPED
    joined = pattern.sub(_without_gaps, text.replace(",", " "))
    words = [_bare(word) for word in fold(joined).split()]
    stored = [_as_stored(word, country) for word in words if len(words) == 1 or word not in _LABELS]
    if all(len(word) < 2 for word in stored):
        return []
    return [word for word in stored if len(word) > 1 or word.isdecimal()][:MOST_WORDS]


def _without_gaps(found: re.Match[str]) -> str:
    # (0) is the trunk zero of somebody who also writes the country code.
    return re.sub(r"[^\d+]", "", found[0].replace("(0)", "")) + " "


def _bare(word: str) -> str:
    return word.replace("%", "").replace("_", "").strip("\"'`´’”.:;()[]<>*?!")


def _as_stored(word: str, country: str) -> str:
    """Return a number as the search text holds it; any other word unchanged."""
    vat = _VALUE_ADDED_TAX.fullmatch(word)
    if vat:
        return vat[1] or vat[2]
    if re.fullmatch(r"\+?\d{4,}", word):
        return phone_digits(digits=word, country=country)
    return word


def phone_digits(*, digits: str, country: str) -> str:
    """Return the digits to look for: without the country's own code or trunk zero."""
    own = "45" if country == "DK" else "46"
    bare = digits.removeprefix("+").removeprefix("00")
    if bare != digits:
        bare = bare.removeprefix(own)
    return bare.removeprefix("0") if country == "SE" else bare
