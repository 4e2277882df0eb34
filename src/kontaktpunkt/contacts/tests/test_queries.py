"""Who sees which contact and question, and what is owed to whom."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from kontaktpunkt.contacts import drafts, queries
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core import tenancy
from kontaktpunkt.directory.models import Role
from tests.factories import make_contact, make_question, make_staff, make_unit

TODAY = date(2026, 11, 24)


def handed_over(cast: SimpleNamespace, promised: int = 0, **fields: Any) -> Question:
    contact = fields.pop("contact", None) or make_contact(party=cast.dina, staff=cast.anna)
    fields.setdefault("unit", cast.byg)
    return make_question(
        contact=contact,
        matter=cast.matter,
        outcome="handed_over",
        promised_on=TODAY + timedelta(days=promised),
        **fields,
    )


@pytest.fixture
def foreign(cast: SimpleNamespace) -> Question:
    with tenancy.acting_for(cast.elsewhere):
        contact = make_contact(party=cast.foreign_party, staff=cast.carl)
        return make_question(
            contact=contact,
            matter=cast.foreign_matter,
            outcome="handed_over",
            promised_on=TODAY,
            unit=cast.carl.unit,
        )


def test_a_handover_concerns_who_owes_it_and_who_promised_it(
    cast: SimpleNamespace, foreign: Question
) -> None:
    team = make_unit(code="byg-1", name="Byggesager", parent=cast.byg)
    road = make_unit(code="vej", name="Vej")
    question = handed_over(cast, unit=team)
    lead = make_staff(name="Lis Lund", role=Role.UNIT_LEAD, unit=cast.byg)
    worker = make_staff(name="Tim Tange", role=Role.CASEWORKER, unit=team)
    for staff in (cast.anna, lead, worker):
        assert queries.handover_for(staff=staff, pk=question.pk) == question
    stranger = make_staff(name="Vibe Vej", role=Role.CASEWORKER, unit=road)
    manager = make_staff(name="Mona Moe", role=Role.MANAGER, unit=cast.byg)
    refused = [
        (stranger, question.pk),
        (manager, question.pk),
        (cast.anna, foreign.pk),
        (cast.anna, 10**9),
    ]
    for staff, pk in refused:
        with pytest.raises(Http404):
            queries.handover_for(staff=staff, pk=pk)


def test_a_settled_question_is_no_handover(cast: SimpleNamespace) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna)
    question = make_question(contact=contact, matter=cast.matter)
    with pytest.raises(Http404):
        queries.handover_for(staff=cast.anna, pk=question.pk)


def test_contact_for_shows_contacts_to_those_who_meet_people(
    cast: SimpleNamespace, foreign: Question
) -> None:
    contact = make_contact(party=cast.dina, staff=cast.anna)
    assert queries.contact_for(staff=cast.bo, pk=contact.pk) == contact
    designer = make_staff(name="Signe Skov", role=Role.SERVICE_DESIGNER, unit=cast.centre)
    for staff, pk in ((designer, contact.pk), (cast.anna, foreign.contact_id)):
        with pytest.raises(Http404):
            queries.contact_for(staff=staff, pk=pk)


def test_open_handovers_are_ordered_by_promise_and_know_the_units_below(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    team = make_unit(code="byg-1", name="Byggesager", parent=cast.byg)
    later, sooner = handed_over(cast, 3), handed_over(cast, -1, unit=team)
    handed_over(cast, answered_at=datetime.fromisoformat("2026-11-24T10:00:00+00:00"))
    handed_over(cast, unit=cast.centre)
    with django_assert_num_queries(3):
        found = queries.open_handovers(unit=cast.byg)
        assert [question.contact.party for question in found] == [cast.dina, cast.dina]
    assert list(found) == [sooner, later]
    assert list(queries.open_handovers(unit=team)) == [sooner]


def test_promises_due_are_those_of_the_unit_and_those_it_made(cast: SimpleNamespace) -> None:
    made, late, _ahead = handed_over(cast), handed_over(cast, -2), handed_over(cast, 1)
    road = make_unit(code="vej", name="Vej")
    worker = make_staff(name="Vibe Vej", role=Role.CASEWORKER, unit=road)
    handed_over(cast, contact=make_contact(party=None, staff=worker), unit=road)
    assert list(queries.promises_due(unit=cast.centre, today=TODAY)) == [late, made]
    assert list(queries.promises_due(unit=cast.byg, today=TODAY)) == [late, made]


def test_handed_over_by_tells_the_agent_what_became_of_it(
    cast: SimpleNamespace, at: datetime
) -> None:
    mine = handed_over(cast)
    handed_over(cast, contact=make_contact(party=None, staff=cast.bo))
    since = at - timedelta(days=30)
    assert list(queries.handed_over_by(staff=cast.anna, since=since)) == [mine]


def test_owed_to_names_what_the_party_awaits(cast: SimpleNamespace) -> None:
    question = handed_over(cast)
    assert list(queries.owed_to(party=cast.dina)) == [question]
    assert list(queries.owed_to(party=cast.bakery)) == []


def test_contacts_of_takes_two_queries_however_many(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        contact = make_contact(party=cast.dina, staff=cast.anna)
        make_question(contact=contact, matter=cast.matter)
    with django_assert_num_queries(2):
        found = queries.contacts_of(party=cast.dina)
        names = [str(q.matter_type.unit) for each in found for q in each.questions.all()]
    assert len(names) == 3


def test_first_contact_counts_what_the_unit_took(cast: SimpleNamespace) -> None:
    make_question(contact=make_contact(party=cast.dina, staff=cast.anna), matter=cast.matter)
    make_question(contact=make_contact(party=cast.dina, staff=cast.bo), matter=cast.matter)
    law = handed_over(cast)
    found = queries.first_contact(
        since=TODAY,
        until=TODAY,
        today=TODAY + timedelta(days=30),
        unit=cast.centre,
        statutory=[law.pk],
    )
    assert (found.asked, found.settled, found.stayed_settled) == (1, 1, 0)


def test_drafts_are_one_s_own(cast: SimpleNamespace, at: datetime) -> None:
    draft = drafts.begin(staff=cast.anna, channel="phone", at=at, party=cast.dina)
    drafts.save(draft=draft, at=at, typed={"note": "æøå"})
    assert drafts.mine(staff=cast.anna, token=draft.token) == draft
    assert drafts.mine(staff=cast.bo, token=draft.token) is None
    assert drafts.was_known(token=draft.token)
    assert list(drafts.live(staff=cast.bo)) == []
    with tenancy.acting_for(cast.elsewhere):
        assert not drafts.was_known(token=draft.token)


def test_a_draft_put_away_can_be_taken_up_again(cast: SimpleNamespace, at: datetime) -> None:
    draft = drafts.begin(staff=cast.anna, channel="phone", at=at)
    drafts.drop(draft=draft, at=at)
    assert list(drafts.live(staff=cast.anna)) == []
    drafts.take_up(draft=draft, at=at)
    assert list(drafts.live(staff=cast.anna)) == [draft]


def test_drafts_that_nobody_touched_for_a_week_are_forgotten(
    cast: SimpleNamespace, at: datetime
) -> None:
    drafts.begin(staff=cast.anna, channel="phone", at=at)
    assert drafts.forget_old(at=at + timedelta(days=6)) == 0
    assert drafts.forget_old(at=at + timedelta(days=8)) == 1
