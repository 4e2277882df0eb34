"""A service designer looks for what goes wrong, in a real browser and without a mouse."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.site import Site, accessibility_faults, newcomer


@pytest.fixture
def designer(site: Site, browser: Browser) -> Page:
    """Signe, who designs services in Fjordby."""
    page = newcomer(browser, site)
    site.log_in(page, "signe.strand")
    return page


def test_a_designer_narrows_journeys_without_leaving_the_page(designer: Page) -> None:
    designer.goto("/fjordby/journeys/own/flow/")
    drawn = designer.locator("svg.flow-map rect.node")
    assert drawn.count() > 4

    designer.locator("#id_touchpoints").focus()
    for _ in range(20):
        designer.keyboard.press("ArrowLeft")
    expect(drawn).to_have_count(2)
    expect(designer).to_have_url(re.compile("touchpoints=2&"))

    designer.locator(".filters > summary").focus()
    designer.keyboard.press("Enter")
    designer.locator("#id_channel").select_option("phone")
    expect(designer.locator(".chosen")).to_be_visible()
    lens = designer.locator(".lenses a").nth(1)
    assert "channel=phone" in (lens.get_attribute("href") or "")
    assert accessibility_faults(designer) == []


def test_every_picture_has_its_numbers_behind_it(designer: Page) -> None:
    for question in ("", "flow/", "time/", "units/"):
        designer.goto(f"/fjordby/journeys/own/{question}")
        picture = designer.locator("figure").first
        expect(picture.locator("svg.picture, table.heat").first).to_be_visible()
        behind = picture.locator("details.numbers-behind")
        behind.locator("summary").focus()
        designer.keyboard.press("Enter")
        expect(behind.locator("tbody tr").first).to_be_visible()


def test_a_matrix_is_one_stop_with_arrow_keys_within(designer: Page) -> None:
    designer.goto("/fjordby/journeys/own/units/")
    cells = designer.locator("table[data-matrix] tbody a")
    assert cells.count() > 4
    expect(designer.locator("table[data-matrix] tbody a[tabindex='0']")).to_have_count(1)
    # A row in which there is somewhere to go.
    rows = designer.locator("table[data-matrix] tbody tr").all()
    begin = next(row for row in rows if row.locator("a").count() > 1).locator("a").first
    begin.focus()
    first = begin.get_attribute("aria-label")
    designer.keyboard.press("ArrowRight")
    focused = designer.locator("table[data-matrix] a:focus")
    expect(focused).not_to_have_attribute("aria-label", first or "")
    row = str(first).split(" → ")[0]
    expect(focused).to_have_attribute("aria-label", re.compile(re.escape(row)))
    designer.keyboard.press("Tab")
    expect(focused).to_have_count(0)
    designer.keyboard.press("Shift+Tab")
    expect(focused).to_have_count(1)
    assert accessibility_faults(designer) == []


def test_a_slider_moves_no_touchpoint(designer: Page) -> None:
    designer.goto("/fjordby/journeys/own/flow/")
    steps = designer.locator("svg.flow-map path.step")
    many, places = steps.count(), _places(designer)
    designer.locator("#id_share").focus()
    designer.keyboard.press("End")
    expect(designer).to_have_url(re.compile("share=100"))
    expect(steps).not_to_have_count(many)
    assert _places(designer) == places


def test_a_drawn_slider_asks_for_where_it_is_and_where_it_came_to(designer: Page) -> None:
    designer.goto("/fjordby/journeys/own/flow/")
    asked: list[str] = []
    designer.on("request", lambda request: asked.append(request.url))
    designer.locator("#id_touchpoints").evaluate(
        """slider => { for (let place = 12; place > 3; place -= 1) {
             slider.value = place;
             slider.dispatchEvent(new Event("input", { bubbles: true })); } }"""
    )
    expect(designer.locator("svg.flow-map rect.node")).to_have_count(4)
    expect(designer).to_have_url(re.compile("touchpoints=4&"))
    assert len([url for url in asked if "/flow/?" in url]) == 2
    designer.go_back()
    expect(designer).not_to_have_url(re.compile("/flow/"))


def _places(page: Page) -> list[str]:
    boxes = page.locator("svg.flow-map rect.node")
    return boxes.evaluate_all(
        "all => all.map(each => `${each.x.baseVal.value} ${each.y.baseVal.value}`)"
    )


def test_a_choice_is_named_found_again_and_taken_apart(designer: Page) -> None:
    designer.goto("/fjordby/journeys/own/?channel=phone&longer=3")
    designer.get_by_text("Name this choice").focus()
    designer.keyboard.press("Enter")
    designer.get_by_label("Name of this choice").fill("Long calls")
    designer.keyboard.press("Enter")
    expect(designer.get_by_text("“Long calls” is saved.")).to_be_visible()
    designer.goto("/fjordby/journeys/views/long-calls/")
    expect(designer.locator(".chosen__one")).to_have_count(2)
    assert accessibility_faults(designer) == []
    designer.get_by_role("link", name="Take away: Lasted longer than 3 days").focus()
    designer.keyboard.press("Enter")
    expect(designer.locator(".chosen__one")).to_have_count(1)
    assert "longer" not in designer.url


@pytest.mark.parametrize("form", ["SVG", "PNG", "PDF", "CSV"])
def test_a_figure_is_saved(designer: Page, form: str) -> None:
    designer.goto("/fjordby/journeys/own/flow/")
    menu = designer.locator("#flow .save-menu")
    menu.locator("summary").focus()
    designer.keyboard.press("Enter")
    with designer.expect_download() as saved:
        menu.get_by_role("link", name=f"({form})").press("Enter")
    assert saved.value.suggested_filename.endswith(f"-flow.{form.lower()}")
    assert saved.value.failure() is None


def test_a_log_is_imported_looked_at_and_undone(designer: Page, tmp_path: Path) -> None:
    file = tmp_path / "counter 2026.csv"
    rows = (f"{n},{what},2026-03-{n:02d} 1{k}:00,Roads,Kim Friis"
            for n in range(1, 13) for k, what in enumerate(("call", "letter")))  # fmt: skip
    file.write_text("\n".join(["case,activity,time,unit,employee", *rows]))
    designer.goto("/fjordby/journeys/")
    designer.get_by_role("link", name="Import a log").first.click()
    designer.get_by_label("The event log").set_input_files(file)
    designer.get_by_role("button", name="Send and look at the columns").click()

    designer.get_by_label("activity", exact=True).select_option(
        label="The touchpoint: what happened"
    )
    expect(designer.get_by_text("Kim Friis")).to_have_count(0)
    assert accessibility_faults(designer) == []
    designer.get_by_label("What pages call the log").fill("Counter in March")
    designer.get_by_role("button", name="That is right: import the log").click()

    expect(designer.get_by_role("heading", name="“Counter in March” is imported")).to_be_visible()
    expect(designer.locator(".summary-list dd").nth(1)).to_have_text("24")
    designer.get_by_role("link", name="See the journeys").click()
    expect(designer.locator("h1")).to_contain_text("Counter in March")
    designer.goto("/fjordby/journeys/counter-in-march/remove/")
    assert accessibility_faults(designer) == []
    designer.get_by_role("button", name="Undo the import").click()
    expect(designer.get_by_text("“Counter in March” was removed.")).to_be_visible()
