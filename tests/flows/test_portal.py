"""The pages of citizens and companies in a real browser: as Dina, who was asked to comment."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.files import PNG
from tests.flows.site import Site, accessibility_faults, overflows_sideways, speak

pytestmark = pytest.mark.browser

HOME = "/fjordby/"
FOR_ANYBODY = ["", "?q=skilt", "?q=kvantemekanik", "login/", "login/?q=dina", "login/?q=xyzzy"]
FOR_DINA = ["mine/", "mine/contacts/", "mine/details/", "mine/for/", "mine/ask/", "outbox/"]
LANGUAGES = ["da", "sv", "en"]
SMALL_PHONE = {"width": 320, "height": 640}


def be_dina(page: Page, site: Site) -> None:
    """Log in through the demonstration's picker."""
    page.goto(f"{site.url}{HOME}login/?q=Dina+Holm")
    page.locator(".choice-card button").first.click()
    page.wait_for_url("**/mine/")


def open_case(page: Page, site: Site) -> str:
    """Open the case that waits for Dina and return its address."""
    page.goto(f"{site.url}{HOME}mine/")
    page.locator(".portal-card--yours a").first.click()
    page.wait_for_url("**/cases/*/")
    return page.url


def addresses(page: Page, site: Site) -> list[str]:
    """Return every page of the portal that Dina can come to."""
    case = open_case(page, site)
    asked = page.locator(".what-now a.button").first.get_attribute("href")
    about_the_case = [case, f"{site.url}{asked}"]
    about_the_case += [f"{case}{path}/" for path in ("call", "complaint", "documents")]
    page.goto(f"{site.url}{HOME}mine/")
    decided = page.locator(".portal-card:not(.portal-card--yours) a").first.get_attribute("href")
    about_the_case.append(f"{site.url}{decided}decision/")
    return [f"{site.url}{HOME}{path}" for path in (*FOR_ANYBODY, *FOR_DINA)] + about_the_case


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_a_small_phone(
    page: Page, site: Site, language: str
) -> None:
    speak(page.context, site, language)
    be_dina(page, site)
    faults = []
    for address in addresses(page, site):
        page.goto(address)
        found_here = accessibility_faults(page, has_contrast=language == LANGUAGES[0])
        faults += [f"{address}: {fault}" for fault in found_here]
        page.set_viewport_size(SMALL_PHONE)
        if overflows_sideways(page):
            faults.append(f"{address}: scrolls sideways")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert faults == []


def test_services_unfold_without_going_sideways(page: Page, site: Site) -> None:
    page.set_viewport_size(SMALL_PHONE)
    page.goto(f"{site.url}{HOME}")
    for service in page.locator(".portal-service > summary").all():
        service.click()

    assert not overflows_sideways(page)
    assert accessibility_faults(page) == []


def test_a_mistake_is_accessible_and_keeps_what_was_typed(page: Page, site: Site) -> None:
    speak(page.context, site, "en")
    be_dina(page, site)
    page.goto(f"{open_case(page, site)}call/")
    page.get_by_label("What is it about?").fill("Hvad mangler I?")
    page.get_by_label("Phone number").fill("i morgen")
    page.get_by_role("button", name="Ask us to call").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("What is it about?")).to_have_value("Hvad mangler I?")
    assert accessibility_faults(page) == []


def test_a_half_written_comment_survives_a_reload(page: Page, site: Site) -> None:
    speak(page.context, site, "en")
    be_dina(page, site)
    open_case(page, site)
    page.locator(".what-now a.button").first.click()
    page.get_by_label("Your comment").fill("Tegningen er målt fra tagrenden.")
    expect(page.locator("[data-keep-status]")).not_to_be_empty()
    page.reload()

    expect(page.get_by_label("Your comment")).to_have_value("Tegningen er målt fra tagrenden.")


def test_asking_for_a_call_works_without_script(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    speak(context, site, "en")
    be_dina(page, site)
    page.goto(f"{open_case(page, site)}call/")
    page.get_by_label("What is it about?").fill("Kan I ringe om målene?")
    page.get_by_role("button", name="Ask us to call").click()

    expect(page.get_by_text(re.compile("We will call you by .* at the latest"))).to_be_visible()
    page.goto(f"{site.url}{HOME}mine/")
    expect(page.get_by_text("Kan I ringe om målene?").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_photograph_is_sent_and_comes_out_again(
    site: Site, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script, viewport=SMALL_PHONE)
    page = context.new_page()
    speak(context, site, "en")
    be_dina(page, site)
    page.goto(f"{open_case(page, site)}documents/")
    page.get_by_label("What is it?").fill("Photo of the carport")
    page.get_by_label("Files").set_input_files(
        {"name": "carport.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a PDF"}
    )
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#id_uploads_error")).to_contain_text("“carport.pdf” is not a kind")
    expect(page.get_by_label("What is it?")).to_have_value("Photo of the carport")
    assert not overflows_sideways(page) if has_script else True
    photo = PNG + bytes([has_script])
    page.get_by_label("Files").set_input_files(
        {"name": "carport.png", "mimeType": "image/png", "buffer": photo}
    )
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Thank you. It is part of the case now.")).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Photo of the carport").last.click()
    assert arriving.value.suggested_filename == "carport.png"
    assert arriving.value.path().read_bytes() == photo
    context.close()


def press_until(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    pytest.fail(f"Tab never came to {selector}")


def test_the_keyboard_is_enough(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    press_until(page, "#q")
    page.keyboard.type("skilt")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=skilt**")
    page.goto(f"{site.url}{HOME}login/?q=Dina+Holm")
    press_until(page, ".choice-card button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/")
    press_until(page, ".portal-card--yours a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    press_until(page, ".what-now a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/comment/*/")
    press_until(page, "textarea")
    page.keyboard.type("Carporten står 1,2 meter fra skel.")

    expect(page.locator("textarea")).to_have_value("Carporten står 1,2 meter fra skel.")
