"""Every change of a case, its refusals beside its success."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.cases import operations
from kontaktpunkt.cases.models import (
    Case,
    CaseNumber,
    Complaint,
    DecisionDraft,
    Hearing,
    Precondition,
    PromiseMove,
)
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from tests.factories import make_case, make_contact, make_matter, make_question

REASONS = {
    "rules_applied": "Lokalplan 12, § 4.",
    "reasons": "Skiltet dækker et vindue.",
    "appeal_guidance": "Klag til Planklagenævnet inden 4 uger.",
}


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """A case of the bakery, in Bo's hands."""
    return make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# --- Opening -----------------------------------------------------------------------------------


def open_one(cast: SimpleNamespace, at: datetime, **changes: Any) -> Case:
    known = {
        "party": cast.bakery,
        "matter_type": cast.matter,
        "title": "Skilt over butikken",
        "received_on": date(2026, 11, 20),
        "actor": cast.bo,
        "at": at,
    }
    return operations.open_case(**(known | changes))


def test_open_case_gives_a_number_a_unit_and_a_promise(cast: SimpleNamespace, at: datetime) -> None:
    cast.matter.published_deadline_days = 14
    case = open_one(cast, at)
    assert (case.number, case.unit, case.status) == ("2026-000001", cast.byg, "received")
    assert case.promised_on == date(2026, 12, 4)
    event = Event.objects.get()
    assert (event.kind, event.unit, event.matter) == ("cases.case.opened", "byg", "skilt")
    assert {each.type for each in event.objects_touched.all()} == {"case", "company"}


def test_open_case_tells_the_party_without_saying_what_it_is_about(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = open_one(cast, at)
    message = Message.objects.get()
    assert (message.channel, message.recipient) == ("email", "egon@example.org")
    assert case.number in message.subject
    assert "Skilt" not in message.subject + message.body


def test_open_case_is_silent_to_whoever_wants_letters_only(
    cast: SimpleNamespace, at: datetime
) -> None:
    cast.bakery.preference = "none"
    open_one(cast, at)
    assert not Message.objects.exists()


def test_numbers_follow_each_other_and_begin_anew_with_the_year(
    cast: SimpleNamespace, at: datetime
) -> None:
    # 23:30 UTC on New Year's Eve is the new year in Denmark.
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    numbers = [open_one(cast, moment).number for moment in (at, at, new_year)]
    assert numbers == ["2026-000001", "2026-000002", "2027-000001"]
    assert CaseNumber.objects.count() == 2


def test_open_case_from_a_question_keeps_where_it_came_from(
    cast: SimpleNamespace, at: datetime
) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    question = make_question(contact=contact, matter=cast.matter)
    case = open_one(cast, at, questions=[question])
    assert [origin.question for origin in case.origins.all()] == [question]
    types = {each.type for each in Event.objects.get().objects_touched.all()}
    assert types == {"case", "company", "contact"}


def test_open_case_answers_the_question_that_was_owed(cast: SimpleNamespace, at: datetime) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    question = make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 11, 26),
    )
    case = open_one(cast, at, questions=[question])
    question.refresh_from_db()
    assert (question.is_open, question.answered_how) == (False, "case")
    assert case.number in question.answer


def test_open_case_refuses_a_question_that_has_a_case(cast: SimpleNamespace, at: datetime) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    question = make_question(contact=contact, matter=cast.matter)
    open_one(cast, at, questions=[question])
    with pytest.raises(operations.QuestionHasCase):
        open_one(cast, at, questions=[question])


def test_open_case_refuses_somebody_elses_question(cast: SimpleNamespace, at: datetime) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna)
    question = make_question(contact=contact, matter=cast.matter)
    with pytest.raises(operations.QuestionOfSomebodyElse):
        open_one(cast, at, questions=[question])


def test_open_case_refuses_tomorrow_and_a_blank_title(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.ReceivedInFuture):
        open_one(cast, at, received_on=date(2026, 11, 25))
    with pytest.raises(operations.TextMissing):
        open_one(cast, at, title="  ")
    assert not Event.objects.exists()


def test_open_case_sent_twice_opens_one(cast: SimpleNamespace, at: datetime) -> None:
    token = uuid4()
    open_one(cast, at, submission=token)
    with pytest.raises(AlreadyDone):
        open_one(cast, at, submission=token)
    assert Case.objects.count() == 1


