"""Filters combine, can be taken away one by one, and are found again under a name."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kontaktpunkt.core import tenancy
from kontaktpunkt.directory.models import Role
from kontaktpunkt.events.models import Event
from kontaktpunkt.journeys import importing, operations, readers
from kontaktpunkt.journeys.models import SavedView
from kontaktpunkt.journeys.tests import engine_reference as reference
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PATHS = {("call", "letter", "decision"): 30, ("letter", "call", "decision"): 20, ("call",): 10}

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def log(here, tmp_path):
    """Sixty cases; those that begin with a letter wait five days, the others one."""
    lines = ["case,activity,time,score,max score"]
    for path, cases in PATHS.items():
        days = 5 if path[0] == "letter" else 1
        for case in range(cases):
            for place, name in enumerate(path):
                moment = reference.at(case + place * days * 1440)
                score = f"{case % 5 * 2 + 2},10" if name == "decision" else ","
                lines.append(f"{'-'.join(path)}-{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ},{score}")
    file = tmp_path / "permits.csv"
    file.write_text("\n".join(lines))
    guess = readers.guess(file)
    found, _summary = importing.import_log(
        municipality=here,
        file=file,
        mapping=guess.mapping,
        options=readers.Options(),
        at=AT,
    )
    return found


@pytest.fixture
def sofie(cast):
    return make_staff(name="Sofie Sø", role=Role.SERVICE_DESIGNER, unit=cast.byg)


@pytest.fixture
def designer(sofie):
    return browser_of(sofie)


def read(client, path: str) -> str:
    response = client.get(f"/fjordby/journeys/{path}", follow=True)
    assert response.status_code == 200, path
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def kept(page: str) -> int:
    found = re.search(r"n = (\d+) journeys", page)
    assert found is not None, page[:400]
    return int(found[1])


@pytest.mark.parametrize(
    ("query", "journeys"),
    [
        ("before=call&after=letter", 30),
        ("before=letter&after=call", 20),
        ("before=call&after=decision", 50),
        ("before=call&after=decision&directly=on", 20),
        ("before=call", 60),
        ("longer=3", 20),
        ("longer=1", 50),
        ("below=40", 20),
        ("passed=decision&below=40&longer=3", 8),
        ("passed=call&missed=letter", 10),
        ("longer=never&below=-3", 60),
        ("longer=4&below=41", 60),
    ],
)
def test_filters_keep_exactly_the_journeys_they_say(designer, log, query, journeys):
    assert kept(read(designer, f"permits/flow/?{query}")) == journeys


def chips(page: str) -> dict[str, str]:
    found = re.findall(
        r'<li class="chosen__one"><span><span class="quiet">(.*?):</span> (.*?)</span>'
        r'<a class="chosen__remove" href="\?(.*?)">',
        page,
    )
    return {f"{what}: {which}": without for what, which, without in found}


def test_each_filter_is_a_chip_that_can_be_taken_away(designer, log):
    page = read(designer, "permits/flow/?before=call&after=decision&directly=on&longer=3&share=50")
    found = chips(page)
    assert found == {
        "Lasted longer than: 3 days": "before=call&after=decision&directly=on&share=50",
        "Order: “decision” straight after “call”": "longer=3&share=50",
    }
    fewer = read(designer, f"permits/flow/?{found['Lasted longer than: 3 days']}")
    assert list(chips(fewer)) == ["Order: “decision” straight after “call”"]


def test_the_order_alone_is_a_filter_with_words(designer, log):
    page = read(designer, "permits/?before=letter&after=call")
    assert list(chips(page)) == ["Order: “call” some time after “letter”"]


def test_without_answers_nobody_is_asked_for_a_score(designer, here, log, tmp_path):
    file = tmp_path / "plain.csv"
    file.write_text("case,activity,time\n" + "\n".join(f"{n},a,2026-01-01" for n in range(9)))
    guess = readers.guess(file)
    importing.import_log(
        municipality=here, file=file, mapping=guess.mapping, options=readers.Options(), at=AT
    )
    assert "An answer below" in read(designer, "permits/")
    assert "An answer below" not in read(designer, "plain/")


def save(client, **fields):
    given = {
        "name": "Letter first",
        "question": "flow",
        "query": "before=letter&after=call&save=svg&first=",
        "submission": str(uuid4()),
    }
    return client.post("/fjordby/journeys/permits/save/", given | fields)


def test_a_choice_is_found_again_under_its_name_and_its_short_address(designer, log):
    assert save(designer).url == "/fjordby/journeys/views/letter-first/"
    view = SavedView.objects.get()
    assert (view.log, view.question, view.query) == (
        "permits",
        "flow",
        "before=letter&after=call",
    )
    page = read(designer, "views/letter-first/")
    assert kept(page) == 20
    assert "is saved. Everybody here who looks at journeys finds it at http" in page
    assert '<a href="/fjordby/journeys/views/letter-first/">Letter first</a>' in read(designer, "")
    assert Event.objects.filter(kind="journeys.view.saved").count() == 1


def test_a_name_is_given_once(designer, log):
    save(designer)
    answer = save(designer, name="Letter, first!", query="longer=3")
    assert answer.url == "/fjordby/journeys/permits/flow/?longer=3"
    assert SavedView.objects.get().query == "before=letter&after=call"
    assert "has this name already" in read(designer, "permits/flow/?longer=3")


def test_a_double_submit_counts_once(designer, log):
    token = str(uuid4())
    addresses = {save(designer, submission=token).url for _ in range(2)}
    assert addresses == {"/fjordby/journeys/views/letter-first/"}
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"question": "horoscope"}])
def test_a_choice_without_a_name_or_a_page_is_not_saved(designer, log, wrong):
    assert save(designer, **wrong).status_code == 302
    assert not SavedView.objects.exists()
    assert "The choice was not saved" in read(designer, "permits/")


def test_a_named_choice_can_be_removed(designer, log):
    save(designer)
    pk = SavedView.objects.get().pk
    designer.post("/fjordby/journeys/views/letter-first/remove/", {"pk": pk + 1})
    assert SavedView.objects.exists()
    designer.post("/fjordby/journeys/views/letter-first/remove/", {"pk": pk})
    assert not SavedView.objects.exists()
    assert designer.get("/fjordby/journeys/views/letter-first/").status_code == 404
    assert Event.objects.filter(kind="journeys.view.removed").count() == 1


def test_a_choice_waits_while_its_log_is_away(designer, log):
    save(designer)
    designer.post("/fjordby/journeys/permits/remove/", {"key": str(log.key)})
    assert SavedView.objects.exists()
    assert ">Letter first</a>" not in read(designer, "")


def test_another_municipalitys_choices_are_not_there(designer, cast, log):
    with tenancy.acting_for(cast.elsewhere):
        operations.save_view(
            name="Letter first",
            log="own",
            question="flow",
            query="",
            actor=cast.carl,
            at=AT,
        )
    assert designer.get("/fjordby/journeys/views/letter-first/").status_code == 404
    assert save(designer).url == "/fjordby/journeys/views/letter-first/"


def groups(page: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong>: <a [^>]*>(\d+) journeys", page)


def test_chosen_journeys_are_compared_with_a_named_choice(designer, log):
    save(designer)
    page = read(designer, "permits/compare/?before=call&after=letter&against=~letter-first")
    assert groups(page) == [("Chosen", "30"), ("Letter first", "20")]
    assert "belong to both groups" not in page
    # Both groups meet all three touchpoints; only how long they last differs.
    assert "One of 5 measures differs by more than chance would make." in page
    assert "Both groups meet the same touchpoints" in page


def test_groups_that_share_journeys_say_so(designer, log):
    save(designer)
    page = read(designer, "permits/compare/?passed=letter&against=~letter-first")
    assert groups(page) == [("Chosen", "50"), ("Letter first", "20")]
    assert "Some journeys belong to both groups" in page


def test_a_year_without_journeys_is_nothing_to_compare_with(designer, log):
    month = f"{reference.MONDAY:%Y-%m}"
    page = read(designer, f"permits/compare/?first={month}&last={month}&against=~before")
    assert "the same months of the year before" in page
    assert "There are too few journeys to compare with." in page


def test_paths_that_differ_little_are_shown_as_kinds(designer, log):
    page = read(designer, "permits/paths/?together=little")
    # The two orders of three are the same once the call is left out of each.
    assert "make 2 kinds that cover 100% of 60 journeys." in page
    assert "50 journeys" in page
    assert "2 orders of touchpoints" in page


def test_logs_stand_in_the_order_of_their_names_with_differences_first(
    designer, here, log, tmp_path
):
    lines = ["case,activity,time"]
    for case in range(40):
        names = ("call", "decision") if case % 2 else ("call", "letter", "decision")
        for place, name in enumerate(names):
            moment = reference.at(case + place * 1440)
            lines.append(f"{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ}")
    file = tmp_path / "another.csv"
    file.write_text("\n".join(lines))
    guess = readers.guess(file)
    importing.import_log(
        municipality=here, file=file, mapping=guess.mapping, options=readers.Options(), at=AT
    )
    page = read(designer, "side-by-side/?log=permits&log=another")
    assert page.index(">another</a></th>") < page.index(">permits</a></th>")
    assert '<th scope="row">Period</th><td class="amount">' in page
    matrix = page[page.index('class="heat') :].split("</table>")[0]
    rows = re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', matrix)
    # A share leads to the cases behind it, a name to the log's own pages.
    assert "/fjordby/journeys/another/journeys/?lens=case&through=letter" in rows[0][1]
    assert '<a href="/fjordby/journeys/another/?lens=case">another</a>' in page
    plain = [(name, re.sub(r"</?a[^>]*>", "", cells)) for name, cells in rows]
    shares = [(name, re.findall(r">(\d*%?)</td>", cells)) for name, cells in plain]
    assert [(name, cells[:2]) for name, cells in shares] == [
        ("letter", ["50%", "83%"]),
        ("decision", ["100%", "83%"]),
        ("call", ["100%", "100%"]),
    ]
    assert "yes" in rows[0][1]
    assert "could be chance" in rows[2][1]


def test_what_a_log_does_not_know_is_told(designer, log):
    page = read(designer, "permits/flow/?outcome=granted&passed=seance&longer=never&passed=call")
    assert "The address asks for what does not fit here" in page
    assert "Outcome: granted; Lasted longer than: never" in page
    page = read(designer, "permits/flow/?passed=seance")
    assert "Met the touchpoint: seance" in page
    assert "passed over" not in read(designer, "permits/flow/?passed=call&first=&clock=wall")
