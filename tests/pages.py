"""Reading the answers of views."""

from typing import Any


def text_of(response: Any) -> str:
    """Return a page's source with each run of white space as one blank."""
    return " ".join(response.content.decode().split())
