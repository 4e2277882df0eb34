"""Staff log in by e-mail; row-level security keeps the search inside the municipality."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from kontaktpunkt.directory.models import Staff


class StaffBackend(BaseBackend):
    """Check e-mail and password of staff of the municipality acted for."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Staff | None:
        """Return the person, or None when e-mail or password is wrong."""
        staff = _found(username or "")
        if staff is None:
            # As slow as a real check, so that nobody learns which addresses exist.
            Staff().set_password(password)
            return None
        return staff if password and staff.check_password(password) else None

    def get_user(self, user_id: int) -> Staff | None:
        """Return the person of a session, with the unit that nearly every page asks for."""
        return Staff.objects.filter(pk=user_id, is_active=True).select_related("unit").first()


def _found(email: str) -> Staff | None:
    """Return who has the address; outside demo mode nobody of a demonstration, whose passwords
    everybody knows."""
    staff = Staff.objects.filter(email__iexact=email, is_active=True)
    if not settings.DEMO:
        staff = staff.filter(municipality__is_demo=False)
    return staff.first()
