"""Phone numbers: how they are kept, and how people read them. Pure rules."""

import phonenumbers

_STYLE = phonenumbers.PhoneNumberFormat


def phone_in_e164(*, text: str, country: str) -> str | None:
    """Return the number in E.164 form, or None when the text is no number of a real plan.

    text:    as typed, with spaces, dots, slashes or a leading 0, +, 00.
    country: "DK" or "SE", for numbers without a country code.
    """
    try:
        number = phonenumbers.parse(text.replace("/", " "), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, _STYLE.E164)


def phone_for_reading(*, number: str, country: str) -> str:
    """Return the number in the groups in which people of the country say it.

    country: "DK", "SE", or "" where none is known: then the country code stands before it.
    A number of another country keeps its country code; what is no number stays as it is.
    """
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return number
    # By the country code alone: the numbers that the demonstration invents belong to no plan.
    at_home = parsed.country_code == phonenumbers.country_code_for_region(country)
    return phonenumbers.format_number(parsed, _STYLE.NATIONAL if at_home else _STYLE.INTERNATIONAL)
