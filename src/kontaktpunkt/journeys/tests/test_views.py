"""The pages through HTTP: what they show equals an independent calculation, and hides the few."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from kontaktpunkt.core import tenancy
from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys import folders, importing, readers
from kontaktpunkt.journeys.models import ImportedLog
from kontaktpunkt.journeys.pages import QUESTIONS
from kontaktpunkt.journeys.tests import engine_reference as reference
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def happenings():
    """Forty cases with a letter before the decision, nine that call twice, three rare ones."""
    found = []
    for number, names in (
        (40, ("call", "letter", "decision")),
        (9, ("call", "call", "decision")),
        (3, ("visit", "decision")),
    ):
        for case in range(number):
            for place, name in enumerate(names):
                found.append(
                    reference.Happening(
                        case=f"{'-'.join(names)}-{case}",
                        touchpoint=name,
                        minute=case * 500 + place * (1440 + case),
                        unit="Roads" if name == "decision" else "Service centre",
                    )
                )
    return found


@pytest.fixture
def csv_file(happenings, tmp_path):
    """The log as another system would export it."""
    lines = ["case,activity,time,unit"]
    lines += [
        f"{each.case},{each.touchpoint},{reference.at(each.minute):%Y-%m-%dT%H:%M:%SZ},{each.unit}"
        for each in happenings
    ]
    file = tmp_path / "permits.csv"
    file.write_text("\n".join(lines))
    return file


def take_in(here, file, **options) -> ImportedLog:
    guess = readers.guess(file)
    log, _summary = importing.import_log(
        municipality=here,
        file=file,
        mapping=guess.mapping,
        options=readers.Options(**options),
        at=AT,
    )
    return log


@pytest.fixture
def log(here, csv_file) -> ImportedLog:
    return take_in(here, csv_file)


@pytest.fixture
def designer(cast):
    staff = make_staff(name="Sofie Sø", role=Role.SERVICE_DESIGNER, unit=cast.byg)
    return browser_of(staff)


def read(client, path: str) -> str:
    response = client.get(f"/fjordby/journeys/{path}")
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.content.decode())


def table(page: str) -> list[list[str]]:
    """Return the cells of the page's first table of numbers behind a picture."""
    body = re.search(r'class="numbers-behind".*?<tbody>(.*?)</tbody>', page)
    assert body is not None
    rows = re.findall(r"<tr>(.*?)</tr>", body[1])
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    # A number leads to the journeys behind it.
    return [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells]


def test_import_counts_cases_and_events(log, happenings):
    journeys = reference.by_case(happenings)
    assert (log.cases, log.events) == (len(journeys), len(happenings))
    assert (log.first, log.last) == (
        reference.at(min(each.minute for each in happenings)),
        reference.at(max(each.minute for each in happenings)),
    )


def test_the_flow_page_equals_the_reference_but_for_what_is_rare(designer, log, happenings):
    journeys = reference.by_case(happenings)
    waits = reference.waits(journeys)
    found = {tuple(row[:2]): row[2:] for row in table(read(designer, "permits/flow/"))}
    shown = {pair: cells for pair, cells in found.items() if pair[0][0] != "(" != pair[1][0]}
    edges = reference.edges(journeys)
    # Three visits are too few to tell, and so is what would give them away: of the lines into
    # "decision", the smallest goes with them.
    assert set(shown) == {("call", "letter"), ("letter", "decision")}
    for pair, cells in shown.items():
        count, times = edges[pair]
        assert cells[:2] == [str(count), str(times)]
        assert cells[2] == f"{reference.quantile(waits[pair], 0.5) / 86_400:.1f} d"
        assert cells[3] == f"{reference.quantile(waits[pair], 0.9) / 86_400:.1f} d"
    assert "visit" not in read(designer, "permits/flow/").split("filters__fields")[0]


def test_no_wait_is_told_before_the_first_step_or_after_the_last(designer, log):
    rows = re.findall(r'"step-list__ends">(.*?)</li>', read(designer, "permits/flow/"))
    ends = ["(start)" in row or "(end)" in row for row in rows]
    assert any(ends)
    assert not all(ends)
    assert ["median wait" in row for row in rows] == [not is_end for is_end in ends]


def test_the_paths_page_shows_frequent_paths_and_counts_the_rest(designer, log, happenings):
    page = read(designer, "permits/paths/")
    assert "<li>call</li><li>letter</li><li>decision</li>" in page.replace(
        "</li> <li>", "</li><li>"
    )
    assert "40 journeys" in page
    assert "2 further paths were taken by 12 journeys." in page
    assert "Page 1" not in page
    # Beyond the last page stands the first.
    assert "40 journeys" in read(designer, "permits/paths/?page=7")


def test_the_journeys_of_a_path_are_kept_by_one_click(designer, log):
    page = read(designer, "permits/paths/")
    kept = re.search(r'href="(\?[^"]*)" aria-label="Keep only the journeys on path 1"', page)
    assert kept is not None
    there = read(designer, f"permits/paths/{html.unescape(kept[1])}")
    assert 'class="chosen__one"' in there
    assert "100% · " in re.sub(r"<[^>]*>", "", there)


