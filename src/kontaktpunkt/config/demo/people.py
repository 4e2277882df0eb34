"""The invented people and companies, put together from lists of names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kontaktpunkt.config.demo.chance import Chance, Shares
from kontaktpunkt.config.demo.numbers import company_numbers, personal_numbers, phones
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.parties.models import Mandate, Party
from kontaktpunkt.parties.operations import prepare_for_search

_PREFERENCES = Shares({"email": 0.58, "sms": 0.31, "none": 0.11})


@dataclass(slots=True)
class Person:
    """A party as the year needs it: how often it gets in touch, and when it was asked last.

    weight:     how often it gets in touch, compared with others.
    asked_at:   when it was last invited to a survey.
    reachable:  it has chosen a channel and we have the address.
    """

    key: int
    kind: str
    name: str
    preference: str
    street: str
    weight: float
    reachable: bool
    asked_at: datetime | None = None


@dataclass
class Population:
    """Everybody whom the municipality knows, to draw from by how often they get in touch."""

    citizens: Sequence[Person]
    companies: Sequence[Person]

    def __post_init__(self) -> None:
        self._citizens = Shares({place: each.weight for place, each in enumerate(self.citizens)})
        self._companies = Shares({place: each.weight for place, each in enumerate(self.companies)})

    def draw(self, chance: Chance, *, company_share: float) -> Person:
        """Draw who gets in touch."""
        if self.companies and chance.happens(company_share):
            return self.companies[self._companies.draw(chance)]
        return self.citizens[self._citizens.draw(chance)]


def make_people(world: World) -> Population:
    """Write the parties and their mandates; return them to draw from."""
    volume = world.content.place["volume"]
    total = max(60, round(volume["parties"] * world.scale))
    companies = max(10, round(total * volume["company_share"]))
    chance = world.chance("people")
    citizens = list(_people(world, chance, "citizen", total - companies))
    firms = list(_people(world, chance, "company", companies))
    _make_mandates(world, chance, citizens, firms)
    return Population(citizens, firms)


def _people(world: World, chance: Chance, kind: str, count: int) -> Iterator[Person]:
    country = world.municipality.country
    draw_numbers = company_numbers if kind == "company" else personal_numbers
    numbers = draw_numbers(country=country, chance=chance, count=count, taken=world.numbers)
    world.numbers.update(numbers)
    telephones = phones(country=country, chance=chance, count=count)
    for number, phone in zip(numbers, telephones, strict=True):
        yield _person(world, chance, kind, number, phone)


def _person(world: World, chance: Chance, kind: str, number: str, phone: str) -> Person:
    street = chance.choice(world.content.place["addresses"]["streets"])
    name = _company_name(world, chance, street) if kind == "company" else _name(world, chance)
    party = Party(
        kind=kind,
        name=name,
        id_number=number,
        phone=phone if chance.happens(0.93) else "",
        email=_email(name, number) if chance.happens(0.86) else "",
        address=_address(world, chance, street),
        preference=_PREFERENCES.draw(chance),
        prefers_call=chance.happens(0.8),
    )
    prepare_for_search(party=party, country=world.municipality.country)
    key = world.book[Party].add(
        **{name: value for name, value in vars(party).items() if _is_column(name, value)},
        created_at=world.window.moment(world.window.first - timedelta(days=1), 6),
    )
    return Person(
        key=key,
        kind=kind,
        name=name,
        preference=party.preference,
        street=street,
        weight=chance.spread(1.6 if kind == "company" else 1.0, 0.9),
        reachable=bool(party.reachable_by),
    )


def _is_column(name: str, value: object) -> bool:
    return name not in {"_state", "id", "created_at"} and value is not None


def _name(world: World, chance: Chance) -> str:
    people = world.content.people
    last = chance.choice(people["last"])
    middle = f"{chance.choice(people['last'])} " if chance.happens(0.22) else ""
    return f"{chance.choice(people['first'])} {middle}{last}"


def _company_name(world: World, chance: Chance, street: str) -> str:
    people = world.content.people
    name: str = chance.choice(people["company"]).format(
        first=chance.choice(people["first"]), last=chance.choice(people["last"]), street=street
    )
    return f"{name} {chance.choice(people['company_forms'])}".strip()


def _email(name: str, number: str) -> str:
    plain = "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalnum())
    return f"{plain[:24]}.{number[-6:-4]}{number[-2:]}@example.com"


def _address(world: World, chance: Chance, street: str) -> str:
    town = chance.choice(world.content.place["addresses"]["towns"])
    return f"{street} {chance.randint(1, 140)}, {town}"


def _make_mandates(
    world: World, chance: Chance, citizens: Sequence[Person], firms: Sequence[Person]
) -> None:
    owners = chance.sample(citizens, min(len(citizens), len(firms)))
    for owner, firm in zip(owners, firms, strict=False):
        world.book[Mandate].add(person_id=owner.key, company_id=firm.key, since=world.window.first)
