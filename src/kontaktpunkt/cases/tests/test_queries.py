"""Who finds which case, and what is said of it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from kontaktpunkt.cases import operations, queries, timeline, words
from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.rules import Side, Step, Waiting
from kontaktpunkt.core import tenancy
from tests.factories import make_case, make_contact, make_question

TODAY = date(2026, 11, 24)


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )


def test_case_for_knows_the_own_units_cases_only(case: Case, cast: SimpleNamespace) -> None:
    assert queries.case_for(staff=cast.bo, number=case.number) == case
    with pytest.raises(Http404):
        queries.case_for(staff=cast.anna, number=case.number)


def test_case_for_does_not_know_another_municipality(cast: SimpleNamespace) -> None:
    with tenancy.acting_for(cast.elsewhere):
        number = cast.foreign_case.number
        assert queries.case_for(staff=cast.carl, number=number)
    with pytest.raises(Http404):
        queries.case_for(staff=cast.bo, number=number)


def test_case_of_party_is_the_partys_own(case: Case, cast: SimpleNamespace) -> None:
    assert queries.case_of_party(party=cast.bakery, number=case.number) == case
    with pytest.raises(Http404):
        queries.case_of_party(party=cast.dina, number=case.number)


def test_what_a_case_does_not_have_is_not_asked_for(
    case: Case, cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = queries.case_for(staff=cast.bo, number=case.number)
        assert not found.notes.all()
        assert not found.documents.all()
        assert not found.origins.all()


def test_a_whole_case_takes_a_known_number_of_queries(
    case: Case, cast: SimpleNamespace, at: datetime, django_assert_num_queries: Any
) -> None:
    operations.open_hearing(
        case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    operations.write_note(case=case, text="Notat", actor=cast.bo, at=at)
    with django_assert_num_queries(5):
        found = queries.case_for(staff=cast.bo, number=case.number)
        timeline.for_staff(case=found, today=TODAY)
        queries.turn_of(case=found, at=at)
        queries.next_step_of(case=found, at=at)


def test_worklist_orders_by_promise_and_keeps_to_the_unit(cast: SimpleNamespace) -> None:
    later = make_case(party=cast.dina, matter=cast.matter, promised_on=date(2026, 12, 10))
    sooner = make_case(party=cast.dina, matter=cast.matter, promised_on=date(2026, 11, 23))
    make_case(party=cast.dina, matter=cast.matter, status="decided")
    assert list(queries.worklist(unit=cast.byg)) == [sooner, later]
    assert list(queries.worklist(unit=cast.byg, overdue_on=TODAY)) == [sooner]
    assert not queries.worklist(unit=cast.byg, caseworker=cast.bo)
    assert not queries.worklist(unit=cast.centre)


def test_worklist_takes_the_same_queries_however_long(
    cast: SimpleNamespace, at: datetime, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        made = make_case(party=cast.dina, matter=cast.matter)
        operations.intend(case=made, outcome="refused", actor=cast.bo, at=at)
    with django_assert_num_queries(4):
        found = list(queries.worklist(unit=cast.byg))
        steps = [queries.next_step_of(case=each, at=at) for each in found]
    assert steps == [Step.CALL] * 3


def test_unwarned_leaves_out_what_was_warned_of_for_this_promise(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    soon = case.promised_on
    assert list(queries.unwarned(until=soon)) == [case]
    operations.warn_of_promise(case=case, at=at)
    assert not queries.unwarned(until=soon)
    operations.move_promise(case=case, to=date(2026, 12, 10), reason="Måling", actor=cast.bo, at=at)
    assert list(queries.unwarned(until=date(2026, 12, 10))) == [case]


def whole(case: Case, cast: SimpleNamespace) -> Case:
    return queries.case_for(staff=cast.bo, number=case.number)


def test_whose_turn_goes_to_the_party_and_back(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    def turn() -> tuple[Side, Waiting]:
        said = queries.turn_of(case=whole(case, cast), at=at)
        return said.side, said.waiting

    assert turn() == (Side.MUNICIPALITY, Waiting.WORK)
    hearing = operations.open_hearing(
        case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    assert turn() == (Side.PARTY, Waiting.COMMENT)
    operations.record_hearing_reply(hearing=hearing, reply="Nej", at=at)
    assert turn() == (Side.MUNICIPALITY, Waiting.WORK)
    assert queries.next_step_of(case=whole(case, cast), at=at) == Step.READ_COMMENT


def test_the_party_is_told_what_is_waited_for_and_how_long(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.ask_party(
        case=case, what="Your new drawing.", by=date(2026, 12, 3), actor=cast.bo, at=at
    )
    found = whole(case, cast)
    turn = queries.turn_of(case=found, at=at)
    assert words.turn_to_party(case=found, turn=turn, today=TODAY) == (
        "We are waiting for this from you: Your new drawing. You have until Thursday 3 December."
    )
    assert words.turn_to_staff(case=found, turn=turn, today=TODAY) == (
        "The party's turn: Your new drawing by Thursday 3 December"
    )


@pytest.mark.parametrize(
    ("outcome", "said"), [("granted", "Your case is decided."), (None, "Your case is closed.")]
)
def test_the_party_is_told_the_end(
    outcome: str | None, said: str, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    if outcome:
        operations.decide(case=case, outcome=outcome, actor=cast.bo, at=at)
    else:
        operations.close_without_decision(case=case, reason="Trukket", actor=cast.bo, at=at)
    found = whole(case, cast)
    turn = queries.turn_of(case=found, at=at)
    assert words.turn_to_party(case=found, turn=turn, today=TODAY) == said


def walk(case: Case, cast: SimpleNamespace) -> None:
    """Move the promise, write a note, hear and decide, an hour apart."""
    hours = [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in range(8, 14)]
    operations.move_promise(
        case=case, to=date(2026, 12, 10), reason="Måling mangler", actor=cast.bo, at=hours[0]
    )
    operations.write_note(case=case, text="Kun for os", actor=cast.bo, at=hours[1])
    hearing = operations.open_hearing(
        case=case, facts="3,2 meter", answer_by=date(2026, 12, 8), actor=cast.bo, at=hours[2]
    )
    operations.record_hearing_reply(hearing=hearing, reply="2,9 meter", at=hours[3])
    operations.close_hearing(hearing=hearing, actor=cast.bo, at=hours[4])
    operations.decide(case=case, outcome="granted", reasons="Målt igen", actor=cast.bo, at=hours[5])


def test_the_party_reads_the_course_without_notes(case: Case, cast: SimpleNamespace) -> None:
    walk(case, cast)
    entries = timeline.for_party(case=whole(case, cast), today=TODAY)
    assert [(str(each.what), each.text) for each in entries] == [
        (
            "The promised day was moved from Thursday 3 December to Thursday 10 December",
            "Måling mangler",
        ),
        ("We asked for your comment on the facts", "3,2 meter"),
        ("You commented on the facts", "2,9 meter"),
        ("We decided your case", "Målt igen"),
    ]
    assert "Kun for os" not in str(entries)


def test_staff_read_the_whole_course(case: Case, cast: SimpleNamespace) -> None:
    walk(case, cast)
    entries = timeline.for_staff(case=whole(case, cast), today=TODAY)
    note = next(each for each in entries if each.text == "Kun for os")
    assert (note.is_internal, note.who) == (True, "Bo Bjerre")
    assert str(entries[-1].what) == "The case was decided: granted"
    assert "The time for comments ended" in [str(each.what) for each in entries]


def test_the_course_begins_with_the_contact_and_ends_with_what_lies_ahead(
    cast: SimpleNamespace, at: datetime
) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    question = make_question(contact=contact, matter=cast.matter)
    case = operations.open_case(
        party=cast.bakery,
        matter_type=cast.matter,
        title="Skilt",
        received_on=TODAY,
        questions=[question],
        actor=cast.bo,
        at=at,
    )
    operations.open_hearing(
        case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    entries = timeline.for_party(case=whole(case, cast), today=TODAY)
    ahead = [(str(each.what), each.day) for each in entries if each.is_ahead]
    assert ahead == [
        ("Last day for the comment", date(2026, 12, 8)),
        ("The decision is promised", case.promised_on),
    ]


def test_since_says_what_happened_after_a_version(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    shown = whole(case, cast).version
    operations.take(case=case, actor=cast.anna, at=at)
    said = timeline.since(case=whole(case, cast), version=shown)
    assert [str(each) for each in said] == ["A caseworker took the case"]
    assert timeline.since(case=whole(case, cast), version=shown + 1) == []
