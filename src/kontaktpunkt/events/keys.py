"""Pseudonymous keys: the log names an object without telling which row it is."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from kontaktpunkt.core import tenancy


@dataclass(frozen=True)
class Subject:
    """An object that an event touches.

    type:      citizen, company, case, contact, question, call, letter, appointment or survey.
    key:       keyed hash of municipality, type and primary key; useless without the secret.
    qualifier: the part that the object plays in the event, where that is not plain.
    """

    type: str
    key: UUID
    qualifier: str = ""


def subject(*, type: str, pk: Any, qualifier: str = "") -> Subject:  # noqa: A002 - OCEL's word
    """Return the pseudonymous reference to a row of the municipality acted for."""
    return Subject(type=type, key=pseudonym(tenancy.current_id(), type, pk), qualifier=qualifier)


def pseudonym(municipality_id: int, type_: str, pk: Any) -> UUID:
    """Return the 128-bit keyed hash (HMAC-SHA256, truncated) that stands for one object."""
    text = f"{municipality_id}/{type_}/{pk}".encode()
    digest = hmac.digest(settings.PSEUDONYM_KEY.encode(), text, hashlib.sha256)
    return UUID(bytes=digest[:16])
