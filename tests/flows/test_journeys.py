"""A service designer looks for what goes wrong, in a real browser and without a mouse."""

import re

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
