"""Founding a municipality: tenant, service centre, administrator, guide and surveys."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core import tenancy, theme
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.core.models import RESERVED_SLUGS, Country, Municipality
from kontaktpunkt.dialogue.guide import seed_guide
from kontaktpunkt.directory import operations as directory
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.listening import operations as listening

LANGUAGES = {Country.DENMARK: "da", Country.SWEDEN: "sv"}
TIMEZONES = {Country.DENMARK: "Europe/Copenhagen", Country.SWEDEN: "Europe/Stockholm"}
SERVICE_CENTRES = {Country.DENMARK: "Borgerservice", Country.SWEDEN: "Kontaktcenter"}
PLAIN_COLOURS = ("#1b4965", "#9a4a12", "#f4f1ea")


class AddressTaken(Refusal):
    message = _("This address is taken or reserved. Choose another one.")


@dataclass(frozen=True)
class FirstAdministrator:
    """The person who sets the municipality up."""

    name: str
    email: str
    password: str


@transaction.atomic
def found(
    *,
    slug: str,
    name: str,
    country: Country,
    colours: tuple[str, str, str] = PLAIN_COLOURS,
    administrator: FirstAdministrator,
    at: datetime,
) -> Municipality:
    """Found a municipality that can be logged in to; everything or nothing.

    Raises AddressTaken, theme's refusal for colours with too little contrast, or the
    directory's refusals for the administrator.
    """
    if slug in RESERVED_SLUGS or Municipality.objects.filter(slug=slug).exists():
        raise AddressTaken
    theme.validate_brand(list(colours))
    municipality = Municipality.objects.create(
        slug=slug,
        name=name,
        country=country,
        language=LANGUAGES[country],
        timezone=TIMEZONES[country],
        colours=list(colours),
    )
    with tenancy.acting_for(municipality):
        _settle_in(municipality, country, administrator, at)
    return municipality


def _settle_in(
    municipality: Municipality, country: Country, person: FirstAdministrator, at: datetime
) -> Staff:
    centre = directory.open_unit(
        code="service-centre", name=SERVICE_CENTRES[country], is_service_centre=True, at=at
    )
    seed_guide(language=municipality.language)
    listening.seed_surveys(language=municipality.language, at=at)
    return directory.appoint(
        unit=centre,
        name=person.name,
        email=person.email,
        role=Role.ADMINISTRATOR,
        password=person.password,
        at=at,
    )
