"""The contacts that a case causes: a visit before it, and asking how it goes."""

from collections.abc import Iterator
from datetime import date, timedelta

from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.chance import Chance
from kontaktpunkt.config.demo.contact_rows import SETTLED, Asked, Met
from kontaktpunkt.config.demo.demand import build_contact

_BOOKED_A_VISIT = 0.45


def visits_before(told: Told, chance: Chance) -> Iterator[Met]:
    """Tell of a booked visit to the counter before an application that has to cross units."""
    world = told.world
    stories = {story["matter"] for story in world.content.stories("boundary")}
    if told.matter.code not in stories or told.origin or not chance.happens(_BOOKED_A_VISIT):
        return
    days = world.days[world.centre.code]
    visit = days.before(told.received_on - timedelta(days=chance.randint(3, 14)))
    booked = days.before(visit - timedelta(days=chance.randint(4, 10)))
    if booked > world.window.first:
        texts = world.content.words["visits"]
        yield _about(told, chance, booked, channel="phone", text=texts["booking"])
        yield _about(told, chance, visit, channel="counter", text=texts["visit"])


def asking_how_it_goes(told: Told, chance: Chance) -> Iterator[Met]:
    """The longer it takes, and the later it gets, the more people ask."""
    days = told.world.days[told.world.centre.code]
    ended = (told.decided_at or told.world.window.at).date()
    waited = max(0, (ended - told.received_on).days)
    late = max(0, (ended - told.promised_on).days)
    for _ in range(chance.how_many(min(1.6, waited / 130 + late / 25))):
        day = days.after(told.received_on + timedelta(days=chance.randint(5, 6 + waited)), 0)
        if told.received_on < day < ended:
            channel = "phone" if chance.happens(0.75) else "email"
            text = told.say("chasing", chance)
            yield _about(told, chance, day, channel=channel, text=text, avoidable="chasing")


def _about(
    told: Told, chance: Chance, day: date, *, channel: str, text: str, avoidable: str = "no"
) -> Met:
    return build_contact(
        told.world,
        chance,
        party=told.party,
        channel=channel,
        asked=[Asked(matter=told.matter, text=text, outcome=SETTLED)],
        moment=told.world.window.in_office_hours(day, chance),
        avoidable=avoidable,
    )