def test_each_page_of_paths_says_what_it_and_all_before_cover(designer, log, monkeypatch):
    monkeypatch.setattr("kontaktpunkt.journeys.pages.paths.MOST_PATHS", 1)
    monkeypatch.setattr("kontaktpunkt.journeys.engine.paths.is_few", lambda journeys: False)
    first, second = (read(designer, f"permits/paths/?page={page}") for page in (1, 2))
    assert "Page 1 of 2" in first
    assert (
        "Paths 2 to 2 of 2 cover 17% of 52 journeys, and with all more frequent ones 94%." in second
    )
    assert "94% with all above" in second
    assert 'start="2"' in second


def test_the_hand_over_page_equals_the_reference(designer, log, happenings):
    [(pair, count)] = reference.hand_overs(reference.by_case(happenings)).items()
    assert table(read(designer, "permits/units/"))[0][:3] == [*pair, str(count)]


def test_the_journey_page_says_how_long_half_of_them_last(designer, log, happenings):
    journeys = reference.by_case(happenings)
    lasts = [journey[-1].minute - journey[0].minute for journey in journeys]
    days, hours = divmod(round(reference.quantile(lasts, 0.5) / 60), 24)
    page = read(designer, "permits/")
    assert f"Half of 52 journeys lasted {days} days {hours} hours or less." in page or (
        f"Half of 52 journeys lasted {days} days or less." in page
    )


@pytest.mark.parametrize("question", [each.slug for each in QUESTIONS if each.slug != "compare"])
def test_every_question_is_answered_or_says_why_not(designer, log, question):
    page = read(designer, f"permits/{question}/")
    assert 'aria-current="page"' in page
    assert "n = 52 journeys" in page or "shown" in page


def test_filters_keep_whole_journeys_and_stand_in_the_link(designer, log):
    page = read(designer, "permits/flow/?missed=letter")
    assert "n = 12 journeys" in page
    assert "/journeys/permits/paths/?missed=letter" in page


def test_a_filter_that_tells_of_few_is_refused_in_words(designer, log):
    page = read(designer, "permits/flow/?passed=visit")
    assert "Too few journeys to show" in page


def test_nonsense_in_the_address_is_passed_over(designer, log):
    page = read(designer, "permits/flow/?unit=nowhere&touchpoints=many&share=-3&lens=moon&first=x")
    assert "n = 52 journeys" in page


def test_an_unknown_question_answers_404(designer, log):
    assert designer.get("/fjordby/journeys/permits/horoscope/").status_code == 404


def test_importing_again_replaces_and_never_doubles(here, log, csv_file, settings):
    csv_file.write_text("\n".join(csv_file.read_text().splitlines()[:61]))
    again = take_in(here, csv_file)
    assert ImportedLog.objects.count() == 1
    assert again.events == 60
    kept = list(folders.folder_of(municipality=here, key=again.key).parent.iterdir())
    assert [folder.name for folder in kept] == [str(again.key)]


def test_a_refused_file_leaves_nothing_behind(here, tmp_path):
    file = tmp_path / "broken.csv"
    file.write_text("case,activity,time\n1,call,not a time\n")
    with pytest.raises(readers.LogRefused):
        take_in(here, file)
    assert not ImportedLog.objects.exists()
    assert list((tmp_path / "warehouse").rglob("*.parquet")) == []


def test_an_import_can_be_undone(designer, here, log):
    folder = folders.folder_of(municipality=here, key=log.key)
    assert folder.exists()
    response = designer.post(f"/fjordby/journeys/{log.slug}/remove/", {"key": str(log.key)})
    assert response.status_code == 302
    assert not ImportedLog.objects.exists()
    assert not folder.exists()


def test_undo_spares_a_log_that_was_imported_again_meanwhile(designer, log):
    response = designer.post(
        f"/fjordby/journeys/{log.slug}/remove/", {"key": "00000000-0000-0000-0000-000000000000"}
    )
    assert response.status_code == 302
    assert ImportedLog.objects.exists()


def test_the_list_names_own_and_imported_logs(designer, log):
    page = read(designer, "")
    assert "Our own journeys" in page
    assert "permits.csv" in page


def test_the_list_says_what_to_do_when_nothing_is_imported(designer):
    assert 'href="/fjordby/journeys/import/"' in read(designer, "")


def test_own_journeys_say_when_they_will_be_there(designer):
    assert "and is shown here within the hour" in read(designer, "own/")


def test_another_municipalitys_logs_are_not_there(designer, cast, csv_file):
    with tenancy.acting_for(cast.elsewhere):
        take_in(cast.elsewhere, csv_file, name="elsewhere")
    assert designer.get("/fjordby/journeys/elsewhere/").status_code == 404
    assert "elsewhere" not in read(designer, "")


