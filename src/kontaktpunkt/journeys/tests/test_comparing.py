"""Two periods, two units or two groups stand against each other, and lead to their journeys."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys import importing, readers
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
START = datetime(2026, 1, 5, 8, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def log(here, tmp_path):
    """Four months; North asks first and decides in two days, South decides in ten."""
    lines = ["case,activity,time,unit"]
    for month in range(4):
        for case in range(30):
            start = START + timedelta(days=31 * month, hours=case)
            unit, days = ("North", 2) if case % 2 else ("South", 10)
            names = ("asked", "decided") if unit == "North" or month < 2 else ("decided",)
            for place, name in enumerate(("opened", *names)):
                moment = start + timedelta(days=place * days, minutes=case)
                lines.append(f"{month}-{case},{name},{moment:%Y-%m-%dT%H:%M:%SZ},{unit}")
    file = tmp_path / "grants.csv"
    file.write_text("\n".join(lines))
    mapping = readers.guess(file).mapping
    options = readers.Options()
    return importing.import_log(
        municipality=here, file=file, mapping=mapping, options=options, at=AT
    )[0]


@pytest.fixture
def designer(cast, log):
    return browser_of(make_staff(name="Sofie Sø", role=Role.SERVICE_DESIGNER, unit=cast.byg))


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def compared(client, query: str) -> str:
    return read(client, f"/fjordby/journeys/grants/compare/?{query}")


def groups(page: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<strong>([^<]+)</strong>: <a href="([^"]+)"[^>]*>(\d+) journeys', page)


def test_a_unit_stands_against_another(designer):
    page = compared(designer, "unit=North&against=~unit:South")
    (chosen, here, first), (name, there, second) = groups(page)
    assert (chosen, first, name, second) == ("Chosen", "60", "South", "60")
    assert "n = 60 journeys" in read(designer, here)
    assert "<span>Unit that took part:</span>" in read(designer, there).replace(
        '<span class="quiet">', "<span>"
    )
    assert "unit=South" in there
    assert "belong to both groups" not in page


def test_a_share_leads_to_those_who_met_the_touchpoint(designer):
    page = compared(designer, "unit=North&against=~unit:South")
    row = page.split('<th scope="row">Meet “asked”</th>')[1].split("</tr>")[0]
    addresses = re.findall(r'<a href="([^"]+)"', row)
    assert [("unit=North" in each, "unit=South" in each) for each in addresses] == [
        (True, False),
        (False, True),
    ]
    assert "n = 30 journeys" in read(designer, addresses[1])


def test_a_period_stands_against_as_many_months_before(designer):
    page = compared(designer, "first=2026-03&last=2026-04&against=~earlier")
    (_chosen, _here, first), (name, there, second) = groups(page)
    assert (first, name, second) == ("60", "The months before", "60")
    assert "first=2026-01&last=2026-02" in there
    assert "n = 60 journeys" in read(designer, there)
    assert "“asked” is met by 50% of those chosen and by 100% of “The months before”" in page


def test_only_what_is_chosen_can_be_changed_for_another(designer):
    assert "Another unit" not in compared(designer, "")
    assert "as many months just before" not in compared(designer, "unit=North")
    page = compared(designer, "unit=North")
    assert '<option value="~unit:South">South</option>' in page
    assert '"~unit:North"' not in page


def test_an_empty_comparison_says_what_could_be_compared(designer):
    page = compared(designer, "")
    assert "Choose which journeys to compare, or another log to compare with." in page
    [suggested] = re.findall(r'<a href="\?([^"]+)">the last 2 months with as many before</a>', page)
    assert [size for _name, _url, size in groups(compared(designer, suggested))] == ["60", "60"]


def test_a_log_that_is_not_prepared_is_named(designer):
    page = read(designer, "/fjordby/journeys/side-by-side/?log=own&log=grants")
    assert "Being worked out, so left out for now" in page
    assert "<p>Our own journeys</p>" in page
    assert "Choose two logs or more" in page


def test_a_manager_follows_a_link_and_an_administrator_has_none(cast, log):
    staff = make_staff(name="Adam Ask", role=Role.ADMINISTRATOR, unit=cast.byg)
    page = compared(browser_of(staff), "unit=North&against=~unit:South")
    assert "<strong>South</strong>: 60 journeys" in page
    assert groups(page) == []
