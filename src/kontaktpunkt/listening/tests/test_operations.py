"""Asking, answering once, and calling back."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.listening import jobs, operations
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.listening.operations import (
    AnsweredAlready,
    AskedAlready,
    AskedRecently,
    LinkExpired,
    NoAnswerGiven,
    NoCallWanted,
    NoWayToAsk,
    UnknownLink,
)
from kontaktpunkt.listening.rules import links
from tests.factories import make_case, make_contact, make_decided_case, make_party, make_question

SCORES = {"overall": 9, "expectations": 8, "ideal": 7, "voice": 5, "respect": 4}


@pytest.fixture
def surveys(cast: SimpleNamespace, at: datetime) -> dict[str, Survey]:
    return {each.touchpoint: each for each in operations.seed_surveys(language="en", at=at)}


@pytest.fixture
def case(cast: SimpleNamespace, at: datetime) -> Any:
    return decided(cast, at)


def decided(cast: SimpleNamespace, at: datetime, party: Any = None) -> Any:
    return make_decided_case(party=party or cast.bakery, matter=cast.matter, staff=cast.bo, at=at)


def invite(surveys: dict[str, Survey], case: Any, at: datetime, **about: Any) -> str:
    """Ask about the case and return the token that left in the message."""
    here = Municipality.objects.get(pk=tenancy.current_id())
    about = about or {"case": case}
    touchpoint = "decision" if "case" in about else "contact"
    operations.invite(survey=surveys[touchpoint], municipality=here, at=at, **about)
    found = re.search(r"/s/([\w-]+)/", Message.objects.latest("pk").body)
    assert found
    return found[1]


# --- Asking ------------------------------------------------------------------------------------


def test_the_link_leaves_by_the_chosen_channel_and_only_its_digest_stays(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    token = invite(surveys, case, at)
    message, invitation = Message.objects.get(), Invitation.objects.get()
    assert (message.channel, message.recipient) == ("email", "egon@example.org")
    assert f"http://localhost:8000/fjordby/s/{token}/" in message.body
    assert len(token) * 6 >= 128
    assert token not in str(Invitation.objects.values_list())
    assert invitation.token_digest == links.digest(token)


def test_a_text_message_is_short_and_says_nothing_of_the_matter(
    surveys: dict[str, Survey], cast: SimpleNamespace, at: datetime
) -> None:
    cast.dina.preference = "sms"
    cast.dina.save()
    case = decided(cast, at, party=cast.dina)
    invite(surveys, case, at)
    message = Message.objects.get()
    assert (message.channel, message.recipient) == ("sms", "+4531121212")
    assert len(message.body) <= 160
    assert case.title not in message.body


def test_a_letter_speaks_the_language_of_the_party(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    cast.bakery.language = "en"
    cast.bakery.save()
    invite(surveys, case, at)
    assert "How did it go?" in Message.objects.get().body


def test_one_case_is_asked_about_once(surveys: dict[str, Survey], case: Any, at: datetime) -> None:
    invite(surveys, case, at)
    with pytest.raises(AskedAlready):
        invite(surveys, case, at)


def test_quiet_days_count_across_channels_and_matters(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    invite(surveys, case, at)
    cast.bakery.preference = "sms"
    cast.bakery.save()
    contact = make_contact(party=cast.bakery, staff=cast.anna, at=at)
    with pytest.raises(AskedRecently):
        invite(surveys, None, at + timedelta(days=29), contact=contact)
    invite(surveys, None, at + timedelta(days=30), contact=contact)


@pytest.mark.parametrize("fields", [{"preference": "none"}, {"preference": "sms", "phone": ""}])
def test_who_cannot_be_reached_as_chosen_is_not_asked(
    surveys: dict[str, Survey], cast: SimpleNamespace, at: datetime, fields: dict[str, str]
) -> None:
    party = make_party(name="Uden Adresse", email="x@example.org", **fields)
    with pytest.raises(NoWayToAsk):
        invite(surveys, decided(cast, at, party=party), at)


def test_an_invitation_is_in_the_log_with_case_and_party(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    invite(surveys, case, at)
    event = Event.objects.get(kind="listening.survey.invited")
    assert {each.type for each in event.objects_touched.all()} == {"company", "case", "survey"}
    assert (event.channel, event.unit, event.matter) == ("email", "byg", "skilt")


# --- The sweep ---------------------------------------------------------------------------------


def test_the_sweep_asks_about_decisions_and_finished_contacts_once(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna, at=at - timedelta(hours=2))
    make_question(contact=contact, matter=cast.matter)
    assert jobs.ask_in(municipality=cast.here, at=at) == 2
    assert jobs.ask_in(municipality=cast.here, at=at) == 0
    assert {each.case_id or each.contact_id for each in Invitation.objects.all()} == {
        case.pk,
        contact.pk,
    }


def test_the_sweep_leaves_what_is_not_over_or_long_past(
    surveys: dict[str, Survey], cast: SimpleNamespace, at: datetime
) -> None:
    make_contact(party=cast.dina, staff=cast.anna, at=at - timedelta(minutes=30))
    waiting = make_contact(party=cast.egon, staff=cast.anna, at=at - timedelta(hours=2))
    make_question(
        contact=waiting,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=at.date(),
    )
    make_contact(party=None, staff=cast.anna, at=at - timedelta(hours=2))
    decided(cast, at - timedelta(days=15))
    make_case(party=cast.bakery, matter=cast.matter)
    assert jobs.ask_in(municipality=cast.here, at=at) == 0


def test_the_sweep_asks_a_party_about_one_thing_only(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    decided(cast, at)
    make_contact(party=cast.bakery, staff=cast.anna, at=at - timedelta(hours=2))
    assert jobs.ask_in(municipality=cast.here, at=at) == 1


def test_without_a_survey_in_use_nobody_is_asked(cast: SimpleNamespace, at: datetime) -> None:
    decided(cast, at)
    assert jobs.ask_in(municipality=cast.here, at=at) == 0


def test_seeding_twice_leaves_one_of_each(cast: SimpleNamespace, at: datetime) -> None:
    operations.seed_surveys(language="en", at=at)
    operations.seed_surveys(language="en", at=at)
    assert sorted(Survey.objects.values_list("touchpoint", flat=True)) == ["contact", "decision"]


# --- Answering ---------------------------------------------------------------------------------


def test_an_answer_keeps_scores_indices_and_how_the_case_ended(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    token = invite(surveys, case, at)
    operations.answer(token=token, scores=SCORES, comment=" Fint. ", wants_call=True, at=at)
    answer = Answer.objects.get()
    assert answer.scores == SCORES
    assert answer.index == pytest.approx(((8 + 7 + 6) / 3) * 100 / 9)
    assert answer.fairness is None, "two of five fairness items are fewer than half"
    assert (answer.outcome, answer.unit.code, answer.comment) == ("refused", "byg", "Fint.")
    assert answer.wants_call


def test_an_answer_is_in_the_log_with_its_score(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    operations.answer(token=invite(surveys, case, at), scores={**SCORES, "explained": 3}, at=at)
    event = Event.objects.get(kind="listening.survey.answered")
    assert event.score == pytest.approx(77.78, abs=0.01)
    assert (event.score_max, event.outcome, event.initiator) == (100, "refused", "party")
    assert event.data == {"survey": "after-decision", "fairness": 75.0, "wants_call": False}


def test_a_second_answer_does_not_count(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    token = invite(surveys, case, at)
    operations.answer(token=token, scores=SCORES, at=at)
    with pytest.raises(AnsweredAlready):
        operations.answer(token=token, scores={"overall": 1}, at=at)
    assert Answer.objects.get().scores == SCORES


def test_an_answer_after_the_last_day_is_refused(
    surveys: dict[str, Survey], case: Any, at: datetime
) -> None:
    token = invite(surveys, case, at)
    with pytest.raises(LinkExpired):
        operations.answer(token=token, scores=SCORES, at=at + timedelta(days=30))


@pytest.mark.parametrize("scores", [{}, {"overall": 11}, {"overall": 0}, {"tailored": 3}])
def test_what_was_not_asked_or_is_off_the_scale_is_no_answer(
    surveys: dict[str, Survey], case: Any, at: datetime, scores: dict[str, int]
) -> None:
    token = invite(surveys, case, at)
    with pytest.raises(NoAnswerGiven):
        operations.answer(token=token, scores=scores, at=at)


def test_a_link_of_another_municipality_is_unknown(
    surveys: dict[str, Survey], case: Any, sjostad: Municipality, at: datetime
) -> None:
    token = invite(surveys, case, at)
    with tenancy.acting_for(sjostad), pytest.raises(UnknownLink):
        operations.answer(token=token, scores=SCORES, at=at)


def test_an_answer_about_a_contact_belongs_to_unit_and_matter(
    surveys: dict[str, Survey], cast: SimpleNamespace, at: datetime
) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna, at=at)
    make_question(contact=contact, matter=cast.matter)
    token = invite(surveys, None, at, contact=contact)
    operations.answer(token=token, scores={"overall": 4}, at=at)
    answer = Answer.objects.get()
    assert (answer.unit, answer.matter_type, answer.outcome) == (cast.centre, cast.matter, "")
    assert answer.index is None


# --- Calling back ------------------------------------------------------------------------------


def test_a_call_is_noted_once(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    token = invite(surveys, case, at)
    answer = operations.answer(token=token, scores=SCORES, wants_call=True, at=at)
    operations.note_call(answer=answer, actor=cast.bo, at=at)
    answer.refresh_from_db()
    assert (answer.called_at, answer.called_by) == (at, cast.bo)
    with pytest.raises(NoCallWanted):
        operations.note_call(answer=answer, actor=cast.bo, at=at)
    assert Event.objects.get(kind="listening.follow_up.called").is_contact


def test_who_did_not_ask_for_a_call_is_not_called(
    surveys: dict[str, Survey], case: Any, cast: SimpleNamespace, at: datetime
) -> None:
    answer = operations.answer(token=invite(surveys, case, at), scores=SCORES, at=at)
    with pytest.raises(NoCallWanted):
        operations.note_call(answer=answer, actor=cast.bo, at=at)
