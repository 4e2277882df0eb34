"""What the portal shows from several domains at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from kontaktpunkt.cases.models import ADVERSE, Case, Hearing
from kontaktpunkt.catalogue.models import Channel, ChannelRule, MatterType, Service
from kontaktpunkt.catalogue.queries import matters_in_use, suggested_matters
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.rules import sort_key
from kontaktpunkt.parties.models import Mandate, Party
from kontaktpunkt.parties.queries import find, represented_by

MOST_SUGGESTED = 4
# Somebody with two stories is shown with one; the next in line has the other.
MOST_TRIED = 5


def municipalities() -> Sequence[Municipality]:
    """Return every municipality of the installation."""
    return list(Municipality.objects.all())


# --- What one can get help with ----------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One matter, and by which way it is best begun.

    best, also: channels as people call them; those that are closed stand in neither.
    online:     address of the self-service, or "".
    """

    matter: MatterType
    best: tuple[str, ...]
    also: tuple[str, ...]
    online: str


@dataclass(frozen=True)
class ServiceOffer:
    """One service with its matters."""

    service: Service
    offers: tuple[Offer, ...]


def offers() -> Sequence[Offer]:
    """Return every matter that people can come with, with its ways in."""
    matters = matters_in_use()
    rules: dict[int, list[ChannelRule]] = {matter.pk: [] for matter in matters}
    open_ways = ChannelRule.objects.exclude(stance=ChannelRule.Stance.CLOSED)
    for rule in open_ways.filter(matter_type__in=rules).order_by("pk"):
        rules[rule.matter_type_id].append(rule)
    return [_offer(matter, rules[matter.pk]) for matter in matters]


def by_service(*, offers: Iterable[Offer], country: str) -> Sequence[ServiceOffer]:
    """Return the offers under their services, both in the country's own order of letters."""

    def place(offer: Offer) -> tuple[str, int, str]:
        service = offer.matter.service
        name = sort_key(name=service.name, country=country)
        return name, service.pk, sort_key(name=offer.matter.name, country=country)

    ordered = sorted(offers, key=place)
    return [
        ServiceOffer(service, tuple(members))
        for service, members in groupby(ordered, key=lambda offer: offer.matter.service)
    ]


def offers_for(*, text: str, offers: Sequence[Offer]) -> Sequence[Offer]:
    """Return the offers that the text is most likely about, best first."""
    by_key = {offer.matter.pk: offer for offer in offers}
    matters = [offer.matter for offer in offers]
    likely = suggested_matters(text=text, matters=matters, most=MOST_SUGGESTED)
    return [by_key[matter.pk] for matter in likely]


def _offer(matter: MatterType, rules: Sequence[ChannelRule]) -> Offer:
    recommended = ChannelRule.Stance.RECOMMENDED
    return Offer(
        matter=matter,
        best=_ways(rule for rule in rules if rule.stance == recommended),
        also=_ways(rule for rule in rules if rule.stance != recommended),
        online=next((rule.self_service_url for rule in rules if rule.self_service_url), ""),
    )


def _ways(rules: Iterable[ChannelRule]) -> tuple[str, ...]:
    return tuple(str(Channel(rule.channel).label) for rule in rules)


# --- Who to be in the demonstration ------------------------------------------------------------


@dataclass(frozen=True)
class Guise:
    """Somebody to be in the demonstration.

    story: why it is worth being that person now; a code that `words` says in a sentence.
    """

    person: Party
    company: Party | None
    story: str = ""

    @property
    def party(self) -> Party:
        """Return whose matters are seen."""
        return self.company or self.person


