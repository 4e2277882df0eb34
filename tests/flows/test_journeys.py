"""A service designer looks for what goes wrong, in a real browser and without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.flows.site import Site, accessibility_faults


def test_a_designer_narrows_journeys_without_leaving_the_page(site: Site, page: Page) -> None:
    site.log_in(page, "signe.strand")
    page.goto(f"{site.url}/fjordby/journeys/own/flow/")
    drawn = page.locator("svg.flow-map rect.node")
    before = drawn.count()
    assert before > 4

    page.locator("#id_touchpoints").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    expect(drawn).to_have_count(2)
    expect(page).to_have_url(re.compile("touchpoints=2&"))

    page.locator(".filters > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#id_channel").select_option("phone")
    expect(page.locator(".chosen")).to_be_visible()
    lens = page.locator(".lenses a").nth(1)
    assert "channel=phone" in (lens.get_attribute("href") or "")
    assert accessibility_faults(page) == []


def test_every_picture_has_its_numbers_behind_it(site: Site, page: Page) -> None:
    site.log_in(page, "signe.strand")
    for question in ("", "flow/", "time/", "units/", "repeats/"):
        page.goto(f"{site.url}/fjordby/journeys/own/{question}")
        picture = page.locator("figure").filter(has=page.locator("svg.picture, table.heat")).first
        behind = picture.locator("details.numbers-behind")
        behind.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(behind.locator("tbody tr").first).to_be_visible()
