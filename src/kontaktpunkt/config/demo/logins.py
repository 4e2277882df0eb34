"""Who one can be in the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied

from kontaktpunkt.config.demo.content import SLUGS, Content, content_of
from kontaktpunkt.config.demo.structure import PASSWORD, email_of


@dataclass(frozen=True)
class Login:
    """One person to be.

    login: the e-mail of a member of staff; "" for citizens, who are chosen on the start page.
    """

    municipality: str
    role: str
    name: str
    login: str
    password: str


class NoDemonstration(PermissionDenied):
    """Outside demo mode nobody may be anybody."""


def logins() -> list[Login]:
    """Return one login per role and municipality; raises NoDemonstration outside demo mode."""
    if not settings.DEMO:
        raise NoDemonstration
    return [login for slug in SLUGS for login in _logins(content_of(slug))]


def _logins(content: Content) -> Iterator[Login]:
    name = content.municipality["name"]
    for person in content.staff:
        if person.login:
            email = email_of(person.name, slug=content.slug)
            yield Login(name, person.role, person.name, email, PASSWORD)
    for kind in ("citizen", "owner"):
        yield Login(name, _KINDS[kind], content.today[kind]["name"], "", "")


_KINDS = {"citizen": "citizen", "owner": "company_representative"}
