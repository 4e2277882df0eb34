from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from kontaktpunkt.core.tests.markup import Markup

NOW = datetime(2026, 11, 19, 13, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def half_past_two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with timezone.override(ZoneInfo("Europe/Copenhagen")), translation.override("en"):
        yield


def _text(source: str, **context: Any) -> str:
    return Template("{% load core_ui %}" + source).render(Context(context))


def _drawn(source: str, **context: Any) -> Markup:
    return Markup(_text(source, **context))


# --- Dates -------------------------------------------------------------------------------------


def test_a_day_in_a_template() -> None:
    day = date(2026, 11, 24)

    assert _text("{{ d|people_date }}", d=day) == "Tuesday 24 November, in 5 days"
    assert _text("{{ d|people_date:none }}", d=day, none=frozenset()).endswith("3 working days")
    assert _text("{{ d|people_day }}", d=day) == "Tuesday 24 November"
    assert _text("{{ d|short_day }}", d=day) == "24 November"
    assert _text("{{ d|away }}", d=day) == "in 5 days"


def test_a_late_evening_belongs_to_the_local_day() -> None:
    moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert _text("{{ d|people_day }}", d=moment) == "Tuesday 24 November"


def test_a_near_time_has_the_absolute_one_in_its_title() -> None:
    element = _drawn("{{ t|near_time }}", t=NOW - timedelta(minutes=12)).one("time")

    assert element.text == "12 minutes ago"
    assert element.attributes["title"] == "Thursday 19 November at 14:18"
    assert element.attributes["datetime"] == "2026-11-19T14:18+01:00"


def test_a_far_time_has_the_distance_in_its_title() -> None:
    element = _drawn("{{ t|near_time }}", t=NOW - timedelta(days=12)).one("time")

    assert element.text == "7 November at 14:30"
    assert element.attributes["title"] == "12 days ago"


@pytest.mark.parametrize(
    "name",
    ["people_date", "people_day", "short_day", "away", "near_time", "full_time", "clock_time",
     "duration_words"],
)  # fmt: skip
def test_nothing_is_said_of_no_date(name: str) -> None:
    assert _text("{{ nothing|" + name + " }}", nothing=None) == ""


def test_a_number_of_minutes_is_a_duration() -> None:
    assert _text("{{ 65|duration_words }}") == "1 hour 5 minutes"


# --- Phone numbers -----------------------------------------------------------------------------


def test_a_phone_number_is_read_in_groups_and_dialled_whole() -> None:
    request = SimpleNamespace(municipality=SimpleNamespace(country="SE"))
    link = _drawn("{% phone_link number %}", number="08-612 34 56", request=request).one("a")

    assert link.text == "08-612 34 56"
    assert link.attributes["href"] == "tel:+4686123456"
    assert 'href="tel:112">112</a>' in _text("{% phone_link number %}", number="112")


# --- Parts -------------------------------------------------------------------------------------


def test_a_status_has_a_word_and_an_icon_that_is_not_read() -> None:
    page = _drawn('{% status "bad" "Late <1 day>" %}')

    assert page.one("span").text == "Late <1 day>"
    assert page.one("svg").attributes["aria-hidden"] == "true"


def test_an_icon_that_stands_alone_has_a_name() -> None:
    icon = _drawn('{% icon "print" "Print" %}').one("svg").attributes

    assert icon["role"] == "img"
    assert icon["aria-label"] == "Print"


class TwoFields(forms.Form):
    name = forms.CharField()
    choice = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A")])

    def clean(self) -> None:
        raise forms.ValidationError("These two do not fit.")


def test_the_error_summary_names_every_problem_and_leads_to_it() -> None:
    page = _drawn("{% error_summary form %}", form=TwoFields({}))

    assert page.one("div").attributes["role"] == "alert"
    assert page.one("h2").text == "3 things have to be mended"
    assert [link.attributes["href"] for link in page.all("a")] == ["#id_name", "#id_choice_0"]
    lines = [line.text.strip() for line in page.all("li")]
    assert lines == [
        "These two do not fit.",
        "Name – This has to be filled in.",
        "Choice – Choose one of these.",
    ]


def test_no_problems_make_no_summary() -> None:
    assert _text("{% error_summary form nothing %}", form=TwoFields(), nothing=None).strip() == ""


def test_a_formset_has_its_problems_in_the_summary() -> None:
    many = forms.formset_factory(forms.Form, min_num=2, validate_min=True)
    formset = many({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})

    page = _drawn("{% error_summary formset %}", formset=formset)

    assert "at least 2 forms" in page.one("li").text


def test_a_task_says_what_its_button_is_for() -> None:
    task = {"name": "Hearing", "status": "Open", "kind": "soon", "url": "/h", "action": "Close"}

    page = _drawn("{% task_list tasks 'Before you can decide' %}", tasks=[task])

    assert page.one("ul").attributes["aria-label"] == "Before you can decide"
    assert page.one("a").text == "Close: Hearing"
    assert "Open" in page.one("span", class_="status status--soon").text


def test_the_timeline_is_an_ordered_list_and_marks_internal_notes_in_words() -> None:
    entries = [
        {"what": "Received", "at": NOW - timedelta(hours=2), "text": "By phone.\n\nTwo questions."},
        {"what": "Measured", "at": NOW, "is_internal": True, "is_now": True},
        {"what": "Decision", "day": date(2026, 11, 24), "is_ahead": True},
    ]

    page = _drawn("{% timeline entries %}", entries=entries)

    lines = page.all("li")
    assert page.one("ol")
    assert "2 hours ago" in lines[0].text
    assert "seen by staff only" in lines[1].text
    assert lines[1].attributes["aria-current"] == "step"
    assert "Tuesday 24 November" in lines[2].text


def test_a_summary_shows_what_is_unknown_as_a_dash() -> None:
    rows = [
        {"name": "Phone", "value": None},
        {"name": "CVR", "value": "•••• 5628", "url": "/show", "action": "Show"},
    ]

    page = _drawn("{% summary_list rows %}", rows=rows)

    assert [cell.text for cell in page.all("dd")] == ["–", "•••• 5628", "Show: CVR"]


def test_the_steps_say_which_is_done_and_which_is_now() -> None:
    steps = [
        {"name": "Received", "state": "done"},
        {"name": "Your turn", "state": "now"},
        {"name": "Decided", "state": "ahead"},
    ]

    lines = _drawn("{% progress_steps steps %}", steps=steps).all("li")

    assert lines[0].text.endswith("Received (done)")
    assert [line.attributes.get("aria-current") for line in lines] == [None, "step", None]


def test_an_empty_list_says_what_to_do() -> None:
    page = _drawn("{% empty_state 'No calls' 'All are called.' '/all' 'See all' %}")

    assert page.one("a").attributes["href"] == "/all"


def test_a_card_that_changes_something_is_a_form() -> None:
    cards = [
        {"title": "Anna", "url": "/be", "post": {"who": "7"}, "number": 0, "fact": "due today"},
        {"title": "Tour", "url": "/tour"},
    ]

    page = _drawn("{% choice_cards cards %}", cards=cards, csrf_token="secret")

    assert page.one("form").attributes["method"] == "post"
    assert page.one("input", name="who").attributes["value"] == "7"
    assert page.one("input", name="csrfmiddlewaretoken").attributes["value"] == "secret"
    assert page.one("button").text == "Anna"
    assert page.one("span", class_="number").text == "0"
    assert page.one("a").text == "Tour"


def test_a_picture_has_its_numbers_in_a_table() -> None:
    source = "{% numbers_behind columns rows 'Scores' %}"

    page = _drawn(source, columns=["Unit", "Score"], rows=[["Roads", 65], ["Schools", None]])

    assert [cell.text for cell in page.all("th", scope="col")] == ["Unit", "Score"]
    assert [cell.text for cell in page.all("th", scope="row")] == ["Roads", "Schools"]
    assert [cell.text for cell in page.all("td")] == ["65", "–"]
    # What scrolls can be reached with the keyboard, and has a name.
    assert page.one("div").attributes["tabindex"] == "0"
    assert page.one("div").attributes["aria-label"] == "Scores"


def test_pages_keep_what_else_is_asked_for() -> None:
    request = RequestFactory().get("/?q=bager&page=2")
    page = _drawn("{% pages page %}", page=Paginator(range(95), 20).page(2), request=request)

    assert "21 to 40 of 95" in page.one("nav").text
    assert page.one("a", rel="prev").attributes["href"] == "?q=bager&page=1"
    assert page.one("a", rel="next").attributes["href"] == "?q=bager&page=3"


def test_one_page_needs_no_pages() -> None:
    request = RequestFactory().get("/")

    assert _text("{% pages p %}", p=Paginator([1], 20).page(1), request=request).strip() == ""


def test_the_second_of_two_is_told_who_and_what() -> None:
    changes = [{"name": "Day", "theirs": "3 Dec", "yours": "1 Dec"}]

    page = _drawn(
        "{% conflict 'Bo Lund' at changes %}", at=NOW - timedelta(minutes=5), changes=changes
    )

    assert "Bo Lund changed this while you were writing" in page.all("p")[0].text
    assert [cell.text for cell in page.all("td")] == ["3 Dec", "1 Dec"]


def test_notices_are_said_in_a_live_region_and_can_be_undone() -> None:
    said = [
        Message(messages.SUCCESS, "Handed over.", extra_tags="undo:/undo/5/"),
        Message(messages.ERROR, "<not sent>"),
    ]

    page = _drawn("{% notices %}", messages=said, csrf_token="secret")

    region = page.by_id("notices")
    assert region.attributes["role"] == "status"
    assert "<not sent>" in region.text
    assert page.one("form").attributes["action"] == "/undo/5/"
    assert page.one("button").text == "Undo"
    assert page.all("div", class_="notice notice--bad")


def test_without_notices_the_region_is_there_and_empty() -> None:
    assert _drawn("{% notices %}").by_id("notices").text == ""


def test_notices_in_an_answer_to_htmx_are_added_to_the_region() -> None:
    page = _drawn("{% notices oob=True %}", messages=[Message(messages.INFO, "Kept.")])

    assert page.by_id("notices").attributes["hx-swap-oob"] == "beforeend"


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Holm", "AH"), ("Bo", "B"), ("Åse Maria Øst", "ÅØ"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert _text("{{ name|initials }}", name=name) == letters


def test_the_theme_is_that_of_the_municipality() -> None:
    municipality = SimpleNamespace(colours=["#7a1f3d", "#2f7d6d", "#f4f1f3"])
    request = SimpleNamespace(municipality=municipality)

    assert _text("{% theme_url %}", request=request).startswith("/theme.css?v=")
    assert _text("{% theme_url %}", request=None) == ""


@pytest.mark.parametrize(
    ("language", "size", "said"),
    [("en", 200, "200 MB"), ("da", 200, "200 MB"), ("sv", 1.5, "1,5 MB"), ("en", 10.5, "10.5 MB")],
)
def test_sizes_have_no_empty_decimals(language: str, size: float, said: str) -> None:
    with translation.override(language):
        shown = _text("{{ size|size_told }}", size=int(size * 1024 * 1024))
    assert shown.replace("\xa0", " ") == said
