"""What is typed during a call is kept, and two people do not write over each other."""

from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.dialogue import drafts, operations
from kontaktpunkt.dialogue.models import Call
from kontaktpunkt.events.models import Event
from tests.factories import make_case


@pytest.fixture
def call(cast: SimpleNamespace, at: datetime) -> Call:
    case = make_case(party=cast.dina, matter=cast.matter)
    return operations.start_call(case=case, actor=cast.bo, at=at)


def test_a_draft_is_kept_without_a_trace_in_the_log(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    before = Event.objects.count()
    typed = {"what_matters": "Åbning i jan"}
    drafts.save(call=call, page=uuid4(), version=1, typed=typed, actor=cast.bo, at=at)
    assert Call.objects.get().typed == typed
    assert Event.objects.count() == before


def test_a_page_is_not_in_conflict_with_itself(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    page = uuid4()
    for text in ("Å", "Åb", "Åbn"):
        drafts.save(
            call=call, page=page, version=1, typed={"what_matters": text}, actor=cast.bo, at=at
        )
    assert Call.objects.get().version == 4


def test_another_page_is_told(call: Call, cast: SimpleNamespace, at: datetime) -> None:
    drafts.save(call=call, page=uuid4(), version=1, typed={"a": 1}, actor=cast.anna, at=at)
    with pytest.raises(ChangedMeanwhile):
        drafts.save(call=call, page=uuid4(), version=1, typed={"a": 2}, actor=cast.bo, at=at)
    assert Call.objects.get().typed == {"a": 1}
    drafts.save(call=call, page=uuid4(), version=2, typed={"a": 2}, actor=cast.bo, at=at)
    assert Call.objects.get().saved_by == cast.bo


def test_the_note_is_kept_apart_from_the_rest(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    page = uuid4()
    drafts.save(call=call, page=page, version=1, typed={"a": 1}, actor=cast.bo, at=at)
    drafts.save(call=call, page=page, version=2, note_draft="Notat", actor=cast.bo, at=at)
    kept = Call.objects.get()
    assert (kept.typed, kept.note_draft) == ({"a": 1}, "Notat")


def test_a_given_up_call_takes_no_draft(call: Call, cast: SimpleNamespace, at: datetime) -> None:
    operations.give_up(call=call, reason="", actor=cast.bo, at=at)
    with pytest.raises(operations.CallNotOpen):
        drafts.save(call=call, page=uuid4(), version=2, typed={}, actor=cast.bo, at=at)
