"""The case through HTTP: what its page says, and what each small page does to it."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.cases import operations
from kontaktpunkt.cases.models import (
    Awaited,
    Case,
    CaseOrigin,
    Complaint,
    Decision,
    DecisionDraft,
    DecisionRequest,
    Hearing,
    Note,
    Precondition,
)
from kontaktpunkt.dialogue import operations as dialogue
from kontaktpunkt.dialogue.rules import Promise, Recorded
from kontaktpunkt.directory.models import ReadEntry, Role
from tests.factories import (
    NOW,
    make_case,
    make_contact,
    make_matter,
    make_question,
    make_staff,
    make_unit,
)
from tests.files import PNG, sent
from tests.pages import text_of

Visit = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("tuesday")

TEXTS = {
    "rules_applied": "Lokalplan 12, § 4.",
    "reasons": "Skiltet dækker et vindue.",
    "appeal_guidance": "Klag til Planklagenævnet inden 4 uger.",
}


def send(bo: Any, route: str, case: Case, **fields: Any) -> Any:
    """Send a form as the page shows it: with its version and a token."""
    shown = {"version": Case.objects.get(pk=case.pk).version, "submission": uuid4()}
    more = {"pk": fields.pop("pk")} if "pk" in fields else {}
    return bo.send(route, shown | fields, number=case.number, **more)


# --- The page ----------------------------------------------------------------------------------


def test_the_page_says_whose_turn_it_is_and_what_comes_next(case: Case, bo: Any) -> None:
    page = text_of(bo.open("case", number=case.number))
    assert "Our turn" in page
    assert "Thursday 3 December, in 7 working days" in page
    assert "Say what you intend" in page


def test_an_intended_refusal_shows_the_call_that_is_owed(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    page = text_of(bo.open("case", number=case.number))
    assert "A refusal is intended. Hear the party before you decide." in page
    assert "Call the party" in page


def test_reading_a_case_is_logged(case: Case, bo: Any, cast: SimpleNamespace) -> None:
    bo.open("case", number=case.number)
    entry = ReadEntry.objects.get()
    assert (entry.staff, entry.subject_type, entry.subject_id) == (cast.bo, "case", case.pk)


def test_a_busy_case_takes_at_most_twenty_queries(
    case: Case, bo: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    call = dialogue.start_call(case=case, actor=cast.bo, at=NOW)
    dialogue.record_attempt(call=call, reached=False, actor=cast.bo, at=NOW)
    for number in range(3):
        operations.write_note(case=case, text=f"Notat {number}", actor=cast.bo, at=NOW)
        operations.open_hearing(
            case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=NOW
        )
        operations.ask_party(case=case, what="Tegning", by=date(2026, 12, 1), actor=cast.bo, at=NOW)
        photo = sent(PNG + bytes([number]), "foto.png")
        operations.receive_documents(case=case, files=[photo], at=NOW)
    # A process learns once which municipality an address belongs to.
    bo.open("case", number=case.number)
    with django_assert_max_num_queries(20):
        bo.open("case", number=case.number)


def test_colleagues_of_another_unit_find_no_such_case(
    case: Case, visit: Visit, cast: SimpleNamespace
) -> None:
    other = make_staff(name="Vera Vej", role=Role.UNIT_LEAD, unit=make_unit(code="vej"))
    for route in ("case", "case-intend", "case-decide", "call"):
        assert visit(other).open(route, number=case.number).status_code == 404
    assert visit(cast.bo).open("case", number="2026-999999").status_code == 404


def test_the_service_centre_sees_what_the_party_sees(
    case: Case, visit: Visit, cast: SimpleNamespace
) -> None:
    operations.write_note(case=case, text="Kun for os", actor=cast.bo, at=NOW)
    operations.move_promise(
        case=case, to=date(2026, 12, 10), reason="Måling mangler", actor=cast.bo, at=NOW
    )
    anna = visit(cast.anna)
    page = text_of(anna.open("case-status", number=case.number))
    assert "Måling mangler" in page
    assert "Kun for os" not in page
    assert anna.open("case", number=case.number).status_code == 403


# --- Small pages -------------------------------------------------------------------------------


def test_taking_a_case(bo: Any, cast: SimpleNamespace) -> None:
    case = make_case(party=cast.dina, matter=cast.matter)
    send(bo, "case-take", case)
    assert Case.objects.get(pk=case.pk).caseworker == cast.bo


def test_a_button_that_comes_too_late_says_why(case: Case, bo: Any) -> None:
    response = bo.post(
        bo.url("case-take", number=case.number), {"version": 0, "submission": uuid4()}, follow=True
    )
    assert "Somebody else changed this" in text_of(response)


@pytest.mark.parametrize(
    "route",
    [
        "case-intend",
        "case-promise",
        "case-hear",
        "case-ask",
        "case-waiver",
        "case-note",
        "case-complaint",
        "case-close",
        "case-hand-over",
        "case-asked",
        "case-declined",
        "case-decide",
    ],
)
def test_every_small_page_opens(route: str, case: Case, bo: Any) -> None:
    assert bo.open(route, number=case.number).status_code == 200


def test_intending_a_refusal_owes_a_call(case: Case, bo: Any) -> None:
    response = send(bo, "case-intend", case, outcome="refused")
    assert response.status_code == 302
    assert Precondition.objects.get().state == "open"


def test_a_form_sent_twice_counts_once(case: Case, bo: Any) -> None:
    sent = {"version": 1, "submission": uuid4(), "text": "Notat"}
    for _ in range(2):
        assert bo.send("case-note", sent, number=case.number).status_code == 302
    assert Note.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed(case: Case, bo: Any) -> None:
    response = send(bo, "case-promise", case, to="2026-12-12", reason="Målingen mangler stadig")
    assert response.status_code == 422
    page = text_of(response)
    assert "The unit is closed on that day" in page
    assert "Målingen mangler stadig" in page


def test_the_second_of_two_people_is_told_and_loses_nothing(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    lise = make_staff(name="Lise Lund", role=Role.UNIT_LEAD, unit=cast.byg)
    operations.move_promise(
        case=case, to=date(2026, 12, 9), reason="Ferie", actor=lise, at=NOW, version=1
    )
    sent = {"version": 1, "submission": uuid4(), "to": "2026-12-10", "reason": "Måling"}
    response = bo.send("case-promise", sent, number=case.number)
    assert response.status_code == 409
    page = text_of(response)
    assert "Lise Lund changed this while you were writing" in page
    assert "The promised day was moved" in page
    # Both days are told as people say them.
    assert "9 December" in page
    assert ">10 December<" in page
    assert "Måling" in page
    # Having seen the change, sending again counts.
    again = sent | {"version": response.context["form"]["version"].value()}
    assert bo.send("case-promise", again, number=case.number).status_code == 302
    assert Case.objects.get(pk=case.pk).promised_on == date(2026, 12, 10)


def test_a_hearing_from_opening_to_its_end(case: Case, bo: Any) -> None:
    send(bo, "case-hear", case, facts="3,2 meter", answer_by="2026-12-08")
    hearing = Hearing.objects.get()
    page = text_of(bo.open("case-hearing", number=case.number, pk=hearing.pk))
    assert "3,2 meter" in page
    refused = bo.post(
        bo.url("case-hearing-close", number=case.number, pk=hearing.pk),
        {"version": 2, "submission": uuid4()},
        follow=True,
    )
    assert "The party may still comment" in text_of(refused)
    send(bo, "case-hearing", case, pk=hearing.pk, reply="2,9 meter", channel="phone")
    send(bo, "case-hearing-close", case, pk=hearing.pk)
    assert Precondition.objects.get().state == "settled"


def test_a_hearing_is_withdrawn_when_all_is_to_be_granted(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    send(bo, "case-hear", case, facts="3,2 meter", answer_by="2026-12-08")
    hearing = Hearing.objects.get()
    operations.intend(case=case, outcome="granted", actor=cast.bo, at=NOW)
    send(bo, "case-hearing-withdraw", case, pk=hearing.pk)
    assert Precondition.objects.get().state == "lapsed"


def test_another_cases_hearing_is_not_found(case: Case, bo: Any, cast: SimpleNamespace) -> None:
    other = make_case(party=cast.dina, matter=cast.matter)
    hearing = operations.open_hearing(
        case=other, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=NOW
    )
    assert bo.open("case-hearing", number=case.number, pk=hearing.pk).status_code == 404


def test_asking_the_party_and_receiving(case: Case, bo: Any) -> None:
    send(bo, "case-ask", case, what="En tegning", by="2026-12-01")
    awaited = Awaited.objects.get()
    assert "En tegning" in text_of(bo.open("case-awaited", number=case.number, pk=awaited.pk))
    send(bo, "case-awaited", case, pk=awaited.pk, answer="Her", channel="email")
    awaited.refresh_from_db()
    assert (awaited.state, awaited.answer) == ("arrived", "Her")


def test_going_on_without_what_was_asked_for(case: Case, bo: Any) -> None:
    send(bo, "case-ask", case, what="En tegning", by="2026-12-01")
    send(bo, "case-awaited-drop", case, pk=Awaited.objects.get().pk)
    assert Awaited.objects.get().state == "dropped"


def test_going_without_a_call_that_was_tried_in_vain(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    call = dialogue.start_call(case=case, actor=cast.bo, at=NOW)
    for _ in range(3):
        dialogue.record_attempt(call=call, reached=False, actor=cast.bo, at=NOW)
    # Suggested, because three tries are enough; in the municipality's language.
    reason = bo.open("case-waiver", number=case.number).context["form"]["reason"].value()
    assert "3" in reason
    send(bo, "case-waiver", case, reason="Tre forsøg uden at træffe Egon")
    call.refresh_from_db()
    assert (call.state, Precondition.objects.get().state) == ("given_up", "waived")


def test_an_agreement_is_marked_as_done(case: Case, bo: Any, cast: SimpleNamespace) -> None:
    call = dialogue.start_call(case=case, actor=cast.bo, at=NOW)
    dialogue.record_attempt(call=call, reached=True, actor=cast.bo, at=NOW)
    promised = (Promise("Sende reglerne", "municipality", date(2026, 11, 25)),)
    recorded = Recorded(consent=True, agreements=promised)
    dialogue.finish_call(call=call, recorded=recorded, note="Notat", actor=cast.bo, at=NOW)
    assert "Sende reglerne" in text_of(bo.open("case", number=case.number))
    send(bo, "case-agreement", case, pk=call.agreements.get().pk)
    assert call.agreements.get().kept_at == NOW


def test_a_complaint_asks_for_a_call(case: Case, bo: Any) -> None:
    send(bo, "case-complaint", case, kind="service", text="Det tager lang tid", channel="phone")
    assert Complaint.objects.get().kind == "service"
    assert "Call the party about the complaint" in text_of(bo.open("case", number=case.number))


def test_an_appeal_before_the_decision_is_refused_at_its_field(case: Case, bo: Any) -> None:
    response = send(bo, "case-complaint", case, kind="appeal", text="Nej", channel="phone")
    assert response.status_code == 422
    assert "There is no decision to appeal yet" in text_of(response)


def test_closing_without_a_decision(case: Case, bo: Any) -> None:
    send(bo, "case-close", case, reason="Trukket tilbage")
    assert Case.objects.get(pk=case.pk).status == "closed"
    assert "Trukket tilbage" in text_of(bo.open("case", number=case.number))


def test_handing_over_leaves_the_case_to_the_other_unit(case: Case, bo: Any) -> None:
    roads = make_unit(code="vej", name="Vej og Park")
    sent = {"version": 1, "submission": uuid4(), "unit": roads.pk, "reason": "Udtalelse"}
    for _ in range(2):
        response = bo.send("case-hand-over", sent, number=case.number)
        assert response["Location"] == bo.url("worklist")
    assert Case.objects.get(pk=case.pk).unit == roads


# --- Deciding ----------------------------------------------------------------------------------


def test_the_decision_is_looked_at_before_it_is_sent(case: Case, bo: Any) -> None:
    checked = send(bo, "case-decide", case, outcome="granted", stage="check", reasons="Målt")
    assert checked.status_code == 200
    assert "Check before sending" in text_of(checked)
    assert not Decision.objects.exists()
    send(bo, "case-decide", case, outcome="granted", stage="send", reasons="Målt")
    assert Decision.objects.get().outcome == "granted"
    assert "Målt" in text_of(bo.open("case", number=case.number))


@pytest.mark.parametrize("stage", ["check", "send"])
def test_a_decision_is_refused_while_a_call_is_owed(
    stage: str, case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    response = send(bo, "case-decide", case, outcome="refused", stage=stage, **TEXTS)
    assert response.status_code == 422
    page = text_of(response)
    assert "A call is owed before this decision" in page
    assert TEXTS["reasons"] in page


def test_a_refusal_without_reasons_says_so_at_the_field(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    operations.waive_call(case=case, reason="Ønsker kun breve fra os", actor=cast.bo, at=NOW)
    texts = TEXTS | {"reasons": ""}
    response = send(bo, "case-decide", case, outcome="refused", stage="check", **texts)
    assert list(response.context["form"].errors) == ["reasons"]


def test_a_refusal_without_any_text_names_all_of_them_at_once(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.intend(case=case, outcome="refused", actor=cast.bo, at=NOW)
    operations.waive_call(case=case, reason="Ønsker kun breve fra os", actor=cast.bo, at=NOW)
    response = send(bo, "case-decide", case, outcome="refused", stage="check")
    assert list(response.context["form"].errors) == ["rules_applied", "reasons", "appeal_guidance"]


def test_what_is_written_of_the_decision_is_saved_for_later(case: Case, bo: Any) -> None:
    send(bo, "case-decide", case, outcome="refused", stage="save", **TEXTS)
    assert DecisionDraft.objects.get().reasons == TEXTS["reasons"]
    assert TEXTS["reasons"] in text_of(bo.open("case-decide", number=case.number))


def test_changing_something_returns_with_the_text(case: Case, bo: Any) -> None:
    back = send(bo, "case-decide", case, outcome="granted", stage="back", reasons="Målt igen")
    assert back.status_code == 200
    assert "Målt igen" in text_of(back)


def test_a_decision_over_somebodys_change_shows_it(
    case: Case, bo: Any, cast: SimpleNamespace
) -> None:
    operations.open_hearing(
        case=case, facts="Mål", answer_by=date(2026, 12, 8), actor=cast.bo, at=NOW
    )
    sent = {"version": 1, "submission": uuid4(), "outcome": "granted", "stage": "send"}
    response = bo.send("case-decide", sent, number=case.number)
    assert response.status_code == 409
    assert "The party was asked to comment on the facts" in text_of(response)


# --- Dates that the law asks for ---------------------------------------------------------------


def test_in_the_social_field_a_letter_is_owed_before_the_deadline(
    bo: Any, cast: SimpleNamespace
) -> None:
    matter = make_matter(unit=cast.byg, code="hjaelp", law_profile="dk_social")
    case = make_case(party=cast.dina, matter=matter, promised_on=date(2026, 11, 27))
    assert "Write to the party about the date" in text_of(bo.open("case", number=case.number))


def test_after_six_months_a_swedish_party_may_ask_and_four_weeks_count(
    bo: Any, cast: SimpleNamespace
) -> None:
    matter = make_matter(unit=cast.byg, code="bygglov", law_profile="se_fl")
    case = make_case(party=cast.dina, matter=matter, received_on=date(2026, 5, 20))
    assert "The party may ask for a decision" in text_of(bo.open("case", number=case.number))
    send(bo, "case-asked", case, asked_on="2026-11-23")
    page = text_of(bo.open("case", number=case.number))
    assert "Decide by Monday 21 December: the party has asked" in page
    send(bo, "case-declined", case, reasons="Utredning saknas", appeal_guidance="Inom tre veckor")
    assert DecisionRequest.objects.get().declined_at == NOW


# --- A new case --------------------------------------------------------------------------------


def test_a_question_that_was_handed_over_becomes_a_case(bo: Any, cast: SimpleNamespace) -> None:
    contact = make_contact(party=cast.bakery, staff=cast.anna)
    question = make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 11, 26),
    )
    address = bo.url("case-from-question", pk=question.pk)
    assert question.text in text_of(bo.get(address))
    sent = {
        "title": "Skilt",
        "matter_type": cast.matter.pk,
        "received_on": "2026-11-24",
        "started_by_party": "on",
        "mine": "on",
        "submission": uuid4(),
    }
    for _ in range(2):
        assert bo.post(address, sent).status_code == 302
    opened = CaseOrigin.objects.get().case
    assert (opened.caseworker, opened.party) == (cast.bo, cast.bakery)


def test_a_case_can_begin_with_a_party(bo: Any, cast: SimpleNamespace) -> None:
    address = bo.url("case-new", pk=cast.dina.pk)
    response = bo.post(address, {"title": "", "received_on": "2026-11-30"})
    assert response.status_code == 422
    sent = {"title": "Skur", "matter_type": cast.matter.pk, "received_on": "2026-11-30"}
    assert "cannot lie ahead" in text_of(bo.post(address, sent))
    bo.post(address, sent | {"received_on": "2026-11-20"})
    opened = Case.objects.get()
    assert (opened.caseworker, opened.started_by_party) == (None, False)


@pytest.mark.parametrize("route", ["case-new", "case-from-question"])
@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_a_case_for_nobody_is_not_found(route: str, pk: int, bo: Any) -> None:
    assert bo.open(route, pk=pk).status_code == 404


def test_a_question_of_nobody_known_becomes_no_case(bo: Any, cast: SimpleNamespace) -> None:
    question = make_question(
        contact=make_contact(party=None, staff=cast.anna),
        matter=cast.matter,
        outcome="handed_over",
        unit=cast.byg,
        promised_on=date(2026, 11, 26),
    )
    assert bo.open("case-from-question", pk=question.pk).status_code == 404
