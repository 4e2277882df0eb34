"""One transaction, at least one event, and twice-sent input counts once."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.events import keys, queries
from kontaktpunkt.events.kinds import EventKind, all_kinds, declare
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.events.operation import (
    OperationWithoutEvent,
    RecordedOutsideOperation,
    in_one_go,
    operation,
    record,
)
from kontaktpunkt.parties.models import Party

KIND = EventKind("events.test.done", "Done", touchpoint="test")


@operation
def rename(*, party: Party, name: str, at: datetime) -> Party:
    party.name = name
    party.save()
    subjects = [keys.subject(type="citizen", pk=party.pk)]
    record(kind=KIND, at=at, subjects=subjects, channel="phone", length=len(name))
    return party


@operation
def rename_in_silence(*, party: Party, name: str) -> None:
    party.name = name
    party.save()


@operation
def rename_twice(*, party: Party, at: datetime) -> None:
    rename(party=party, name="One", at=at)
    rename(party=party, name="Two", at=at)


def test_an_operation_writes_its_event(cast: SimpleNamespace, at: datetime) -> None:
    rename(party=cast.dina, name="Dina Lund", at=at)
    event = Event.objects.get()
    assert (event.kind, event.touchpoint, event.channel) == ("events.test.done", "test", "phone")
    assert event.data == {"length": 9}
    assert EventObject.objects.get().key == keys.subject(type="citizen", pk=cast.dina.pk).key


@operation
def rename_all(*, parties: list[Party], at: datetime) -> None:
    with in_one_go():
        for party in parties:
            subjects = [keys.subject(type="citizen", pk=party.pk)]
            record(kind=KIND, at=at, subjects=subjects)


def test_many_events_are_written_in_one_go(
    cast: SimpleNamespace, at: datetime, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        rename_all(parties=[cast.dina, cast.egon, cast.bakery], at=at)
    assert Event.objects.count() == EventObject.objects.count() == 3
    for event in Event.objects.all():
        assert event.objects_touched.count() == 1


def test_an_operation_without_an_event_changes_nothing(cast: SimpleNamespace) -> None:
    with pytest.raises(OperationWithoutEvent):
        rename_in_silence(party=cast.dina, name="Somebody Else")
    cast.dina.refresh_from_db()
    assert cast.dina.name == "Dina Holm"


def test_an_operation_inside_another_counts_for_it(cast: SimpleNamespace, at: datetime) -> None:
    rename_twice(party=cast.dina, at=at)
    assert Event.objects.count() == 2


def test_the_second_sending_of_a_form_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    token = uuid4()
    rename(party=cast.dina, name="First", at=at, submission=token)
    with pytest.raises(AlreadyDone):
        rename(party=cast.dina, name="Second", at=at, submission=token)
    cast.dina.refresh_from_db()
    assert cast.dina.name == "First"
    assert Event.objects.count() == 1


def test_a_refused_operation_gives_its_token_back(cast: SimpleNamespace, at: datetime) -> None:
    token = uuid4()
    with pytest.raises(OperationWithoutEvent):
        rename_in_silence(party=cast.dina, name="Nobody", submission=token)
    rename(party=cast.dina, name="After all", at=at, submission=token)


def test_the_same_token_in_another_municipality_is_another(
    cast: SimpleNamespace, at: datetime
) -> None:
    token = uuid4()
    rename(party=cast.dina, name="Here", at=at, submission=token)
    with tenancy.acting_for(cast.elsewhere):
        rename(party=cast.foreign_party, name="There", at=at, submission=token)


def test_record_outside_an_operation_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(RecordedOutsideOperation):
        record(kind=KIND, at=at, subjects=[])


def test_the_course_of_an_object_is_read_oldest_first(cast: SimpleNamespace, at: datetime) -> None:
    rename(party=cast.dina, name="Later", at=at)
    rename(party=cast.dina, name="Earlier", at=at.replace(hour=7))
    subject = keys.subject(type="citizen", pk=cast.dina.pk)
    assert [e.data["length"] for e in queries.events_of(subject=subject)] == [7, 5]


def test_keys_differ_by_municipality_type_and_row() -> None:
    found = {
        keys.pseudonym(municipality, type_, pk)
        for municipality in (1, 2)
        for type_ in ("case", "citizen")
        for pk in (1, 2)
    }
    assert len(found) == 8


def test_a_kind_is_declared_once() -> None:
    known = next(iter(all_kinds().values()), None) or declare(KIND)
    with pytest.raises(ValueError, match="twice"):
        declare(known)
