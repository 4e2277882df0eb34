"""A contact that is going on, through HTTP, with and without htmx."""

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.catalogue.models import ChannelRule
from kontaktpunkt.contacts import drafts
from kontaktpunkt.contacts.models import Contact, ContactDraft, Question
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.core.tests.markup import Markup
from kontaktpunkt.directory.models import ReadEntry
from kontaktpunkt.gateways.models import Message
from tests.factories import make_article, make_matter


@pytest.fixture
def anna(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return visit(cast.anna)


@pytest.fixture
def draft(cast: SimpleNamespace, at: Any) -> ContactDraft:
    return drafts.begin(staff=cast.anna, channel="phone", at=at, party=cast.bakery)


def form(*questions: dict[str, str], **fields: str) -> dict[str, str]:
    """Return what the browser sends for a contact with these questions."""
    sent = {"channel": "phone", "avoidable": "no", "questions": str(len(questions)), **fields}
    for index, question in enumerate(questions):
        sent |= {f"q{index}-{name}": value for name, value in question.items()}
    return sent


SETTLED = {"text": "Må jeg sætte et skilt op?", "matter": "Skilt på facade", "outcome": "settled"}
HANDED = {"text": "Hvor højt?", "matter": "Skilt på facade", "outcome": "handed_over"}


def page(answer: Any) -> Markup:
    return Markup(answer.content.decode())


class TestBeginning:
    def test_a_contact_begins_in_a_channel(self, anna: Any) -> None:
        answer = anna.send("contact-new", {"channel": "email"})
        draft = ContactDraft.objects.get()
        assert answer["Location"] == anna.url("contact-live", token=draft.token)
        assert (draft.channel, draft.party) == ("email", None)

    def test_a_contact_begins_with_a_party(self, anna: Any, cast: SimpleNamespace) -> None:
        anna.send("contact-new", {"party": str(cast.dina.pk)})
        assert ContactDraft.objects.get().party == cast.dina

    @pytest.mark.parametrize("party", ["999999", "foreign"])
    def test_a_party_that_is_not_ours_is_not_there(
        self, party: str, anna: Any, cast: SimpleNamespace
    ) -> None:
        key = str(cast.foreign_party.pk) if party == "foreign" else party
        assert anna.send("contact-new", {"party": key}).status_code == 404
        assert not ContactDraft.objects.exists()

    def test_an_unknown_channel_is_the_phone(self, anna: Any) -> None:
        anna.send("contact-new", {"channel": "pigeon", "party": "æ"})
        assert ContactDraft.objects.get().channel == "phone"

    def test_a_fresh_contact_waits_in_the_search(self, anna: Any, cast: Any, at: Any) -> None:
        draft = drafts.begin(staff=cast.anna, channel="phone", at=at)
        shown = page(anna.open("contact-live", token=draft.token))
        assert "autofocus" in shown.by_id("search").attributes


class TestShowing:
    def test_it_shows_who_it_is_and_logs_that(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        answer = anna.open("contact-live", token=draft.token).content.decode()
        assert "Egons Bageri ApS" in answer
        assert "•••• 5628" in answer
        assert "13585628" not in answer
        entry = ReadEntry.objects.get()
        assert (entry.subject_id, entry.staff, entry.route) == (
            cast.bakery.pk,
            cast.anna,
            "desk:contact-live",
        )

    def test_it_shows_promises_and_the_contact_before(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        self.finish(anna, cast)
        answer = anna.open("contact-live", token=draft.token).content.decode()
        assert "1 open promise" in answer
        assert "Last contact" in answer

    def finish(self, anna: Any, cast: SimpleNamespace) -> None:
        anna.send("contact-new", {"party": str(cast.bakery.pk)})
        token = ContactDraft.objects.latest("pk").token
        anna.send("contact-live", form(HANDED, action="finish"), token=token)

    def test_it_takes_few_queries(
        self, anna: Any, draft: ContactDraft, cast: Any, django_assert_max_num_queries: Any
    ) -> None:
        anna.swap("contact-live", form(SETTLED, HANDED), token=draft.token)
        self.finish(anna, cast)
        with django_assert_max_num_queries(22):
            anna.open("contact-live", token=draft.token)
        with django_assert_max_num_queries(13):
            anna.swap("contact-live", form(SETTLED, HANDED), token=draft.token)

    def test_a_colleague_is_led_away_and_told(
        self, visit: Callable[..., Any], draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        bo = visit(cast.bo)
        answer = bo.open("contact-live", token=draft.token)
        assert answer["Location"] == bo.url("contacts")

    def test_what_never_was_and_what_is_elsewhere_is_404(
        self, anna: Any, cast: SimpleNamespace, at: Any
    ) -> None:
        with tenancy.acting_for(cast.elsewhere):
            foreign = drafts.begin(staff=cast.carl, channel="phone", at=at)
        for token in (uuid4(), foreign.token):
            assert anna.open("contact-live", token=token).status_code == 404
            assert anna.send("contact-live", form(SETTLED), token=token).status_code == 404

    def test_several_contacts_stand_beside_each_other(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace, at: Any
    ) -> None:
        other = drafts.begin(staff=cast.anna, channel="email", at=at)
        anna.swap("contact-live", form({"text": "Affald"}), token=other.token)
        shown = page(anna.open("contact-live", token=draft.token))
        tabs = [each for each in shown.all("a") if each.attributes.get("class") == "live-tab"]
        assert [each.attributes.get("aria-current") for each in tabs] == ["page", None]
        assert "Egons Bageri ApS" in tabs[0].text
        assert "Affald" in tabs[1].text


class TestWriting:
    def test_what_is_typed_is_kept_as_typed(self, anna: Any, draft: ContactDraft) -> None:
        typed = form({"text": " Må jeg ", "matter": "ski", "outcome": ""}, note="<b>æøå</b>")
        assert anna.swap("contact-live", typed, token=draft.token).status_code == 200
        answer = anna.open("contact-live", token=draft.token).content.decode()
        assert " Må jeg </textarea>" in answer
        assert 'value="ski"' in answer
        assert "&lt;b&gt;æøå&lt;/b&gt;" in answer

    def test_keeping_what_is_typed_presses_no_button(self, anna: Any, draft: ContactDraft) -> None:
        address = anna.url("contact-live", token=draft.token)
        headers = {"HX-Request": "true", "HX-Target": "help"}
        answer = anna.post(address, form(SETTLED, action="finish"), headers=headers)
        assert answer.status_code == 200
        assert not Contact.objects.exists()
        draft.refresh_from_db()
        assert draft.typed["questions"][0]["text"] == SETTLED["text"]

    def test_without_script_it_is_kept_and_shown_again(
        self, anna: Any, draft: ContactDraft
    ) -> None:
        answer = anna.send("contact-live", form(SETTLED), token=draft.token)
        assert answer["Location"] == anna.url("contact-live", token=draft.token)
        draft.refresh_from_db()
        assert draft.typed["questions"][0]["text"] == SETTLED["text"]

    def test_saving_answers_with_help_advice_and_promise(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        make_article(matter=cast.matter, title="Skilte på facader")
        ChannelRule.objects.create(
            matter_type=cast.matter,
            channel="web",
            stance="recommended",
            self_service_url="https://example.org/skilt",
        )
        answer = anna.swap("contact-live", form(HANDED), token=draft.token).content.decode()
        assert "Skilte på facader" in answer
        assert "Phone is fine" in answer
        assert "Better: self-service" in answer
        assert "https://example.org/skilt" in answer
        assert "Byg og Miljø" in answer
        assert "Say it:" in answer
        assert 'id="q0-promise"' in answer

    def test_help_that_stays_the_same_is_left_alone(self, anna: Any, draft: ContactDraft) -> None:
        first = anna.swap("contact-live", form(SETTLED), token=draft.token)
        assert "HX-Reswap" not in first
        shown = Markup(first.content.decode()).one("input", name="shown").attributes["value"]
        again = anna.swap("contact-live", form(SETTLED, shown=shown or ""), token=draft.token)
        assert again["HX-Reswap"] == "none"

    def test_a_matter_is_suggested_from_what_is_typed(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        typed = form({"text": "et skilt over butikken"})
        shown = Markup(anna.swap("contact-live", typed, token=draft.token).content.decode())
        chip = shown.by_id(f"q0-matter-{cast.matter.pk}").attributes
        typed["action"] = chip["value"] or ""
        anna.swap("contact-live", typed, token=draft.token)
        draft.refresh_from_db()
        assert draft.typed["questions"][0]["matter"] == "Skilt på facade"

    def test_questions_are_added_and_removed(self, anna: Any, draft: ContactDraft) -> None:
        shown = page(anna.swap("contact-live", form(SETTLED, action="add"), token=draft.token))
        assert "autofocus" in shown.by_id("id_q1-text").attributes
        anna.swap("contact-live", form(SETTLED, HANDED, action="remove:0"), token=draft.token)
        draft.refresh_from_db()
        assert [each["text"] for each in draft.typed["questions"]] == ["Hvor højt?"]
        anna.swap("contact-live", form(HANDED, action="remove:0"), token=draft.token)
        draft.refresh_from_db()
        assert len(draft.typed["questions"]) == 1

    def test_without_script_adding_leads_to_the_new_question(
        self, anna: Any, draft: ContactDraft
    ) -> None:
        answer = anna.send("contact-live", form(SETTLED, action="add"), token=draft.token)
        assert answer["Location"].endswith("#q1")

    def test_an_article_is_marked_as_used_and_unmarked(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        article = make_article(matter=cast.matter)
        use = f"use:0:{article.pk}"
        question = {"text": "Må jeg?", "matter": "Skilt på facade"}
        anna.swap("contact-live", form(question, action=use), token=draft.token)
        draft.refresh_from_db()
        kept = draft.typed["questions"][0]
        assert (kept["article"], kept["outcome"]) == (str(article.pk), "settled")
        anna.swap("contact-live", form(kept, action=use), token=draft.token)
        draft.refresh_from_db()
        assert draft.typed["questions"][0]["article"] == ""

    @pytest.mark.parametrize(
        "action",
        [
            "remove:",
            "remove:x",
            "remove:99",
            "matter:0:",
            "matter:x:y",
            "matter:0:99999",
            "use:0:",
            "help:7",
            "finish:",
            "nonsense",
            "",
        ],
    )
    def test_strange_actions_harm_nothing(
        self, action: str, anna: Any, draft: ContactDraft
    ) -> None:
        answer = anna.swap("contact-live", form(SETTLED, action=action), token=draft.token)
        assert answer.status_code in {200, 302}

    @pytest.mark.parametrize("count", ["", "x", "-1", "99999999", "²"])
    def test_a_strange_number_of_questions_harms_nothing(
        self, count: str, anna: Any, draft: ContactDraft
    ) -> None:
        typed = form(SETTLED) | {"questions": count, "active": count}
        assert anna.swap("contact-live", typed, token=draft.token).status_code == 200
        assert anna.open("contact-live", token=draft.token).status_code == 200

    def test_who_it_is_can_be_changed(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        anna.send("contact-party", {"party": str(cast.dina.pk)}, token=draft.token)
        draft.refresh_from_db()
        assert draft.party == cast.dina
        anna.send("contact-party", token=draft.token)
        draft.refresh_from_db()
        assert draft.party is None

    def test_parking_keeps_it_and_leads_to_the_desk(self, anna: Any, draft: ContactDraft) -> None:
        answer = anna.send("contact-live", form(SETTLED, action="park"), token=draft.token)
        assert answer["Location"] == anna.url("contacts")
        draft.refresh_from_db()
        assert draft.typed["questions"][0]["matter"] == "Skilt på facade"

    def test_a_contact_that_came_to_nothing_can_be_taken_up_again(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        anna.send("contact-live", form(SETTLED, action="drop"), token=draft.token)
        assert not drafts.live(staff=cast.anna)
        desk = anna.open("contacts").content.decode()
        assert anna.url("contact-restore", token=draft.token) in desk
        anna.send("contact-restore", token=draft.token)
        assert list(drafts.live(staff=cast.anna)) == [draft]


class TestFinishing:
    def finish(self, anna: Any, draft: ContactDraft, *questions: dict[str, str], **fields: str):
        return anna.send(
            "contact-live", form(*questions, action="finish", **fields), token=draft.token
        )

    def test_one_contact_with_two_questions(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        article = make_article(matter=cast.matter)
        answer = self.finish(
            anna,
            draft,
            SETTLED | {"article": str(article.pk)},
            HANDED,
            caller_name="Egon",
            note="Travlt",
            avoidable="chasing",
        )
        assert answer["Location"] == anna.url("contacts")
        contact = Contact.objects.get()
        assert (contact.party, contact.caller_name, contact.avoidable) == (
            cast.bakery,
            "Egon",
            "chasing",
        )
        first, second = contact.questions.all()
        assert (first.article, second.unit) == (article, cast.byg)
        assert second.promised_on is not None
        assert not ContactDraft.objects.exists()
        confirmed = unescape(anna.open("contacts").content.decode())
        day = day_in_words(second.promised_on, today=timezone.localdate())
        said = f"Registered: Egons Bageri ApS, 2 questions. {cast.byg} answers by {day}."
        assert said in confirmed

    def test_a_double_submit_counts_once(self, anna: Any, draft: ContactDraft) -> None:
        for _ in range(2):
            assert self.finish(anna, draft, SETTLED).status_code == 302
        assert Contact.objects.count() == 1

    def test_a_late_saving_after_the_end_is_quiet(self, anna: Any, draft: ContactDraft) -> None:
        self.finish(anna, draft, SETTLED)
        assert anna.swap("contact-live", form(SETTLED), token=draft.token).status_code == 204

    def test_it_goes_on_with_the_next_live_contact(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace, at: Any
    ) -> None:
        other = drafts.begin(staff=cast.anna, channel="email", at=at)
        answer = self.finish(anna, draft, SETTLED)
        assert answer["Location"] == anna.url("contact-live", token=other.token)

    def test_everything_is_kept_when_something_is_missing(
        self, anna: Any, draft: ContactDraft
    ) -> None:
        answer = self.finish(
            anna,
            draft,
            SETTLED | {"matter": "findes ikke"},
            {"text": "Og så?"},
            note="Husk",
            callback_phone="20 30 40 50",
        )
        assert answer.status_code == 422
        shown, text = page(answer), answer.content.decode()
        assert "findes ikke" in text
        assert "Husk</textarea>" in text
        assert "20 30 40 50" in text
        links = [
            each.attributes["href"]
            for each in shown.all("a")
            if "#id_" in (each.attributes.get("href") or "")
        ]
        assert links == ["#id_q0-matter", "#id_q1-matter", "#id_q1-outcome_0"]
        assert "Question 2: Outcome" in text
        assert "There is no matter with this name" in text
        assert Contact.objects.count() == 0
        assert ContactDraft.objects.get().typed["note"] == "Husk"

    def test_a_refusal_of_the_domain_is_shown(self, anna: Any, draft: ContactDraft) -> None:
        answer = self.finish(anna, draft, SETTLED, callback_phone="hos naboen")
        assert answer.status_code == 422
        assert b"not a phone number" in answer.content
        assert b"hos naboen" in answer.content

    def test_an_empty_question_that_was_only_opened_is_left_out(
        self, anna: Any, draft: ContactDraft
    ) -> None:
        self.finish(anna, draft, SETTLED, {})
        assert Question.objects.count() == 1

    def test_nothing_at_all_is_not_a_contact(self, anna: Any, draft: ContactDraft) -> None:
        answer = self.finish(anna, draft, {})
        assert answer.status_code == 422
        assert b"Write what was asked." in answer.content

    def test_nobody_needs_a_name(self, anna: Any, cast: SimpleNamespace, at: Any) -> None:
        draft = drafts.begin(staff=cast.anna, channel="counter", at=at)
        self.finish(anna, draft, HANDED, channel="counter")
        contact = Contact.objects.get()
        assert (contact.party, contact.channel) == (None, "counter")

    def test_more_than_seven_long_questions_fit(self, anna: Any, draft: ContactDraft) -> None:
        many = [SETTLED | {"text": f"{number} " + "lang tekst " * 500} for number in range(12)]
        self.finish(anna, draft, *many)
        assert Question.objects.count() == 12

    def test_a_typed_beginning_of_a_matter_is_enough_when_it_is_the_only_one(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        self.finish(anna, draft, SETTLED | {"matter": "FACADE"})
        assert Question.objects.get().matter_type == cast.matter

    def test_two_matters_of_one_name_say_their_service(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        make_matter(unit=cast.centre, code="skilt-2")
        text = anna.open("contact-live", token=draft.token).content.decode()
        assert "Skilt på facade (Erhverv)" in text

    def test_a_link_is_sent_when_ticked(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        ChannelRule.objects.create(
            matter_type=cast.matter,
            channel="web",
            stance="recommended",
            self_service_url="https://example.org/skilt",
        )
        self.finish(anna, draft, SETTLED | {"outcome": "guided", "link": "on"})
        assert "https://example.org/skilt" in Message.objects.get().body

    def test_another_unit_can_be_chosen(
        self, anna: Any, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        self.finish(anna, draft, HANDED | {"unit": str(cast.centre.pk)})
        assert Question.objects.get().unit == cast.centre

    def test_a_form_without_its_secret_is_refused(
        self, draft: ContactDraft, cast: SimpleNamespace
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.anna, backend="kontaktpunkt.directory.backends.StaffBackend")
        url = f"/fjordby/desk/contacts/live/{draft.token}/"
        assert client.post(url, form(SETTLED, action="finish")).status_code == 403

    def test_registering_takes_few_queries(
        self, anna: Any, draft: ContactDraft, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(24):
            self.finish(anna, draft, SETTLED, HANDED)
