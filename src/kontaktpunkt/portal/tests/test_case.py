"""My case: whose turn it is, when it is decided, how it went, and what I can do."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Complaint, DecisionRequest, Hearing
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.dialogue.models import Agreement, Call
from kontaktpunkt.directory.models import ReadEntry
from tests.factories import make_case, make_decided_case

# --- Whose it is -------------------------------------------------------------------------------


def test_nobody_sees_the_case_of_another(
    cast: SimpleNamespace, hearing: Hearing, path: str, dina: Any, visit: Any
) -> None:
    # Egon himself is somebody else than the bakery that he speaks for.
    for somebody in (dina, visit(cast.egon)):
        for more in ("", "call/", "complaint/", f"comment/{hearing.pk}/"):
            assert somebody.open(path + more).status_code == 404
        assert somebody.post(f"/fjordby/{path}decide/").status_code == 404


def test_a_hearing_of_another_case_is_not_found(
    cast: SimpleNamespace, hearing: Hearing, dina: Any
) -> None:
    own = make_case(party=cast.dina, matter=cast.matter)
    assert dina.open(f"mine/cases/{own.number}/comment/{hearing.pk}/").status_code == 404


@pytest.mark.parametrize("number", ["2026-999999", "1", "a" * 300, "%00", "../x"])
def test_a_case_that_does_not_exist_is_not_found(egon: Any, number: str) -> None:
    assert egon.open(f"mine/cases/{number}/").status_code == 404


def test_reading_one_s_own_case_is_no_reading_by_staff(path: str, egon: Any) -> None:
    assert egon.open(path).status_code == 200
    assert not ReadEntry.objects.exists()


# --- What it says ------------------------------------------------------------------------------


def test_my_case_says_that_it_is_my_turn_and_offers_the_way(
    hearing: Hearing, path: str, egon: Any
) -> None:
    page = egon.open(path)
    assert "We are waiting for your comment. You have until" in page.words
    assert f'href="/fjordby/{path}comment/{hearing.pk}/"' in page.content.decode()
    assert "Skiltet er 3 meter højt." in page.words


def test_several_wishes_stand_in_the_order_of_their_days(
    cast: SimpleNamespace, hearing: Hearing, path: str, egon: Any, today: date
) -> None:
    waits = {"what": "en tegning", "by": today, "actor": cast.bo, "at": timezone.now()}
    cases.ask_party(case=hearing.case, **waits)
    page = egon.open(path)
    assert page.context["first"]["name"] == "En tegning"
    assert [wish["name"] for wish in page.context["others"]] == ["Your comment on the facts"]
    assert "We also wait for this" in page.words


def test_a_comment_can_still_be_sent_after_its_day(
    hearing: Hearing, path: str, egon: Any, today: date
) -> None:
    Hearing.objects.update(answer_by=today - timedelta(days=1))
    page = egon.open(path)
    assert page.context["first"] is None
    assert "You can still send this" in page.words
    assert "The day has passed" in page.words


def test_my_case_hides_internal_notes_and_intentions(
    cast: SimpleNamespace, case: Case, path: str, egon: Any
) -> None:
    now = timezone.now()
    cases.write_note(case=case, text="Internt: tvivlsom sag.", actor=cast.bo, at=now)
    cases.intend(case=case, outcome="refused", actor=cast.bo, at=now)
    page = egon.open(path)
    assert "Internt" not in page.words
    assert "intend" not in page.words


def test_my_case_says_why_the_promised_day_moved(
    cast: SimpleNamespace, case: Case, path: str, egon: Any, today: date
) -> None:
    day = today + timedelta(days=30)
    while day.weekday() > 4:
        day += timedelta(days=1)
    reason = "Vi venter på naboen."
    cases.move_promise(case=case, to=day, reason=reason, actor=cast.bo, at=timezone.now())
    page = egon.open(path)
    assert "Why did the day move?" in page.words
    assert reason in page.words


def test_a_broken_promise_is_said_and_a_call_offered(
    case: Case, path: str, egon: Any, today: date
) -> None:
    Case.objects.update(promised_on=today - timedelta(days=1))
    page = egon.open(path)
    assert "and have not kept it" in page.context["sentence"]
    assert page.content.decode().count(f'href="/fjordby/{path}call/"') == 2


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("granted", "The answer is yes"),
        ("partly", "The answer is partly yes"),
        ("refused", "The answer is no."),
        ("intervention", "We have decided on an order or a prohibition."),
    ],
)
def test_a_decision_is_said_in_one_sentence_with_reasons_and_guidance_below(
    cast: SimpleNamespace, egon: Any, outcome: str, said: str
) -> None:
    decided = make_decided_case(
        party=cast.bakery, matter=cast.matter, staff=cast.bo, outcome=outcome
    )
    page = egon.open(f"mine/cases/{decided.number}/")
    assert page.context["sentence"].startswith(said)
    assert page.words.count("Skiltet er for højt til gaden.") == 1
    assert "Planklagenævnet" in page.words


def test_a_case_closed_without_a_decision_says_why(
    cast: SimpleNamespace, case: Case, path: str, egon: Any
) -> None:
    reason = "Du trak ansøgningen tilbage."
    cases.close_without_decision(case=case, reason=reason, actor=cast.bo, at=timezone.now())
    page = egon.open(path)
    assert page.words.count(reason) == 1
    assert str(page.context["steps"][-1]["name"]) == "Closed"


def test_the_four_steps_follow_the_case(
    cast: SimpleNamespace, case: Case, path: str, egon: Any, today: date
) -> None:
    def states() -> list[str]:
        return [step["state"] for step in egon.open(path).context["steps"]]

    assert states() == ["done", "now", "ahead", "ahead"]
    waits = {"what": "En tegning", "by": today, "actor": cast.bo, "at": timezone.now()}
    awaited = cases.ask_party(case=case, **waits)
    assert states() == ["done", "done", "now", "ahead"]
    cases.receive_awaited(awaited=awaited, at=timezone.now())
    assert states() == ["done", "done", "now", "ahead"]
    assert str(egon.open(path).context["steps"][1]["name"]) == "Your turn"
    Case.objects.update(status="decided")
    assert states() == ["done"] * 4
    Awaited.objects.all().delete()
    assert states() == ["done"] * 3


def test_my_case_tells_what_both_sides_agreed_in_a_call(
    cast: SimpleNamespace, case: Case, path: str, egon: Any, today: date
) -> None:
    now = timezone.now()
    call = Call.objects.create(case=case, caller=cast.bo, trigger="choice", started_at=now)
    soon, past = today + timedelta(days=3), today - timedelta(days=3)
    came = Awaited.objects.create(
        case=case, what="billeder", by=past, state="arrived", asked_at=now, ended_at=now
    )
    for text, who, by, more in (
        ("måler skiltet", "municipality", soon, {}),
        ("taler med naboen", "municipality", past, {}),
        ("sender et kort", "municipality", past, {"kept_at": now}),
        ("tænker over det", "party", soon, {}),
        ("sender billeder", "party", past, {"awaited": came}),
    ):
        Agreement.objects.create(call=call, text=text, who=who, by=by, **more)
    later, earlier, now_said = (day_in_words(day, today=today) for day in (soon, past, today))
    agreed = dict(egon.open(path).context["agreed"])
    assert agreed == {
        "Måler skiltet": f"We do this by {later}.",
        "Taler med naboen": f"We promised this by {earlier}. It is not marked as done yet.",
        "Sender et kort": f"We did this on {now_said}.",
        "Tænker over det": f"You do this by {later}.",
        "Sender billeder": f"We got this from you on {now_said}.",
    }


def test_my_case_takes_at_most_seventeen_queries(
    hearing: Hearing, path: str, egon: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(17):
        assert egon.open(path).status_code == 200


# --- Commenting --------------------------------------------------------------------------------


def test_a_comment_becomes_part_of_the_case(hearing: Hearing, path: str, egon: Any) -> None:
    url = f"{path}comment/{hearing.pk}/"
    assert egon.send(url, reply="Det er kun 2 meter.")["Location"] == f"/fjordby/{path}"
    hearing.refresh_from_db()
    assert hearing.reply == "Det er kun 2 meter."
    page = egon.open(path)
    assert "Thank you. Your comment is part of the case now." in page.words
    assert "Det er kun 2 meter." in page.words


def test_a_comment_sent_twice_counts_once(hearing: Hearing, path: str, egon: Any) -> None:
    url = f"/fjordby/{path}comment/{hearing.pk}/"
    token = egon.get(url).context["form"]["submission"].value()
    for _ in range(2):
        response = egon.post(url, {"submission": token, "reply": "Kun 2 meter."})
        assert response.status_code == 302
    assert egon.open(path).words.count("Kun 2 meter.") == 1


def test_whoever_comments_second_is_told_sees_the_first_and_loses_nothing(
    hearing: Hearing, path: str, egon: Any
) -> None:
    url = f"/fjordby/{path}comment/{hearing.pk}/"
    token = egon.get(url).context["form"]["submission"].value()
    cases.record_hearing_reply(hearing=hearing, reply="Min kollegas svar", at=timezone.now())
    response = egon.post(url, {"submission": token, "reply": "Mit svar"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "is here already" in page
    assert "Min kollegas svar" in page
    assert "Mit svar" in page
    assert f'href="/fjordby/{path}call/"' in page


def test_whoever_comments_too_late_is_told_and_loses_nothing(
    hearing: Hearing, path: str, egon: Any
) -> None:
    url = f"{path}comment/{hearing.pk}/"
    token = egon.open(url).context["form"]["submission"].value()
    Hearing.objects.update(closed_at=timezone.now())
    response = egon.post(f"/fjordby/{url}", {"submission": token, "reply": "Mit svar"})
    assert response.status_code == 422
    assert "Mit svar" in response.content.decode()


def test_a_hearing_that_is_over_says_so_kindly(hearing: Hearing, path: str, egon: Any) -> None:
    url = f"{path}comment/{hearing.pk}/"
    cases.record_hearing_reply(hearing=hearing, reply="Kun 2 meter.", at=timezone.now())
    page = egon.open(url)
    assert "Your comment is part of the case" in page.words
    assert "Kun 2 meter." in page.words
    assert "<textarea" not in page.content.decode()
    Hearing.objects.update(reply="", replied_at=None, closed_at=timezone.now())
    assert "The time for comments is over" in egon.open(url).words


@pytest.mark.parametrize("reply", ["", " \n "])
def test_an_empty_comment_is_asked_for_again(
    hearing: Hearing, path: str, egon: Any, reply: str
) -> None:
    response = egon.send(f"{path}comment/{hearing.pk}/", reply=reply)
    assert response.status_code == 422
    assert "One thing has to be mended" in response.words


# --- Sending -----------------------------------------------------------------------------------


@pytest.fixture
def awaited(cast: SimpleNamespace, case: Case, today: date) -> Awaited:
    asked: Awaited = cases.ask_party(
        case=case, what="en tegning", by=today, actor=cast.bo, at=timezone.now()
    )
    return asked


def test_what_was_asked_for_is_sent(awaited: Awaited, path: str, egon: Any) -> None:
    egon.send(f"{path}send/{awaited.pk}/", answer="Den ligger i posten.")
    awaited.refresh_from_db()
    assert (awaited.state, awaited.answer) == ("arrived", "Den ligger i posten.")


def test_what_is_not_waited_for_any_more_is_told(
    cast: SimpleNamespace, awaited: Awaited, path: str, egon: Any
) -> None:
    url = f"{path}send/{awaited.pk}/"
    token = egon.open(url).context["form"]["submission"].value()
    cases.drop_awaited(awaited=awaited, actor=cast.bo, at=timezone.now())
    response = egon.post(f"/fjordby/{url}", {"submission": token, "answer": "Her er den"})
    assert response.status_code == 422
    assert "Her er den" in response.content.decode()
    assert "We went on without it" in egon.open(url).words


# --- Asking for a call -------------------------------------------------------------------------


def test_asking_for_a_call_makes_the_unit_owe_one(case: Case, path: str, egon: Any) -> None:
    url = f"{path}call/"
    assert egon.open(url).context["form"]["phone"].value() == "86 12 34 56"
    egon.send(url, text="Hvad mangler der?", phone="86 12 34 56")
    question = Question.objects.get()
    assert question.text == f"{case.number} {case.title}: Hvad mangler der?"
    assert question.unit == case.unit
    assert "Hvad mangler der?" in egon.open("mine/").words
    assert "You contacted us" in egon.open(path).words


def test_a_number_that_is_none_is_told_and_the_text_kept(path: str, egon: Any) -> None:
    response = egon.send(f"{path}call/", text="Ring til mig", phone="i morgen")
    assert response.status_code == 422
    assert "Ring til mig" in response.content.decode()
    assert not Question.objects.exists()


# --- Complaining -------------------------------------------------------------------------------


def test_before_a_decision_one_complains_about_the_handling_only(path: str, egon: Any) -> None:
    assert "kind" not in egon.open(f"{path}complaint/").context["form"].fields
    egon.send(f"{path}complaint/", kind="appeal", text="Det går for langsomt.")
    assert Complaint.objects.get().kind == "service"


def test_after_a_decision_one_says_which(cast: SimpleNamespace, egon: Any) -> None:
    decided = make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
    url = f"mine/cases/{decided.number}/complaint/"
    assert "Planklagenævnet" in egon.open(url).words
    unsaid = egon.send(url, text="Jeg er ikke enig.")
    assert unsaid.status_code == 422
    assert "Jeg er ikke enig." in unsaid.content.decode()
    egon.send(url, kind="appeal", text="Jeg er ikke enig.")
    assert Complaint.objects.get().kind == "appeal"


def test_a_complaint_sent_twice_counts_once(path: str, egon: Any) -> None:
    url = f"/fjordby/{path}complaint/"
    token = egon.get(url).context["form"]["submission"].value()
    for _ in range(2):
        assert egon.post(url, {"submission": token, "text": "For længe."}).status_code == 302
    assert Complaint.objects.count() == 1
    assert "It counts once." in egon.open(path).words


# --- Sweden: asking for a decision -------------------------------------------------------------


def test_in_sweden_a_slow_case_can_be_asked_for_once(
    cast: SimpleNamespace, case: Case, path: str, egon: Any, today: date
) -> None:
    cast.matter.law_profile = "se_fl"
    cast.matter.save()
    assert "decide/" not in egon.open(path).content.decode()
    Case.objects.update(received_on=today - timedelta(days=200))
    assert "decide/" in egon.open(path).content.decode()
    for _ in range(2):
        assert egon.post(f"/fjordby/{path}decide/").status_code == 302
    assert DecisionRequest.objects.count() == 1
    assert "It can be done once." in egon.open(path).words
