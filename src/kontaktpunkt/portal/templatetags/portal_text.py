"""Messages and numbers, shown on a page."""

import re

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What ends a sentence is no part of an address.
_AFTER_ADDRESS = ".,;:!?)"


@register.filter
def linked(text: str) -> SafeString:
    """Return the text, escaped, with this installation's own addresses as links.

    Anybody else's address stays text: a message is no place to be led away from. A link leaves
    out the host, so that it works by whichever name the visitor came.
    """
    home = settings.PUBLIC_URL
    address = re.compile(rf"{re.escape(home)}(/[^\s<>\"']*)")
    parts = address.split(text)
    # Between the addresses stand what was text and, in turn, the paths that were found.
    said = (_link(home, part) if place % 2 else escape(part) for place, part in enumerate(parts))
    return mark_safe("".join(said))  # noqa: S308 - every part was escaped


@register.filter
def on_one_line(text: str) -> str:
    """Return the text so that no line ends inside it: a phone number is read in one go."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _link(home: str, path: str) -> SafeString:
    inside = path.rstrip(_AFTER_ADDRESS)
    link = format_html('<a href="{}">{}{}</a>', inside, home, inside)
    return link + escape(path[len(inside) :])
