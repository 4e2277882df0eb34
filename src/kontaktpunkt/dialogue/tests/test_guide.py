"""Keeping the guide of the call in order."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.http import Http404

from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.dialogue import operations, queries
from kontaktpunkt.dialogue.models import GuideStep
from kontaktpunkt.directory.models import Role
from kontaktpunkt.events.models import Event
from tests.factories import make_staff, make_unit


def add(cast: SimpleNamespace, at: datetime, text: str, **fields: object) -> GuideStep:
    given = {"phase": "explore", "kind": "phrase", "unit": cast.byg, "actor": cast.bo} | fields
    return operations.add_line(text=text, at=at, **given)


def said(cast: SimpleNamespace) -> list[str]:
    return [line.text for line in queries.guide_for(unit=cast.byg)[1].phrases]


def test_callers_see_what_the_unit_added(cast: SimpleNamespace, at: datetime) -> None:
    add(cast, at, "Hvad er vigtigst?")
    add(cast, at, "Må jeg opsummere?")
    add(cast, at, "Tak", unit=make_unit(code="park", name="Park"))
    assert said(cast) == ["Hvad er vigtigst?", "Må jeg opsummere?"]
    event = Event.objects.earliest("pk")
    assert (event.kind, event.unit) == ("dialogue.guide.added", "byg")
    assert event.data == {"phase": "explore", "in_use": True}


def test_a_line_is_said_better_or_put_away_and_the_second_is_told(
    cast: SimpleNamespace, at: datetime
) -> None:
    line = add(cast, at, "Hvad er vigtigst?")
    change = {"line": line, "actor": cast.bo, "at": at}
    operations.change_line(version=1, text="Hvad betyder mest?", is_active=True, **change)
    assert said(cast) == ["Hvad betyder mest?"]
    with pytest.raises(ChangedMeanwhile):
        operations.change_line(version=1, text="Noget andet", is_active=True, **change)
    operations.change_line(version=2, text="Hvad betyder mest?", is_active=False, **change)
    assert said(cast) == []
    assert GuideStep.objects.filter(pk=line.pk).exists()


def test_a_line_goes_up_past_those_out_of_use(cast: SimpleNamespace, at: datetime) -> None:
    first, away, last = (add(cast, at, text) for text in ("En", "To", "Tre"))
    operations.change_line(line=away, version=1, text="To", is_active=False, actor=cast.bo, at=at)
    operations.raise_line(line=last, actor=cast.bo, at=at)
    assert said(cast) == ["Tre", "En"]
    with pytest.raises(operations.FirstAlready):
        operations.raise_line(line=last, actor=cast.bo, at=at)
    assert first.pk != last.pk


def test_a_lead_changes_the_own_units_lines_and_an_administrator_all(
    cast: SimpleNamespace, at: datetime
) -> None:
    lead = make_staff(name="Lene Lund", role=Role.UNIT_LEAD, unit=cast.byg)
    admin = make_staff(name="Adam Ask", role=Role.ADMINISTRATOR, unit=cast.centre)
    own, shared = add(cast, at, "Egen"), add(cast, at, "Fælles", unit=None)
    other = add(cast, at, "Parkens", unit=make_unit(code="park", name="Park"))
    assert queries.guide_line_for(staff=lead, pk=own.pk) == own
    for line in (shared, other):
        with pytest.raises(Http404):
            queries.guide_line_for(staff=lead, pk=line.pk)
        assert queries.guide_line_for(staff=admin, pk=line.pk) == line
    assert queries.guide_lines(staff=lead) == [shared, own]
    assert len(queries.guide_lines(staff=admin)) == 3
