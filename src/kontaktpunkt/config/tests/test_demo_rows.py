"""The demonstration's rows and events are those that the real operations leave.

One story is told twice, with the operations and with the demonstration's own writers; everything
but the keys has to be the same.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone, translation

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import (
    Awaited,
    Case,
    CaseOrigin,
    Complaint,
    Decision,
    Document,
    Hearing,
    Note,
    Precondition,
    PromiseMove,
    PromiseWarning,
)
from kontaktpunkt.catalogue.models import Article
from kontaktpunkt.config.demo import call_rows, survey_rows
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.contact_rows import Asked, Met, write_contact
from kontaktpunkt.config.demo.content import content_of
from kontaktpunkt.config.demo.days import Window
from kontaktpunkt.config.demo.log import Log
from kontaktpunkt.config.demo.papers import paper
from kontaktpunkt.config.demo.people import Person
from kontaktpunkt.config.demo.sheets import Book
from kontaktpunkt.config.demo.structure import make_structure
from kontaktpunkt.config.demo.survey_rows import Called, Occasion
from kontaktpunkt.config.demo.warnings import warn_of_promises
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.contacts import operations as contacts
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.contacts.operations import QuestionAsked
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.dialogue import notes
from kontaktpunkt.dialogue import operations as dialogue
from kontaktpunkt.dialogue.models import Agreement, Call, CallAttempt, CallFact
from kontaktpunkt.dialogue.rules import CONFIRMED, NEW, Fact, Promise, Recorded
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.listening import operations as listening
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.parties.models import Party
from tests.factories import make_party

ZONE = ZoneInfo("Europe/Copenhagen")
COMPARED: list[type[models.Model]] = [
    Contact, Question, Case, CaseOrigin, Awaited, PromiseMove, PromiseWarning, Precondition,
    Hearing, Note, Decision, Document, Complaint, Call, CallAttempt, CallFact, Agreement,
    Invitation, Answer,
]  # fmt: skip
# Different each time, or pointing at rows that are: whether they are filled is compared.
KEYS = {
    "id", "contact_id", "question_id", "case_id", "precondition_id", "hearing_id", "note_id",
    "call_id", "awaited_id", "invitation_id", "token_digest", "number", "answer", "stored_as",
}  # fmt: skip
RECORDED = Recorded(
    consent=True,
    steps=("3", "5"),
    what_matters="At få svar før ferien.",
    alternatives="En mindre løsning.",
    facts=(Fact(CONFIRMED, "Adressen er rigtig."), Fact(NEW, "Et målt fortov.", True)),
    agreements=(
        Promise("Sender en tegning.", "party", date(2026, 11, 30)),
        Promise("Taler med en kollega.", "municipality", date(2026, 12, 1)),
    ),
)
DRAWING = paper(name="tegning.pdf", title="Tegning med mål")
WRITTEN = {"rules_applied": "§ 4.", "reasons": "Der er ikke plads.", "appeal_guidance": "Klag."}


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def world(here: Municipality) -> Iterator[World]:
    """Fjordby as it stands before anything happens."""
    window = Window(at=local(31, 12, month=12), zone=ZONE)
    with timezone.override(ZONE), translation.override("da"):
        world = World(
            content=content_of("fjordby"), municipality=here, window=window, seed=1, scale=1,
            book=Book(), log=Log(municipality_id=here.pk),
        )  # fmt: skip
        make_structure(world)
        world.log.write(world.book)
        world.book.load()
        yield world


@pytest.fixture
def bakery(world: World) -> Party:
    return make_party(
        kind="company", name="Egons Bageri ApS", email="egon@example.com", phone="+4583311231"
    )


def rows_since(marks: dict[Any, int]) -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: [
            {name: value is not None if name in KEYS else value for name, value in row.items()}
            for row in model.objects.filter(pk__gt=marks[model]).order_by("pk").values()
        ]
        for model in COMPARED
    }


def events_since(marks: dict[Any, int]) -> list[tuple[Any, ...]]:
    events = Event.objects.filter(pk__gt=marks[Event]).prefetch_related("objects_touched")
    return sorted(_plain(event) for event in events)


def _plain(event: Event) -> tuple[Any, ...]:
    objects = [
        f"{each.type} {each.key if each.type in {'citizen', 'company'} else ''}{each.qualifier}"
        for each in sorted(event.objects_touched.all(), key=lambda each: each.pk)
    ]
    fields = ("occurred_at", "kind", "ended_at", "touchpoint", "channel", "unit", "initiator",
              "is_contact", "actor_role", "matter", "outcome", "score", "score_max",
              "data")  # fmt: skip
    return (*(repr(getattr(event, name)) for name in fields), repr(objects))


def marks() -> dict[Any, int]:
    return {
        model: model.objects.aggregate(last=models.Max("pk"))["last"] or 0
        for model in [*COMPARED, Event]
    }


def test_a_whole_story_leaves_the_same_rows_and_events(world: World, bakery: Party) -> None:
    before = marks()
    tell_with_operations(world, bakery)
    real, real_events = rows_since(before), events_since(before)
    before = marks()
    # Keys are taken in blocks: a new book's come after those of the operations.
    world.book = Book()
    tell_with_rows(world, bakery)
    told, told_events = rows_since(before), events_since(before)
    for name in real:
        assert told[name] == real[name], name
    for ours, theirs in zip(told_events, real_events, strict=True):
        assert ours == theirs


# --- The story, with the operations ------------------------------------------------------------


def people(world: World) -> tuple[Staff, Staff, Staff]:
    byg = world.people("byg", Role.CASEWORKER)
    return world.people(world.centre, Role.AGENT)[0], byg[0], world.people("vej")[0]


def tell_with_operations(world: World, bakery: Party) -> None:
    agent, worker, other = people(world)
    contact = register(world, bakery, agent)
    _settled, answered, became_case = contact.questions.order_by("position")
    contacts.take(question=answered, actor=other, at=local(17, 9))
    contacts.answer(
        question=answered, text="Ja, til 22.", how="message", actor=other, at=local(17, 9, 30)
    )
    case = cases.open_case(
        party=bakery, matter_type=world.matters["skilt"].row, title="Skilt, Havnegade 12",
        received_on=date(2026, 11, 16), actor=worker, at=local(17, 10), questions=[became_case],
        caseworker=worker,
    )  # fmt: skip
    cases.hand_over(case=case, unit=other.unit, reason="Udtalelse?", actor=worker, at=local(17, 11))
    cases.take(case=case, actor=other, at=local(17, 12))
    cases.hand_over(
        case=case, unit=worker.unit, reason="Intet at bemærke.", actor=other, at=local(18, 9)
    )
    cases.take(case=case, actor=worker, at=local(18, 10))
    awaited = cases.ask_party(
        case=case, what="Tegning", by=date(2026, 11, 27), actor=worker, at=local(18, 10, 5)
    )
    sent = ContentFile(DRAWING.content, name=DRAWING.name)
    cases.receive_awaited(awaited=awaited, files=[sent], at=local(18, 20))
    cases.move_promise(
        case=case, to=date(2026, 12, 21), reason="Vi er ikke nået så langt.", actor=worker,
        at=local(19, 9),
    )  # fmt: skip
    cases.write_note(case=case, text="Talt med kollega.", actor=worker, at=local(19, 10))
    cases.intend(case=case, outcome="refused", actor=worker, at=local(19, 11))
    finished = talk(case, worker)
    assert finished.hearing is not None
    cases.record_hearing_reply(hearing=finished.hearing, reply="Målt forkert.", at=local(24, 21))
    cases.close_hearing(hearing=finished.hearing, actor=worker, at=local(25, 9))
    cases.intend(case=case, outcome="partly", actor=worker, at=local(25, 10))
    cases.decide(case=case, outcome="partly", actor=worker, at=local(25, 11), **WRITTEN)
    cases.register_complaint(case=case, kind="appeal", text="Se igen.", at=local(28, 20))
    call = dialogue.start_call(case=case, actor=worker, at=local(30, 9))
    dialogue.record_attempt(call=call, reached=False, actor=worker, at=local(30, 9, 1))
    dialogue.give_up(call=call, reason="Fire gange forgæves.", actor=worker, at=local(30, 9, 2))
    ask(world, case)
    other_cases(world, bakery, worker)
    wish(world, bakery)
    contacts.note_letters(
        parties=[bakery], matter_type=world.matters["skilt"].row, actor=worker, at=local(3, 8)
    )


def wish(world: World, bakery: Party) -> None:
    skilt = world.matters["skilt"]
    contacts.ask_for_call(
        municipality=world.municipality, party=bakery, unit=skilt.unit, matter_type=skilt.row,
        text="Ring til mig.", at=local(9, 20),
    )  # fmt: skip


def register(world: World, bakery: Party, agent: Staff) -> Contact:
    skilt, outdoors = world.matters["skilt"], world.matters["udeservering"]
    article = Article.objects.get(pk=skilt.articles[0])
    return contacts.register(
        municipality=world.municipality,
        party=bakery,
        channel="phone",
        questions=[
            QuestionAsked("Hvor stort?", skilt.row, "settled", article=article),
            QuestionAsked("Må borde stå ude?", outdoors.row, "handed_over"),
            QuestionAsked("Må skiltet lyse?", skilt.row, "handed_over"),
        ],
        started_at=local(16, 10),
        actor=agent,
        at=local(16, 10, 6),
        note="Ring efter 11.",
        avoidable="unclear",
        caller_name="Egon Olsen",
    )


def talk(case: Case, worker: Staff) -> dialogue.Finished:
    call = dialogue.start_call(case=case, actor=worker, at=local(20, 9))
    dialogue.record_attempt(
        call=call, reached=False, actor=worker, at=local(20, 9, 1), try_again_at=local(23, 10)
    )
    dialogue.record_attempt(call=call, reached=True, actor=worker, at=local(23, 10, 1))
    # The note as the page proposes it; the version of the call in the hand does not matter.
    fresh = Call.objects.select_related("case__party").get(pk=call.pk)
    note = notes.draft(
        call=fresh, recorded=RECORDED, reached=local(23, 10, 1), tries=1, language="da"
    )
    return dialogue.finish_call(
        call=call, recorded=RECORDED, note=note, actor=worker, at=local(23, 10, 14),
        answer_by=date(2026, 12, 7),
    )  # fmt: skip


def ask(world: World, case: Case) -> None:
    survey = Survey.objects.get(touchpoint="decision")
    lead = world.person(Role.UNIT_LEAD, "byg")
    listening.invite(
        survey=survey, municipality=world.municipality, case=case, at=local(25, 11, 10)
    )
    body = Message.objects.filter(purpose__startswith="survey-invitation").latest("pk").body
    token = next(word for word in body.split() if "/s/" in word or "survey" in word)
    answer = listening.answer(
        token=token.rstrip("/").rpartition("/")[2], scores={"overall": 3, "voice": 2, "ideal": 2},
        comment="Svært at forstå.", wants_call=True, at=local(26, 19),
    )  # fmt: skip
    listening.note_call(answer=answer, actor=lead, at=local(27, 9))


def other_cases(world: World, bakery: Party, worker: Staff) -> None:
    """One that is waived and granted, one that is closed, and one that is warned of."""
    skilt = world.matters["skilt"].row
    known = {"party": bakery, "matter_type": skilt, "received_on": date(2026, 11, 2)}
    first = cases.open_case(title="Markise", actor=worker, at=local(2, 9), **known)
    cases.take(case=first, actor=worker, at=local(3, 9))
    cases.intend(case=first, outcome="refused", actor=worker, at=local(4, 9))
    cases.waive_call(
        case=first, reason="Parten vil kun have svar pr. brev.", actor=worker, at=local(4, 10)
    )
    cases.decide(case=first, outcome="granted", actor=worker, at=local(5, 10))
    second = cases.open_case(title="Lys", actor=worker, at=local(2, 10), **known)
    cases.take(case=second, actor=worker, at=local(3, 10))
    cases.intend(case=second, outcome="refused", actor=worker, at=local(4, 11))
    cases.intend(case=second, outcome="granted", actor=worker, at=local(5, 11))
    cases.ask_party(
        case=second, what="Billede", by=date(2026, 11, 20), actor=worker, at=local(5, 12)
    )
    cases.close_without_decision(
        case=second, reason="Taget tilbage.", actor=worker, at=local(6, 10)
    )
    third = cases.open_case(title="Flag", actor=worker, at=local(2, 11), **known)
    cases.take(case=third, actor=worker, at=local(3, 11))
    cases.warn_of_promise(case=again(third), at=local(27, 6, 30))
    cases.decide(case=third, outcome="granted", actor=worker, at=local(30, 14))


def again(case: Case) -> Case:
    return Case.objects.select_related("party", "unit", "matter_type").get(pk=case.pk)


# --- The same story, with the demonstration's writers ------------------------------------------


def tell_with_rows(world: World, bakery: Party) -> None:
    agent, worker, other = people(world)
    party = Person(
        key=bakery.pk, kind="company", name=bakery.name, preference="email", street="",
        weight=1, reachable=True,
    )  # fmt: skip
    met = registered(world, party, agent)
    _settled, answered, became_case = met.asked
    answered.taken_by, answered.taken_at = other, local(17, 9)
    answered.answer, answered.answered_how = "Ja, til 22.", "message"
    answered.answered_at = local(17, 9, 30)
    told = opened(world, party, met, became_case, worker)
    told.hand_over(unit=other.unit, reason="Udtalelse?", actor=worker, at=local(17, 11))
    told.take(actor=other, at=local(17, 12))
    told.hand_over(unit=worker.unit, reason="Intet at bemærke.", actor=other, at=local(18, 9))
    told.take(actor=worker, at=local(18, 10))
    awaited = told.ask_party(
        what="Tegning", by=date(2026, 11, 27), actor=worker, at=local(18, 10, 5)
    )
    told.receive_awaited(awaited, at=local(18, 20), file=DRAWING)
    told.move_promise(
        to=date(2026, 12, 21), reason="Vi er ikke nået så langt.", actor=worker, at=local(19, 9)
    )
    told.write_note(text="Talt med kollega.", actor=worker, at=local(19, 10))
    told.intend(outcome="refused", actor=worker, at=local(19, 11))
    hearing = talked(told, worker)
    assert hearing is not None
    told.record_hearing_reply(hearing, reply="Målt forkert.", at=local(24, 21))
    told.close_hearing(hearing, actor=worker, at=local(25, 9))
    told.intend(outcome="partly", actor=worker, at=local(25, 10))
    told.decide(outcome="partly", actor=worker, at=local(25, 11), **WRITTEN)
    told.register_complaint(kind="appeal", text="Se igen.", at=local(28, 20))
    again = call_rows.start_call(told, actor=worker, at=local(30, 9))
    call_rows.record_attempt(again, reached=False, actor=worker, at=local(30, 9, 1))
    call_rows.give_up(again, reason="Fire gange forgæves.", actor=worker, at=local(30, 9, 2))
    others = told_others(world, party, worker)
    for serial, each in enumerate([told, *others], start=50):
        each.give_number(serial=serial)
    write_contact(world, met)
    write_contact(world, wished(world, party))
    for each in [told, *others]:
        each.write()
    asked(world, told)
    letter(world, party)
    world.log.write(world.book)
    world.book.load()


def registered(world: World, party: Person, agent: Staff) -> Met:
    skilt, outdoors = world.matters["skilt"], world.matters["udeservering"]
    promise = {"unit": outdoors.unit, "promised_on": date(2026, 11, 19)}
    own = {"unit": skilt.unit, "promised_on": date(2026, 11, 19)}
    return Met(
        party=party,
        channel="phone",
        taken_by=agent,
        started_at=local(16, 10),
        ended_at=local(16, 10, 6),
        asked=[
            Asked(skilt, "Hvor stort?", "settled", article_id=skilt.articles[0]),
            Asked(outdoors, "Må borde stå ude?", "handed_over", **promise),
            Asked(skilt, "Må skiltet lyse?", "handed_over", **own),
        ],
        note="Ring efter 11.",
        avoidable="unclear",
        caller_name="Egon Olsen",
    )


def wished(world: World, party: Person) -> Met:
    skilt = world.matters["skilt"]
    promise = {"unit": skilt.unit, "promised_on": date(2026, 11, 12)}
    return Met(
        party=party, channel="web", taken_by=None, started_at=local(9, 20),
        ended_at=local(9, 20), asked=[Asked(skilt, "Ring til mig.", "handed_over", **promise)],
    )  # fmt: skip


def opened(world: World, party: Person, met: Met, asked: Asked, worker: Staff) -> Told:
    told = Told(
        world=world, party=party, matter=world.matters["skilt"], title="Skilt, Havnegade 12",
        received_on=date(2026, 11, 16), promised_on=date(2026, 12, 16), opened_at=local(17, 10),
        opened_by=worker, caseworker=worker, origin=(met, asked),
    )  # fmt: skip
    told.open()
    return told


def talked(told: Told, worker: Staff) -> dict[str, Any] | None:
    talk = call_rows.start_call(told, actor=worker, at=local(20, 9))
    call_rows.record_attempt(
        talk, reached=False, actor=worker, at=local(20, 9, 1), try_again_at=local(23, 10)
    )
    call_rows.record_attempt(talk, reached=True, actor=worker, at=local(23, 10, 1))
    return call_rows.finish_call(
        talk, recorded=RECORDED, actor=worker, at=local(23, 10, 14), answer_by=date(2026, 12, 7)
    )


def asked(world: World, told: Told) -> None:
    occasion = Occasion(world, Survey.objects.get(touchpoint="decision"), told.party, case=told)
    key = survey_rows.invite(occasion, at=local(25, 11, 10))
    survey_rows.write_invitation(
        occasion, key, token="token", at=local(25, 11, 10), answered_at=local(26, 19)
    )
    survey_rows.answer(
        occasion, key, scores={"overall": 3, "voice": 2, "ideal": 2}, comment="Svært at forstå.",
        wants_call=True, at=local(26, 19),
        called=Called(world.person(Role.UNIT_LEAD, "byg"), local(27, 9)),
    )  # fmt: skip


def told_others(world: World, party: Person, worker: Staff) -> list[Told]:
    def begun(title: str, at: datetime) -> Told:
        told = Told(
            world=world, party=party, matter=world.matters["skilt"], title=title,
            received_on=date(2026, 11, 2), promised_on=date(2026, 12, 2), opened_at=at,
            opened_by=worker,
        )  # fmt: skip
        told.open()
        told.take(actor=worker, at=at + timedelta(days=1))
        return told

    first, second = begun("Markise", local(2, 9)), begun("Lys", local(2, 10))
    first.intend(outcome="refused", actor=worker, at=local(4, 9))
    first.waive_call(reason="Parten vil kun have svar pr. brev.", actor=worker, at=local(4, 10))
    first.decide(outcome="granted", actor=worker, at=local(5, 10))
    second.intend(outcome="refused", actor=worker, at=local(4, 11))
    second.intend(outcome="granted", actor=worker, at=local(5, 11))
    second.ask_party(what="Billede", by=date(2026, 11, 20), actor=worker, at=local(5, 12))
    second.close_without_decision(reason="Taget tilbage.", actor=worker, at=local(6, 10))
    third = begun("Flag", local(2, 11))
    third.decide(outcome="granted", actor=worker, at=local(30, 14))
    warn_of_promises(third)
    return [first, second, third]


def letter(world: World, party: Person) -> None:
    from kontaktpunkt.config.demo.letters import send_letter

    send_letter(world, world.matters["skilt"], party, at=local(3, 8))
