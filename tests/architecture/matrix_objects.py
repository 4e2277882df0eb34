"""Objects that rows of the access matrix are tried on."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Document, Hearing, Precondition
from kontaktpunkt.catalogue.models import Article, MatterType
from kontaktpunkt.contacts import drafts
from kontaktpunkt.contacts.models import Contact, ContactDraft, Question
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.dialogue.models import Agreement, Call, GuideStep
from kontaktpunkt.directory.models import ClosingDay, Role, Staff
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.journeys.models import ImportedLog, SavedView, SentFile
from kontaktpunkt.listening import operations as listening
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.parties.models import Mandate
from tests import files
from tests.factories import (
    NOW,
    make_article,
    make_case,
    make_contact,
    make_decided_case,
    make_party,
    make_question,
    make_staff,
)


def survey_link(cast: SimpleNamespace) -> str:
    """Return the token that left in a message about a decision."""
    case = make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
    return _asked(cast.here, case)


def foreign_survey_link(cast: SimpleNamespace) -> str:
    """Return a token that works in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return _asked(cast.elsewhere, _foreign_decision(cast))


def answer(cast: SimpleNamespace) -> Answer:
    """Return an answer whose person asks to be called."""
    return _answered(survey_link(cast))


def foreign_answer(cast: SimpleNamespace) -> Answer:
    """Return such an answer in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return _answered(_asked(cast.elsewhere, _foreign_decision(cast)))


def mandate(cast: SimpleNamespace) -> Mandate:
    """Return that Egon speaks for the bakery."""
    return Mandate.objects.get(person=cast.egon)


def foreign_mandate(cast: SimpleNamespace) -> Mandate:
    """Return that somebody speaks for a company in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        company = make_party(kind="company", name="Främmande AB")
        return Mandate.objects.create(person=cast.foreign_party, company=company)


def draft(cast: SimpleNamespace) -> ContactDraft:
    """Return a contact that Anna is in the middle of."""
    return drafts.begin(staff=cast.anna, channel="phone", at=NOW)


def foreign_draft(cast: SimpleNamespace) -> ContactDraft:
    """Return a contact that goes on in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return drafts.begin(staff=cast.carl, channel="phone", at=NOW)


def contact(cast: SimpleNamespace) -> Contact:
    """Return a contact that Anna took."""
    return make_contact(party=cast.dina, staff=cast.anna)


def foreign_contact(cast: SimpleNamespace) -> Contact:
    """Return a contact of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return make_contact(party=cast.foreign_party, staff=cast.carl)


def handover(cast: SimpleNamespace) -> Question:
    """Return a question that Anna handed over to Bo's unit."""
    return _handed_over(contact(cast), cast.matter)


def foreign_handover(cast: SimpleNamespace) -> Question:
    """Return a question handed over in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return _handed_over(foreign_contact(cast), cast.foreign_matter)


def guide_line(cast: SimpleNamespace) -> GuideStep:
    """Return a phrase of the guide of Bo's unit."""
    place = GuideStep.objects.count() + 1
    return GuideStep.objects.create(
        unit=cast.byg, phase="explore", kind="phrase", text="Hvad er vigtigst?", position=place
    )


def foreign_guide_line(cast: SimpleNamespace) -> GuideStep:
    """Return a phrase of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return GuideStep.objects.create(phase="explore", kind="phrase", text="Vad är viktigast?")


def survey(cast: SimpleNamespace) -> Survey:
    """Return what people are asked after a contact."""
    return listening.seed_surveys(language="en", at=NOW)[0]


def foreign_survey(cast: SimpleNamespace) -> Survey:
    """Return what people of the other municipality are asked."""
    with tenancy.acting_for(cast.elsewhere):
        return listening.seed_surveys(language="en", at=NOW)[0]


def article(cast: SimpleNamespace) -> Article:
    """Return a knowledge article."""
    return make_article(matter=cast.matter)


def foreign_article(cast: SimpleNamespace) -> Article:
    """Return a knowledge article of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return make_article(matter=cast.foreign_matter)


def newcomer(cast: SimpleNamespace) -> Staff:
    """Return somebody who may be shut out without ending a test's own session."""
    return make_staff(name="Nils Ny", role=Role.AGENT, unit=cast.centre)


def closing_day(cast: SimpleNamespace) -> ClosingDay:
    """Return a day far ahead on which the municipality keeps closed."""
    return ClosingDay.objects.create(day=date(2099, 1, 2), reason="Flytning")


