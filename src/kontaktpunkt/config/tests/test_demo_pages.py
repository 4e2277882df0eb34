"""The start of the demonstration over HTTP, and what lies before its people today."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import set_script_prefix

from kontaktpunkt.cases import queries as cases
from kontaktpunkt.cases.rules import Side, Step
from kontaktpunkt.config.demo import logins
from kontaktpunkt.config.demo.cast import Cast, cast_of
from kontaktpunkt.config.demo.content import content_of
from kontaktpunkt.config.demo.logins import NoDemonstration
from kontaktpunkt.config.tests.demo_year import AT, year_made
from kontaktpunkt.contacts import drafts
from kontaktpunkt.contacts.queries import promises_due
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.backends import StaffBackend
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.journeys.models import SavedView
from tests.factories import make_municipality

SLUGS = ("fjordby", "sjostad")


@pytest.fixture(scope="module", autouse=True)
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both municipalities with very little history."""
    with django_db_blocker.unblock(), year_made(slugs=SLUGS, scale=0.01):
        yield


@pytest.fixture(autouse=True)
def outside_every_municipality() -> None:
    """The server forgets the last request's municipality by itself; the test client does not."""
    set_script_prefix("/")


@pytest.fixture(params=SLUGS)
def there(request: pytest.FixtureRequest) -> Iterator[Municipality]:
    """Act for each municipality in turn."""
    cache.clear()
    municipality = Municipality.objects.get(slug=request.param)
    with tenancy.acting_for(municipality):
        yield municipality


@pytest.fixture
def people(there: Municipality) -> Cast:
    return cast_of(municipality=there)


# --- What lies before them ---------------------------------------------------------------------


def test_the_caseworker_owes_a_call_before_the_refusal(people: Cast) -> None:
    case = cases.case_for(staff=people.person("caseworker"), number=people.matter.number)
    assert cases.owed_call(case=case) is not None
    assert cases.next_step_of(case=case, at=AT) == Step.CALL
    assert case.promise_moves.count() == 1


def test_it_is_the_citizens_turn_to_comment(people: Cast) -> None:
    turns = [cases.turn_of(case=case, at=AT) for case in cases.cases_of_party(party=people.citizen)]
    assert Side.PARTY in {turn.side for turn in turns}


def test_the_agent_has_the_bakery_on_the_line(there: Municipality, people: Cast) -> None:
    (draft,) = drafts.live(staff=people.person("agent"))
    assert draft.party == people.company
    visitor = Client()
    visitor.post(f"/{there.slug}/start/be/", {"staff": people.person("agent").pk})
    page = visitor.get(f"/{there.slug}/desk/contacts/live/{draft.token}/").content.decode()
    assert draft.typed["questions"][0]["text"] in page
    assert people.owner.name in page


def test_the_unit_owes_an_answer_today(people: Cast) -> None:
    due = promises_due(unit=people.person("caseworker").unit, today=AT.date())
    assert [question for question in due if question.promised_on == AT.date()]


def test_a_decision_is_half_written(people: Cast) -> None:
    worklist = cases.worklist(
        unit=people.person("caseworker").unit, caseworker=people.person("caseworker")
    )
    assert worklist.exclude(draft=None).exists()


def test_a_survey_waits_in_the_outbox(people: Cast) -> None:
    assert Message.objects.filter(purpose__startswith="survey-invitation").exists()


def test_the_studio_has_choices_of_journeys_with_names(there: Municipality, people: Cast) -> None:
    visitor = Client()
    visitor.post(f"/{there.slug}/start/be/", {"staff": people.person("service_designer").pk})
    page = unescape(visitor.get(f"/{there.slug}/journeys/").content.decode())
    names = [each["name"] for each in content_of(there.slug).today["choices"]]
    assert len(names) >= 2
    for view in SavedView.objects.all():
        assert view.name in names
        assert f'/{there.slug}/journeys/views/{view.slug}/">{view.name}</a>' in page
        onward = visitor.get(f"/{there.slug}/journeys/views/{view.slug}/", follow=True)
        assert onward.status_code == 200


