"""Numbers of invented people and companies: right in shape, and nobody's.

Danish company numbers are drawn from 99 000 000 up, Swedish ones begin with 4, a group that no
form of company has. A Danish personal number fails the checksum, which only people born on a few
first days of January have been given. A Swedish one belongs to somebody born after 2090. Phone
numbers lie in ranges that neither country has given out.
"""

from collections.abc import Callable, Container
from datetime import date, timedelta

from kontaktpunkt.config.demo.chance import Chance

_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
_CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DANISH_PREFIXES = ("83", "84", "85", "95")
_SWEDISH_PREFIXES = ("712", "713", "714", "715", "716", "717", "718", "719")


def company_numbers(
    *, country: str, chance: Chance, count: int, taken: Container[str] = ()
) -> list[str]:
    """Return so many different CVR or organisation numbers with a right checksum."""
    draw = _cvr if country == "DK" else _organisation_number
    return _different(lambda: draw(chance), count, taken)


def personal_numbers(
    *, country: str, chance: Chance, count: int, taken: Container[str] = ()
) -> list[str]:
    """Return so many different CPR or Swedish personal numbers that nobody can have."""
    draw = _cpr if country == "DK" else _personnummer
    return _different(lambda: draw(chance), count, taken)


def phones(*, country: str, chance: Chance, count: int) -> list[str]:
    """Return so many different phone numbers in E.164 form that nobody answers."""
    draw = _danish_phone if country == "DK" else _swedish_phone
    return _different(lambda: draw(chance), count)


def _different(draw: Callable[[], str], count: int, taken: Container[str] = ()) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        number = draw()
        if number not in taken:
            found[number] = None
    return list(found)


def _cvr(chance: Chance) -> str:
    while True:
        start = f"99{chance.randrange(100_000):05d}"
        rest = -_weighted(start, _CVR_WEIGHTS) % 11
        if rest < 10:
            return f"{start}{rest}"


def _organisation_number(chance: Chance) -> str:
    return _with_luhn(f"4092{chance.randrange(100_000):05d}")


def _cpr(chance: Chance) -> str:
    while True:
        number = _birth(chance, 1936, 2007).strftime("%d%m%y") + f"{chance.randrange(10_000):04d}"
        if _weighted(number, _CPR_WEIGHTS) % 11 and not number.startswith("0101"):
            return number


def _personnummer(chance: Chance) -> str:
    day = _birth(chance, 2090, 2099)
    short = _with_luhn(day.strftime("%y%m%d") + f"{chance.randrange(1000):03d}")
    return f"{day.year // 100}{short}"


def _birth(chance: Chance, first: int, last: int) -> date:
    return date(first, 1, 2) + timedelta(days=chance.randrange((last - first) * 365))


def _danish_phone(chance: Chance) -> str:
    return f"+45{chance.choice(_DANISH_PREFIXES)}{chance.randrange(1_000_000):06d}"


def _swedish_phone(chance: Chance) -> str:
    return f"+46{chance.choice(_SWEDISH_PREFIXES)}{chance.randrange(1_000_000):06d}"


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _with_luhn(digits: str) -> str:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    total = sum(n - 9 if n > 9 else n for n in doubled)
    return f"{digits}{-total % 10}"