def guises(*, today: date) -> Sequence[Guise]:
    """Return a few people who have something to see or to do today, each with another story."""
    candidates = (
        ("comment", _asked_to_comment(today)),
        ("company", _companies_with_cases()),
        ("decision", _lately_refused()),
        ("answer", _awaiting_answers()),
        ("case", _with_cases_going_on()),
        ("quiet", _with_nothing_going_on()),
    )
    chosen: dict[int, Party] = {}
    stories: dict[int, str] = {}
    for story, parties in candidates:
        party = next((each for each in parties if each.pk not in chosen), None)
        if party is not None:
            chosen[party.pk], stories[party.pk] = party, story
    return _guises(chosen.values(), stories)


def guises_named(*, text: str, country: str) -> Sequence[Guise]:
    """Return everybody whom a search finds, companies through who speaks for them."""
    return _guises(find(text=text, country=country), {})


def guise_of(*, person: Party, company_id: str) -> Guise | None:
    """Return the person as somebody to be; None for a company that named somebody else.

    company_id: key of a company as typed, "" for the person alone.
    """
    if not company_id:
        return Guise(person, None)
    companies = represented_by(person=person)
    company = next((each for each in companies if str(each.pk) == company_id), None)
    return Guise(person, company) if company else None


def _guises(parties: Iterable[Party], stories: Mapping[int, str]) -> Sequence[Guise]:
    """Return each as somebody to be; a company nobody speaks for is left out."""
    parties = list(parties)
    companies = [party.pk for party in parties if party.is_company]
    mandates = Mandate.objects.in_force().filter(company__in=companies).select_related("person")
    voices = {mandate.company_id: mandate.person for mandate in mandates.order_by("-pk")}
    return [
        Guise(voices[party.pk], party, stories.get(party.pk, ""))
        if party.is_company
        else Guise(party, None, stories.get(party.pk, ""))
        for party in parties
        if not party.is_company or party.pk in voices
    ]


def _asked_to_comment(today: date) -> Sequence[Party]:
    waiting = Hearing.objects.filter(closed_at=None, replied_at=None, answer_by__gte=today)
    waiting = waiting.filter(_has_voice("case__party")).select_related("case__party")
    found = waiting.order_by("-case__party__kind", "answer_by", "pk")[:MOST_TRIED]
    return [hearing.case.party for hearing in found]


def _companies_with_cases() -> Sequence[Party]:
    going = Case.objects.filter(_has_voice("party"), party__kind=Party.Kind.COMPANY)
    going = going.filter(status=Case.Status.IN_PROGRESS).select_related("party")
    return [case.party for case in going.order_by("-received_on", "-pk")[:MOST_TRIED]]


def _lately_refused() -> Sequence[Party]:
    decided = Case.objects.filter(_has_voice("party"), decision__outcome__in=ADVERSE)
    found = decided.select_related("party").order_by("-decided_at", "-pk")[:MOST_TRIED]
    return [case.party for case in found]


def _awaiting_answers() -> Sequence[Party]:
    owed = Question.objects.filter(outcome=Question.Outcome.HANDED_OVER, answered_at=None)
    owed = owed.filter(contact__party__kind=Party.Kind.CITIZEN).select_related("contact__party")
    found = owed.order_by("-promised_on", "-pk")[:MOST_TRIED]
    return [question.contact.party for question in found if question.contact.party]


def _with_cases_going_on() -> Sequence[Party]:
    going = Case.objects.filter(status=Case.Status.IN_PROGRESS, party__kind=Party.Kind.CITIZEN)
    found = going.select_related("party").order_by("-received_on", "-pk")[:MOST_TRIED]
    return [case.party for case in found]


def _with_nothing_going_on() -> Sequence[Party]:
    citizens = Party.objects.filter(kind=Party.Kind.CITIZEN)
    idle = citizens.filter(cases=None, contacts=None, mandates=None)
    return list(idle.order_by("sort_key", "pk")[:1])


def _has_voice(path: str) -> Q:
    """Only a person logs in: a company needs somebody who speaks for it."""
    is_citizen = Q(**{f"{path}__kind": Party.Kind.CITIZEN})
    return is_citizen | Q(Exists(Mandate.objects.in_force().filter(company=OuterRef(path))))
