"""A case between two units."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.http import Http404

from kontaktpunkt.cases import operations, queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.events.models import Event
from tests.factories import make_case, make_unit


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """A case of the bakery, in Bo's hands."""
    return make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )


def test_hand_over_keeps_the_promise_and_lets_the_caseworker_go(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    roads = make_unit(code="vej", name="Vej og Park")
    promised = case.promised_on
    moved = operations.hand_over(
        case=case, unit=roads, reason="Udtalelse om adgang", actor=cast.bo, at=at
    )
    assert (moved.unit, moved.caseworker, moved.promised_on) == (roads, None, promised)
    assert moved.notes.get().text == "Udtalelse om adgang"
    event = Event.objects.get()
    assert (event.kind, event.touchpoint) == ("cases.case.handed_over", "case-handover")
    assert (event.unit, event.data["to_unit"]) == ("byg", "vej")
    with pytest.raises(Http404):
        queries.case_for(staff=cast.bo, number=case.number)


def test_hand_over_refuses_its_own_unit_no_reason_and_a_decided_case(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    roads = make_unit(code="vej", name="Vej og Park")
    with pytest.raises(operations.WithUnitAlready):
        operations.hand_over(case=case, unit=cast.byg, reason="Svar", actor=cast.bo, at=at)
    with pytest.raises(operations.TextMissing):
        operations.hand_over(case=case, unit=roads, reason=" ", actor=cast.bo, at=at)
    Case.objects.filter(pk=case.pk).update(status="decided")
    with pytest.raises(operations.CaseNotOpen):
        operations.hand_over(case=case, unit=roads, reason="Svar", actor=cast.bo, at=at)
    assert not Event.objects.exists()
