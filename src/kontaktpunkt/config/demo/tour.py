"""A tour of five minutes: one matter through everyone's eyes."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kontaktpunkt.config.demo.cards import be_party, be_staff
from kontaktpunkt.config.demo.cast import Cast
from kontaktpunkt.directory.models import Role
from kontaktpunkt.parties.models import Party

Stop = dict[str, Any]


def stops(*, cast: Cast, slug: str) -> list[Stop]:
    """Return the stops in order; each says who, what to look at, and how to get there."""
    return [*_up_to_the_call(cast, slug), *_after_the_call(cast, slug)]


def _first(party: Party) -> str:
    return party.name.split()[0]


def _up_to_the_call(cast: Cast, slug: str) -> Iterator[Stop]:
    names = {"company": cast.company.name, "owner": _first(cast.owner)}
    agent, worker = cast.person(Role.AGENT), cast.person(Role.CASEWORKER)
    case = f"/{slug}/desk/cases/{cast.matter.number}/"
    yield {
        "who": agent.first_name,
        "title": _("The phone rings"),
        "text": _(
            "%(owner)s from %(company)s is on the line, six working days after he first asked "
            "about a sign. Everything the municipality has been asked and has promised stands on "
            "one screen. Type what he says now: matter, articles and the day you could promise "
            "follow."
        )
        % names,
        "action": _("Take the call as %(name)s") % {"name": agent.first_name},
        **be_staff(person=agent, slug=slug, onward=f"/{slug}/desk/contacts/"),
    }
    yield {
        "who": worker.first_name,
        "title": _("A refusal is intended, so a call is owed"),
        "text": _(
            "The sign is ten centimetres too high. Before a refusal the caseworker calls: the "
            "checklist beside the case says what is owed, and the decision waits for it."
        ),
        "action": _("Open the case as %(name)s") % {"name": worker.first_name},
        **be_staff(person=worker, slug=slug, onward=case),
    }
    yield {
        "who": worker.first_name,
        "title": _("Ten minutes on the phone"),
        "text": _(
            "Choose “call” in the checklist. The guide leads through three phases: a good start; "
            "listen, summarise, explore; agree and thank. What was confirmed, corrected and "
            "agreed becomes the note. A new fact that weighs against the party opens a hearing."
        ),
        "action": _("Call as %(name)s") % {"name": worker.first_name},
        **be_staff(person=worker, slug=slug, onward=case),
    }


def _after_the_call(cast: Cast, slug: str) -> Iterator[Stop]:
    number = cast.matter.number
    yield {
        "who": _first(cast.owner),
        "title": _("The same case, from outside"),
        "text": _(
            "Whose turn is it, which day is promised, and why did it move? The company reads the "
            "course of its case in plain words, and can ask to be called."
        ),
        "action": _("Look as %(name)s") % {"name": _first(cast.owner)},
        **be_party(cast=cast, slug=slug, company=True, onward=f"/{slug}/mine/cases/{number}/"),
    }
    yield {
        "who": _first(cast.citizen),
        "title": _("How did it go?"),
        "text": _(
            "Messages of this demonstration are never sent; they lie in an outbox that you can "
            "read. In it is a survey after a decision of last week. It needs no login, takes a "
            "minute, and counts once."
        ),
        "action": _("Open the outbox"),
        "link": f"/{slug}/outbox/",
    }
    yield _stop_of_designer(cast, slug)
    yield _stop_of_manager(cast, slug)


def _stop_of_designer(cast: Cast, slug: str) -> Stop:
    designer = cast.person(Role.SERVICE_DESIGNER)
    return {
        "who": designer.first_name,
        "title": _("Every journey of the year"),
        "text": _(
            "Everything above wrote one line each into an event log without names. Here are the "
            "journeys that it tells: where they wait, which unit they wait for, and what makes "
            "people call again. A few things happened this year that are worth finding."
        ),
        "action": _("Look for them as %(name)s") % {"name": designer.first_name},
        **be_staff(person=designer, slug=slug, onward=f"/{slug}/journeys/"),
    }


def _stop_of_manager(cast: Cast, slug: str) -> Stop:
    manager = cast.person(Role.MANAGER)
    return {
        "who": manager.first_name,
        "title": _("What people said, this week"),
        "text": _(
            "One line for each question people were asked, with what is usual and what is not, and "
            "those who asked to be called and are still waiting."
        ),
        "action": _("Listen as %(name)s") % {"name": manager.first_name},
        **be_staff(person=manager, slug=slug, onward=f"/{slug}/listening/"),
    }