def test_take_begins_the_work(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    taken = operations.take(case=case, actor=cast.bo, at=at)
    assert (taken.caseworker, taken.status, taken.version) == (cast.bo, "in_progress", 2)
    with pytest.raises(operations.TakenAlready):
        operations.take(case=case, actor=cast.bo, at=at)


def test_take_refuses_when_a_colleague_was_faster(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    operations.take(case=case, actor=cast.anna, at=at, version=1)
    with pytest.raises(ChangedMeanwhile):
        operations.take(case=case, actor=cast.bo, at=at, version=1)


def test_close_without_decision_ends_what_was_open(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    operations.open_hearing(
        case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    closed = operations.close_without_decision(
        case=case, reason="Bageriet trak ansøgningen.", actor=cast.bo, at=at
    )
    assert closed.status == "closed"
    assert not closed.preconditions.filter(state="open").exists()
    assert Hearing.objects.get().closed_at == at


def test_close_without_decision_needs_a_reason_and_an_open_case(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.TextMissing):
        operations.close_without_decision(case=case, reason="", actor=cast.bo, at=at)
    operations.close_without_decision(case=case, reason="Trukket", actor=cast.bo, at=at)
    with pytest.raises(operations.CaseNotOpen):
        operations.close_without_decision(case=case, reason="Igen", actor=cast.bo, at=at)


# --- The call that is owed ---------------------------------------------------------------------


def test_an_adverse_intention_makes_a_call_owed(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    assert Precondition.objects.get().state == "open"
    assert kinds() == ["cases.outcome.intended", "cases.call.owed"]


def test_intending_to_grant_makes_nothing_owed(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="granted", actor=cast.bo, at=at)
    assert not Precondition.objects.exists()


def test_a_matter_without_calls_owes_none(cast: SimpleNamespace, at: datetime) -> None:
    matter = make_matter(unit=cast.byg, code="andet", calls_before_refusal=False)
    case = make_case(party=cast.dina, matter=matter)
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    assert not Precondition.objects.exists()


def test_a_changed_intention_lapses_the_call_and_can_owe_it_anew(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    for outcome in ("refused", "granted", "partly"):
        operations.intend(case=case, outcome=outcome, actor=cast.bo, at=at)
    assert [each.state for each in Precondition.objects.all()] == ["lapsed", "open"]


def test_from_one_adverse_intention_to_another_the_call_stays_owed(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    operations.intend(case=case, outcome="partly", actor=cast.bo, at=at)
    assert Precondition.objects.get().state == "open"


def test_the_same_intention_twice_is_refused(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    with pytest.raises(operations.IntendedAlready):
        operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)


def test_intending_takes_an_untouched_case(cast: SimpleNamespace, at: datetime) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    intended = operations.intend(case=case, outcome="granted", actor=cast.bo, at=at)
    assert (intended.caseworker, intended.status) == (cast.bo, "in_progress")


def test_waive_call_wants_a_reason(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.NoCallOwed):
        operations.waive_call(
            case=case, reason="Ingen svarer efter tre opkald", actor=cast.bo, at=at
        )
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    with pytest.raises(operations.WaiverTooShort):
        operations.waive_call(case=case, reason="Nej.", actor=cast.bo, at=at)
    operations.waive_call(case=case, reason="Ingen svarer efter tre opkald", actor=cast.bo, at=at)
    assert Precondition.objects.get().state == "waived"


def test_settle_call_settles_only_what_is_owed(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    owed = Precondition.objects.get()
    operations.settle_call(precondition=owed, actor=cast.bo, at=at)
    assert Precondition.objects.get().state == "settled"
    with pytest.raises(operations.NoCallOwed):
        operations.settle_call(precondition=owed, actor=cast.bo, at=at)


# --- The hearing -------------------------------------------------------------------------------


@pytest.fixture
def hearing(case: Case, cast: SimpleNamespace, at: datetime) -> Hearing:
    return operations.open_hearing(
        case=case,
        facts="Skiltet er målt til 3,2 m.",
        answer_by=date(2026, 12, 8),
        actor=cast.bo,
        at=at,
    )


def test_open_hearing_asks_the_party(hearing: Hearing, case: Case) -> None:
    assert hearing.precondition.state == "open"
    assert Message.objects.get().purpose == f"hearing-{hearing.pk}"
    assert Event.objects.get().touchpoint == "hearing"


def test_open_hearing_refuses_no_facts_and_no_time(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    later = date(2026, 12, 8)
    with pytest.raises(operations.TextMissing):
        operations.open_hearing(case=case, facts=" ", answer_by=later, actor=cast.bo, at=at)
    with pytest.raises(operations.AnswerDayTooSoon):
        operations.open_hearing(case=case, facts="Mål", answer_by=at.date(), actor=cast.bo, at=at)
    assert not Precondition.objects.exists()


def test_close_hearing_waits_for_the_comment_or_the_whole_last_day(
    hearing: Hearing, cast: SimpleNamespace
) -> None:
    # 22:30 UTC on the last day is 23:30 in Denmark: still the party's day.
    late = datetime(2026, 12, 8, 22, 30, tzinfo=UTC)
    with pytest.raises(operations.HearingStillOpen):
        operations.close_hearing(hearing=hearing, actor=cast.bo, at=late)
    after_midnight = late + timedelta(hours=1)
    operations.close_hearing(hearing=hearing, actor=cast.bo, at=after_midnight)
    assert Precondition.objects.get().state == "settled"


def test_a_comment_lets_the_hearing_close(
    hearing: Hearing, cast: SimpleNamespace, at: datetime
) -> None:
    operations.record_hearing_reply(hearing=hearing, reply="Det er 2,9 m.", at=at)
    answered = Event.objects.order_by("pk").last()
    assert answered is not None
    assert (answered.initiator, answered.actor_role, answered.channel) == (
        "party",
        "company",
        "web",
    )
    operations.close_hearing(hearing=hearing, actor=cast.bo, at=at)
    with pytest.raises(operations.HearingNotOpen):
        operations.close_hearing(hearing=hearing, actor=cast.bo, at=at)


def test_a_comment_counts_once_and_only_while_open(
    hearing: Hearing, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.TextMissing):
        operations.record_hearing_reply(hearing=hearing, reply="", at=at)
    operations.record_hearing_reply(hearing=hearing, reply="Nej.", at=at)
    with pytest.raises(operations.CommentedAlready):
        operations.record_hearing_reply(hearing=hearing, reply="Jo.", at=at)
    operations.close_hearing(hearing=hearing, actor=cast.bo, at=at)
    with pytest.raises(operations.HearingNotOpen):
        operations.record_hearing_reply(hearing=hearing, reply="Igen", at=at)


def test_withdraw_hearing_only_to_grant(
    hearing: Hearing, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.HearingStillNeeded):
        operations.withdraw_hearing(hearing=hearing, actor=cast.bo, at=at)
    operations.intend(case=case, outcome="granted", actor=cast.bo, at=at)
    operations.withdraw_hearing(hearing=hearing, actor=cast.bo, at=at)
    assert operations.decide(case=case, outcome="granted", actor=cast.bo, at=at)


def test_a_withdrawn_hearing_does_not_open_the_way_to_a_refusal(
    hearing: Hearing, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="granted", actor=cast.bo, at=at)
    operations.withdraw_hearing(hearing=hearing, actor=cast.bo, at=at)
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    operations.waive_call(case=case, reason="Parten ønsker kun skriftligt", actor=cast.bo, at=at)
    with pytest.raises(operations.HearingOwed):
        operations.decide(case=case, outcome="refused", actor=cast.bo, at=at, **REASONS)


# --- The decision ------------------------------------------------------------------------------


def test_decide_grants_without_reasons(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    decision = operations.decide(case=case, outcome="granted", actor=cast.bo, at=at)
    decided = again(case)
    assert (decided.status, decided.decided_at) == ("decided", decision.decided_at)
    event = Event.objects.get()
    assert (event.touchpoint, event.outcome) == ("decision", "granted")
    assert event.data == {"version": 2, "call": "none", "days": 22, "on_time": True}


@pytest.mark.parametrize("outcome", ["refused", "partly", "intervention"])
def test_decide_refuses_something_adverse_without_a_word_of_a_call(
    outcome: str, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.IntentionUnsaid):
        operations.decide(case=case, outcome=outcome, actor=cast.bo, at=at, **REASONS)


@pytest.mark.parametrize("outcome", ["refused", "granted"])
def test_decide_refuses_anything_while_a_call_is_owed(
    outcome: str, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    with pytest.raises(operations.CallOwed):
        operations.decide(case=case, outcome=outcome, actor=cast.bo, at=at, **REASONS)


def test_decide_refuses_while_a_hearing_is_open(
    hearing: Hearing, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    owed = Precondition.objects.get(kind="call")
    operations.settle_call(precondition=owed, actor=cast.bo, at=at)
    # The call alone never closes the hearing.
    with pytest.raises(operations.HearingOpen):
        operations.decide(case=case, outcome="refused", actor=cast.bo, at=at, **REASONS)


@pytest.fixture
def ready(case: Case, cast: SimpleNamespace, at: datetime) -> Case:
    """A case whose call was waived, so that only the text is missing."""
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=at)
    operations.waive_call(case=case, reason="Ingen svarer efter tre opkald", actor=cast.bo, at=at)
    return case


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        ("rules_applied", operations.RulesMissing),
        ("reasons", operations.ReasonsMissing),
        ("appeal_guidance", operations.GuidanceMissing),
    ],
)
def test_decide_demands_rules_reasons_and_guidance(
    missing: str, refusal: type[Exception], ready: Case, cast: SimpleNamespace, at: datetime
) -> None:
    texts = REASONS | {missing: "  "}
    with pytest.raises(refusal):
        operations.decide(case=ready, outcome="refused", actor=cast.bo, at=at, **texts)


def test_decide_refuses_when_all_is_there(ready: Case, cast: SimpleNamespace, at: datetime) -> None:
    operations.decide(case=ready, outcome="refused", actor=cast.bo, at=at, **REASONS)
    event = Event.objects.get(kind="cases.decision.made")
    assert (event.outcome, event.data["call"]) == ("refused", "waived")
    with pytest.raises(operations.AlreadyDecided):
        operations.decide(case=ready, outcome="refused", actor=cast.bo, at=at, **REASONS)


def test_decide_drops_what_the_party_was_still_to_send(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    awaited = operations.ask_party(
        case=case, what="En tegning", by=date(2026, 12, 3), actor=cast.bo, at=at
    )
    operations.decide(case=case, outcome="granted", actor=cast.bo, at=at)
    awaited.refresh_from_db()
    assert awaited.state == "dropped"


def test_decide_tells_the_second_of_two_people(
    ready: Case, cast: SimpleNamespace, at: datetime
) -> None:
    shown = again(ready).version
    operations.draft_decision(case=ready, actor=cast.bo, at=at, version=shown, **REASONS)
    with pytest.raises(ChangedMeanwhile):
        operations.decide(
            case=ready, outcome="refused", actor=cast.bo, at=at, version=shown, **REASONS
        )


def test_draft_decision_keeps_the_text(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    operations.draft_decision(case=case, actor=cast.bo, at=at, **REASONS)
    operations.draft_decision(case=case, actor=cast.bo, at=at, **(REASONS | {"reasons": "Ny"}))
    assert DecisionDraft.objects.get().reasons == "Ny"


# --- The promised day --------------------------------------------------------------------------


def move(case: Case, cast: SimpleNamespace, at: datetime, to: date, reason: str = "Måling") -> Any:
    return operations.move_promise(case=case, to=to, reason=reason, actor=cast.bo, at=at)


def test_move_promise_says_why(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    move(case, cast, at, date(2026, 12, 10), "Vi venter på en måling.")
    kept = PromiseMove.objects.get()
    assert (kept.was, kept.now) == (date(2026, 12, 3), date(2026, 12, 10))
    assert again(case).promised_on == date(2026, 12, 10)
    assert Event.objects.get().data == {"version": 2, "days": 7, "told_late": False}
    assert "10. december" in Message.objects.get().body


def test_moving_after_the_day_has_passed_is_marked_late(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    Case.objects.update(promised_on=date(2026, 11, 23))
    move(case, cast, at, date(2026, 12, 10))
    assert Event.objects.get().data["told_late"] is True


@pytest.mark.parametrize(
    ("to", "reason", "refusal"),
    [
        (date(2026, 12, 3), "Måling", operations.PromiseUnmoved),
        (date(2026, 11, 23), "Måling", operations.PromiseInPast),
        (date(2026, 12, 12), "Måling", operations.ClosedThatDay),
        (date(2026, 12, 25), "Måling", operations.ClosedThatDay),
        (date(2026, 12, 10), " ", operations.TextMissing),
    ],
)
def test_move_promise_refuses(
    to: date, reason: str, refusal: type[Exception], case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(refusal):
        move(case, cast, at, to, reason)
    assert again(case).promised_on == date(2026, 12, 3)


def test_warn_of_promise_leaves_an_event(case: Case, at: datetime) -> None:
    operations.warn_of_promise(case=case, at=at)
    assert kinds() == ["cases.promise.warned"]


# --- Asking for a decision (Sweden) ------------------------------------------------------------


def swedish(cast: SimpleNamespace, **fields: Any) -> Case:
    law = fields.pop("law_profile", "se_fl")
    matter = make_matter(unit=cast.byg, code="bygglov", law_profile=law)
    fields.setdefault("received_on", date(2026, 5, 20))
    return make_case(party=cast.dina, matter=matter, **fields)


def ask(case: Case, at: datetime, asked_on: date = date(2026, 11, 23)) -> Any:
    return operations.ask_for_decision(case=case, asked_on=asked_on, at=at)


def test_a_request_after_six_months_gives_four_weeks(cast: SimpleNamespace, at: datetime) -> None:
    request = ask(swedish(cast), at)
    assert request.answer_by == date(2026, 12, 21)


def test_a_request_can_be_made_once(cast: SimpleNamespace, at: datetime) -> None:
    case = swedish(cast)
    ask(case, at)
    with pytest.raises(operations.AskedBefore):
        ask(case, at)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 25)])
def test_a_request_is_neither_early_nor_from_the_future(
    day: date, cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.TooEarlyToAsk):
        ask(swedish(cast), at, day)


@pytest.mark.parametrize(
    "fields", [{"law_profile": "se_kl"}, {"law_profile": "dk"}, {"started_by_party": False}]
)
def test_where_the_law_gives_no_right_to_ask(
    fields: dict[str, Any], cast: SimpleNamespace, at: datetime
) -> None:
    with pytest.raises(operations.NoRightToAsk):
        ask(swedish(cast, **fields), at)


def test_decline_to_decide_is_a_decision_of_its_own(cast: SimpleNamespace, at: datetime) -> None:
    case = swedish(cast)
    known = {"case": case, "actor": cast.bo, "at": at}
    texts = {"reasons": "En utredning saknas.", "appeal_guidance": "Överklaga inom tre veckor."}
    with pytest.raises(operations.NothingAsked):
        operations.decline_to_decide(**known, **texts)
    ask(case, at)
    with pytest.raises(operations.GroundsMissing):
        operations.decline_to_decide(**known, **(texts | {"reasons": ""}))
    assert operations.decline_to_decide(**known, **texts).declined_at == at


# --- Records -----------------------------------------------------------------------------------


def test_write_note_also_after_the_decision(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.decide(case=case, outcome="granted", actor=cast.bo, at=at)
    operations.write_note(case=case, text="Egon ringede og takkede.", actor=cast.bo, at=at)
    with pytest.raises(operations.TextMissing):
        operations.write_note(case=case, text=" ", actor=cast.bo, at=at)
    assert kinds()[-1] == "cases.note.written"


def test_an_appeal_needs_a_decision(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    appeal = {"case": case, "kind": "appeal", "text": "Jeg er uenig.", "at": at}
    with pytest.raises(operations.NothingToAppeal):
        operations.register_complaint(**appeal)
    operations.decide(case=case, outcome="granted", actor=cast.bo, at=at)
    operations.register_complaint(**appeal)
    assert Complaint.objects.get().kind == "appeal"


def test_a_complaint_about_the_handling_can_come_at_any_time(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.register_complaint(case=case, kind="service", text="Det tager lang tid.", at=at)
    event = Event.objects.get()
    assert (event.initiator, event.data["about"]) == ("party", "service")


def test_ask_party_and_receive(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    awaited = operations.ask_party(
        case=case, what="En tegning", by=date(2026, 12, 3), actor=cast.bo, at=at
    )
    operations.receive_awaited(awaited=awaited, answer="Se her", at=at)
    with pytest.raises(operations.NotAwaited):
        operations.drop_awaited(awaited=awaited, actor=cast.bo, at=at)
    assert kinds() == ["cases.awaited.asked", "cases.awaited.arrived"]


def test_ask_party_gives_time(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.AnswerDayTooSoon):
        operations.ask_party(
            case=case, what="En tegning", by=date(2026, 11, 23), actor=cast.bo, at=at
        )


def test_drop_awaited_goes_on_without(case: Case, cast: SimpleNamespace, at: datetime) -> None:
    awaited = operations.ask_party(
        case=case, what="En tegning", by=date(2026, 12, 3), actor=cast.bo, at=at
    )
    assert operations.drop_awaited(awaited=awaited, actor=cast.bo, at=at).state == "dropped"