def test_a_named_choice_compares_with_one_that_exists(there: Municipality) -> None:
    known = set(SavedView.objects.values_list("slug", flat=True))
    assert len(known) == len(content_of(there.slug).today["choices"])
    for each in content_of(there.slug).today["choices"]:
        assert each["chosen"].get("against", "~").removeprefix("~") in known | {""}


# --- The pages ---------------------------------------------------------------------------------


def test_the_start_shows_everybody_with_a_number(client: Client) -> None:
    page = client.get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('class="choice-card"') == 2 * 9
    for name in ("Fjordby Kommune", "Sjöstads kommun", "Egon Olsen", "Kirsten Kjær", "Disa Holm"):
        assert name in text
    assert text.count("choice-card__fact") == 2 * 9


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_start_speaks_the_visitors_language(client: Client, language: str) -> None:
    page = client.get("/", headers={"accept-language": language})
    heading = {"da": "Hvem vil du være?", "sv": "Vem vill du vara?"}
    assert heading[language] in page.content.decode()


def test_the_start_asks_the_database_little(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(90):
        client.get("/")


def test_one_click_logs_a_member_of_staff_in(
    client: Client, there: Municipality, people: Cast
) -> None:
    answer = client.post(f"/{there.slug}/start/be/", {"staff": people.person("caseworker").pk})
    assert answer.status_code == 302
    assert answer["Location"] == f"/{there.slug}/desk/"
    assert client.get(f"/{there.slug}/desk/worklist/").status_code == 200


def test_every_stop_of_the_tour_leads_to_a_page(there: Municipality) -> None:
    stops = Client().get(f"/start/tour/{there.slug}/").context["stops"]
    assert len(stops) == 7
    for stop in stops:
        visitor = Client()
        if "link" in stop:
            page = visitor.get(stop["link"])
        else:
            page = visitor.post(stop["url"], stop["post"], follow=True)
            assert page.redirect_chain[-1][0].startswith(f"/{there.slug}/")
            assert "login" not in page.redirect_chain[-1][0]
        assert page.status_code == 200, stop["title"]


def test_onward_leads_nowhere_else(client: Client, there: Municipality, people: Cast) -> None:
    key = people.person("agent").pk
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "/other/desk/"):
        answer = client.post(f"/{there.slug}/start/be/", {"staff": key, "next": wanted})
        assert answer["Location"] == f"/{there.slug}/desk/"


def test_nobody_can_be_staff_of_another_municipality(client: Client) -> None:
    sweden = Municipality.objects.get(slug="sjostad")
    with tenancy.acting_for(sweden):
        foreign = cast_of(municipality=sweden).person("agent").pk
    for key in (foreign, 0, "x", "", "9" * 40):
        assert client.post("/fjordby/start/be/", {"staff": key}).status_code == 404


# --- Outside the demonstration -----------------------------------------------------------------


def test_outside_demo_mode_nobody_is_anybody(
    client: Client, there: Municipality, people: Cast
) -> None:
    person = people.person("agent")
    with override_settings(DEMO=False):
        answer = client.post(f"/{there.slug}/start/be/", {"staff": person.pk})
        assert answer.status_code == 404
        assert StaffBackend().authenticate(None, person.email, "fjordby-demo") is None
        with pytest.raises(NoDemonstration):
            logins()


def test_in_production_the_front_page_lists_municipalities_plainly(client: Client) -> None:
    with override_settings(DEMO=False):
        text = client.get("/").content.decode()
    assert "choice-card" not in text
    assert 'href="/fjordby/"' in text


def test_a_real_municipality_is_never_played_with(client: Client) -> None:
    make_municipality(slug="virkelig", name="Virkelig Kommune", country="DK")
    assert client.get("/start/tour/virkelig/")["Location"] == "/"
    assert "Virkelig" not in client.get("/").content.decode()
    assert client.post("/virkelig/start/be/", {"staff": 1}).status_code == 404


def test_the_logins_named_on_the_command_line_work(there: Municipality) -> None:
    own = [login for login in logins() if login.municipality == there.name and login.login]
    assert {login.role for login in own} >= {"agent", "caseworker", "manager", "administrator"}
    for login in own:
        assert StaffBackend().authenticate(None, login.login, login.password)
