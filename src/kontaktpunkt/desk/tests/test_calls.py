"""The call through HTTP: kept as it is typed, with and without script, finished with its note."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Hearing, Note, Precondition
from kontaktpunkt.dialogue import operations
from kontaktpunkt.dialogue.models import Call, GuideStep
from kontaktpunkt.directory.models import Role
from tests.factories import NOW, make_case, make_staff
from tests.pages import text_of

Visit = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def case(case: Case, cast: SimpleNamespace) -> Case:
    """A case that Bo intends to refuse."""
    return cases.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)


@pytest.fixture
def call(case: Case, cast: SimpleNamespace) -> Call:
    return operations.start_call(case=case, actor=cast.bo, at=NOW)


@pytest.fixture
def answered(call: Call, cast: SimpleNamespace) -> Call:
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=NOW)
    return Call.objects.get(pk=call.pk)


def rows(prefix: str, *lines: dict[str, str]) -> dict[str, str]:
    """Return a list's lines as a page sends them, with the blank one at its end."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(lines) + 1), f"{prefix}-INITIAL_FORMS": "0"}
    blank = {"standing": "confirmed"} if prefix == "facts" else {"who": "party", "by": ""}
    for n, line in enumerate([*lines, {"text": "", **blank}]):
        sent |= {f"{prefix}-{n}-{name}": value for name, value in line.items()}
    return sent


def typed(call: Call, **fields: Any) -> dict[str, Any]:
    """Return what the page sends when everything is filled in."""
    step = GuideStep.objects.filter(kind="step").first()
    assert step is not None
    return {
        "version": Call.objects.get(pk=call.pk).version,
        "page": uuid4(),
        "submission": uuid4(),
        "consent": "on",
        "steps": [str(step.pk)],
        "what_matters": "At være synlig før jul",
        "alternatives": "Et mindre skilt",
        **rows("facts", {"standing": "new", "text": "Er 3,2 m", "weighs_against": "on"}),
        **rows("agreements", {"text": "Ny tegning", "who": "party", "by": "2026-12-01"}),
        "try_day": "2026-11-24",
        "try_time": "13:00",
        **fields,
    }


# --- Beginning ---------------------------------------------------------------------------------


def test_the_button_begins_a_call_and_comes_back_to_it(case: Case, bo: Any) -> None:
    for _ in range(2):
        response = bo.send("call", {"submission": uuid4()}, number=case.number)
        assert response["Location"] == bo.url("call", number=case.number)
    assert Call.objects.count() == 1


def test_without_a_call_the_page_leads_back_to_the_case(case: Case, bo: Any) -> None:
    for route in ("call", "call-note"):
        response = bo.open(route, number=case.number)
        assert response["Location"] == bo.url("case", number=case.number)


def test_the_page_shows_the_three_phases_and_what_the_party_said(
    call: Call, case: Case, bo: Any
) -> None:
    awaited = Awaited.objects.create(case=case, what="Mål", by=date(2026, 12, 1), asked_at=NOW)
    cases.receive_awaited(awaited=awaited, answer="Det er 2,9 meter bredt", at=NOW)
    page = text_of(bo.open("call", number=case.number))
    for words in ("Introduce", "Listen, summarise, explore", "Agree and thank"):
        assert words in page
    assert "Det er 2,9 meter bredt" in page
    assert "They answered" in page


def test_the_page_keeps_its_queries_few(
    answered: Call, case: Case, bo: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        bo.open("call", number=case.number)


# --- Trying ------------------------------------------------------------------------------------


def test_not_reached_is_noted_with_the_next_try_and_what_was_typed(
    call: Call, case: Case, bo: Any
) -> None:
    sent = typed(call, stage="missed")
    for _ in range(2):
        assert bo.send("call-save", sent, number=case.number).status_code == 302
    attempt = call.attempts.get()
    assert (attempt.reached, attempt.try_again_at.hour) == (False, 12)
    page = text_of(bo.open("case", number=case.number))
    assert "Tried once and not reached. Next try Tuesday 24 November at 13:00." in page
    assert "At være synlig før jul" in text_of(bo.open("call", number=case.number))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"try_time": "09:00"}, "passed already"),
        ({"try_day": ""}, "Try again:"),
        ({"try_time": "25:99"}, "at:"),
    ],
)
def test_a_next_try_that_cannot_be_keeps_what_was_typed(
    fields: dict[str, str], said: str, call: Call, case: Case, bo: Any
) -> None:
    response = bo.send("call-save", typed(call, stage="missed", **fields), number=case.number)
    assert response.status_code == 422
    page = text_of(response)
    assert said in page
    assert "At være synlig før jul" in page
    assert not call.attempts.exists()


