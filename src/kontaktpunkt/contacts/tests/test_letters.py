"""Letters that another system sent."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from kontaktpunkt.contacts import operations
from kontaktpunkt.events.models import Event


def test_a_letter_to_two_parties_is_an_event_of_each(cast: SimpleNamespace, at: datetime) -> None:
    count = operations.note_letters(
        parties=[cast.dina, cast.bakery], matter_type=cast.matter, actor=cast.bo, at=at
    )
    first, second = Event.objects.order_by("pk")
    assert count == 2
    assert (first.touchpoint, first.channel, first.is_contact) == ("letter", "letter", False)
    assert (first.unit, first.matter) == ("byg", "skilt")
    types = [
        each.type for event in (first, second) for each in event.objects_touched.order_by("pk")
    ]
    assert types == ["citizen", "letter", "company", "letter"]
    assert (
        len(
            {each.key for each in first.objects_touched.all()}
            & {each.key for each in second.objects_touched.all()}
        )
        == 0
    )


def test_a_letter_to_nobody_is_refused(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.NobodyWrittenTo):
        operations.note_letters(parties=[], matter_type=cast.matter, actor=cast.bo, at=at)
