"""What the portal shows from several domains at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from kontaktpunkt.cases.models import Case
from kontaktpunkt.catalogue.models import Channel, ChannelRule, MatterType, Service
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.parties.models import Mandate, Party

MOST_SHOWN = 4


def service_centre() -> Unit | None:
    """Return the unit that is the one way in, if the municipality has named one."""
    return Unit.objects.filter(is_service_centre=True).order_by("pk").first()


def services() -> Sequence[Service]:
    """Return the services with the matters in use and where each is best begun."""
    open_ways = ChannelRule.objects.filter(channel=Channel.WEB).exclude(
        stance=ChannelRule.Stance.CLOSED
    )
    matters = MatterType.objects.filter(is_active=True).prefetch_related(
        Prefetch("channel_rules", open_ways, to_attr="on_the_web")
    )
    found = Service.objects.prefetch_related(Prefetch("matter_types", matters, to_attr="in_use"))
    return [service for service in found if service.in_use]


def municipalities() -> Sequence[Municipality]:
    """Return every municipality of the installation."""
    return list(Municipality.objects.all())


@dataclass(frozen=True)
class Guise:
    """Somebody to be in the demonstration, and how many open cases that person would see."""

    person: Party
    company: Party | None
    open_cases: int


def representatives() -> Sequence[Guise]:
    """Return a few people who act for a company."""
    mandates: QuerySet[Any] = Mandate.objects.select_related("person", "company").annotate(
        open_cases=Count("company__cases", filter=_open("company__cases"))
    )
    return [
        Guise(each.person, each.company, int(each.open_cases))
        for each in mandates.order_by("pk")[:MOST_SHOWN]
    ]


def citizens() -> Sequence[Guise]:
    """Return a few citizens with an open case."""
    latest = (
        Case.objects.filter(party__kind=Party.Kind.CITIZEN, decided_at=None, closed_at=None)
        .order_by("-received_on", "-pk")
        .values_list("party_id", flat=True)[: MOST_SHOWN * 3]
    )
    some = list(dict.fromkeys(latest))[:MOST_SHOWN]
    people = Party.objects.filter(pk__in=some).annotate(
        open_cases=Count("cases", filter=_open("cases"))
    )
    return [Guise(each, None, each.open_cases) for each in people.order_by("sort_key")]


def _open(path: str) -> Q:
    return Q(**{f"{path}__status__in": [Case.Status.RECEIVED, Case.Status.IN_PROGRESS]})