def test_an_answer_starts_the_clock(call: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(call, stage="answered"), number=case.number)
    page = text_of(bo.open("call", number=case.number))
    assert "data-clock=" in page
    assert "They answered" not in page


# --- Keeping -----------------------------------------------------------------------------------


def test_what_is_typed_is_saved_by_itself(answered: Call, case: Case, bo: Any) -> None:
    sent = typed(answered, **rows("agreements", {"text": "Halv", "who": "party", "by": ""}))
    for text in ("A", "At", "At vær"):
        saved = bo.swap("call-save", sent | {"what_matters": text}, number=case.number)
        assert b"Saved" in saved.content
    page = text_of(bo.open("call", number=case.number))
    assert "At vær" in page
    # Half a line is kept as it is, without a word of complaint.
    assert "Halv" in page
    assert "form-error-message" not in page


def test_saving_without_script_returns_to_the_page(answered: Call, case: Case, bo: Any) -> None:
    response = bo.send("call-save", typed(answered, stage="save"), number=case.number)
    assert response["Location"] == bo.url("call", number=case.number)


def test_one_more_line_is_added_without_script(answered: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(answered, stage="add"), number=case.number)
    page = bo.open("call", number=case.number)
    assert len(page.context["facts"].forms) == 2


def test_another_window_is_told_while_typing_and_sees_both_when_asked(
    answered: Call, case: Case, bo: Any, visit: Visit, cast: SimpleNamespace
) -> None:
    lise = visit(make_staff(name="Lise Lund", role=Role.UNIT_LEAD, unit=cast.byg))
    mine = typed(answered)
    lise.swap("call-save", typed(answered, what_matters="Noget andet"), number=case.number)
    told = bo.swap("call-save", mine, number=case.number)
    assert told.status_code == 409
    assert "Lise Lund saved this call" in text_of(told)
    shown = bo.send("call-save", mine | {"stage": "save"}, number=case.number)
    assert shown.status_code == 409
    page = text_of(shown)
    assert "Noget andet" in page
    assert "At være synlig før jul" in page
    again = mine | {"version": shown.context["form"]["version"].value(), "stage": "save"}
    assert bo.send("call-save", again, number=case.number).status_code == 302
    answered.refresh_from_db()
    assert answered.typed["what_matters"] == "At være synlig før jul"


def test_a_page_without_its_tokens_keeps_the_text(answered: Call, case: Case, bo: Any) -> None:
    response = bo.send("call-save", {"what_matters": "Synlig"}, number=case.number)
    assert response.status_code == 422
    assert "Synlig" in text_of(response)


def test_a_call_that_ended_meanwhile_says_so(call: Call, case: Case, bo: Any) -> None:
    sent = typed(call)
    cases.intend(case=case, outcome="granted", actor=call.caller, at=NOW)
    operations.give_up(call=call, reason="", actor=call.caller, at=NOW)
    url = bo.url("call-save", number=case.number)
    assert "This call is finished" in text_of(bo.post(url, sent, follow=True))


# --- Finishing ---------------------------------------------------------------------------------


def finish(bo: Any, case: Case, call: Call, **fields: Any) -> Any:
    """Send the note as its page shows it."""
    page = bo.open("call-note", number=case.number)
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return bo.send("call-note", shown | {"stage": "finish"} | fields, number=case.number)


def test_a_call_goes_all_the_way_to_its_note_and_a_hearing(
    answered: Call, case: Case, bo: Any
) -> None:
    onward = bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    assert onward["Location"] == bo.url("call-note", number=case.number)
    page = bo.open("call-note", number=case.number)
    note = page.context["form"]["note"].value()
    assert "At være synlig før jul" in note
    assert "3,2 m" in note
    assert "A hearing opens, because this weighs against the party" in text_of(page)
    assert finish(bo, case, answered).status_code == 302
    assert Note.objects.get().text.strip() == note.strip()
    assert Hearing.objects.get().facts == "Er 3,2 m"
    assert Awaited.objects.get().what == "Ny tegning"
    assert Precondition.objects.get(kind="call").state == "settled"
    seen = text_of(bo.open("case", number=case.number))
    assert "Waiting until 8 December" in seen


def test_the_note_page_says_what_was_agreed_in_one_sentence(
    answered: Call, case: Case, bo: Any
) -> None:
    agreed = {"text": "Bo sender kortet.", "who": "municipality", "by": "2026-12-01"}
    sent = typed(answered, stage="finish", **rows("agreements", agreed))
    bo.send("call-save", sent, number=case.number)
    page = bo.open("call-note", number=case.number).content.decode()
    assert "You have promised: Bo sender kortet, by Tuesday 1 December." in page


