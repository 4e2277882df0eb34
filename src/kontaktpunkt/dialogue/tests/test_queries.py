"""The guide, the drafted note, and what the case's course says of a call."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases import queries as case_queries
from kontaktpunkt.cases import timeline
from kontaktpunkt.cases.models import Case
from kontaktpunkt.dialogue import notes, operations, queries
from kontaktpunkt.dialogue.guide import TEXTS, seed_guide
from kontaktpunkt.dialogue.models import Call, GuideStep, Phase
from kontaktpunkt.dialogue.rules import Fact, Promise, Recorded
from tests.factories import make_case


@pytest.fixture
def case(cast: SimpleNamespace, at: datetime) -> Case:
    made = make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )
    return cases.intend(case=made, outcome="refused", actor=cast.bo, at=at)


@pytest.fixture
def call(case: Case, cast: SimpleNamespace, at: datetime) -> Call:
    return operations.start_call(case=case, actor=cast.bo, at=at)


def test_every_language_has_the_same_guide() -> None:
    def shape(texts: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, int]]:
        return {p: {k: len(lines) for k, lines in kinds.items()} for p, kinds in texts.items()}

    assert shape(TEXTS["da"]) == shape(TEXTS["sv"]) == shape(TEXTS["en"])
    assert set(TEXTS["da"]) == set(Phase.values)


def test_a_unit_adds_its_own_phrases(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    seed_guide(language="da")
    seed_guide(language="da")
    own = GuideStep.objects.create(
        unit=cast.byg, phase="agree", kind="phrase", text="»God arbejdslyst.«"
    )
    with django_assert_num_queries(1):
        phases = queries.guide_for(unit=cast.byg)
    assert [phase.code for phase in phases] == ["introduce", "explore", "agree"]
    assert [len(phase.steps) for phase in phases] == [3, 5, 3]
    assert own in phases[2].phrases
    assert own not in queries.guide_for(unit=cast.centre)[2].phrases


RECORDED = Recorded(
    consent=True,
    what_matters="At være synlig før jul.",
    alternatives="Et mindre skilt.",
    facts=(Fact("confirmed", "Hænger på facaden"), Fact("new", "Er 3,2 m", True)),
    agreements=(Promise("En ny tegning.", "party", date(2026, 12, 3)),),
)


def test_the_note_is_drafted_from_what_was_recorded(call: Call, at: datetime) -> None:
    text = notes.draft(call=call, recorded=RECORDED, reached=at, tries=2, language="en")
    assert text == (
        "Egons Bageri ApS was called Tuesday 24 November at 10:30. "
        "Before that 2 attempts in vain.\n\n"
        "Why we called: the outcome intended is “refused”.\n\n"
        "The party agreed to talk and was told that notes are taken.\n\n"
        "What matters to the party:\nAt være synlig før jul.\n\n"
        "Other ways that were looked at:\nEt mindre skilt.\n\n"
        "Facts:\n- Confirmed: Hænger på facaden\n"
        "- New: Er 3,2 m (weighs against the party; put to the party in writing)\n\n"
        "Agreed:\n- The party: En ny tegning, by Thursday 3 December 2026"
    )


def test_an_empty_call_still_drafts_a_note(call: Call) -> None:
    text = notes.draft(call=call, recorded=Recorded(), reached=None, tries=0, language="en")
    assert text.endswith("Nothing was agreed.")


def test_the_course_of_the_case_tells_of_the_call(
    call: Call, case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    operations.record_attempt(
        call=call, reached=False, try_again_at=at + timedelta(hours=2), actor=cast.bo, at=at
    )
    later = at + timedelta(hours=2)
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=later)
    ended = later + timedelta(minutes=7)
    operations.finish_call(call=call, recorded=RECORDED, note="Notat", actor=cast.bo, at=ended)
    found = case_queries.case_for(staff=cast.bo, number=case.number)
    details = queries.details_of(calls=queries.calls_of(case=found))
    entries = timeline.for_staff(case=found, today=date(2026, 11, 24), more=details)
    said = {str(each.what): each.text for each in entries}
    assert said["The party was called and not reached"] == (
        "To be tried again Tuesday 24 November at 12:30."
    )
    assert said["The party was called before the decision"] == (
        "7 minutes\nThe party: En ny tegning, by Thursday 3 December 2026"
    )
    to_party = [str(each.what) for each in timeline.for_party(case=found, today=date(2026, 11, 24))]
    assert "We called you before deciding" in to_party
    assert "We tried to call you" in to_party


def test_a_complaint_waits_for_a_talk_that_came_after_it(
    cast: SimpleNamespace, at: datetime
) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, status="decided")

    def unanswered() -> bool:
        found = case_queries.case_for(staff=cast.bo, number=case.number)
        return queries.is_complaint_unanswered(case=found, calls=queries.calls_of(case=found))

    assert not unanswered()
    cases.register_complaint(case=case, kind="appeal", text="Uenig", at=at)
    assert unanswered()
    call = operations.start_call(case=case, actor=cast.bo, at=at)
    assert unanswered()
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    operations.finish_call(
        call=call,
        recorded=Recorded(consent=True),
        note="Notat",
        actor=cast.bo,
        at=at + timedelta(minutes=5),
    )
    assert not unanswered()


def test_suggested_try_is_within_the_units_hours(case: Case, at: datetime) -> None:
    suggested = queries.suggested_try(case=case, at=at)
    assert (suggested.day, suggested.hour, suggested.minute) == (24, 12, 30)


def test_what_the_municipality_agreed_to_do_is_listed_until_done(
    call: Call, cast: SimpleNamespace, at: datetime
) -> None:
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=at)
    promised = (
        Promise("Sende reglerne", "municipality", date(2026, 12, 1)),
        Promise("Ringe til naboen", "municipality", date(2026, 11, 25)),
        Promise("En ny tegning", "party", date(2026, 11, 25)),
    )
    recorded = Recorded(consent=True, agreements=promised)
    operations.finish_call(call=call, recorded=recorded, note="Notat", actor=cast.bo, at=at)
    owed = queries.kept_open(calls=queries.calls_of(case=call.case))
    assert [each.text for each in owed] == ["Ringe til naboen", "Sende reglerne"]
    operations.keep_agreement(agreement=owed[0], actor=cast.bo, at=at)
    owed = queries.kept_open(calls=queries.calls_of(case=call.case))
    assert [each.text for each in owed] == ["Sende reglerne"]
