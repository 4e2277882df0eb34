"""Answers to the questions that were handed over, kept or late, and the calls that chase them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from kontaktpunkt.config.demo.chance import Chance
from kontaktpunkt.config.demo.contact_rows import HANDED_OVER, SETTLED, Asked, Met
from kontaktpunkt.config.demo.days import WorkingDays
from kontaktpunkt.config.demo.demand import build_contact
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.directory.models import Role, Staff, Unit

_USUALLY_ON_TIME = 0.93
_CHASES_WHEN_LATE = 0.42


def answer_handovers(world: World, contacts: Iterable[Met]) -> list[Met]:
    """Answer what was handed over, as well as each unit keeps its promises.

    Returns the contacts of those who asked again because no answer came.
    """
    chance = world.chance("handovers")
    chasing: list[Met] = []
    for met in contacts:
        for asked in met.asked:
            if asked.outcome == HANDED_OVER and not asked.is_case:
                chasing += _answer(world, chance, met, asked)
    return chasing


def _answer(world: World, chance: Chance, met: Met, asked: Asked) -> Iterator[Met]:
    assert asked.unit is not None, "a handover goes to a unit"
    assert asked.promised_on is not None, "a handover is promised"
    days = world.days[asked.unit.code]
    due = _answer_day(world, chance, days, met, asked)
    moment = _after(world.window.in_office_hours(due, chance), met.ended_at, chance)
    asked.taken_by = _colleague(world, chance, asked.unit)
    _take(world, chance, met, asked, moment)
    if world.window.has_happened(moment):
        _write_answer(world, chance, met, asked, moment)
    return _chase(world, chance, met, asked, until=moment)


def _answer_day(world: World, chance: Chance, days: WorkingDays, met: Met, asked: Asked) -> date:
    assert asked.unit is not None, "a handover goes to a unit"
    assert asked.promised_on is not None, "a handover is promised"
    if chance.happens(on_time_share(world, asked.unit, asked.promised_on)):
        promise = asked.matter.content.promise_days
        return days.after(met.ended_at.date(), round(promise * chance.betavariate(3.6, 1.0)))
    return days.after(asked.promised_on, 1 + min(9, int(chance.expovariate(0.35))))


def on_time_share(world: World, unit: Unit, day: date) -> float:
    """Return how likely the unit keeps a promise for this day."""
    for story in world.content.stories("late"):
        begins = world.window.latest(month=story["month"], day=story["day"], days_ago=45)
        if unit.code == story["unit"] and 0 <= (day - begins).days < story["weeks"] * 7:
            return float(story["on_time"])
    return _USUALLY_ON_TIME


def _colleague(world: World, chance: Chance, unit: Unit) -> Staff:
    return chance.choice(world.people(unit, Role.CASEWORKER, Role.AGENT))


def _take(world: World, chance: Chance, met: Met, asked: Asked, answered: datetime) -> None:
    """Half of them are taken before they are answered; the others answered by whoever looks."""
    early = met.ended_at + (answered - met.ended_at) * chance.uniform(0.1, 0.8)
    if chance.happens(0.5) and world.window.has_happened(early):
        asked.taken_at = _into_office_hours(world, early, met.ended_at, answered, chance)
    elif not world.window.has_happened(answered):
        asked.taken_by = None


def _into_office_hours(
    world: World, wished: datetime, first: datetime, last: datetime, chance: Chance
) -> datetime:
    centre = world.days[world.centre.code]
    moment = world.window.in_office_hours(centre.after(wished.date(), 0), chance)
    between = first + (last - first) / 2
    usable = first < moment < last and world.window.has_happened(moment)
    return moment if usable else min(between, first + timedelta(minutes=40))


def _write_answer(world: World, chance: Chance, met: Met, asked: Asked, moment: datetime) -> None:
    asked.answered_at = moment
    asked.answer = chance.choice(world.words("answers"))
    asked.answered_how = _how(chance, met)


def _how(chance: Chance, met: Met) -> str:
    if met.party is None:
        return "nobody"
    draw = chance.random()
    if met.party.reachable and draw < 0.48:
        return "message"
    return "call" if draw < 0.93 else "letter"


def _after(moment: datetime, earliest: datetime, chance: Chance) -> datetime:
    if moment > earliest:
        return moment
    return earliest + timedelta(minutes=chance.uniform(15, 120))


def _chase(
    world: World, chance: Chance, met: Met, asked: Asked, *, until: datetime
) -> Iterator[Met]:
    assert asked.promised_on is not None, "a handover is promised"
    if met.party is None or until.date() <= asked.promised_on:
        return
    days = world.days[world.centre.code]
    latest = min(until, world.window.at)
    day = days.after(asked.promised_on, chance.randint(1, 2))
    while day <= latest.date() and chance.happens(_CHASES_WHEN_LATE):
        moment = world.window.in_office_hours(day, chance)
        if moment < latest - timedelta(minutes=20):
            yield _chasing_contact(world, chance, met, asked, moment)
        day = days.after(day, chance.randint(2, 4))


def _chasing_contact(world: World, chance: Chance, met: Met, asked: Asked, moment: datetime) -> Met:
    again = Asked(matter=asked.matter, text=chance.choice(world.words("chasing")), outcome=SETTLED)
    return build_contact(
        world, chance, party=met.party, channel="phone" if chance.happens(0.8) else "email",
        asked=[again], moment=moment, avoidable="chasing",
    )  # fmt: skip
