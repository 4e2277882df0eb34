"""What a log is called in addresses, on pages and on the command line."""

from typing import Final

from django.utils.text import slugify

# First path segments of our own pages.
RESERVED: Final = frozenset({"own", "import", "side-by-side", "views"})


def slug_for(name: str) -> str:
    """Return the address of a log with this name."""
    slug = slugify(name)[:80] or "log"
    return f"{slug[:76]}-log" if slug in RESERVED else slug
