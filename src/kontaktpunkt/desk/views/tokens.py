"""The token that a sent button or form carries, before any form has read it."""

from uuid import UUID

from django.http import HttpRequest

from kontaktpunkt.core.models import Submission


def token_of(request: HttpRequest) -> UUID | None:
    """Return the token of what was sent; None when it carries none that can be read."""
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def was_sent(token: UUID | None) -> bool:
    """Say whether it was sent before: what it removed is not missing, it is done."""
    return token is not None and Submission.objects.filter(token=token).exists()
