"""Asking for pages, and reading them."""

from typing import Any

from django.test import Client

from kontaktpunkt.directory.models import Staff


def browser_of(staff: Staff) -> Client:
    """Return the browser of a member of staff who reads English, the language of the source."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(staff, backend="kontaktpunkt.directory.backends.StaffBackend")
    return client


def text_of(response: Any) -> str:
    """Return a page's source with each run of white space as one blank."""
    return " ".join(response.content.decode().split())
