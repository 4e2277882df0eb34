"""The service centre's desk in a real browser: by keyboard, on a phone, and without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.flows.site import Site, accessibility_faults, newcomer, overflows_sideways

pytestmark = pytest.mark.browser

SIGN = "May we put up a sign over the shop?"


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    """Anna at her desk; what the test leaves open is put away."""
    page = newcomer(browser, site)
    site.log_in(page, "anna.agerskov")
    page.goto("/fjordby/desk/contacts/")
    yield page
    page.context.close()


def begin(page: Page, who: str) -> str:
    """Begin a contact with somebody, by keyboard only, and return its address."""
    page.keyboard.press("/")
    page.keyboard.type(who)
    expect(page.locator(".found__name").first).to_contain_text(who)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=who, level=2)).to_be_visible()
    return page.url


def put_away(page: Page) -> None:
    page.get_by_role("button", name="Came to nothing").click()
    expect(page.get_by_text("The contact was put away")).to_be_visible()


def test_a_contact_is_taken_without_a_mouse(desk: Page) -> None:
    begin(desk, "Egons Bag")
    desk.get_by_label("What is it about?").focus()
    desk.keyboard.type("en markise")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Skilt og facade")
    desk.keyboard.press("Tab")
    expect(desk.locator("#q0-advice a")).to_be_visible()
    desk.locator("#id_q0-outcome_0").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("status").filter(has_text="answers by")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Registered: Egons Bageri ApS, 1 question.")).to_be_visible()


def test_a_late_answer_of_the_search_takes_nobody_away(desk: Page) -> None:
    """The keys stay with the person they stood on; is she not found any more, one types on."""
    held: list[Route] = []
    search, dina = desk.get_by_role("searchbox"), desk.get_by_role("button", name="Dina Holm")
    search.press_sequentially("Dina")
    expect(dina).to_be_visible()
    dina.evaluate("button => button.title = 'of the first answer'")
    # Playwright marks what handles a route, and a method of a list takes no mark.
    desk.route("**/search/**", lambda route: held.append(route))  # noqa: PLW0108
    _type_and_walk_on(desk, "Dina Holm", to=dina)
    held.pop().continue_()
    expect(dina).not_to_have_attribute("title", "of the first answer")
    expect(dina).to_be_focused()
    _type_and_walk_on(desk, "Dina Holmx", to=dina)
    held.pop().continue_()
    expect(desk.get_by_text("Nobody found.")).to_be_visible()
    expect(search).to_be_focused()


def _type_and_walk_on(desk: Page, text: str, *, to: Locator) -> None:
    with desk.expect_request("**/search/**"):
        desk.get_by_role("searchbox").fill(text)
    to.focus()


def test_one_switches_between_live_contacts_and_loses_nothing(desk: Page) -> None:
    first = begin(desk, "Dina Holm")
    desk.get_by_label("What is it about?").fill(SIGN)
    # At once, within the pause after which typing is kept. "/" would be typed where one writes.
    desk.get_by_role("searchbox").focus()
    second = begin(desk, "Egon Olsen")
    assert second != first
    tabs = desk.get_by_role("navigation", name="Contacts going on")
    tabs.get_by_role("link", name=re.compile("Dina Holm")).last.click()
    expect(desk.get_by_label("What is it about?")).to_have_value(SIGN)
    put_away(desk)
    desk.goto(second)
    put_away(desk)


def test_what_was_put_away_can_be_taken_up_again(desk: Page) -> None:
    address = begin(desk, "Dina Holm")
    put_away(desk)
    desk.get_by_role("button", name="Undo").click()
    expect(desk).to_have_url(address)
    put_away(desk)


def test_a_suggested_matter_and_an_article_are_one_key_away(desk: Page) -> None:
    begin(desk, "Dina Holm")
    desk.get_by_label("What is it about?").press_sequentially("mit pas er udløbet")
    chip = desk.locator(".chip").first
    expect(chip).to_have_text("Pas og kørekort")
    chip.press("Enter")
    expect(desk.get_by_label("Matter")).to_have_value("Pas og kørekort")
    expect(desk.get_by_role("radio", name="Settled now")).to_be_focused()
    desk.get_by_role("button", name=re.compile("^I used it")).first.press("Enter")
    expect(desk.get_by_role("group", name="Question 1")).to_contain_text("From the article")
    expect(desk.get_by_role("radio", name="Settled now")).to_be_checked()
    assert accessibility_faults(desk) == []
    put_away(desk)


def test_whoever_is_faster_than_the_answer_loses_nothing(desk: Page) -> None:
    begin(desk, "Dina Holm")
    desk.get_by_label("What is it about?").press_sequentially("mit pas er udløbet")
    desk.locator(".chip").first.press("Enter")
    expect(desk.get_by_role("radio", name="Settled now")).to_be_focused()
    first: list[Route] = []
    desk.route(
        "**/contacts/live/**",
        lambda route: route.continue_() if first else first.append(route),
    )
    desk.get_by_role("button", name=re.compile("^I used it")).first.click()
    desk.get_by_role("button", name="Add another question").click()
    desk.get_by_label("Note").fill("Typed meanwhile")
    first[0].continue_()
    second = desk.get_by_role("group", name="Question 2")
    expect(second).to_be_visible()
    expect(desk.get_by_role("group", name="Question 1")).to_contain_text("From the article")
    expect(desk.get_by_label("Note")).to_have_value("Typed meanwhile")
    second.get_by_role("button", name="Remove").click()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Registered: Dina Holm, 1 question.")).to_be_visible()


def test_mistakes_are_listed_and_lead_to_their_fields(desk: Page) -> None:
    begin(desk, "Dina Holm")
    desk.get_by_label("Note").fill("Keep me")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".error-summary")).to_be_focused()
    assert accessibility_faults(desk) == []
    desk.get_by_role("link", name="Matter").press("Enter")
    expect(desk.get_by_label("Matter")).to_be_focused()
    expect(desk.get_by_label("Note")).to_have_value("Keep me")
    put_away(desk)


def test_the_desk_fits_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.reload()
    assert not overflows_sideways(desk)
    begin(desk, "Dina Holm")
    desk.get_by_label("What is it about?").fill(SIGN)
    assert not overflows_sideways(desk)
    assert accessibility_faults(desk) == []
    put_away(desk)


def test_everything_works_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-DK")
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    page = context.new_page()
    site.log_in(page, "anna.agerskov")
    page.goto("/fjordby/desk/contacts/")
    page.get_by_role("searchbox").fill("Egons Bag")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("main").get_by_role("button", name="Egons Bageri ApS").click()
    page.get_by_label("What is it about?").fill("Må vi sætte et skilt op?")
    # Enter keeps what is typed; it does not finish the contact.
    page.get_by_label("Matter").press("Enter")
    page.get_by_role("button", name="Skilt og facade").click()
    page.get_by_role("button", name="Add another question").click()
    page.locator("#id_q0-outcome_0").check(force=True)
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.get_by_text("Registered: Egons Bageri ApS, 1 question.")).to_be_visible()
    context.close()
