"""Who gets in touch, when, how and about what: the year's contacts before anybody answers them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from kontaktpunkt.config.demo.chance import Chance, Shares
from kontaktpunkt.config.demo.contact_rows import (
    GUIDED,
    HANDED_OVER,
    SETTLED,
    Asked,
    Met,
    shortest_end,
)
from kontaktpunkt.config.demo.people import Person, Population
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.directory.models import Role, Staff

# Some contacts follow from others (see `handovers` and `casework`); the rest comes by itself.
_OF_ITSELF = 0.905
_WEEKDAYS = (1.28, 1.08, 1.0, 1.02, 0.74, 0.0, 0.0)
_MONTHS = (1.12, 1.02, 1.04, 1.02, 1.0, 1.0, 0.66, 1.06, 1.08, 1.0, 1.0, 0.86)
_SEASONS: Mapping[str, tuple[float, ...]] = {
    "flat": (1.0,) * 12,
    "spring": (0.8, 0.9, 1.3, 1.5, 1.6, 1.2, 0.8, 0.8, 0.8, 0.8, 0.7, 0.6),
    "summer": (0.7, 0.7, 0.8, 1.0, 1.1, 1.4, 1.3, 1.4, 1.2, 0.9, 0.8, 0.7),
    "winter": (1.4, 1.3, 1.1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.9, 1.0, 1.2, 1.2),
    "snow": (2.6, 2.4, 0.9, 0.1, 0.02, 0.02, 0.02, 0.02, 0.02, 0.05, 0.5, 1.7),
    "school": (1.2, 0.9, 0.9, 0.9, 1.1, 1.2, 0.8, 1.9, 1.6, 0.9, 0.8, 0.7),
}
_CHANNELS = {
    "phone": 0.58, "email": 0.17, "counter": 0.14, "web": 0.03, "chat": 0.05, "letter": 0.03,
}  # fmt: skip
_STANCES = {"recommended": 1.25, "allowed": 1.0, "closed": 0.03}
_UNRULED = 0.4
# Median minutes, and how far they spread.
_MINUTES = {
    "phone": (4.6, 0.55), "email": (5.5, 0.5), "counter": (9.0, 0.5), "web": (4.0, 0.4),
    "chat": (7.0, 0.4), "letter": (8.0, 0.5), "sms": (3.0, 0.4),
}  # fmt: skip
_NAMELESS = {"vejskade": 0.5, "vinter": 0.5, "gatuskada": 0.5, "snorojning": 0.5}


def season_of(matter: Matter, day: date) -> float:
    """Return how much more than usual the matter is asked about on a day of this month."""
    return _SEASONS[matter.content.season][day.month - 1] * _MONTHS[day.month - 1]


def agent_on_duty(world: World, chance: Chance) -> Staff:
    """Draw who takes the contact."""
    return chance.choice(world.people(world.centre, Role.AGENT))


def make_contacts(world: World, people: Population) -> list[Met]:
    """Return the contacts that come by themselves, and those that a letter causes."""
    chance = world.chance("contacts")
    met = [
        _contact(world, people, chance, matter, moment)
        for matter, moment in _occasions(world, chance)
    ]
    return met + list(_after_letters(world, people))


def _occasions(world: World, chance: Chance) -> Iterator[tuple[Matter, datetime]]:
    total = world.content.place["volume"]["contacts"] * world.scale * _OF_ITSELF
    expected = _expected(world)
    each = total / sum(expected.values())
    moods: dict[date, float] = {}
    for (day, code), weight in expected.items():
        mood = moods.setdefault(day, chance.gammavariate(30, 1 / 30))
        for _ in range(chance.how_many(weight * each * mood)):
            moment = world.window.in_office_hours(day, chance)
            if world.window.has_happened(moment + timedelta(minutes=30)):
                yield world.matters[code], moment


def _expected(world: World) -> dict[tuple[date, str], float]:
    open_days = [day for day in world.window.days() if world.days[world.centre.code].is_open(day)]
    return {
        (day, code): _WEEKDAYS[day.weekday()] * season_of(matter, day) * matter.content.contacts
        for day in open_days
        for code, matter in world.matters.items()
    }


def _contact(
    world: World, people: Population, chance: Chance, matter: Matter, moment: datetime
) -> Met:
    nameless = chance.happens(_NAMELESS.get(matter.code, 0.09))
    party = None if nameless else people.draw(chance, company_share=matter.content.company_share)
    channel = _channels(matter).draw(chance)
    if channel == "web" and party is not None:
        return _wish_for_a_call(world, chance, party, matter, moment)
    asked = [_question(chance, matter)]
    if chance.happens(0.14):
        asked.append(_question(chance, chance.choice(list(world.matters.values()))))
    return build_contact(
        world, chance, party=party, channel="phone" if channel == "web" else channel, asked=asked,
        moment=moment, avoidable=_avoidable(chance, matter),
    )  # fmt: skip


def _wish_for_a_call(
    world: World, chance: Chance, party: Person, matter: Matter, moment: datetime
) -> Met:
    """The party asks, on its own page, to be called; the unit has the question at once."""
    at = min(world.window.in_free_hours(moment.date(), chance), world.window.at)
    promised_on = world.days[matter.unit.code].after(at.date(), matter.content.promise_days)
    wish = Asked(
        matter=matter,
        text=chance.choice(matter.content.questions),
        outcome=HANDED_OVER,
        unit=matter.unit,
        promised_on=promised_on,
    )
    return Met(party=party, channel="web", taken_by=None, started_at=at, ended_at=at, asked=[wish])


def build_contact(
    world: World,
    chance: Chance,
    *,
    party: Person | None,
    channel: str,
    asked: list[Asked],
    moment: datetime,
    avoidable: str,
) -> Met:
    """Return a contact that begins at the moment, with what was asked in it."""
    ended_at = shortest_end(moment, chance.spread(*_MINUTES[channel]) + 2 * (len(asked) - 1))
    for each in asked:
        if each.outcome == HANDED_OVER:
            each.unit = each.matter.unit
            days = world.days[each.matter.unit.code]
            each.promised_on = days.after(ended_at.date(), each.matter.content.promise_days)
    return Met(
        party=party,
        channel=channel,
        taken_by=agent_on_duty(world, chance),
        started_at=moment,
        ended_at=ended_at,
        asked=asked,
        note=_note(world, chance, asked),
        avoidable=avoidable,
        caller_name=_caller(world, chance, party),
    )


_channel_shares: dict[str, Shares[str]] = {}


def _channels(matter: Matter) -> Shares[str]:
    rules = matter.content.channels
    known = _channel_shares.get(repr(rules))
    if known is None:
        weights = {
            channel: usual * _STANCES.get(rules.get(channel, ""), _UNRULED)
            for channel, usual in _CHANNELS.items()
        }
        known = _channel_shares[repr(rules)] = Shares(weights)
    return known


def _question(chance: Chance, matter: Matter) -> Asked:
    draw = chance.random()
    outcome = HANDED_OVER
    if draw < matter.content.settled:
        outcome = SETTLED
    elif draw < matter.content.settled + matter.content.guided:
        outcome = GUIDED
    with_article = outcome == SETTLED and matter.articles and chance.happens(0.62)
    return Asked(
        matter=matter,
        text=chance.choice(matter.content.questions),
        outcome=outcome,
        article_id=chance.choice(matter.articles) if with_article else None,
    )


def _avoidable(chance: Chance, matter: Matter) -> str:
    draw = chance.random()
    if draw < matter.content.wrong_place:
        return "wrong_place"
    if draw < matter.content.wrong_place + 0.045:
        return "unclear"
    return "chasing" if draw < matter.content.wrong_place + 0.065 else "no"


def _note(world: World, chance: Chance, asked: list[Asked]) -> str:
    return chance.choice(world.words(f"{asked[0].outcome}_notes"))


def _caller(world: World, chance: Chance, party: Person | None) -> str:
    if party is None or party.kind != "company" or not chance.happens(0.7):
        return ""
    people = world.content.people
    return f"{chance.choice(people['first'])} {chance.choice(people['last'])}"


# --- Letters -----------------------------------------------------------------------------------


def _after_letters(world: World, people: Population) -> Iterator[Met]:
    for story in world.content.stories("letter"):
        chance = world.chance(f"letter {story['matter']}")
        day = letter_day(world, month=story["month"], day=story["day"])
        for party in letter_readers(world, people, share=story["recipients"]):
            if chance.happens(story["wave"]):
                yield from _about_letter(world, chance, world.matters[story["matter"]], party, day)


def letter_day(world: World, *, month: int, day: int) -> date:
    """Return the working day on which the letter was sent."""
    latest = world.window.latest(month=month, day=day, days_ago=10)
    in_window = max(latest, world.window.first + timedelta(days=20))
    return world.days[world.centre.code].after(in_window, 0)


def letter_readers(world: World, people: Population, *, share: float) -> list[Person]:
    """Return the citizens who were sent the letter."""
    chance = world.chance("letter readers")
    return [person for person in people.citizens if chance.happens(share)]


def _about_letter(
    world: World, chance: Chance, matter: Matter, party: Person, day: date
) -> Iterator[Met]:
    # It lies in the letterbox two days later; most of those who ask do so at once.
    days = world.days[world.centre.code]
    came = days.after(day, 1 + min(4, int(chance.expovariate(0.8))))
    moment = world.window.in_office_hours(came, chance)
    if not world.window.has_happened(moment + timedelta(minutes=30)):
        return
    outcome = HANDED_OVER if chance.happens(0.12) else SETTLED
    with_article = outcome == SETTLED and matter.articles
    asked = Asked(
        matter=matter,
        text=chance.choice(world.words("letter_questions")),
        outcome=outcome,
        article_id=matter.articles[0] if with_article else None,
    )
    yield build_contact(
        world, chance, party=party, channel="phone" if chance.happens(0.83) else "email",
        asked=[asked], moment=moment, avoidable="unclear" if chance.happens(0.84) else "no",
    )  # fmt: skip