def test_every_line_of_the_call_says_which_it_is(answered: Call, case: Case, bo: Any) -> None:
    page = bo.open("call", number=case.number).content.decode()
    # The second is the template from which the page makes further lines.
    assert 'aria-label="Fact 1"' in page
    assert 'aria-label="Fact __number__"' in page


def test_the_note_sent_twice_counts_once(answered: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    form = bo.open("call-note", number=case.number).context["form"]
    shown = {name: form[name].value() for name in form.fields} | {"stage": "finish"}
    for _ in range(2):
        assert bo.send("call-note", shown, number=case.number).status_code == 302
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consent": ""}, "Tick that the party agreed to talk now"),
        (
            rows("agreements", {"text": "Ny tegning", "who": "party", "by": ""}),
            "By:",
        ),
        (
            rows("agreements", {"text": "Ny tegning", "who": "party", "by": "2026-11-01"}),
            "This day has passed.",
        ),
        (rows("facts", {"standing": "new", "text": "", "weighs_against": "on"}), "Fact:"),
    ],
)
def test_finishing_says_what_is_missing_and_keeps_the_rest(
    fields: dict[str, str], said: str, answered: Call, case: Case, bo: Any
) -> None:
    response = bo.send("call-save", typed(answered, stage="finish", **fields), number=case.number)
    assert response.status_code == 422
    page = text_of(response)
    assert said in page
    assert "At være synlig før jul" in page
    assert bo.open("call-note", number=case.number).status_code == 422


def test_a_call_that_nobody_answered_cannot_be_finished(call: Call, case: Case, bo: Any) -> None:
    response = bo.send("call-save", typed(call, stage="finish"), number=case.number)
    assert response.status_code == 422
    assert "Note first that the party answered" in text_of(response)


def test_a_call_without_a_note_cannot_be_finished(answered: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    assert finish(bo, case, answered, note="  ").status_code == 422
    assert not Note.objects.exists()


def test_a_hearing_that_leaves_no_time_is_refused(answered: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    response = finish(bo, case, answered, answer_by="2026-11-24")
    assert response.status_code == 422
    assert "The party needs time to answer" in text_of(response)
    assert Precondition.objects.get().state == "open"


def test_the_note_is_kept_while_going_back_to_the_call(answered: Call, case: Case, bo: Any) -> None:
    bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    back = finish(bo, case, answered, stage="back", note="Mit eget notat")
    assert back["Location"] == bo.url("call", number=case.number)
    kept = bo.open("call-note", number=case.number).context["form"]["note"].value()
    assert kept == "Mit eget notat"
    finish(bo, case, answered, stage="anew", note="Mit eget notat")
    drafted = bo.open("call-note", number=case.number).context["form"]["note"].value()
    assert "At være synlig før jul" in drafted


def test_a_note_over_somebodys_change_is_shown_again(
    answered: Call, case: Case, bo: Any, visit: Visit, cast: SimpleNamespace
) -> None:
    bo.send("call-save", typed(answered, stage="finish"), number=case.number)
    form = bo.open("call-note", number=case.number).context["form"]
    shown = {name: form[name].value() for name in form.fields} | {"stage": "finish"}
    lise = visit(make_staff(name="Lise Lund", role=Role.UNIT_LEAD, unit=cast.byg))
    lise.swap("call-save", typed(answered, what_matters="Noget andet"), number=case.number)
    response = bo.send("call-note", shown | {"note": "Mit notat"}, number=case.number)
    assert response.status_code == 409
    page = text_of(response)
    assert "Lise Lund changed this while you were writing" in page
    assert "Mit notat" in page
    again = shown | {"version": response.context["form"]["version"].value()}
    assert bo.send("call-note", again, number=case.number).status_code == 302


def test_a_talk_about_a_complaint_needs_no_refusal(bo: Any, cast: SimpleNamespace) -> None:
    case = make_case(party=cast.dina, matter=cast.matter, status="decided")
    cases.register_complaint(case=case, kind="service", text="Langsomt", at=NOW)
    bo.send("call", {"submission": uuid4()}, number=case.number)
    call = Call.objects.get()
    operations.record_attempt(call=call, reached=True, actor=cast.bo, at=NOW)
    bo.send("call-save", typed(call, stage="finish"), number=case.number)
    page = bo.open("call-note", number=case.number)
    assert "answer_by" not in page.context["form"].fields
    assert finish(bo, case, call).status_code == 302
    assert not Hearing.objects.exists()
