"""Registering contacts, handing questions over, answering them, correcting what was written."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kontaktpunkt.contacts import drafts, operations
from kontaktpunkt.contacts.models import Contact, ContactDraft, Question
from kontaktpunkt.contacts.operations import QuestionAsked
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import ClosingDay
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from tests.factories import make_article, make_matter, make_unit


def asked(cast: SimpleNamespace, outcome: str = "settled", **fields: Any) -> QuestionAsked:
    given = {"text": "Må jeg sætte et skilt op?", "matter_type": cast.matter, **fields}
    return QuestionAsked(outcome=outcome, **given)


def register(
    cast: SimpleNamespace, at: datetime, *questions: QuestionAsked, **fields: Any
) -> Contact:
    given: dict[str, Any] = {"party": cast.bakery, "channel": "phone", "actor": cast.anna}
    return operations.register(
        municipality=cast.here,
        questions=questions or [asked(cast)],
        started_at=at - timedelta(minutes=4),
        at=at,
        **(given | fields),
    )


def handed_over(cast: SimpleNamespace, at: datetime, **fields: Any) -> Question:
    return register(cast, at, asked(cast, "handed_over"), **fields).questions.get()


def kinds() -> list[str]:
    return [
        kind.removeprefix("contacts.")
        for kind in Event.objects.order_by("pk").values_list("kind", flat=True)
    ]


class TestRegister:
    def test_one_contact_holds_two_questions(self, cast: SimpleNamespace, at: datetime) -> None:
        article = make_article(matter=cast.matter)
        contact = register(
            cast, at, asked(cast, article=article), asked(cast, "handed_over", text="Hvor højt?")
        )
        first, second = contact.questions.all()
        assert (first.article, first.unit, first.promised_on) == (article, None, None)
        assert (second.unit, second.promised_on) == (cast.byg, date(2026, 11, 27))
        assert kinds() == ["contact.taken", "question.settled", "question.handed_over"]

    def test_the_events_name_codes_and_pseudonyms_only(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        contact = register(cast, at, asked(cast, "handed_over"), avoidable="chasing")
        taken, handed = Event.objects.order_by("pk").prefetch_related("objects_touched")
        assert (taken.touchpoint, taken.channel, taken.unit) == (
            "phone-contact",
            "phone",
            "borgerservice",
        )
        assert (taken.occurred_at, taken.ended_at) == (contact.started_at, contact.ended_at)
        assert (taken.initiator, taken.is_contact, taken.matter) == ("party", True, "skilt")
        assert taken.data == {"avoidable": "chasing", "questions": 1}
        assert (handed.unit, handed.outcome, handed.data) == (
            "byg",
            "handed_over",
            {"promised_days": 3},
        )
        assert {each.type for each in handed.objects_touched.all()} == {
            "company",
            "contact",
            "question",
        }

    @pytest.mark.parametrize("channel", ["email", "counter", "letter"])
    def test_the_touchpoint_follows_the_channel(
        self, channel: str, cast: SimpleNamespace, at: datetime
    ) -> None:
        register(cast, at, channel=channel)
        assert Event.objects.earliest("pk").touchpoint == f"{channel}-contact"

    def test_there_is_no_limit_to_questions_or_their_length(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        contact = register(cast, at, *[asked(cast, text="lang " * 4000) for _ in range(25)])
        assert contact.questions.count() == 25
        assert [each.position for each in contact.questions.all()] == list(range(1, 26))

    def test_nobody_needs_to_be_named(self, cast: SimpleNamespace, at: datetime) -> None:
        contact = register(cast, at, asked(cast, "handed_over"), party=None)
        assert contact.party is None
        assert Message.objects.count() == 0
        types = Event.objects.latest("pk").objects_touched.values_list("type", flat=True)
        assert set(types) == {"contact", "question"}

    def test_a_double_submit_counts_once(self, cast: SimpleNamespace, at: datetime) -> None:
        token = uuid4()
        register(cast, at, submission=token)
        with pytest.raises(AlreadyDone):
            register(cast, at, submission=token)
        assert Contact.objects.count() == 1

    def test_the_notepad_is_thrown_away(self, cast: SimpleNamespace, at: datetime) -> None:
        draft = drafts.begin(staff=cast.anna, channel="phone", at=at)
        register(cast, at, draft=draft)
        assert not ContactDraft.objects.exists()

    def test_a_contact_that_ends_before_it_began_lasts_no_time(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        contact = operations.register(
            municipality=cast.here,
            party=None,
            channel="phone",
            questions=[asked(cast)],
            started_at=at + timedelta(hours=1),
            actor=cast.anna,
            at=at,
        )
        assert contact.started_at == contact.ended_at == at

    def test_without_a_question_nothing_is_registered(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        with pytest.raises(operations.NoQuestion):
            operations.register(
                municipality=cast.here,
                party=None,
                channel="phone",
                questions=[],
                started_at=at,
                actor=cast.anna,
                at=at,
            )
        assert not Event.objects.exists()

    def test_the_number_to_call_back_on_is_checked(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        assert register(cast, at, callback_phone="20/30 40 50").callback_number == "+4520304050"
        assert register(cast, at).callback_number == cast.bakery.phone
        with pytest.raises(operations.NumberNotDialled):
            register(cast, at, callback_phone="hos naboen")

    def test_the_queries_do_not_grow_with_what_is_looked_up(
        self, cast: SimpleNamespace, at: datetime, django_assert_max_num_queries: Any
    ) -> None:
        register(cast, at, asked(cast, "handed_over"))
        with django_assert_max_num_queries(18):
            register(cast, at, asked(cast), asked(cast, "handed_over"), submission=uuid4())


class TestPromise:
    def test_it_counts_the_answering_unit_s_days(self, cast: SimpleNamespace, at: datetime) -> None:
        ClosingDay.objects.create(unit=cast.byg, day=date(2026, 11, 26), reason="Flytning")
        night = make_unit(code="vagt", name="Vagten", weekdays=[5, 6])
        contact = register(
            cast, at, asked(cast, "handed_over"), asked(cast, "handed_over", unit=night)
        )
        byg, vagt = contact.questions.all()
        assert (byg.unit, byg.promised_on) == (cast.byg, date(2026, 11, 30))
        assert (vagt.unit, vagt.promised_on) == (night, date(2026, 12, 5))

    def test_a_unit_that_never_works_can_promise_nothing(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        asleep = make_unit(code="sov", name="Sovende", weekdays=[])
        with pytest.raises(operations.NoPromisePossible):
            register(cast, at, asked(cast, "handed_over", unit=asleep))
        assert not Contact.objects.exists()

    def test_a_promise_made_late_at_night_counts_from_the_local_day(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        # 23.30 UTC on Monday is Tuesday in Denmark.
        monday_night = datetime.fromisoformat("2026-11-23T23:30:00+00:00")
        question = register(cast, monday_night, asked(cast, "handed_over")).questions.get()
        assert question.promised_on == date(2026, 11, 27)

    def test_the_party_is_told_the_last_day_of_all_promises(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        slow = make_matter(unit=cast.centre, code="pas", name="Pas", promise_days=10)
        register(cast, at, asked(cast, "handed_over"), asked(cast, "handed_over", matter_type=slow))
        message = Message.objects.get()
        assert message.recipient == "egon@example.org"
        assert "8. december" in message.body
        assert "skilt" not in message.body.lower()

    def test_who_wants_no_messages_gets_none(self, cast: SimpleNamespace, at: datetime) -> None:
        cast.bakery.preference = "none"
        register(cast, at, asked(cast, "handed_over"))
        assert not Message.objects.exists()

    def test_the_database_refuses_a_handover_without_promise(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        question = handed_over(cast, at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(promised_on=None)

    def test_a_link_is_sent_when_asked_for(self, cast: SimpleNamespace, at: datetime) -> None:
        cast.dina.preference = "sms"
        register(
            cast,
            at,
            asked(cast, "guided", link="https://example.org/byg"),
            asked(cast, "guided"),
            party=cast.dina,
        )
        message = Message.objects.get()
        assert (message.channel, message.recipient) == ("sms", "+4531121212")
        assert "https://example.org/byg" in message.body


class TestHandingOver:
    def test_take_makes_it_mine(self, cast: SimpleNamespace, at: datetime) -> None:
        question = operations.take(question=handed_over(cast, at), actor=cast.bo, at=at)
        assert question.assigned_to == cast.bo
        assert kinds()[-1] == "question.taken"
        with pytest.raises(operations.HasItAlready):
            operations.take(question=question, actor=cast.bo, at=at)

    def test_returning_keeps_the_promise_and_needs_a_reason(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        question = operations.take(question=handed_over(cast, at), actor=cast.bo, at=at)
        with pytest.raises(operations.ReasonMissing):
            operations.return_to_centre(question=question, reason="  ", actor=cast.bo, at=at)
        promised = question.promised_on
        question = operations.return_to_centre(
            question=question, reason="Hører til Vej.", actor=cast.bo, at=at
        )
        assert (question.unit, question.assigned_to) == (cast.centre, None)
        assert question.promised_on == promised
        assert question.returns.get().unit == cast.byg
        assert Event.objects.latest("pk").unit == "byg"

    def test_the_centre_cannot_return_to_itself(self, cast: SimpleNamespace, at: datetime) -> None:
        question = register(cast, at, asked(cast, "handed_over", unit=cast.centre)).questions.get()
        with pytest.raises(operations.HereAlready):
            operations.return_to_centre(question=question, reason="Nej", actor=cast.anna, at=at)

    def test_it_goes_back_to_a_service_centre_also_when_a_unit_took_the_call(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        road = make_unit(code="vej", name="Vej")
        question = register(
            cast, at, asked(cast, "handed_over", unit=road), actor=cast.bo
        ).questions.get()
        question = operations.return_to_centre(
            question=question, reason="Ikke os", actor=cast.bo, at=at
        )
        assert question.unit == cast.centre

    def test_passing_on_keeps_the_promise(self, cast: SimpleNamespace, at: datetime) -> None:
        road = make_unit(code="vej", name="Vej")
        question = handed_over(cast, at)
        promised = question.promised_on
        question = operations.pass_on(question=question, unit=road, actor=cast.anna, at=at)
        assert (question.unit, question.promised_on) == (road, promised)
        with pytest.raises(operations.HereAlready):
            operations.pass_on(question=question, unit=road, actor=cast.anna, at=at)


class TestAnswer:
    def answer(self, cast: SimpleNamespace, at: datetime, **fields: Any) -> Question:
        given = {"question": None, "text": "Ja, med tilladelse.", "how": "call", "actor": cast.bo}
        given |= fields
        given["question"] = given["question"] or handed_over(cast, at)
        return operations.answer(at=at, **given)

    def test_an_answer_keeps_the_promise(self, cast: SimpleNamespace, at: datetime) -> None:
        question = self.answer(cast, at)
        assert not question.is_open
        assert (question.answered_by, question.assigned_to) == (cast.bo, cast.bo)
        event = Event.objects.latest("pk")
        assert (event.touchpoint, event.channel, event.unit) == ("handover-answer", "phone", "byg")
        assert event.data == {"kept": True, "days": 0}

    def test_a_late_answer_says_so(self, cast: SimpleNamespace, at: datetime) -> None:
        question = handed_over(cast, at)
        question = self.answer(cast, at + timedelta(days=4), question=question)
        assert question.is_late(today=date(2026, 12, 24))
        assert Event.objects.latest("pk").data == {"kept": False, "days": 4}

    def test_a_message_says_that_there_is_an_answer_and_not_what(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        self.answer(cast, at, how="message")
        message = Message.objects.latest("pk")
        assert "tilladelse" not in message.body
        assert "24. november" in message.body
        assert Event.objects.latest("pk").channel == "email"

    def test_answering_by_phone_sends_nothing(self, cast: SimpleNamespace, at: datetime) -> None:
        question = handed_over(cast, at)
        before = Message.objects.count()
        self.answer(cast, at, question=question)
        assert Message.objects.count() == before

    def test_nobody_to_tell_is_no_contact(self, cast: SimpleNamespace, at: datetime) -> None:
        self.answer(cast, at, how="nobody", question=handed_over(cast, at, party=None))
        event = Event.objects.latest("pk")
        assert (event.kind, event.is_contact) == ("contacts.question.closed", False)

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"text": " "}, operations.AnswerMissing),
            ({"how": "message", "party": None}, operations.NotReachable),
            ({"how": "message", "party": "egon"}, operations.NotReachable),
        ],
    )
    def test_it_refuses(
        self, fields: dict[str, Any], refusal: type[Refusal], cast: SimpleNamespace, at: datetime
    ) -> None:
        if "party" in fields:
            party = getattr(cast, fields.pop("party") or "", None)
            fields["question"] = handed_over(cast, at, party=party)
        with pytest.raises(refusal):
            self.answer(cast, at, **fields)

    def test_the_second_of_two_answers_is_told(self, cast: SimpleNamespace, at: datetime) -> None:
        question = self.answer(cast, at)
        with pytest.raises(operations.AnsweredAlready):
            self.answer(cast, at, question=question, version=1)
        with pytest.raises(operations.AnsweredAlready):
            operations.take(question=question, actor=cast.anna, at=at)

    def test_a_change_meanwhile_is_told(self, cast: SimpleNamespace, at: datetime) -> None:
        question = handed_over(cast, at)
        operations.take(question=question, actor=cast.bo, at=at)
        with pytest.raises(ChangedMeanwhile):
            self.answer(cast, at, question=question, version=1)

    def test_what_was_settled_is_owed_no_answer(self, cast: SimpleNamespace, at: datetime) -> None:
        with pytest.raises(operations.NotHandedOver):
            self.answer(cast, at, question=register(cast, at).questions.get())

    def test_a_case_takes_the_promise_over(self, cast: SimpleNamespace, at: datetime) -> None:
        question = operations.carry_on_as_case(
            question=handed_over(cast, at), text="Sag 2026-000001", actor=cast.bo, at=at
        )
        assert (question.answered_how, question.is_open) == ("case", False)
        assert kinds()[-1] == "question.carried_on"


class TestCorrecting:
    def test_settled_becomes_handed_over_with_a_promise_from_today(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        question = register(cast, at).questions.get()
        question = operations.correct_outcome(
            question=question, outcome="handed_over", actor=cast.anna, at=at + timedelta(days=1)
        )
        assert (question.unit, question.promised_on) == (cast.byg, date(2026, 11, 30))
        event = Event.objects.latest("pk")
        assert (event.outcome, event.data) == ("handed_over", {"was": "settled"})

    def test_handed_over_becomes_settled_and_nobody_owes(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        question = operations.correct_outcome(
            question=handed_over(cast, at), outcome="settled", actor=cast.anna, at=at
        )
        assert (question.unit, question.promised_on, question.is_open) == (None, None, False)

    def test_it_refuses_what_changes_nothing_and_what_is_answered(
        self, cast: SimpleNamespace, at: datetime
    ) -> None:
        question = handed_over(cast, at)
        correct = {"question": question, "actor": cast.anna, "at": at}
        with pytest.raises(operations.NothingCorrected):
            operations.correct_outcome(outcome="handed_over", **correct)
        operations.answer(question=question, text="Ja", how="call", actor=cast.bo, at=at)
        with pytest.raises(operations.AnsweredAlready):
            operations.correct_outcome(outcome="settled", **correct)
