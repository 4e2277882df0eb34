"""The frame of every page in a real browser: looked at on the page that shows every part."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.flows.site import Site, accessibility_faults

pytestmark = pytest.mark.browser

REGISTERS = ["portal", "workspace", "studio"]
LANGUAGES = ["da", "sv", "en"]


def _open(page: Page, site: Site, register: str) -> None:
    page.goto(f"{site.url}/styleguide/?base={register}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", REGISTERS)
def test_every_part_is_accessible(page: Page, site: Site, register: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    _open(page, site, register)

    assert page.get_attribute("html", "lang") == language
    assert accessibility_faults(page, has_contrast=language == LANGUAGES[0]) == []


def test_mistakes_are_accessible(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".error-summary")).to_be_focused()

    assert accessibility_faults(page) == []


@pytest.mark.parametrize("register", REGISTERS)
def test_no_part_scrolls_sideways_on_a_small_phone(page: Page, site: Site, register: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    _open(page, site, register)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_every_target_is_large_enough(page: Page, site: Site) -> None:
    _open(page, site, "workspace")

    # WCAG 2.5.8: 24 pixels, save for links in a sentence.
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
            .filter((one) => one.getBoundingClientRect().width > 0)
            .filter((one) => getComputedStyle(one).display !== "inline")
            .filter((one) => { const box = one.getBoundingClientRect();
                               return box.width < 24 || box.height < 24; })
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_an_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    page.get_by_role("button", name="Save and go on").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="How did it end?").click()
    expect(page.locator("#id_outcome_0")).to_be_focused()


def test_what_was_written_survives_a_reload(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    page.get_by_label("What is it about?").fill("Tables on the pavement")
    page.get_by_label("Guided on").check(force=True)
    expect(page.locator("[data-keep-status]")).not_to_be_empty()

    page.reload()

    expect(page.get_by_label("What is it about?")).to_have_value("Tables on the pavement")
    expect(page.get_by_label("Guided on")).to_be_checked()


def _drafts(page: Page) -> list[str]:
    kept: list[str] = page.evaluate("Object.keys(sessionStorage)")
    return [key for key in kept if key.startswith("draft:")]


def test_what_the_server_answered_is_no_longer_kept(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    page.get_by_label("What is it about?").fill("Tables on the pavement")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("What is it about?")).to_have_value("Tables on the pavement")
    assert _drafts(page) == []


def test_what_was_written_survives_a_lost_connection(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    page.get_by_label("What is it about?").fill("Tables on the pavement")
    with page.expect_event("requestfailed"):
        page.route("**/styleguide/**", lambda route: route.abort())
        page.get_by_role("button", name="Save and go on").click()
    page.unroute_all()
    page.reload()

    expect(page.get_by_label("What is it about?")).to_have_value("Tables on the pavement")


def test_keys_reach_the_form_that_is_open(page: Page, site: Site) -> None:
    _open(page, site, "workspace")
    page.get_by_label("Note").focus()

    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    expect(page).to_have_title(re.compile("Style guide"))
    expect(page.locator(".error-summary")).to_be_focused()


def test_a_notice_can_be_closed(page: Page, site: Site) -> None:
    _open(page, site, "portal")
    notice = page.locator(".notice[data-closes]")
    notice.get_by_role("button").click()

    expect(notice).to_have_count(0)


def test_pages_work_without_script(page: Page, site: Site) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(f"{site.url}/styleguide/?base=workspace")
    plain.get_by_role("button", name="Save and go on").click()

    expect(plain.locator(".error-summary")).to_be_visible()
    context.close()
