"""The small parts of the demonstration: chance, days, numbers and determinism."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest

from kontaktpunkt.cases.file_types import type_of
from kontaktpunkt.config.demo.chance import Evenly, Shares, chance_for
from kontaktpunkt.config.demo.content import SLUGS, content_of
from kontaktpunkt.config.demo.days import Window
from kontaktpunkt.config.demo.papers import facade, page, paper
from kontaktpunkt.config.tests.demo_year import AT, table, year_made
from kontaktpunkt.journeys.pages import BY_SLUG

_STORY = """
    SELECT c.started_at, c.channel, c.avoidable, c.note, p.name, p.phone, q.text, q.outcome,
           q.promised_on, q.answered_at
    FROM contacts_contact c LEFT JOIN parties_party p ON p.id = c.party_id
    JOIN contacts_question q ON q.contact_id = c.id ORDER BY c.started_at, q.position, q.text
"""


def _told(seed: int) -> str:
    with year_made(slugs=("sjostad",), scale=0.02, seed=seed):
        return str(table(_STORY, slug="sjostad").to_csv())


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_year_and_another_does_not(settings: Any) -> None:
    first = _told(3)
    assert _told(3) == first
    assert _told(4) != first


def test_a_stream_of_chance_depends_on_seed_and_name_only() -> None:
    assert chance_for(1, "people").random() == chance_for(1, "people").random()
    assert chance_for(1, "people").random() != chance_for(1, "cases").random()
    assert chance_for(1, "people").random() != chance_for(2, "people").random()


def test_evenly_comes_as_near_to_the_share_as_whole_things_can() -> None:
    evenly = Evenly(chance_for(1, "evenly"))
    happened = sum(evenly.happens("group", 0.26) for _ in range(100))
    assert happened in {26, 27}


def test_counts_are_around_what_is_expected() -> None:
    chance = chance_for(1, "counts")
    for expected in (0.3, 4.0, 200.0):
        mean = sum(chance.how_many(expected) for _ in range(2000)) / 2000
        assert mean == pytest.approx(expected, rel=0.1)


def test_shares_are_drawn_in_proportion() -> None:
    chance = chance_for(1, "shares")
    draws = [Shares({"a": 3, "b": 1}).draw(chance) for _ in range(2000)]
    assert draws.count("a") / 2000 == pytest.approx(0.75, abs=0.04)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 24), date(2026, 8, 10)),
        (date(2026, 9, 1), date(2025, 8, 10)),
        (date(2027, 2, 1), date(2026, 8, 10)),
    ],
)
def test_after_summer_is_the_last_one_that_is_long_enough_ago(today: date, expected: date) -> None:
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    window = Window(at=at, zone=UTC)  # type: ignore[arg-type]
    assert window.latest(month=8, day=10, days_ago=45) == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_the_files_of_a_municipality_fit_together(slug: str) -> None:
    content = content_of(slug)
    units = {unit.code for unit in content.units}
    matters = {matter.code for matter in content.matters}
    assert {matter.unit for matter in content.matters} <= units
    assert {person.unit for person in content.staff} <= units
    assert {code for article in content.articles for code in article.matters} == matters
    assert {matter.appeal for matter in content.matters if matter.cases} <= set(content.appeals)
    caseworkers = {person.unit for person in content.staff if person.role == "caseworker"}
    assert {matter.unit for matter in content.matters if matter.cases} <= caseworkers
    assert {each["chosen"]["matter"] for each in content.today["choices"]} <= matters
    assert {each["question"] for each in content.today["choices"]} <= set(BY_SLUG)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1, 3, tzinfo=UTC),
        datetime(2026, 4, 20, 6, tzinfo=UTC),
        datetime(2026, 7, 25, 20, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ],
)
def test_any_day_can_be_the_present(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from kontaktpunkt.config.tests import demo_year

    monkeypatch.setattr(demo_year, "AT", at)
    with year_made(slugs=("fjordby",), scale=0.01):
        found = table("SELECT max(occurred_at) AS last FROM events_event")
    assert found["last"].iloc[0] <= at
    assert AT


# --- What people send --------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_everything_that_is_asked_for_comes_as_a_file_that_is_taken(slug: str) -> None:
    words = content_of(slug).words
    for own in (words, *words["by_service"].values(), *words["by_matter"].values()):
        asked, files = own.get("awaited", ()), own.get("awaited_files", ())
        for what, name in zip(asked, files, strict=True):
            made = paper(name=name, title=what)
            found = type_of(content=BytesIO(made.content), name=name)
            assert found == made.file_type, name


@pytest.mark.parametrize("slug", SLUGS)
def test_every_service_with_cases_has_words_of_its_own(slug: str) -> None:
    content = content_of(slug)
    own = content.words["by_service"]
    assert {matter.service for matter in content.matters if matter.cases} == set(own)
    for service, words in own.items():
        assert set(words) <= set(content.words), service


@pytest.mark.parametrize("slug", SLUGS)
def test_a_matter_s_own_words_go_before_its_service_s(slug: str) -> None:
    content = content_of(slug)
    cases = {matter.code for matter in content.matters if matter.cases}
    for matter, words in content.words["by_matter"].items():
        assert matter in cases
        assert set(words) <= set(content.words), matter


def test_a_paper_is_the_same_each_time_and_small() -> None:
    one = page(title="Tegning (1:50)", lines=("Skilt på Torvet",))
    assert one == page(title="Tegning (1:50)", lines=("Skilt på Torvet",))
    assert facade() == facade()
    assert len(one) < 2_000
    assert len(facade()) < 4_000


def test_the_page_s_table_points_at_its_objects() -> None:
    whole = page(title="Tegning")
    table = whole.index(b"xref\n")
    assert int(whole.split(b"startxref\n")[1].split()[0]) == table
    places = [int(line[:10]) for line in whole[table:].splitlines()[3:8]]
    assert [whole[place : place + 7] for place in places] == [
        b"%d 0 obj" % number for number in range(1, 6)
    ]
