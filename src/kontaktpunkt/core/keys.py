"""Keys of the database that a page is given as text."""

from django.http import Http404

# A key has no more digits.
_LONGEST = 18


def key_in(text: str) -> int:
    """Return the key; Http404 for what cannot be one."""
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST:
        raise Http404
    return int(text)
