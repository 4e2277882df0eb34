"""What a party asks for by itself."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.contacts import operations
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.events.keys import subject
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message


def ask(cast: SimpleNamespace, at: datetime, **fields: Any) -> Question:
    fields = {"text": "Ring til mig om skiltet.", "about": [subject(type="case", pk=7)]} | fields
    return operations.ask_for_call(
        municipality=cast.here,
        party=cast.bakery,
        unit=cast.byg,
        matter_type=cast.matter,
        at=at,
        **fields,
    )


def test_the_unit_owes_the_call_by_a_promised_day(cast: SimpleNamespace, at: datetime) -> None:
    question = ask(cast, at, callback_phone="31 12 12 12")
    assert (question.unit, question.promised_on) == (cast.byg, date(2026, 11, 27))
    assert question.is_open
    assert question.contact.callback_number == "+4531121212"
    assert question.contact.taken_by is None
    assert Message.objects.get().recipient == "egon@example.org"


def test_the_log_ties_the_wish_to_party_and_case(cast: SimpleNamespace, at: datetime) -> None:
    ask(cast, at)
    taken = Event.objects.get(kind="contacts.contact.taken")
    assert (taken.touchpoint, taken.channel, taken.actor_role) == ("web-contact", "web", "")
    assert {each.type for each in taken.objects_touched.all()} == {"company", "contact", "case"}
    handed_over = Event.objects.get(kind="contacts.question.handed_over")
    assert "question" in {each.type for each in handed_over.objects_touched.all()}


def test_a_wish_without_words_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.NoQuestion):
        ask(cast, at, text="  ")


def test_a_number_that_cannot_be_dialled_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.NumberNotDialled):
        ask(cast, at, callback_phone="ved middagstid")


def test_the_same_form_counts_once(cast: SimpleNamespace, at: datetime) -> None:
    submission = uuid4()
    ask(cast, at, submission=submission)
    with pytest.raises(AlreadyDone):
        ask(cast, at, submission=submission)
    assert Question.objects.count() == 1
