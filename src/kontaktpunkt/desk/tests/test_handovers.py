"""Questions handed over: seen, taken, answered, given back, passed on, corrected."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kontaktpunkt.contacts import operations
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.directory.models import Role
from tests.factories import make_article, make_contact, make_question, make_staff, make_unit


@pytest.fixture
def question(cast: SimpleNamespace) -> Question:
    now = timezone.now()
    return make_question(
        contact=make_contact(party=cast.bakery, staff=cast.anna, at=now, note="Ring efter 14"),
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        text="Hvor højt må det hænge?",
        promised_on=timezone.localdate(now) + timedelta(days=2),
    )


@pytest.fixture
def anna(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return visit(cast.anna)


def test_the_page_holds_all_that_is_needed_to_answer(bo: Any, question: Question) -> None:
    text = bo.open("handover", pk=question.pk).content.decode()
    for wanted in (
        "Hvor højt må det hænge?",
        "Ring efter 14",
        "Egons Bageri ApS",
        "86 12 34 56",
        "Byg og Miljø promised an answer by",
    ):
        assert wanted in text


def test_the_page_takes_few_queries(
    bo: Any, question: Question, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(17):
        bo.open("handover", pk=question.pk)


def test_a_question_of_another_unit_is_not_there(
    visit: Callable[..., Any], question: Question
) -> None:
    road = make_unit(code="vej", name="Vej")
    vibe = visit(make_staff(name="Vibe Vej", role=Role.CASEWORKER, unit=road))
    assert vibe.open("handover", pk=question.pk).status_code == 404
    assert vibe.send("handover-take", pk=question.pk).status_code == 404


def test_taking_it_stays_on_the_page(bo: Any, cast: SimpleNamespace, question: Question) -> None:
    answer = bo.send("handover-take", {"version": "1"}, pk=question.pk)
    assert answer["Location"] == bo.url("handover", pk=question.pk)
    question.refresh_from_db()
    assert question.assigned_to == cast.bo


def test_answering_leads_back_to_the_worklist(bo: Any, question: Question) -> None:
    sent = {"text": "Mindst 2,2 meter.", "how": "call", "version": "1", "submission": uuid4()}
    assert bo.send("handover-answer", sent, pk=question.pk)["Location"] == bo.url("worklist")
    question.refresh_from_db()
    assert (question.answer, question.is_open) == ("Mindst 2,2 meter.", False)
    # The same form again counts once.
    assert bo.send("handover-answer", sent, pk=question.pk).status_code == 302
    assert "Mindst 2,2 meter." in bo.open("handover", pk=question.pk).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "", "how": "call"}, "Write what was answered."),
        ({"text": "Ja"}, "Say how the party got the answer."),
    ],
)
def test_an_incomplete_answer_is_kept_and_told(
    sent: dict[str, str], said: str, bo: Any, question: Question
) -> None:
    answer = bo.send("handover-answer", sent, pk=question.pk)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sent["text"] in answer.content.decode()


def test_the_second_of_two_is_told_and_keeps_the_text(
    bo: Any, cast: SimpleNamespace, question: Question
) -> None:
    operations.take(question=question, actor=cast.anna, at=timezone.now())
    sent = {"text": "Mindst 2,2 meter.", "how": "call", "version": "1"}
    answer = bo.send("handover-answer", sent, pk=question.pk)
    assert answer.status_code == 409
    assert "Mindst 2,2 meter." in answer.content.decode()
    assert "Anna Agerskov" in answer.content.decode()
    assert bo.send("handover-answer", sent | {"version": "2"}, pk=question.pk).status_code == 302


def test_a_message_is_offered_only_when_it_can_arrive(
    bo: Any, cast: SimpleNamespace, question: Question
) -> None:
    assert b"By message" in bo.open("handover", pk=question.pk).content
    cast.bakery.preference = "none"
    cast.bakery.save()
    assert b"By message" not in bo.open("handover", pk=question.pk).content
    sent = {"text": "Ja", "how": "message", "version": "1"}
    assert bo.send("handover-answer", sent, pk=question.pk).status_code == 422


def test_giving_back_needs_a_reason_and_shows_it_at_the_desk(
    bo: Any, anna: Any, question: Question
) -> None:
    assert bo.send("handover-return", {"version": "1"}, pk=question.pk).status_code == 422
    bo.send("handover-return", {"version": "1", "reason": "Hører til Vej."}, pk=question.pk)
    assert "Hører til Vej." in anna.open("handover", pk=question.pk).content.decode()


def test_passing_on_goes_to_another_unit(anna: Any, question: Question) -> None:
    road = make_unit(code="vej", name="Vej")
    answer = anna.send("handover-pass-on", {"version": "1", "unit": road.pk}, pk=question.pk)
    assert answer["Location"] == anna.url("contacts")
    question.refresh_from_db()
    assert question.unit == road


def test_the_worklist_shows_questions_by_promise(bo: Any, question: Question) -> None:
    text = bo.open("worklist", "?show=unit").content.decode()
    assert "Hvor højt må det hænge?" in text
    assert bo.url("handover", pk=question.pk) in text


class TestTheDesk:
    def test_it_tells_what_became_of_what_was_handed_over(
        self, anna: Any, cast: SimpleNamespace, question: Question
    ) -> None:
        text = anna.open("contacts").content.decode()
        assert "Hvor højt må det hænge?" in text
        assert "Promised in 2 days" in text
        operations.answer(
            question=question, text="Ja", how="call", actor=cast.bo, at=timezone.now()
        )
        assert "on time" in anna.open("contacts").content.decode()

    def test_it_tells_what_is_promised_for_today(
        self, anna: Any, cast: SimpleNamespace, question: Question
    ) -> None:
        assert "No promise is due" in anna.open("contacts").content.decode()
        Question.objects.update(promised_on=timezone.localdate() - timedelta(days=1))
        assert "Late: promised yesterday" in anna.open("contacts").content.decode()

    def test_it_takes_few_queries_however_much_is_listed(
        self, anna: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(10):
            make_question(
                contact=make_contact(party=cast.dina, staff=cast.anna, at=timezone.now()),
                matter=cast.matter,
                outcome="handed_over",
                unit=cast.byg,
                promised_on=timezone.localdate(),
            )
        with django_assert_max_num_queries(10):
            anna.open("contacts")


class TestARegisteredContact:
    def test_it_shows_what_was_asked_and_how_it_was_left(
        self, anna: Any, cast: SimpleNamespace, question: Question
    ) -> None:
        article = make_article(matter=cast.matter, title="Skilte")
        make_question(contact=question.contact, matter=cast.matter, article=article)
        text = anna.open("contact", pk=question.contact_id).content.decode()
        for wanted in ("Hvor højt må det hænge?", "Skilte", "Ring efter 14", "Anna Agerskov"):
            assert wanted in text

    def test_an_outcome_is_corrected(self, anna: Any, question: Question) -> None:
        sent = {"outcome": "settled", "version": "1"}
        answer = anna.send("question-correct", sent, pk=question.pk)
        assert answer["Location"] == anna.url("contact", pk=question.contact_id)
        question.refresh_from_db()
        assert question.outcome == "settled"

    @pytest.mark.parametrize("sent", [{}, {"outcome": "nonsense"}, {"outcome": "handed_over"}])
    def test_a_correction_that_corrects_nothing_is_told(
        self, sent: dict[str, str], anna: Any, question: Question
    ) -> None:
        answer = anna.send("question-correct", sent, pk=question.pk)
        assert answer.status_code == 302
        question.refresh_from_db()
        assert question.outcome == "handed_over"

    def test_an_article_is_read_as_a_page_and_beside_the_contact(
        self, anna: Any, cast: SimpleNamespace
    ) -> None:
        article = make_article(matter=cast.matter, body="# Hvor\n\n<script>x</script>")
        page = anna.open("article", pk=article.pk).content.decode()
        assert "<h3>Hvor</h3>" in page
        assert "<script>x" not in page
        beside = anna.get(
            anna.url("article", pk=article.pk), headers={"HX-Request": "true"}
        ).content.decode()
        assert "<html" not in beside


def test_the_unit_promises_another_day(bo: Any, anna: Any, question: Question) -> None:
    text = bo.open("handover", pk=question.pk).content.decode()
    assert "Promise another day" in text
    assert "1 answer is promised until then, this one included" in text
    assert "Promise another day" not in anna.open("handover", pk=question.pk).content.decode()
    day = question.promised_on + timedelta(days=60)
    sent = {"to": day.isoformat(), "reason": "Naboen svarer torsdag.", "version": "1"}
    refused = bo.send("handover-move", sent, pk=question.pk)
    assert refused.status_code == 422
    assert "Naboen svarer torsdag." in refused.content.decode()
    assert anna.send("handover-move", sent, pk=question.pk).status_code == 422
