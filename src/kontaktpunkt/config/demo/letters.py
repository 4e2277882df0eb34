"""The letter that goes to many people on one day, as the log knows it."""

from kontaktpunkt.config.demo.demand import letter_day, letter_readers
from kontaktpunkt.config.demo.people import Population
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.contacts import kinds
from kontaktpunkt.contacts.operations import letter_key
from kontaktpunkt.directory.models import Role


def send_letters(world: World, people: Population) -> None:
    """Write down that the letter of each such story was sent, once for every reader."""
    for story in world.content.stories("letter"):
        matter = world.matters[story["matter"]]
        day = letter_day(world, month=story["month"], day=story["day"])
        for party in letter_readers(world, people, share=story["recipients"]):
            world.log.record(
                kind=kinds.LETTER_SENT,
                at=world.window.moment(day, 8),
                subjects=[
                    world.log.subject(party.kind, party.key),
                    world.log.subject(
                        "letter", letter_key(matter=matter.row, day=day, party_id=party.key)
                    ),
                ],
                channel="letter",
                unit=matter.unit.code,
                matter=matter.code,
                actor_role=Role.CASEWORKER.value,
            )
