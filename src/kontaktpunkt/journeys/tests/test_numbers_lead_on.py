"""Numbers of every page lead to as many journeys as they are about."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest

from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys import narrowing
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.test_single_journeys import as_role, read
from kontaktpunkt.journeys.tests.test_views import take_in

pytestmark = pytest.mark.usefixtures("warehouse")

DAY = 1440
# How many, the day on which they ask, and what follows: (touchpoint, unit, days later).
DONE = (("ask", "Desk", 0), ("check", "Roads", 2), ("decide", "Desk", 4))
ASKED = ((30, 0, DONE), (20, 1, DONE[:1]), (20, 100, DONE[:1]))


@pytest.fixture
def designer(cast, here, tmp_path):
    """Seventy cases: thirty are decided and answered about, twenty of the others are young."""
    lines = ["case,activity,time,unit,score,max score"]
    for group, (cases, day, steps) in enumerate(ASKED):
        for case in range(cases):
            for name, unit, later in steps:
                moment = reference.at((day + later) * DAY + case)
                score = f"{case % 5 * 2 + 2},10" if name == "decide" else ","
                lines.append(f"{group}-{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ},{unit},{score}")
    file = tmp_path / "asked.csv"
    file.write_text("\n".join(lines))
    take_in(here, file)
    return as_role(cast, Role.SERVICE_DESIGNER)


@pytest.mark.parametrize(
    ("page", "asks", "journeys"),
    [
        ("drop-out/", "through=ask&settled=60", 50),
        ("drop-out/", "through=decide&settled=60", 30),
        ("paths/?together=little", "family=ask", 40),
        ("paths/?together=little", "family=ask~check~decide", 30),
        ("", "answered=decide", 30),
        ("units/", "returned=Desk~Roads", 30),
        ("time/", "order=duration", 70),
        ("time/?figures=all", "in=2026-03~step", 50),
        ("time/?figures=all", "in=2026-06~step", 20),
    ],
)
def test_a_number_leads_to_its_journeys(designer, page, asks, journeys):
    addresses = re.findall(r'href="([^"]*/journeys/\?[^"]*)"', read(designer, f"asked/{page}"))
    [address] = {each for each in addresses if each.replace("%7E", "~").endswith(f"?{asks}")}
    assert f"{journeys} journeys stand behind this." in read(designer, address)


@pytest.mark.parametrize("page", ["", "paths/", "compare/?missed=check", "units/"])
def test_n_below_a_figure_leads_to_its_journeys(designer, page):
    shown = read(designer, f"asked/{page}")
    [(address, said)] = set(re.findall(r'<a href="([^"]*)">n = ([^<]*)</a>', shown))
    assert f"{said} stand behind this." in read(designer, html.unescape(address))


@pytest.mark.parametrize("asks", ["answered=decide", "through=decide"])
def test_each_side_of_a_comparison_leads_to_its_journeys(designer, here, tmp_path, asks):
    take_in(here, tmp_path / "asked.csv", name="Again")
    page = read(designer, "asked/compare/?in=2026-03~step&against=again")
    found = {each for each in links(page) if each.endswith(asks)}
    sizes = {re.search(r"(\d+) journeys stand behind", read(designer, each))[1] for each in found}
    assert len(found) == 2
    assert sizes == {"30"}


def links(page):
    return [html.unescape(each) for each in re.findall(r'href="([^"]*/journeys/\?[^"]*)"', page)]


def test_a_kind_of_path_of_chosen_journeys_leads_to_them(designer):
    page = read(designer, "asked/paths/?together=little&missed=check")
    [address] = {each for each in links(page) if "alike=" in each}
    found = read(designer, address)
    assert "40 journeys stand behind this." in found
    assert "Kind of path:</span> ask" in found
    # Asked on from there, it is still the kind that the page told of.
    assert "40 journeys" in read(designer, f"{address}&through=ask")


def test_a_kind_of_path_is_passed_over_where_other_journeys_are_chosen(designer):
    of = quote("missed=check", safe="")
    page = read(designer, f"asked/journeys/?passed=check&alike={quote(of)}~ask")
    assert "30 journeys stand behind this." in page
    assert "Kind of path" not in page


def test_a_kind_of_path_that_the_page_does_not_tell_leads_nowhere(designer):
    of = quote("missed=check", safe="")
    page = read(designer, f"asked/journeys/?missed=check&alike={quote(of)}~check")
    assert "stand behind this" not in page


def test_what_a_number_asks_is_told_in_words(designer):
    query = "in=2026-03~step&settled=60"
    page = read(designer, f"asked/journeys/?{query}")
    assert "Something happened in:</span> March 2026" in page
    assert "How it stands:</span> no longer open" in page


# Nine units that hand over to the desk often, and others that do so more and more seldom.
BUSY = tuple((f"Busy {number}", 30) for number in range(8))
RARE = (("Rare a", 12), ("Rare b", 9), ("Rare c", 8), ("Rarest", 3))


@pytest.fixture
def hall(cast, here, tmp_path):
    """A town hall with more units than a matrix has lines."""
    lines = ["case,activity,time,unit"]
    for unit, cases in (*BUSY, *RARE):
        for case in range(cases):
            for place, name in enumerate((unit, "Desk")):
                moment = reference.at(place * DAY + case)
                lines.append(f"{unit}-{case},step,{moment:%Y-%m-%dT%H:%M:%SZ},{name}")
    file = tmp_path / "hall.csv"
    file.write_text("\n".join(lines))
    take_in(here, file)
    return as_role(cast, Role.SERVICE_DESIGNER)


def test_what_units_hand_over_that_share_a_line_leads_to_its_journeys(hall):
    page = read(hall, "hall/units/")
    [address] = {each for each in links(page) if "others=" in each}
    found = read(hall, address)
    # The rarest hand-over is hidden in the matrix, with the next rare one, and stays so here.
    assert ">21<" in page
    assert "21 journeys stand behind this." in found
    assert "Handed over:</span> other units → Desk" in found


def test_units_that_share_no_line_lead_nowhere(hall):
    page = read(hall, f"hall/journeys/?others={quote('~')}Desk~Busy+1")
    assert "stand behind this" not in page


@pytest.mark.parametrize("nonsense", ["9999-12~step", "2026-13~step", "2026-03", "2026-03~nothing"])
def test_a_month_of_no_calendar_is_passed_over(nonsense):
    assert narrowing.NARROWINGS["in"]
    with pytest.raises((ValueError, IndexError)):
        narrowing.NARROWINGS["in"].make(nonsense.split("~"))


def test_a_path_of_one_instant_has_no_median(designer):
    page = read(designer, "asked/paths/")
    assert page.count('<li class="route"') == 2
    assert re.findall(r"· median ([^<·]*)", page) == ["4 days"]
    assert "less than 1 minute" not in page
