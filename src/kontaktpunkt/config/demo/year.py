"""One municipality's year: told first, then written in the order in which it happened."""

import math
from collections.abc import Callable, Sequence

from kontaktpunkt.cases import storage
from kontaktpunkt.cases.models import CaseNumber
from kontaktpunkt.catalogue import operations as catalogue
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.casework import calls_begin, tell_cases
from kontaktpunkt.config.demo.contact_rows import Met, write_contact
from kontaktpunkt.config.demo.demand import make_contacts
from kontaktpunkt.config.demo.handovers import answer_handovers
from kontaktpunkt.config.demo.heard import ask_everybody
from kontaktpunkt.config.demo.letters import send_letters
from kontaktpunkt.config.demo.people import make_people
from kontaktpunkt.config.demo.structure import make_structure
from kontaktpunkt.config.demo.today import Today
from kontaktpunkt.config.demo.warnings import warn_of_promises
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.directory.models import Role

Report = Callable[[str], None]


# As much as is told and written at once: a year many times as large needs no more memory.
_LARGEST_PART = 2.0


def tell_year(world: World, *, report: Report) -> None:
    """Make the municipality and its year; act for it, in its time zone, in a transaction."""
    make_structure(world)
    parts = math.ceil(world.scale / _LARGEST_PART)
    whole, world.scale = world.scale, world.scale / parts
    for world.part in range(parts):
        _tell_part(world, report)
    world.scale = whole
    _begin_to_call(world)
    for year, last in world.serials.items():
        world.book[CaseNumber].add(year=year, last=last)
    world.book.load()
    Today(world).tell()


def _tell_part(world: World, report: Report) -> None:
    name = world.municipality.name
    report(f"{name}: people")
    people = make_people(world)
    report(f"{name}: contacts and cases")
    contacts = make_contacts(world, people)
    work = tell_cases(world, people, contacts)
    contacts += work.contacts
    contacts += answer_handovers(world, contacts)
    send_letters(world, people)
    _write_in_order(world, contacts, work.told)
    report(f"{name}: what people thought of it")
    ask_everybody(world, contacts, work.told)
    report(f"{name}: writing {len(contacts)} contacts and {len(work.told)} cases")
    world.log.write(world.book)
    world.book.load()
    _write_files(world)


def _write_files(world: World) -> None:
    for name, content in world.files:
        storage.put(name=name, content=content)
    world.files.clear()


def _write_in_order(world: World, contacts: list[Met], cases: list[Told]) -> None:
    cases.sort(key=lambda told: (told.opened_at, told.key))
    _number(world, cases)
    contacts.sort(key=lambda met: met.ended_at)
    for met in contacts:
        write_contact(world, met)
    for told in cases:
        warn_of_promises(told)
        told.write()


def _number(world: World, cases: Sequence[Told]) -> None:
    for told in cases:
        year = told.opened_at.year
        world.serials[year] = world.serials.get(year, 0) + 1
        told.give_number(serial=world.serials[year])


def _begin_to_call(world: World) -> None:
    """Let the matter owe calls from the day on which the unit began with them."""
    for story in world.content.stories("calls"):
        matter = world.matters[story["called"]].row
        catalogue.change_matter(
            matter_type=matter,
            version=matter.version,
            calls_before_refusal=True,
            actor=world.person(Role.SERVICE_DESIGNER),
            at=world.window.moment(calls_begin(world), 7),
        )
