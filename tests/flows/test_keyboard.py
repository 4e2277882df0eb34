"""The whole flow with keys only: from the phone call to the decision, without a mouse."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.flows.site import Site, accessibility_faults, newcomer

pytestmark = pytest.mark.browser

# Nobody of the cast: those are asked once in thirty days how it went, by another test.
WHO = "Karla Kvist"
ASKED = "Må vi stille et blomsterbord uden for butikken?"
AGAINST = "The pavement is too narrow for a wheelchair beside the table."
MOST_TABS = 120


def test_one_matter_is_decided_with_keys_only(site: Site, browser: Browser) -> None:
    agent = newcomer(browser, site)
    log_in(agent, site, "anna.agerskov")
    take_the_call(agent)
    worker = newcomer(browser, site)
    log_in(worker, site, "bo.bjerre")
    open_a_case(worker)
    say_what_is_intended(worker)
    call(worker)
    hear(worker)
    decide(worker)


def test_the_keys_are_listed_and_those_of_one_sign_can_be_turned_off(
    site: Site, browser: Browser
) -> None:
    page = newcomer(browser, site)
    log_in(page, site, "bo.bjerre")
    page.goto("/fjordby/desk/worklist/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    assert accessibility_faults(page) == []
    reach(page, page.get_by_label("Use keys of one sign"))
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(keys).to_be_hidden()
    expect(page.get_by_role("searchbox")).not_to_be_focused()


# --- Keys ----------------------------------------------------------------------------------------


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    expect(target).to_be_attached()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {target}")


def press(page: Page, target: Locator) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    reach(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def choose(page: Page, radio: Locator) -> None:
    """Tab into the group of the radio, then walk to it with the arrows."""
    name = radio.get_attribute("name")
    in_group = f"() => document.activeElement.name === '{name}'"
    for _ in range(MOST_TABS):
        if page.evaluate(in_group):
            break
        page.keyboard.press("Tab")
    for _ in range(10):
        if radio.is_checked():
            return
        focused = radio.evaluate("element => element === document.activeElement")
        page.keyboard.press("Space" if focused else "ArrowDown")
    raise AssertionError(f"no way by arrows to {radio}")


def tick(page: Page, box: Locator) -> None:
    reach(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()


# --- The flow ------------------------------------------------------------------------------------


def log_in(page: Page, site: Site, who: str) -> None:
    page.goto(f"{site.url}/fjordby/desk/login/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(f"{who}@fjordby.example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("fjordby-demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def take_the_call(page: Page) -> None:
    """Somebody new asks; it is handed over, and the promised day is said aloud."""
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(WHO)
    expect(page.get_by_text("Nobody found.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Name", exact=True))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"{WHO} is registered.")).to_be_visible()
    press(page, page.get_by_role("button", name="Phone").first)
    expect(page).to_have_url(re.compile("/contacts/live/"))
    question = page.get_by_role("group", name="Question 1")
    write(page, question.get_by_label("What is it about?"), ASKED)
    write(page, question.get_by_label("Matter"), "Skilt og facade")
    choose(page, question.get_by_role("radio", name="Handed over"))
    promise = question.get_by_role("status")
    expect(promise).to_contain_text("Byg og Miljø answers by")
    expect(promise).to_contain_text("this one included")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"Registered: {WHO}, 1 question.")).to_be_visible()


def open_a_case(page: Page) -> None:
    press(page, page.get_by_role("link", name="Cases", exact=True))
    press(page, page.get_by_role("link", name=ASKED).first)
    press(page, page.get_by_role("link", name="Open a case"))
    press(page, page.get_by_role("button", name="Open the case"))
    expect(page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}/$"))


def say_what_is_intended(page: Page) -> None:
    press(page, page.get_by_role("link", name="Say what you intend").first)
    choose(page, page.get_by_role("radio", name="Refused"))
    press(page, page.get_by_role("button", name="Save"))
    owed = page.get_by_role("region", name="Before you can decide")
    expect(owed).to_contain_text("Call before refusing")


def call(page: Page) -> None:
    """The call with its guide; Enter in a line of facts begins the next line."""
    press(page, page.get_by_role("button", name="Call now"))
    press(page, page.get_by_role("button", name="They answered"))
    expect(page.get_by_role("button", name="They answered")).to_have_count(0)
    tick(page, page.get_by_label("The party agreed to talk now"))
    write(page, page.get_by_label("What matters to the party"), "Customers like the flowers.")
    facts = page.get_by_role("group", name="Fact 1")
    reach(page, facts.get_by_label("Standing"))
    page.keyboard.type("New")
    write(page, facts.get_by_label("Fact", exact=True), AGAINST)
    tick(page, facts.get_by_label("Weighs against the party"))
    press(page, page.get_by_role("button", name="Finish: to the note"))
    note = page.get_by_role("textbox", name="Note of the call")
    expect(note).to_have_value(re.compile("flowers"))
    write(page, page.get_by_label("Minutes talked"), "9")
    press(page, page.get_by_role("button", name="Finish the call"))
    expect(page.get_by_role("region", name="Before you can decide")).to_contain_text("Hearing")


def hear(page: Page) -> None:
    """The comment came by phone; Bo writes it down and closes the hearing."""
    press(page, page.get_by_role("link", name="Open the hearing").first)
    write(page, page.get_by_label("What did the party say?"), "The table can stand on the wall.")
    press(page, page.get_by_role("button", name="Write down the comment"))
    press(page, page.get_by_role("link", name="Read the comment").first)
    press(page, page.get_by_role("button", name="Close the hearing"))
    expect(page.get_by_text("The hearing is closed.")).to_be_visible()


def decide(page: Page) -> None:
    press(page, page.get_by_role("link", name="Write the decision").first)
    choose(page, page.get_by_role("radio", name="Refused"))
    write(page, page.get_by_label("Rules applied"), "Vejloven § 80.")
    write(page, page.get_by_label("Reasons"), "The pavement has to stay free for wheelchairs.")
    press(page, page.get_by_role("button", name=re.compile("Check|Look")))
    press(page, page.get_by_role("button", name="Send the decision"))
    expect(page.get_by_role("region", name=re.compile("The decision"))).to_contain_text(
        "wheelchairs"
    )
