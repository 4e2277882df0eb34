"""Addresses that leave the installation, in e-mails and text messages."""

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix

from kontaktpunkt.core.models import Municipality


def public_address(route: str, *, municipality: Municipality, **arguments: Any) -> str:
    """Return the full address of a municipality's page, from a request as well as from a job."""
    former = get_script_prefix()
    set_script_prefix(f"/{municipality.slug}/")
    try:
        path = reverse(route, kwargs=arguments)
    finally:
        set_script_prefix(former)
    return f"{settings.PUBLIC_URL}{path}"