def test_the_time_of_a_link_is_a_whole_month(designer, log):
    month = f"{reference.MONDAY:%Y-%m}"
    assert "n = 52 journeys" in read(designer, f"permits/?first={month}&last={month}")
    before = f"{reference.MONDAY - timedelta(days=40):%Y-%m}"
    # A month that the log does not have is no choice, so it is passed over.
    assert "n = 52 journeys" in read(designer, f"permits/?last={before}")


def test_chosen_journeys_are_compared_with_all_others(designer, log):
    page = read(designer, "permits/compare/?missed=letter")
    assert re.search(r"<strong>Chosen</strong>: <a [^>]*>12 journeys</a>", page)
    assert "<strong>All other journeys</strong>: 40 journeys" in page
    assert "Meet “letter”" in page
    assert "beyond chance" in page.lower()


def test_a_log_that_equals_another_differs_by_nothing(designer, here, log, csv_file):
    take_in(here, csv_file, name="again")
    page = read(designer, "permits/compare/?against=again")
    assert re.search(r"None of the \d+ measures differs by more than chance would make.", page)


def test_without_a_choice_the_comparison_asks_for_one(designer, log):
    assert "Choose which journeys to compare" in read(designer, "permits/compare/")


def test_logs_stand_side_by_side(designer, here, log, csv_file):
    take_in(here, csv_file, name="again")
    page = read(designer, "side-by-side/?log=permits&log=again")
    assert page.count('<td class="amount">52</td>') == 2
    assert page.count("100%</td>") >= 2


def test_logs_side_by_side_count_also_the_touchpoints_that_are_rare(designer, here, log, csv_file):
    take_in(here, csv_file, name="again")
    page = read(designer, "side-by-side/?log=permits&log=again")
    counted = '<th scope="row">Touchpoints in the log</th>' + '<td class="amount">4</td>' * 2
    assert counted in page
    assert "visit" not in page


def test_one_log_alone_stands_beside_nothing(designer, log):
    assert "Choose two logs or more" in read(designer, "side-by-side/?log=permits")


def test_the_numbers_are_saved_with_what_the_page_hides_left_out(designer, log):
    response = designer.get("/fjordby/journeys/permits/flow/?save=csv&figure=flow")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("From,To,Times")
    assert {tuple(line.split(",")[:2]) for line in lines[1:]} >= {("call", "letter")}
    assert "visit" not in response.content.decode()


def test_an_imported_name_does_not_become_a_formula(designer, here, csv_file):
    csv_file.write_text(csv_file.read_text().replace(",letter,", ",=1+1,"))
    take_in(here, csv_file)
    response = designer.get("/fjordby/journeys/permits/flow/?save=csv&figure=flow")
    lines = response.content.decode("utf-8-sig")
    assert "call,'=1+1," in lines
    assert "\n=" not in lines


def test_a_log_that_names_no_units_and_no_contacts_says_nothing_of_them(designer, here, csv_file):
    lines = csv_file.read_text().splitlines()
    csv_file.write_text("\n".join(line.rpartition(",")[0] for line in lines))
    take_in(here, csv_file)
    units = read(designer, "permits/units/")
    assert "No hand-over between units is known" in units
    assert "How many units a person meets" not in units
    repeats = read(designer, "permits/repeats/")
    assert "No touchpoint is followed by enough own contacts to be shown." in repeats
    assert 'class="picture bars"' not in repeats


def test_what_comes_again_leads_to_its_journeys_and_the_flow_to_how_they_ended(
    designer, here, tmp_path
):
    lines = ["case,activity,time"]
    for case in range(40):
        for place, name in enumerate(
            ("call", "call", "answer") if case % 2 else ("call", "answer")
        ):
            moment = reference.at(case * 500 + place * 1440)
            lines.append(f"{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ}")
    file = tmp_path / "again.csv"
    file.write_text("\n".join(lines))
    take_in(here, file)
    page = read(designer, "again/flow/")
    again = page[page.index("Directly repeated") :].split("</table>")[0]
    [address] = re.findall(r'<a href="/fjordby/journeys/([^"]+)" aria-label="20: call">', again)
    assert "20 journeys stand behind this." in read(designer, address.replace("&amp;", "&"))
    assert '<a href="/fjordby/journeys/again/drop-out/">Which of them ended properly' in page


@pytest.mark.usefixtures("warehouse", "log")
def test_a_log_of_few_journeys_is_told_of_on_no_page(designer, here, tmp_path):
    file = tmp_path / "few.csv"
    rows = [f"{n},{name},2026-03-0{n + 1}" for n in range(6) for name in ("call", "letter")]
    file.write_text("\n".join(["case,activity,time", *rows]))
    take_in(here, file)
    for page in ("", "flow/", "time/", "paths/", "journeys/"):
        told = read(designer, f"few/{page}")
        assert "The whole log holds so few journeys" in told
        assert "6 journeys" not in told
    assert "Key figures" not in read(designer, "side-by-side/?log=few&log=permits")
    assert "too few journeys to compare" in read(designer, "permits/compare/?against=few")
