"""Numbers with the language's separators."""

from django import template

from kontaktpunkt.journeys.wording import number

register = template.Library()


@register.filter
def counted(count: int) -> str:
    """Return a whole number as people write it."""
    return number(count)


@register.filter
def place(value: float) -> str:
    """Return a place in a picture: a plain number with at most one decimal in every language."""
    return f"{value:.1f}".removesuffix(".0")
