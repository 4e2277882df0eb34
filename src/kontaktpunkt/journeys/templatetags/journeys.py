"""Numbers with the language's separators, and how a figure is saved."""

from typing import Any

from django import template
from django.template.context import Context

from kontaktpunkt.journeys.pictures.zoom import Zoom, zoomed
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


@register.inclusion_tag("journeys/_save_menu.html", takes_context=True)
def save_menu(context: Context, figure: str, *, is_drawn: bool = True) -> dict[str, Any]:
    """Offer a figure of this page as a file.

    figure:   the id of the <figure>.
    is_drawn: whether it holds a picture or a shaded table; a plain table is saved without one.
    """
    return {"request": context["request"], "figure": figure, "is_drawn": is_drawn}


@register.simple_tag(takes_context=True)
def zoom(context: Context, width: float) -> Zoom:
    """Return how large the page's address asks for a picture of this width."""
    return zoomed(asked=context["request"].GET.get("zoom", ""), width=width)
