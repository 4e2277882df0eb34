"""The people whom a visitor can be, as they are in the database."""

from __future__ import annotations

from dataclasses import dataclass

from kontaktpunkt.cases.models import Case
from kontaktpunkt.config.demo.content import Content, content_of
from kontaktpunkt.config.demo.structure import email_of
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.parties.models import Party


class NotThere(LookupError):
    """The municipality is no demonstration, or its people have gone."""


@dataclass(frozen=True)
class Cast:
    """The named people of one municipality, and the matter that the tour follows."""

    staff: dict[str, Staff]
    citizen: Party
    owner: Party
    company: Party
    matter: Case

    def person(self, role: str) -> Staff:
        """Return the member of staff with the role."""
        return self.staff[role]


def cast_of(*, municipality: Municipality) -> Cast:
    """Return the people of the municipality acted for; raises NotThere."""
    content = _content(municipality)
    emails = [email_of(each.name, slug=content.slug) for each in content.staff if each.login]
    staff = Staff.objects.filter(email__in=emails, is_active=True).select_related("unit")
    company = _party(content, "company")
    matter = Case.objects.filter(party=company, title=content.today["sign"]["title"]).first()
    if matter is None:
        raise NotThere(municipality.slug)
    return Cast(
        staff={each.role: each for each in staff},
        citizen=_party(content, "citizen"),
        owner=_party(content, "owner"),
        company=company,
        matter=matter,
    )


def _content(municipality: Municipality) -> Content:
    try:
        return content_of(municipality.slug)
    except FileNotFoundError as unknown:
        raise NotThere(municipality.slug) from unknown


def _party(content: Content, part: str) -> Party:
    phone = content.today[part]["phone"]
    found = Party.objects.filter(phone=phone, name=content.today[part]["name"]).first()
    if found is None:
        raise NotThere(part)
    return found
