"""Expected refusals, and the reference code that ties an unexpected error to the log."""

import secrets
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Without 0/O and 1/I/L: the code is read aloud on the phone.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Refusal(Exception):
    """An operation says no for a reason that a citizen could read.

    Subclasses stand beside the operation that raises them and set `message`.
    A view turns a refusal into a form error.
    """

    message: ClassVar[str | Promise] = _("This cannot be done now.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.text = message if message is not None else self.message
        super().__init__(str(self.text))


class AlreadyDone(Refusal):
    """The same form was sent twice; the first time counted."""

    message = _("This was already registered. It counts once.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the object since the page was shown."""

    message = _(
        "Somebody else changed this while you were writing. "
        "Your text is still here: look at the change, then send again."
    )


def new_reference() -> str:
    """Return a short code, easy to read aloud, that names one unexpected error in the log."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(2))
