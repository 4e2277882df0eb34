"""From a number on a page to the journeys behind it, and down to one, without saying whose."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.test import Client

from kontaktpunkt.directory.models import ReadEntry, Role
from kontaktpunkt.journeys import importing, narrowing, readers
from kontaktpunkt.journeys.api.invented import write_example
from kontaktpunkt.journeys.engine import behind
from kontaktpunkt.journeys.engine.filters import FollowedBy, OfVariant
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.wording import short_wait, wait_words
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PATHS = (
    (40, ("call", "letter", "decision")),
    (9, ("call", "call", "decision")),
    (8, ("call", "letter")),
    (3, ("visit", "decision")),
)

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def log(here, tmp_path):
    lines = ["case,activity,time,unit"]
    for number, names in PATHS:
        for case in range(number):
            for place, name in enumerate(names):
                minute = case * 500 + place * (1440 + case)
                unit = "Roads" if name == "decision" else "Service centre"
                when = f"{reference.at(minute):%Y-%m-%dT%H:%M:%SZ}"
                lines.append(f"{'-'.join(names)}-{case},{name},{when},{unit}")
    file = tmp_path / "permits.csv"
    file.write_text("\n".join(lines))
    return take_in(here, file)


def take_in(here, file):
    """Import a file as it is."""
    found, _summary = importing.import_log(
        municipality=here,
        file=file,
        mapping=readers.guess(file).mapping,
        options=readers.Options(),
        at=AT,
    )
    return found


@pytest.fixture
def designer(cast, log):
    return as_role(cast, Role.SERVICE_DESIGNER)


def as_role(cast, role) -> Client:
    staff = make_staff(name=f"{role} Test", role=role, unit=cast.byg)
    return browser_of(staff)


def read(client, address: str) -> str:
    address = address if address.startswith("/") else f"/fjordby/journeys/{address}"
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def linked(page: str, words: str) -> str:
    """Return the address that a cell with these words in its label leads to."""
    found = re.search(rf'<a href="([^"]*)" aria-label="{re.escape(words)}"', page)
    assert found is not None, words
    return found[1]


@pytest.mark.parametrize(
    ("page", "words", "journeys"),
    [
        ("flow", "48: call", 48),
        ("units", "40: Service centre", None),
        ("time", "48: call", 48),
        ("repeats", None, None),
    ],
)
def test_a_number_leads_to_the_journeys_behind_it(designer, page, words, journeys):
    shown = read(designer, f"permits/{page}/")
    if words is None or f'aria-label="{words}"' not in shown:
        return
    behind_it = read(designer, linked(shown, words))
    assert f"{journeys} journeys stand behind this." in behind_it


def test_every_link_of_a_table_leads_to_as_many_journeys_as_it_says(designer):
    checked = 0
    for page in ("flow", "units", "time", "drop-out", "overview"):
        shown = read(designer, f"permits/{page}/")
        for address, count in re.findall(
            r'<a href="([^"]*/journeys/\?[^"]*)" aria-label="(\d+): ', shown
        ):
            found = read(designer, address)
            if "Too few journeys to show" in found:
                # What it keeps is many, but what it leaves out is few.
                assert 60 - int(count) < 7
            else:
                assert f"{count} journeys stand behind this." in found, (page, address)
                checked += 1
    assert checked >= 6


def test_a_path_leads_to_its_journeys(designer):
    shown = read(designer, "permits/paths/")
    address = linked(shown, "40 journeys on path 1")
    assert "40 journeys stand behind this." in read(designer, address)


def test_the_list_shows_those_that_waited_longest_first(designer):
    page = read(designer, "permits/journeys/?path=call~letter~decision")
    waits = [float(each) for each in re.findall(r'data-title="Waited">(\d\.\d) d', page)]
    assert len(waits) == 20
    assert waits == sorted(waits, reverse=True)
    assert "Page 1 of 2" in page


def test_the_last_page_ends_the_list_and_nonsense_shows_the_first(designer):
    page = read(designer, "permits/journeys/?path=call~letter~decision&page=9")
    assert "Page 2 of 2" in page
    assert page.count('<th scope="row"><a href=') == 20
    page = read(designer, "permits/journeys/?page=x&order=beauty&step=call&back=a~b&place=~")
    assert "60 journeys stand behind this." in page
    assert "Page 1 of 3" in page


def test_a_selection_of_few_lists_nobody(designer):
    assert "Too few journeys to show" in read(designer, "permits/journeys/?began=visit")
    page = read(designer, "permits/journeys/?passed=visit")
    assert "Too few journeys to show" in page
    assert '<th scope="row"><a href=' not in page


def first_of(page: str) -> str:
    found = re.search(r'<th scope="row"><a href="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_one_journey_is_told_step_by_step_and_the_reading_is_written_down(designer):
    address = first_of(read(designer, "permits/journeys/?path=call~letter~decision"))
    page = read(designer, address)
    places = [page.index(f'<th scope="row">{name}') for name in ("call", "letter", "decision")]
    assert places == sorted(places)
    assert "This journey has 3 steps in" in page
    assert "day 1" in page
    entry = ReadEntry.objects.get(subject_type="journey")
    assert f"{entry.subject_id:015x}" in address


def test_the_list_of_a_way_says_how_long_it_took_and_not_that_anybody_waited(designer):
    page = read(designer, "permits/journeys/?step=letter~decision")
    assert re.search("Between “letter” and “decision”, .* went by in the first on this page", page)
    assert '<td class="amount" data-title="Time here">' in page


def test_what_follows_an_outcome_is_not_called_a_wait(designer, here, tmp_path):
    write_example(tmp_path / "example.csv")
    take_in(here, tmp_path / "example.csv")
    page = read(designer, first_of(read(designer, "example/journeys/?passed=complaint")))
    assert page.count('class="way way--after-end"') == 1
    assert '<span class="quiet">5.0 d <span class="small">(not waited for)</span></span>' in page
    assert "Until the next: 5.0 d (not waited for)" in page
    assert "nothing more was expected then, so that time was not waited for" in page
    granted = read(designer, first_of(read(designer, "example/journeys/?missed=complaint")))
    assert "not waited for" not in granted


@pytest.mark.parametrize(
    ("seconds", "words", "short"),
    [
        (59, "less than 1 minute", "< 1 min"),
        (759, "13 minutes", "13 min"),
        (3599, "1 hour", "60 min"),
        (7.99 * 86_400, "8 days", "8.0 d"),
    ],
)
def test_a_wait_is_rounded_alike_in_words_and_in_short(seconds, words, short):
    assert (wait_words(seconds), short_wait(seconds)) == (words, short)


def test_one_journey_tells_no_date_key_or_rare_name(designer, log):
    page = read(designer, first_of(read(designer, "permits/journeys/")))
    assert "call-letter-decision" not in page
    assert not re.search(r"\d{4}-\d{2}-\d{2}", page)
    for wanted in ("?order=newest", "?order=steps&page=3", "?order=duration&page=3"):
        for link in re.findall(
            r'<th scope="row"><a href="([^"]*)"', read(designer, f"permits/journeys/{wanted}")
        ):
            assert "visit" not in read(designer, link)


def test_a_journey_outside_the_choice_is_not_there(designer):
    inside = first_of(read(designer, "permits/journeys/?path=call~letter~decision"))
    key = inside.split("/")[5]
    other = f"/fjordby/journeys/permits/journeys/{key}/?path=call~call~decision"
    assert designer.get(other).status_code == 404
    assert designer.get(f"/fjordby/journeys/permits/journeys/{'0' * 15}/").status_code == 404
    assert not ReadEntry.objects.filter(subject_type="journey").exists()


def test_a_choice_of_few_leads_back_to_the_list_that_says_so(designer):
    key = first_of(read(designer, "permits/journeys/")).split("/")[5]
    response = designer.get(f"/fjordby/journeys/permits/journeys/{key}/?began=visit")
    assert response.status_code == 302
    assert "/permits/journeys/?began=visit" in response.url


def test_who_runs_the_installation_sees_numbers_without_links(cast, log):
    client = as_role(cast, Role.ADMINISTRATOR)
    page = read(client, "permits/flow/")
    assert "/journeys/?" not in page
    assert "Single journeys" not in page
    assert client.get("/fjordby/journeys/permits/journeys/").status_code == 403


def test_keys_differ_from_log_to_log(designer, here, log, tmp_path):
    first = first_of(read(designer, "permits/journeys/"))
    importing.import_log(
        municipality=here,
        file=tmp_path / "permits.csv",
        mapping=readers.guess(tmp_path / "permits.csv").mapping,
        options=readers.Options(name="again"),
        at=AT,
    )
    again = first_of(read(designer, "again/journeys/"))
    assert first.split("/")[5] != again.split("/")[5]


def test_what_a_link_asks_survives_being_written_into_an_address():
    query = QueryDict(
        narrowing.narrowed(QueryDict("lens=case&page=3&unit="), [("step", "a~b", "50 %")])
    )
    assert sorted(query) == ["lens", "step"]
    assert [each.filter for each in narrowing.wanted(query)] == [
        FollowedBy(first="a~b", then="50 %", directly=True)
    ]
    assert narrowing.pair_in(query) == ("a~b", "50 %")
    assert "page" not in query
    assert query["lens"] == "case"


def test_filters_of_links_combine_and_nonsense_is_passed_over():
    query = QueryDict(
        "place=1~call&place=2~letter&steps=x&fate=lost~3&fate=silent~60~call&fate=silent~61"
        "&back=a~0&back=a~8&settled=45"
    )
    assert [each.filter for each in narrowing.wanted(query)] == [
        behind.Stands(fate=behind.Fate.SILENT, days=60, after="call"),
        behind.AtPlace(place=1, touchpoint="call"),
        behind.AtPlace(place=2, touchpoint="letter"),
    ]
    [path] = narrowing.wanted(QueryDict("path=a~b"))
    assert path.filter == OfVariant(path=("a", "b"))
    assert path.words(Labels()) == ("Path", "a → b")


IN_VAIN = (
    ("through=nothing-like-this", "Met the touchpoint: nothing-like-this"),
    ("began=nowhere", "Began with: nowhere"),
    ("ended=nowhere", "Ended with: nowhere"),
    ("step=call~nowhere", "Straight from: call → nowhere"),
    ("again=nowhere", "Came back to: nowhere"),
    ("path=call~nowhere", "Path: call → nowhere"),
    ("family=nowhere~call", "Kind of path: nowhere → call"),
    ("handed=Roads~Nobody", "Handed over: Roads → Nobody"),
    ("returned=Nobody~Roads", "Came straight back: Nobody → Roads"),
    ("back=nowhere~7", "In touch again: within 7 days after “nowhere”"),
    ("answered=nowhere", "Answered about: nowhere"),
    ("fate=silent~60~nowhere", "How it stands: fell silent after “nowhere”"),
    ("place=2~nowhere", "Step 2: nowhere"),
    ("alike=~nowhere", "Kind of path: nowhere"),
    ("others=~Nobody~", "Handed over: Nobody → other units"),
    ("steps=many", "steps: many"),
    (f"met={'9' * 5000}", f"met: {'9' * 199}…"),
)


def test_more_than_ten_conditions_are_passed_over_and_told(designer):
    page = read(designer, "permits/?" + "&".join(f"met={number}" for number in range(1, 41)))
    notice = page.split("passed over:", 1)[1].split("</div>")[0]
    assert "11; " in notice
    assert "…; at most 10 conditions are asked together" in notice


def test_what_a_link_asks_in_vain_is_passed_over_and_told(designer):
    for query, said in IN_VAIN:
        page = read(designer, f"permits/journeys/?{query}")
        assert "Too few journeys to show" not in page, query
        assert "chosen__one" not in page, query
        notice = page.split("passed over:", 1)[1]
        assert said in notice.split("</div>")[0], query


def test_every_filter_of_links_that_names_something_is_asked_in_vain():
    tried = {query.split("=")[0] for query, _said in IN_VAIN}
    assert tried >= {*narrowing.NARROWINGS, *narrowing.WITHIN} - {"in", "settled"}


def test_a_chip_holds_the_ends_of_a_path_however_long_it_is(designer):
    page = read(designer, f"permits/journeys/?path={'~'.join(['call'] * 2000)}")
    [chip] = re.findall(r'<span class="quiet">Path:</span> (.*?)</span>', page)
    assert chip == " → ".join([*["call"] * 6, "…", "call"])


def test_the_spectrum_draws_the_pair_that_was_chosen(designer):
    page = read(designer, "permits/time/?pair=call~letter")
    assert "From “call” to “letter”: a quarter waits up to" in page
    assert "From “letter” to “decision”" in read(designer, "permits/time/?pair=letter~decision")
    assert "From “" in read(designer, "permits/time/?pair=nonsense")


def test_the_stages_show_who_goes_on_and_who_ends(designer):
    page = read(designer, "permits/drop-out/")
    assert "Step by step" in page
    assert re.search(r"\d+% of journeys go on after their first step\.", page)
    assert "still open" in page


def shares_of(page: str) -> list[float]:
    """Return what stands beside the bars of a narrow screen, from above to below."""
    assert "The largest share first" in page
    return [float(each) for each in re.findall(r"<br><strong>([0-9.]+)%</strong>", page)]


def test_bars_of_repeat_contact_stand_in_order_of_their_length(designer, here, tmp_path):
    write_example(tmp_path / "example.csv")
    take_in(here, tmp_path / "example.csv")
    shares = shares_of(read(designer, "example/repeats/"))
    assert len(shares) > 1
    assert shares == sorted(shares, reverse=True)


def test_bars_of_drop_out_stand_in_order_of_their_length(designer, here, tmp_path):
    lines = ["case,activity,time,unit"]
    for cases, day, names in ((40, 0, "a"), (20, 0, "b"), (30, 0, "ac"), (9, 100, "a")):
        for case in range(cases):
            for place, name in enumerate(names):
                moment = reference.at((day + place) * 1440 + case)
                lines.append(f"{names}-{day}-{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ},Roads")
    (tmp_path / "silent.csv").write_text("\n".join(lines))
    take_in(here, tmp_path / "silent.csv")
    # Most fall silent after “a”, and the largest share after the others.
    assert shares_of(read(designer, "silent/drop-out/")) == [100, 100, 57]