def foreign_closing_day(cast: SimpleNamespace) -> ClosingDay:
    """Return a closing day of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return closing_day(cast)


def _handed_over(of: Contact, matter: MatterType) -> Question:
    return make_question(
        contact=of,
        matter=matter,
        outcome="handed_over",
        unit=matter.unit,
        promised_on=date(2099, 1, 1),
    )


def case_of_dina(cast: SimpleNamespace) -> Case:
    """Return a case of the citizen."""
    return make_case(party=cast.dina, matter=cast.matter, status="in_progress")


def hearing(case: Case) -> Hearing:
    """Return an open hearing in the case."""
    duty = Precondition.objects.create(case=case, kind="hearing", opened_at=NOW)
    return Hearing.objects.create(
        case=case,
        precondition=duty,
        facts="3 meter",
        answer_by=date(2099, 1, 1),
        opened_at=NOW,
    )


def awaited(case: Case) -> Awaited:
    """Return something that the party was asked to send."""
    return Awaited.objects.create(case=case, what="Tegning", by=date(2099, 1, 1), asked_at=NOW)


def document(case: Case) -> Document:
    """Return a file that the party sent."""
    found: list[Document] = cases.receive_documents(case=case, files=[files.sent()], at=NOW)
    return found[0]


def decision_of_dina(cast: SimpleNamespace) -> Case:
    """Return a decided case of the citizen."""
    return make_decided_case(party=cast.dina, matter=cast.matter, staff=cast.bo)


def agreement(case: Case) -> Agreement:
    """Return something that the municipality agreed to do in a call."""
    staff = Staff.objects.get(email="bo@example.org")
    call = Call.objects.create(case=case, trigger="choice", caller=staff, started_at=NOW)
    return Agreement.objects.create(
        call=call, text="Sende reglerne", who="municipality", by=date(2099, 1, 1)
    )


def _foreign_decision(cast: SimpleNamespace) -> Case:
    cast.foreign_party.email = "part@example.org"
    cast.foreign_party.save()
    staff = make_staff(name="Disa Dahl", role=cast.carl.role, unit=cast.foreign_matter.unit)
    return make_decided_case(party=cast.foreign_party, matter=cast.foreign_matter, staff=staff)


def _asked(municipality: Municipality, case: Case) -> str:
    survey = listening.seed_surveys(language="en", at=NOW)[1]
    listening.invite(survey=survey, municipality=municipality, case=case, at=NOW)
    found = re.search(r"/s/([\w-]+)/", Message.objects.latest("pk").body)
    assert found
    return found[1]


def _answered(token: str) -> Answer:
    Invitation.objects.update(expires_at=NOW.replace(year=2099))
    kept: Any = listening.answer(token=token, scores={"overall": 3}, wants_call=True, at=NOW)
    return kept


def imported_log(cast: SimpleNamespace) -> ImportedLog:
    """Return an imported event log of our own."""
    return _log("receipt")


def foreign_imported_log(cast: SimpleNamespace) -> ImportedLog:
    """Return an imported event log of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return _log("kvitto")


def sent_file(cast: SimpleNamespace) -> SentFile:
    """Return a file that is being imported; nobody can throw it away meanwhile."""
    return SentFile.objects.create(
        key=uuid4(),
        file="kvit.csv",
        size_bytes=1,
        sent_by=cast.bo,
        sent_at=NOW,
        state=SentFile.State.READING,
    )


def foreign_sent_file(cast: SimpleNamespace) -> SentFile:
    """Return a file of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return SentFile.objects.create(
            key=uuid4(), file="kvitto.csv", size_bytes=1, sent_by=cast.carl, sent_at=NOW
        )


def saved_view(cast: SimpleNamespace) -> SavedView:
    """Return a named choice of journeys of our own."""
    return _view("hos-os")


def foreign_saved_view(cast: SimpleNamespace) -> SavedView:
    """Return a named choice of the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return _view("hos-dem")


def _view(slug: str) -> SavedView:
    return SavedView.objects.create(
        slug=slug, name=slug, log="own", question="flow", saved_at=datetime(2026, 3, 1, tzinfo=UTC)
    )


def _log(slug: str) -> ImportedLog:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    facts = {"name": slug, "source_file": f"{slug}.xes", "format": "xes", "events": 1, "cases": 1}
    return ImportedLog.objects.create(slug=slug, first=at, last=at, imported_at=at, **facts)
