"""Every step of a call, its refusals beside its success."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Hearing, Note, Precondition
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.dialogue import operations
from kontaktpunkt.dialogue.models import Call, CallFact, GuideStep
from kontaktpunkt.dialogue.rules import Fact, Promise, Recorded
from kontaktpunkt.events.models import Event
from tests.factories import make_case

TALKED = Recorded(consent=True)


@pytest.fixture
def case(cast: SimpleNamespace, at: datetime) -> Case:
    """A case of the bakery that Bo intends to refuse."""
    made = make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )
    return cases.intend(case=made, outcome="refused", actor=cast.bo, at=at)


@pytest.fixture
def call(case: Case, cast: SimpleNamespace, at: datetime) -> Call:
    return operations.start_call(case=case, actor=cast.bo, at=at)


@pytest.fixture
def answered(call: Call, cast: SimpleNamespace, at: datetime) -> Call:
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    return call


def finish(call: Call, cast: SimpleNamespace, at: datetime, **changes: Any) -> operations.Finished:
    known = {"recorded": TALKED, "note": "Egon forstod det.", "actor": cast.bo}
    return operations.finish_call(call=call, at=at + timedelta(minutes=12), **(known | changes))


def last_event() -> Event:
    event = Event.objects.order_by("pk").last()
    assert event is not None
    return event


# --- Starting ----------------------------------------------------------------------------------


def test_start_call_is_about_what_is_owed(call: Call) -> None:
    assert call.precondition == Precondition.objects.get()
    assert (call.trigger, call.state) == ("intended_refusal", "open")
    assert {each.type for each in last_event().objects_touched.all()} == {"case", "company", "call"}


def test_the_first_call_brings_a_guide_in_the_municipalitys_language(
    call: Call, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    assert GuideStep.objects.filter(text__startswith="Sig dit navn").count() == 1
    seeded = GuideStep.objects.count()
    operations.give_up(call=call, reason="Parten ønsker kun skriftligt", actor=cast.bo, at=at)
    operations.start_call(case=case, actor=cast.bo, at=at)
    assert GuideStep.objects.count() == seeded


def test_start_call_refuses_a_second_one(
    call: Call, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.CallGoingOn):
        operations.start_call(case=case, actor=cast.anna, at=at)


def test_a_complaint_is_called_about(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, status="decided")
    cases.register_complaint(case=case, kind="appeal", text="Jeg er uenig.", at=at)
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    assert (call.trigger, call.precondition) == ("complaint", None)


def test_a_caseworker_may_call_just_to_talk(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    assert operations.start_call(case=case, actor=cast.bo, at=at).trigger == "choice"


# --- Trying ------------------------------------------------------------------------------------


def test_an_attempt_in_vain_is_kept_with_the_next_one(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    again = at + timedelta(hours=2)
    attempt = operations.record_attempt(
        call=call, reached=False, try_again_at=again, actor=cast.bo, at=at
    )
    assert (attempt.reached, attempt.try_again_at) == (False, again)
    event = last_event()
    assert (event.kind, event.touchpoint, event.is_contact) == (
        "dialogue.call.missed",
        "call-attempt",
        False,
    )


def test_the_next_attempt_lies_ahead(call: Call, cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.TryInPast):
        operations.record_attempt(call=call, reached=False, try_again_at=at, actor=cast.bo, at=at)


def test_a_finished_call_takes_no_attempt(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    finish(answered, cast, at)
    with pytest.raises(operations.CallNotOpen):
        operations.record_attempt(call=answered, reached=False, actor=cast.bo, at=at)


# --- Finishing ---------------------------------------------------------------------------------


def test_finish_call_writes_the_note_and_settles_the_call(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    done = finish(answered, cast, at)
    assert (done.call.state, done.call.minutes, done.hearing) == ("finished", 12, None)
    assert Note.objects.get().text == "Egon forstod det."
    assert Precondition.objects.get().state == "settled"


def test_finish_call_leaves_an_event_at_the_time_of_the_talk(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    facts = (Fact("new", "3,2 m", True), Fact("confirmed", "Facade"))
    recorded = Recorded(consent=True, facts=facts)
    finish(answered, cast, at, recorded=recorded)
    event = last_event()
    assert (event.kind, event.touchpoint) == ("dialogue.call.finished", "call-before-decision")
    assert (event.occurred_at, event.ended_at) == (at, at + timedelta(minutes=12))
    assert event.is_contact
    assert event.data == {
        "minutes": 12,
        "tries": 1,
        "reached": True,
        "trigger": "intended_refusal",
        "against": 1,
        "agreements": 0,
        "days_to_note": 0,
        "confirmed": 1,
        "corrected": 0,
        "new": 1,
    }


def test_a_talk_about_a_complaint_is_a_touchpoint_of_its_own(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, status="decided")
    cases.register_complaint(case=case, kind="appeal", text="Jeg er uenig.", at=at)
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    recorded = Recorded(consent=True, facts=(Fact("new", "3,2 m", True),))
    assert finish(call, cast, at, recorded=recorded).hearing is None
    assert last_event().touchpoint == "call-after-complaint"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"recorded": Recorded(consent=False)}, operations.ConsentMissing),
        ({"note": "  "}, operations.NoteMissing),
        ({"version": 1}, ChangedMeanwhile),
    ],
)
def test_finish_call_refuses(
    changes: dict[str, Any],
    refusal: type[Exception],
    answered: Call,
    cast: SimpleNamespace,
    at: datetime,
) -> None:
    with pytest.raises(refusal):
        finish(answered, cast, at, **changes)
    assert Precondition.objects.get().state == "open"
    assert not Note.objects.exists()


def test_finish_call_refuses_a_call_that_nobody_answered(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    operations.record_attempt(call=call, reached=False, actor=cast.bo, at=at)
    with pytest.raises(operations.PartyNotReached):
        finish(call, cast, at)


def test_finish_call_sent_twice_counts_once(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    token = uuid4()
    finish(answered, cast, at, submission=token)
    with pytest.raises(AlreadyDone):
        finish(answered, cast, at, submission=token)
    assert Note.objects.count() == 1


def test_a_new_fact_that_weighs_against_the_party_opens_a_hearing(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    facts = (Fact("new", "Skiltet er 3,2 m", True), Fact("confirmed", "Det hænger på facaden"))
    done = finish(answered, cast, at, recorded=Recorded(consent=True, facts=facts))
    hearing = Hearing.objects.get()
    assert done.hearing == hearing
    assert hearing.facts == "Skiltet er 3,2 m"
    # Ten working days; Saturday and Sunday do not count.
    assert hearing.answer_by == date(2026, 12, 8)
    assert [fact.hearing for fact in CallFact.objects.all()] == [hearing, None]
    with pytest.raises(cases.HearingOpen):
        cases.decide(case=answered.case, outcome="refused", actor=cast.bo, at=at)


def test_another_hearing_may_be_open_already(
    answered: Call, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    cases.open_hearing(case=case, facts="Mål", answer_by=date(2026, 12, 1), actor=cast.bo, at=at)
    recorded = Recorded(consent=True, facts=(Fact("new", "Brandvej", True),))
    finish(answered, cast, at, recorded=recorded, answer_by=date(2026, 12, 10))
    assert Hearing.objects.filter(closed_at=None).count() == 2


def test_what_the_party_agreed_to_send_is_waited_for(
    answered: Call, cast: SimpleNamespace, at: datetime
) -> None:
    agreements = (
        Promise("En ny tegning", "party", date(2026, 12, 3)),
        Promise("Sende reglerne", "municipality", date(2026, 11, 25)),
    )
    done = finish(answered, cast, at, recorded=Recorded(consent=True, agreements=agreements))
    assert [each.what for each in Awaited.objects.all()] == ["En ny tegning"]
    kept = done.call.agreements.get(who="municipality")
    operations.keep_agreement(agreement=kept, actor=cast.bo, at=at)
    assert last_event().data == {"on_time": True}
    with pytest.raises(operations.KeptAlready):
        operations.keep_agreement(agreement=kept, actor=cast.bo, at=at)


def test_a_talk_from_before_the_intention_does_not_settle_what_is_owed_now(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    cases.intend(case=case, outcome="refused", actor=cast.bo, at=at + timedelta(hours=1))
    finish(call, cast, at)
    assert Precondition.objects.get().state == "open"


def test_a_call_tried_before_and_answered_after_the_intention_settles_it(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    cases.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    finish(call, cast, at)
    assert Precondition.objects.get().state == "settled"


def test_a_changed_intention_leaves_the_talk_a_note(
    answered: Call, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    cases.intend(case=case, outcome="granted", actor=cast.bo, at=at)
    finish(answered, cast, at)
    assert Precondition.objects.get().state == "lapsed"
    assert Note.objects.count() == 1


# --- Giving up ---------------------------------------------------------------------------------


def test_give_up_waives_what_was_owed(call: Call, cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(cases.WaiverTooShort):
        operations.give_up(call=call, reason="Nej", actor=cast.bo, at=at)
    gone = operations.give_up(call=call, reason="Ikke truffet ved tre forsøg", actor=cast.bo, at=at)
    assert gone.state == "given_up"
    assert Precondition.objects.get().state == "waived"


def test_give_up_a_call_that_was_not_owed_needs_no_waiver(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    assert operations.give_up(call=call, reason="", actor=cast.bo, at=at).state == "given_up"


def test_the_day_suggested_for_comments_steps_over_christmas(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    day = operations.hearing_day(case=case, at=at.replace(month=12, day=18))
    assert day == date(2027, 1, 7)
