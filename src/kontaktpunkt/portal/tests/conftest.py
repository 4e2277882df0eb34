"""Visiting the portal as Dina (citizen), as Egon for his bakery, or as anybody."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Case, Hearing
from kontaktpunkt.parties.access import COMPANY_KEY, PERSON_KEY
from kontaktpunkt.parties.models import Party
from tests.factories import make_case


class Visitor(Client):
    """A browser in Fjordby that speaks English, whose answers carry the words of the page."""

    def __init__(self, person: Party | None = None, company: Party | None = None) -> None:
        super().__init__()
        self.cookies["django_language"] = "en"
        chosen = {PERSON_KEY: person, COMPANY_KEY: company}
        session = self.session
        session.update({key: party.pk for key, party in chosen.items() if party is not None})
        session.save()

    def open(self, path: str) -> Any:
        """Return the page at this path of the municipality, with its words."""
        response: Any = self.get(f"/fjordby/{path}")
        response.words = words_of(response)
        return response

    def send(self, path: str, **fields: Any) -> Any:
        """Fill in the form that the page shows, as a browser does, and send it."""
        form = self.open(path).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        response: Any = self.post(f"/fjordby/{path}", hidden | fields)
        response.words = words_of(response)
        return response


def words_of(response: Any) -> str:
    """Return what a reader reads: no tags, one space between words."""
    body = re.sub(r"<template.*?</template>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(body))


@pytest.fixture
def visit(cast: SimpleNamespace) -> Callable[..., Visitor]:
    """Return the browser of a person, who may act for a company; or of a stranger."""
    return Visitor


@pytest.fixture
def stranger(cast: SimpleNamespace) -> Visitor:
    """Return the browser of somebody who has not logged in."""
    return Visitor()


@pytest.fixture
def dina(cast: SimpleNamespace) -> Visitor:
    """Return Dina's browser."""
    return Visitor(cast.dina)


@pytest.fixture
def egon(cast: SimpleNamespace) -> Visitor:
    """Return the browser of Egon, who acts for his bakery."""
    return Visitor(cast.egon, cast.bakery)


@pytest.fixture
def demo(cast: SimpleNamespace) -> SimpleNamespace:
    """Make the municipality an invented one."""
    cast.here.is_demo = True
    cast.here.save()
    return cast


@pytest.fixture
def today(cast: SimpleNamespace) -> date:
    """Return the day on which the pages are looked at."""
    return timezone.localdate()


@pytest.fixture
def case(cast: SimpleNamespace, today: date) -> Case:
    """Return a case of the bakery that is going on."""
    return make_case(
        party=cast.bakery,
        matter=cast.matter,
        caseworker=cast.bo,
        status="in_progress",
        received_on=today - timedelta(days=9),
        promised_on=today + timedelta(days=20),
    )


@pytest.fixture
def path(case: Case) -> str:
    """Return the path of the case's page."""
    return f"mine/cases/{case.number}/"


@pytest.fixture
def hearing(cast: SimpleNamespace, case: Case, today: date) -> Hearing:
    """Return facts that the bakery was asked to comment on."""
    opened: Hearing = cases.open_hearing(
        case=case,
        facts="Skiltet er 3 meter højt.",
        answer_by=today + timedelta(days=10),
        actor=cast.bo,
        at=timezone.now(),
    )
    return opened
