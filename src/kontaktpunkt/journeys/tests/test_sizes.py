"""Pictures change their size by plain links, and addresses stay tidy."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from kontaktpunkt.journeys.pages import QUESTIONS
from kontaktpunkt.journeys.pictures.zoom import SIZES, zoomed
from kontaktpunkt.journeys.tests.test_views import (
    csv_file,
    designer,
    happenings,
    log,
    read,
)

__all__ = ["csv_file", "designer", "happenings", "log"]

in_pages = pytest.mark.usefixtures("warehouse", "log")


@pytest.mark.parametrize(
    ("asked", "smaller", "larger"),
    [("", 75, 150), ("fit", 75, 150), ("50", None, 75), ("300", 200, None), ("1000000", 75, 150)],
)
def test_a_picture_leads_to_the_next_sizes(asked, smaller, larger):
    found = zoomed(asked=asked, width=600)
    assert (found.smaller, found.larger) == (smaller, larger)


def test_a_wide_picture_that_is_fitted_grows_to_its_own_size_first():
    assert zoomed(asked="", width=1600).larger == 100


@pytest.mark.parametrize("percent", SIZES)
def test_a_picture_is_as_wide_as_asked(percent):
    found = zoomed(asked=str(percent), width=600)
    assert found.width == 6 * percent
    assert found.percent == percent


@in_pages
def test_the_map_is_larger_without_a_script(designer):
    width = r'class="picture flow-map"[^>]* width="([\d.]+)"'
    usual, larger = (
        float(re.search(width, read(designer, f"permits/flow/{query}"))[1])
        for query in ("", "?zoom=150")
    )
    assert larger == pytest.approx(1.5 * usual, abs=0.1)
    page = read(designer, "permits/flow/?zoom=150")
    assert 'href="?zoom=200#flow"' in page
    assert 'style="' not in page


@in_pages
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.slug)
def test_every_picture_is_whole_as_a_file(designer, question):
    page = read(designer, f"permits/{question.slug}/".replace("overview/", ""))
    names = set(re.findall(r"figure=([\w-]+)&amp;save=svg|save=svg&amp;figure=([\w-]+)", page))
    assert names or question.slug in {"paths", "compare", "repeats", "drop-out"}
    for name in {one or other for one, other in names}:
        address = f"/fjordby/journeys/permits/{question.slug}/".replace("overview/", "")
        response = designer.get(address, {"save": "svg", "figure": name})
        assert ET.fromstring(response.content).tag.endswith("svg"), name


@in_pages
@pytest.mark.parametrize("path", ["permits/flow/", "permits/journeys/"])
def test_fields_left_empty_do_not_stay_in_the_address(designer, path):
    address = f"/fjordby/journeys/{path}"
    response = designer.get(f"{address}?lens=case&first=&unit=Roads&last=")
    assert response.status_code == 302
    assert response.url == f"{address}?lens=case&unit=Roads"
    assert designer.get(f"{address}?first=").url == address
    assert designer.get(response.url).status_code == 200


@in_pages
def test_a_script_is_told_the_tidy_address(designer):
    address = "/fjordby/journeys/permits/flow/"
    response = designer.get(f"{address}?first=&touchpoints=3", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"{address}?touchpoints=3"


def _slid(designer, query: str):
    """Ask for the flow map as a slider of its page does."""
    moved = {"HX-Request": "true", "HX-Target": "flow-picture", "HX-Trigger": "sliders"}
    return designer.get(f"/fjordby/journeys/permits/flow/?{query}", headers=moved)


@in_pages
def test_a_moved_slider_is_answered_with_what_it_changes_alone(designer):
    page = read(designer, "permits/flow/?touchpoints=3&share=50")
    part = " ".join(_slid(designer, "touchpoints=3&share=50").content.decode().split())
    picture = re.search(r"<svg class=\"picture.*?</svg>", page)
    assert picture is not None
    assert picture[0] in part
    assert "numbers-behind" in page
    assert "numbers-behind" not in part
    assert '<form class="look"' not in part


@in_pages
def test_all_that_holds_where_sliders_stand_moves_with_them(designer):
    page = read(designer, "permits/flow/?lens=case&channel=phone")
    sliders = re.search(r'<div class="sliders"[^>]*>', page)
    assert sliders is not None
    swapped = re.search(r'hx-select-oob="([^"]*)"', sliders[0])
    assert swapped is not None
    part = _slid(designer, "lens=case&touchpoints=3").content.decode()
    for place in swapped[1].split(","):
        assert (f'id="{place[1:]}"' in part) == (f'id="{place[1:]}"' in page), place
    led_to = re.findall(r'href="([^"]*)"', part)
    for there in ("/flow/?", "/drop-out/?", "save=svg"):
        assert any(there in each and "touchpoints=3" in each for each in led_to), there


@in_pages
def test_a_drawn_slider_leaves_one_address_behind(designer):
    response = _slid(designer, "first=&touchpoints=3")
    assert "HX-Push-Url" not in response
    assert response["HX-Replace-Url"] == "/fjordby/journeys/permits/flow/?touchpoints=3"


@in_pages
def test_the_lower_figures_about_waits_come_when_somebody_comes_to_them(designer):
    page = read(designer, "permits/time/?lens=case")
    place = re.search(r'<div id="lower" hx-get="([^"]*)" hx-trigger="intersect once"', page)
    assert place is not None
    assert 'class="figure" id="calendar"' not in page
    assert 'href="?lens=case&amp;figures=all#lower"' in page
    headers = {"HX-Request": "true", "HX-Target": "lower", "HX-Trigger": "lower"}
    part = designer.get(place[1], headers=headers).content.decode()
    assert 'class="figure" id="calendar"' in part
    assert "<form" not in part
    whole = read(designer, "permits/time/?lens=case&figures=all")
    assert 'class="figure" id="calendar"' in whole
    assert 'id="days-lost"' in whole


@in_pages
def test_a_figure_further_down_is_saved_as_those_above(designer):
    saved = designer.get("/fjordby/journeys/permits/time/?save=csv&figure=calendar")
    assert saved.status_code == 200


@in_pages
def test_paths_are_saved_as_a_picture(designer):
    address = "/fjordby/journeys/permits/paths/"
    drawn = ET.fromstring(designer.get(address, {"save": "svg", "figure": "paths"}).content)
    words = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    steps = [each for each in words if each in {"call", "letter", "decision", "→"}]
    assert steps == ["call", "→", "letter", "→", "decision"]
    assert any(each and each.startswith("77% · 40 journeys · ") for each in words)
    assert "Keep only these journeys" not in words
