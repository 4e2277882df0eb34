"""Plain functions that make rows for tests; keyword arguments override the defaults."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from kontaktpunkt.cases.models import Case, Decision
from kontaktpunkt.catalogue.models import Article, ArticleMatter, MatterType, Service
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Role, Staff, Unit
from kontaktpunkt.parties.models import Mandate, Party
from kontaktpunkt.parties.operations import prepare_for_search

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"

_numbers = count(1)


def make_municipality(*, slug: str, name: str, country: str) -> Municipality:
    danish = country == "DK"
    return Municipality.objects.create(
        slug=slug,
        name=name,
        country=country,
        language="da" if danish else "sv",
        timezone="Europe/Copenhagen" if danish else "Europe/Stockholm",
        colours=["#1b4965", "#0b6e4f", "#f4f1ea"],
    )


def make_unit(*, code: str = "byg", name: str = "Byg og Miljø", **fields: Any) -> Unit:
    return Unit.objects.create(code=code, name=name, **fields)


def make_staff(*, name: str, role: Role, unit: Unit, **fields: Any) -> Staff:
    fields.setdefault("email", f"{name.split(maxsplit=1)[0].lower()}@example.org")
    staff = Staff(name=name, role=role, unit=unit, **fields)
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def make_party(*, kind: str = "citizen", name: str = "Dina Holm", **fields: Any) -> Party:
    party = Party(kind=kind, name=name, **fields)
    prepare_for_search(party=party, country="DK")
    party.save()
    return party


def make_matter(*, unit: Unit, code: str = "skilt", **fields: Any) -> MatterType:
    service, _ = Service.objects.get_or_create(code="erhverv", defaults={"name": "Erhverv"})
    fields.setdefault("name", "Skilt på facade")
    fields.setdefault("law_profile", "dk")
    fields.setdefault("appeal_guidance", "Du kan klage til Planklagenævnet inden 4 uger.")
    return MatterType.objects.create(code=code, service=service, unit=unit, **fields)


def make_article(*, matter: MatterType | None = None, title: str = "Parkering", **fields: Any):
    fields.setdefault("summary", "Sådan søger du.")
    fields.setdefault("body", "Søg på nettet.")
    fields.setdefault("search_text", f"{title.lower()} {fields['summary'].lower()}")
    article = Article.objects.create(title=title, **fields)
    if matter is not None:
        ArticleMatter.objects.create(article=article, matter_type=matter)
    return article


def make_contact(
    *, party: Party | None, staff: Staff, at: datetime = NOW, **fields: Any
) -> Contact:
    fields.setdefault("channel", "phone")
    fields.setdefault("ended_at", at + timedelta(minutes=4))
    return Contact.objects.create(
        party=party, taken_by=staff, unit=staff.unit, started_at=at, **fields
    )


def make_question(*, contact: Contact, matter: MatterType, **fields: Any) -> Question:
    fields.setdefault("text", "Må jeg sætte et skilt op?")
    fields.setdefault("outcome", "settled")
    fields.setdefault("position", contact.questions.count() + 1)
    return Question.objects.create(contact=contact, matter_type=matter, **fields)


def make_case(*, party: Party, matter: MatterType, **fields: Any) -> Case:
    fields.setdefault("number", f"2026-{next(_numbers):06d}")
    fields.setdefault("title", "Skilt over butikken")
    fields.setdefault("received_on", date(2026, 11, 2))
    fields.setdefault("promised_on", date(2026, 12, 3))
    return Case.objects.create(party=party, matter_type=matter, unit=matter.unit, **fields)


def make_decided_case(
    *,
    party: Party,
    matter: MatterType,
    staff: Staff,
    at: datetime = NOW,
    outcome: str = "refused",
    **fields: Any,
) -> Case:
    fields.setdefault("received_on", (at - timedelta(days=20)).date())
    case = make_case(
        party=party, matter=matter, caseworker=staff, status="decided", decided_at=at, **fields
    )
    Decision.objects.create(
        case=case,
        outcome=outcome,
        reasons="Skiltet er for højt til gaden.",
        appeal_guidance="Du kan klage til Planklagenævnet inden 4 uger.",
        decided_by=staff,
        decided_at=at,
    )
    return case


def make_cast(here: Municipality, elsewhere: Municipality) -> SimpleNamespace:
    """Make the named cast; Carl and his company live in the other municipality."""
    centre = make_unit(code="borgerservice", name="Borgerservice", is_service_centre=True)
    byg = make_unit()
    dina = make_party(name="Dina Holm", phone="+4531121212", email="dina@example.org")
    bakery = make_party(
        kind="company",
        name="Egons Bageri ApS",
        id_number="13585628",
        phone="+4586123456",
        email="egon@example.org",
    )
    egon = make_party(name="Egon Olsen", phone="+4520202020")
    Mandate.objects.create(person=egon, company=bakery)
    cast = SimpleNamespace(
        here=here,
        elsewhere=elsewhere,
        centre=centre,
        byg=byg,
        matter=make_matter(unit=byg),
        anna=make_staff(name="Anna Agerskov", role=Role.AGENT, unit=centre),
        bo=make_staff(name="Bo Bjerre", role=Role.CASEWORKER, unit=byg),
        dina=dina,
        egon=egon,
        bakery=bakery,
    )
    with tenancy.acting_for(elsewhere):
        unit = make_unit(code="bygg", name="Byggenheten")
        cast.carl = make_staff(name="Carl Carlsson", role=Role.CASEWORKER, unit=unit)
        cast.foreign_party = make_party(name="Främmande Part")
        cast.foreign_matter = make_matter(unit=unit, law_profile="se_fl")
        cast.foreign_case = make_case(party=cast.foreign_party, matter=cast.foreign_matter)
    return cast
