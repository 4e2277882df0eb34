# ruff: noqa: PLC0415 - Django is set up before anything that needs it is imported
"""Fills the benchmark's database, once, and chooses whom and what to ask for.

Prints one line of JSON; run by service.py with the environment of the installation it measures.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
from datetime import timedelta
from typing import Any

import django

SLUG = "fjordby"
# Searches as they are typed: whole and half, common and rare, with and without a mistake.
PATTERNS = ("phone", "name", "last", "half", "number", "email", "street")
QUERIES_COUNTED = 60
EVERYBODY = ("agent", "caseworker", "unit_lead", "service_designer")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, required=True)
    parser.add_argument("--times", type=int, required=True)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontaktpunkt.config.settings")
    django.setup()
    _fill(options.scale)
    print(json.dumps(_plan(options.times)))


def _fill(scale: float) -> None:
    """Make the year, unless it was made before; anything half made is made anew."""
    from django.core.management import call_command
    from django.db import connection

    from kontaktpunkt.config import database, demo_state, postgres
    from kontaktpunkt.config.commands.build import build_all
    from kontaktpunkt.config.environment import current

    env = current()
    build_all(report=lambda _: None)
    (env.data / "static").mkdir(parents=True, exist_ok=True)
    info = database.ensure_running(env)
    with database.as_owner():
        call_command("migrate", interactive=False, verbosity=0)
        state = demo_state.read()
    if state == "complete":
        _prepare_journeys()
        return
    if state == "unfinished":
        connection.close()
        connection.close_pool()
        postgres.recreate_database(info or postgres.ensure_running(env.data))
        with database.as_owner():
            call_command("migrate", interactive=False, verbosity=0)
    _make(scale)
    _prepare_journeys()


def _prepare_journeys() -> None:
    """Write the event log and prepare its journeys, once."""
    from django.utils import timezone

    from kontaktpunkt.core import tenancy
    from kontaktpunkt.core.models import Municipality
    from kontaktpunkt.journeys import logs, queries

    municipality = Municipality.objects.get(slug=SLUG)
    with tenancy.acting_for(municipality):
        log = queries.own(municipality=municipality)
        if not all(log.prepared_folder(lens=lens) for lens in log.lenses):
            _say("journeys")
            logs.refresh_own(municipality=municipality, at=timezone.now())


def _make(scale: float) -> None:
    from django.utils import timezone

    from kontaktpunkt.config import database, demo_state
    from kontaktpunkt.config.demo import build, tuning

    with database.as_owner():
        demo_state.mark_building()
    at = timezone.now().replace(second=0, microsecond=0)
    with tuning.fast_loading():
        for slug, size in ((SLUG, scale), ("sjostad", min(scale, 1.0))):
            build.make_one(slug=slug, report=_say, scale=size, seed=build.SEED, at=at)
    with database.as_owner():
        demo_state.mark_complete()


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _plan(times: int) -> dict[str, Any]:
    from kontaktpunkt.config.demo.cast import cast_of
    from kontaktpunkt.core import tenancy
    from kontaktpunkt.core.models import Municipality

    municipality = Municipality.objects.get(slug=SLUG)
    chance = random.Random(1)
    with tenancy.acting_for(municipality):
        cast = cast_of(municipality=municipality)
        parties, cases = _parties(chance, times), _cases(chance, cast.person("caseworker"), times)
        return {
            "slug": SLUG,
            "rows": _rows(),
            "agent": cast.person("agent").pk,
            "caseworker": cast.person("caseworker").pk,
            "everybody": [cast.person(role).pk for role in EVERYBODY],
            "searches": [_search(*each) for each in zip(parties, itertools.cycle(PATTERNS))],
            "contacts": _contacts(chance, parties),
            "cases": cases,
            "queries": _queries(cast.person("caseworker"), cases[:QUERIES_COUNTED]),
            "tokens": _tokens(times),
            "answer": _answer(),
        }


def _rows() -> dict[str, int]:
    from kontaktpunkt.cases.models import Case
    from kontaktpunkt.contacts.models import Contact
    from kontaktpunkt.events.models import Event
    from kontaktpunkt.parties.models import Party

    counted = {"parties": Party, "contacts": Contact, "cases": Case, "events": Event}
    return {name: model.objects.count() for name, model in counted.items()}


def _parties(chance: random.Random, times: int) -> list[Any]:
    from kontaktpunkt.parties.models import Party

    known = Party.objects.exclude(phone="").exclude(email="")
    keys = list(known.values_list("pk", flat=True))
    return list(Party.objects.filter(pk__in=chance.sample(keys, times)))


def _search(party: Any, pattern: str) -> str:
    words = party.name.split()
    return {
        "phone": party.phone.removeprefix("+45"),
        "name": party.name,
        "last": words[-1],
        "half": f"{words[0][:4]} {words[-1][:4]}",
        "number": party.id_number,
        "email": party.email.partition("@")[0],
        "street": party.address.partition(",")[0],
    }[pattern]


def _cases(chance: random.Random, caseworker: Any, times: int) -> list[str]:
    from kontaktpunkt.cases.models import Case

    numbers = list(Case.objects.filter(unit=caseworker.unit).values_list("number", flat=True))
    return chance.choices(numbers, k=times)


def _contacts(chance: random.Random, parties: list[Any]) -> list[dict[str, Any]]:
    from kontaktpunkt.catalogue.models import MatterType

    names = [
        matter.name for matter in MatterType.objects.all()
        if MatterType.objects.filter(name=matter.name).count() == 1
    ]  # fmt: skip
    return [
        {"party": str(party.pk), "form": _contact_form(chance, chance.choice(names))}
        for party in parties
    ]


def _contact_form(chance: random.Random, matter: str) -> dict[str, str]:
    form = {
        "action": "finish", "channel": "phone", "avoidable": "no", "caller_name": "",
        "callback_phone": "", "note": "Ringer igen i morgen.", "active": "0",
    }  # fmt: skip
    count = 2 if chance.random() < 0.3 else 1
    for place in range(count):
        form |= {
            f"q{place}-text": "Hvornår får jeg svar?",
            f"q{place}-matter": matter,
            f"q{place}-outcome": "handed_over" if chance.random() < 0.25 else "settled",
            f"q{place}-unit": "",
            f"q{place}-article": "",
        }
    return form | {"questions": str(count)}


def _queries(caseworker: Any, numbers: list[str]) -> list[int]:
    """Return how many queries each case page makes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(caseworker, backend="kontaktpunkt.directory.backends.StaffBackend")
    counts = []
    for number in numbers:
        with CaptureQueriesContext(connection) as made:
            answer = client.get(f"/{SLUG}/desk/cases/{number}/")
        if answer.status_code != 200:
            raise SystemExit(f"case page {number} answered {answer.status_code}")
        counts.append(len(made))
    return counts


def _tokens(times: int) -> list[str]:
    """Invite so many parties about contacts that nobody was asked about."""
    from django.utils import timezone

    from kontaktpunkt.contacts.models import Contact
    from kontaktpunkt.listening.models import Invitation, Survey
    from kontaktpunkt.listening.rules import links

    survey = Survey.objects.filter(touchpoint="contact").latest("version")
    contacts = Contact.objects.filter(invitation=None).exclude(party=None).order_by("-pk")[:times]
    tokens = [links.new_token() for _ in range(times)]
    Invitation.objects.bulk_create(
        Invitation(
            survey=survey,
            party_id=contact.party_id,
            contact=contact,
            token_digest=links.digest(token),
            channel="email",
            invited_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=30),
        )
        for contact, token in zip(contacts, tokens, strict=True)
    )
    return tokens


def _answer() -> dict[str, str]:
    from kontaktpunkt.listening.rules import items

    asked = items.items(items.AFTER_A_CONTACT)
    return {item.code: str(item.scale.high - 1) for item in asked} | {"comment": "Hurtigt svar."}


if __name__ == "__main__":
    main()
