"""The letter that goes to many people on one day, as the log knows it."""

from datetime import datetime

from kontaktpunkt.config.demo.demand import letter_day, letter_readers
from kontaktpunkt.config.demo.people import Person, Population
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.contacts import kinds
from kontaktpunkt.contacts.operations import letter_key
from kontaktpunkt.directory.models import Role


def send_letters(world: World, people: Population) -> None:
    """Write down that the letter of each such story was sent, once for every reader."""
    for story in world.content.stories("letter"):
        day = letter_day(world, month=story["month"], day=story["day"])
        for party in letter_readers(world, people, share=story["recipients"]):
            send_letter(
                world, world.matters[story["matter"]], party, at=world.window.moment(day, 8)
            )


def send_letter(world: World, matter: Matter, party: Person, *, at: datetime) -> None:
    """Note one letter, as `contacts.operations.note_letters` would have."""
    key = letter_key(matter=matter.row, day=at.date(), party_id=party.key)
    world.log.record(
        kind=kinds.LETTER_SENT,
        at=at,
        subjects=[world.log.subject(party.kind, party.key), world.log.subject("letter", key)],
        channel="letter",
        unit=matter.unit.code,
        matter=matter.code,
        actor_role=Role.CASEWORKER.value,
    )
