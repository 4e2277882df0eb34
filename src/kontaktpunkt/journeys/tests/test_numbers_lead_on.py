"""Numbers of every page lead to as many journeys as they are about."""

from __future__ import annotations

import re

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
        ("time/", "in=2026-03~step", 50),
        ("time/", "in=2026-06~step", 20),
    ],
)
def test_a_number_leads_to_its_journeys(designer, page, asks, journeys):
    addresses = re.findall(r'href="([^"]*/journeys/\?[^"]*)"', read(designer, f"asked/{page}"))
    [address] = {each for each in addresses if each.replace("%7E", "~").endswith(f"?{asks}")}
    assert f"{journeys} journeys stand behind this." in read(designer, address)


def test_kinds_of_paths_of_chosen_journeys_lead_nowhere(designer):
    page = read(designer, "asked/paths/?together=little&passed=check")
    assert "30 journeys" in page
    assert "family=" not in page


def test_what_a_number_asks_is_told_in_words(designer):
    query = "in=2026-03~step&settled=60"
    page = read(designer, f"asked/journeys/?{query}")
    assert "Something happened in:</span> March 2026" in page
    assert "How it stands:</span> no longer open" in page


@pytest.mark.parametrize("nonsense", ["9999-12~step", "2026-13~step", "2026-03", "2026-03~nothing"])
def test_a_month_of_no_calendar_is_passed_over(nonsense):
    assert narrowing.NARROWINGS["in"]
    with pytest.raises((ValueError, IndexError)):
        narrowing.NARROWINGS["in"].make(nonsense.split("~"))
