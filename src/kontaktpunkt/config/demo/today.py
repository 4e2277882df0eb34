"""What lies before the people of the start page today: told with the real operations.

Anna has a caller on the line. Bo intends to refuse the bakery its sign and owes a call; another
decision is half written. Dina is asked to comment, and has a survey in her outbox. The service
designer has named choices of journeys.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.files.base import ContentFile

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Case
from kontaktpunkt.catalogue.models import Article
from kontaktpunkt.config.demo.numbers import personal_numbers
from kontaktpunkt.config.demo.papers import paper
from kontaktpunkt.config.demo.structure import opening_moment
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.contacts import drafts
from kontaktpunkt.contacts import operations as contacts
from kontaktpunkt.contacts.models import Contact
from kontaktpunkt.contacts.operations import QuestionAsked
from kontaktpunkt.dialogue import operations as dialogue
from kontaktpunkt.dialogue.rules import CORRECTED, Fact, Promise, Recorded
from kontaktpunkt.directory.models import ReadEntry, Role, Staff
from kontaktpunkt.journeys import operations as journeys
from kontaktpunkt.listening import operations as listening
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.parties import operations as parties
from kontaktpunkt.parties.models import Party
from kontaktpunkt.warehouse.names import OWN


class Today:
    """The last days of one municipality, told for the named people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.texts: Mapping[str, Any] = world.content.today
        self.agent = self._colleague(self.texts["agent"])
        self.caseworker = self._colleague(self.texts["caseworker"])
        self.company, self.owner, self.citizen = self._make_parties()

    def tell(self) -> None:
        """Tell every story in the order in which it began."""
        self._earlier()
        self._licence()
        self._carport()
        self._draft()
        self._sign()
        self._handovers()
        self._caller_on_the_line()
        self._named_choices()

    # --- Who and when ---

    def _colleague(self, name: str) -> Staff:
        return next(
            person
            for people in self.world.staff.values()
            for person in people
            if person.name == name
        )

    def _make_parties(self) -> tuple[Party, Party, Party]:
        chance = self.world.chance("named people")
        country = self.world.municipality.country
        numbers = personal_numbers(
            country=country, chance=chance, count=2, taken=self.world.numbers
        )
        company = self._register("company", self.texts["company"])
        owner = self._register("citizen", self.texts["owner"] | {"id_number": numbers[0]})
        citizen = self._register("citizen", self.texts["citizen"] | {"id_number": numbers[1]})
        parties.give_mandate(person=owner, company=company, at=opening_moment(self.world.window))
        return company, owner, citizen

    def _register(self, kind: str, details: Mapping[str, str]) -> Party:
        return parties.register(
            municipality=self.world.municipality,
            kind=kind,
            actor=self.agent,
            at=opening_moment(self.world.window),
            **details,
        )

    def _ago(self, working_days: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment so many working days before today, or before Monday at a weekend."""
        days = self.world.days[self.caseworker.unit.code]
        day = days.after(self.world.window.today, 0)
        for _ in range(working_days):
            day = days.before(day)
        return self.world.window.moment(day, hour, minute)

    def _ahead(self, working_days: int) -> date:
        days = self.world.days[self.caseworker.unit.code]
        return days.after(self.world.window.today, working_days)

    def _matter(self, story: str) -> Matter:
        return self.world.matters[self.texts[story]["matter"]]

    # --- The bakery's sign ---

    def _sign(self) -> None:
        """A call with two questions becomes a case, and a refusal is intended: a call is owed."""
        texts = self.texts["sign"]
        contact = self._egon_calls(texts)
        case = self._open(
            "sign", self.company, at=self._ago(5, 9, 40), questions=[contact.questions.all()[0]],
            received_on=contact.ended_at.date(),
        )  # fmt: skip
        awaited = cases.ask_party(
            case=case, what=texts["awaited"], by=self._ahead(1), actor=self.caseworker,
            at=self._ago(5, 9, 55),
        )  # fmt: skip
        drawing = _file(texts["drawing"], texts["awaited"])
        photo = _file(texts["photo"], "")
        cases.receive_awaited(
            awaited=awaited, answer=texts["sent"], files=[drawing, photo], at=self._ago(3, 13, 20)
        )
        self._look_at_documents(case, at=self._ago(2, 10, 12))
        to = self.world.days[case.unit.code].after(case.promised_on, 5)
        cases.move_promise(
            case=case, to=to, reason=texts["move_reason"], actor=self.caseworker,
            at=self._ago(2, 10, 30),
        )  # fmt: skip
        cases.write_note(
            case=case, text=texts["case_note"], actor=self.caseworker, at=self._ago(1, 14, 5)
        )
        guide = _file(texts["guide"], texts["guide_title"], tuple(texts["guide_lines"]))
        cases.add_document(
            case=case, files=[guide], title=texts["guide_title"], is_shared=True,
            actor=self.caseworker, at=self._ago(1, 14, 8),
        )  # fmt: skip
        cases.intend(case=case, outcome="refused", actor=self.caseworker, at=self._ago(1, 14, 10))

    def _look_at_documents(self, case: Case, *, at: datetime) -> None:
        """Note, as the page does, that the caseworker has opened what came."""
        for document in case.documents.all():
            ReadEntry.objects.create(
                staff=self.caseworker,
                subject_type="document",
                subject_id=document.pk,
                read_at=at,
                route="desk:case-document",
            )

    def _egon_calls(self, texts: Mapping[str, str]) -> Contact:
        aside = self.world.matters[texts["aside_matter"]]
        article = Article.objects.get(pk=aside.articles[0])
        began = self._ago(6, 10, 12)
        return contacts.register(
            municipality=self.world.municipality,
            party=self.company,
            channel="phone",
            caller_name=self.owner.name,
            questions=[
                QuestionAsked(texts["question"], self._matter("sign").row, "handed_over"),
                QuestionAsked(texts["aside"], aside.row, "settled", article=article),
            ],
            started_at=began,
            note=texts["note"],
            actor=self.agent,
            at=began + timedelta(minutes=4, seconds=12),
        )

    def _open(self, story: str, party: Party, *, at: datetime, **more: Any) -> Case:
        more.setdefault("received_on", at.date())
        more.setdefault("caseworker", self.caseworker)
        return cases.open_case(
            party=party,
            matter_type=self._matter(story).row,
            title=self.texts[story]["title"],
            actor=more["caseworker"],
            at=at,
            **more,
        )

    # --- The citizen's carport, and a case that went well ---

    def _carport(self) -> None:
        """Facts have been put to the citizen: it is her turn."""
        texts = self.texts["carport"]
        case = self._open("carport", self.citizen, at=self._ago(14, 9, 15))
        drawing = _file(texts["drawing"], texts["drawing_title"])
        cases.receive_documents(
            case=case, files=[drawing], title=texts["drawing_title"], at=self._ago(13, 18, 40)
        )
        cases.add_document(
            case=case, files=[_file(texts["aerial"], "")], title=texts["aerial_title"],
            is_shared=False, actor=self.caseworker, at=self._ago(4, 11, 25),
        )  # fmt: skip
        cases.write_note(
            case=case, text=texts["note"], actor=self.caseworker, at=self._ago(4, 11, 30)
        )
        cases.open_hearing(
            case=case, facts=texts["facts"], answer_by=self._ahead(6), actor=self.caseworker,
            at=self._ago(4, 11, 45),
        )  # fmt: skip

    def _licence(self) -> None:
        """Granted last week; the survey waits for an answer."""
        unit = self._matter("licence").unit
        colleague = self.world.people(unit, Role.CASEWORKER)[0]
        case = self._open("licence", self.citizen, at=self._ago(12, 8, 50), caseworker=colleague)
        decided_at = self._ago(4, 13, 5)
        cases.decide(case=case, outcome="granted", actor=colleague, at=decided_at)
        listening.invite(
            survey=Survey.objects.get(touchpoint="decision"),
            municipality=self.world.municipality,
            case=case,
            at=decided_at + timedelta(minutes=7),
        )

    # --- A decision that is half written ---

    def _draft(self) -> None:
        """The call was held, an agreement made; the decision is being written."""
        texts = self.texts["draft"]
        party = Party.objects.filter(kind="company").exclude(pk=self.company.pk).first()
        assert party is not None, "the year has companies"
        case = self._open("draft", party, at=self._ago(16, 10, 20))
        cases.intend(case=case, outcome="partly", actor=self.caseworker, at=self._ago(6, 9, 30))
        self._talk(case, texts)
        cases.draft_decision(
            case=case,
            rules_applied=texts["rules_applied"],
            reasons=texts["reasons"],
            appeal_guidance=case.matter_type.appeal_guidance,
            actor=self.caseworker,
            at=self._ago(1, 15, 20),
        )

    def _talk(self, case: Case, texts: Mapping[str, str]) -> None:
        call = dialogue.start_call(case=case, actor=self.caseworker, at=self._ago(5, 10, 30))
        dialogue.record_attempt(
            call=call, reached=False, try_again_at=self._ago(4, 10), actor=self.caseworker,
            at=self._ago(5, 10, 32),
        )  # fmt: skip
        dialogue.record_attempt(
            call=call, reached=True, actor=self.caseworker, at=self._ago(4, 10, 1)
        )
        dialogue.finish_call(
            call=call,
            recorded=Recorded(
                consent=True,
                steps=tuple(str(key) for key in self.world.guide_steps),
                what_matters=texts["what_matters"],
                alternatives=texts["alternatives"],
                facts=(Fact(CORRECTED, texts["fact"]),),
                agreements=(Promise(texts["agreement"], "party", self._ahead(2)),),
            ),
            note=texts["note"],
            actor=self.caseworker,
            at=self._ago(4, 10, 16),
        )

    # --- The desk ---

    def _handovers(self) -> None:
        """Questions that the caseworker's unit owes an answer to, one of them today."""
        people = Party.objects.filter(kind="citizen").order_by("pk")[10:20]
        for party, each in zip(people, self.texts["handovers"], strict=False):
            began = self._ago(each["days_ago"], 11, 20)
            matter = self.world.matters[each["matter"]]
            contacts.register(
                municipality=self.world.municipality,
                party=party,
                channel="phone",
                questions=[QuestionAsked(each["text"], matter.row, "handed_over")],
                started_at=began,
                actor=self.agent,
                at=began + timedelta(minutes=3),
            )

    def _caller_on_the_line(self) -> None:
        """The bakery calls again, just now; the agent has begun to write."""
        began = self.world.window.at - timedelta(minutes=4)
        draft = drafts.begin(staff=self.agent, channel="phone", party=self.company, at=began)
        asked = {"text": self.texts["sign"]["asks_now"]}
        blank = dict.fromkeys(("matter", "outcome", "unit", "article", "link"), "")
        drafts.save(
            draft=draft,
            at=began + timedelta(minutes=1),
            typed={
                "caller_name": self.owner.name,
                "callback_phone": "",
                "note": "",
                "avoidable": "chasing",
                "questions": [asked | blank],
                "active": 0,
            },
        )

    # --- The studio ---

    def _named_choices(self) -> None:
        """A service designer has kept what she found, for all who look at journeys."""
        designer = self._designer()
        for each in self.texts["choices"]:
            journeys.save_view(
                name=each["name"],
                log=OWN,
                question=each["question"],
                query=urlencode(each["chosen"]),
                actor=designer,
                at=self._ago(each["days_ago"], 14, 40),
            )

    def _designer(self) -> Staff:
        everybody = (person for people in self.world.staff.values() for person in people)
        return next(each for each in everybody if each.role == Role.SERVICE_DESIGNER)

    # --- What was before ---

    def _earlier(self) -> None:
        """The bakery has been in touch before: settled once, handed over and answered once."""
        for each in self.texts["earlier"]:
            began = self._ago(each["days_ago"], 10, 40)
            matter = self.world.matters[each["matter"]]
            article = Article.objects.filter(pk__in=matter.articles).first()
            outcome = "handed_over" if "answer" in each else "settled"
            contact = contacts.register(
                municipality=self.world.municipality,
                party=self.company,
                channel=each["channel"],
                caller_name=self.owner.name,
                questions=[QuestionAsked(each["text"], matter.row, outcome, article=article)],
                started_at=began,
                actor=self.agent,
                at=began + timedelta(minutes=5),
            )
            if "answer" in each:
                answered_at = self._ago(each["days_ago"] - 1, 9, 50)
                self._answer(contact, matter, each["answer"], at=answered_at)

    def _answer(self, contact: Contact, matter: Matter, text: str, *, at: datetime) -> None:
        colleague = self.world.people(matter.unit, Role.CASEWORKER)[0]
        question = contact.questions.all()[0]
        contacts.answer(question=question, text=text, how="call", actor=colleague, at=at)


def _file(name: str, title: str, lines: tuple[str, ...] = ()) -> "ContentFile[bytes]":
    return ContentFile(paper(name=name, title=title, lines=lines).content, name=name)
