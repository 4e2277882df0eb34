"""One matter all the way, in the pages: from the phone call to the journey map."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.site import Site, accessibility_faults, newcomer, overflows_sideways

ASKED = "Må vi sætte en markise op over døren?"
SETTLED = "Hvornår har genbrugspladsen åbent?"
AGAINST = "A neighbour says that the awning would hide the traffic sign on the corner."
COMMENT = "The sign stands on the other side of the street."
REASONS = "The awning would reach out over the kerb, where lorries pass at its height."


@pytest.fixture(scope="package")
def decided(site: Site, browser: Browser) -> str:
    """One matter from the phone call to the decision that the party reads; its case number."""
    agent = newcomer(browser, site)
    take_the_call(agent, site)
    worker = newcomer(browser, site)
    number = open_a_case(worker, site)
    a_refusal_owes_a_call(worker)
    call_before_refusing(worker)
    deciding_waits_for_the_hearing(worker, number)
    company = newcomer(browser, site)
    comment_on_the_facts(company, site, number)
    decide(worker, number)
    read_the_decision(company, number)
    return number


def test_one_matter_goes_all_the_way(decided: str, site: Site, browser: Browser) -> None:
    see_the_journey(newcomer(browser, site), site)


# By then the job, which looks for decided cases each minute, has done so.
@pytest.mark.later
def test_how_it_went_is_asked_by_itself_and_answered_once(
    decided: str, site: Site, browser: Browser
) -> None:
    answer_the_survey_once(newcomer(browser, site), decided)


def take_the_call(page: Page, site: Site) -> None:
    """Anna finds the bakery, settles one question from an article and hands the other over."""
    site.log_in(page, "anna.agerskov")
    page.get_by_role("searchbox").press_sequentially("Egons Bag")
    page.get_by_role("button", name="Egons Bageri ApS").click()
    expect(page).to_have_url(re.compile("/contacts/live/"))
    first = page.get_by_role("group", name="Question 1")
    first.get_by_label("What is it about?").fill(SETTLED)
    first.get_by_label("Matter").fill("Genbrugsplads")
    first.get_by_text("Settled now").click()
    page.get_by_role("button", name=re.compile("^I used it")).first.click()
    expect(first).to_contain_text("From the article")
    page.get_by_role("button", name="Add another question").click()
    second = page.get_by_role("group", name="Question 2")
    second.get_by_label("What is it about?").fill(ASKED)
    second.get_by_label("Matter").fill("Skilt og facade")
    second.get_by_text("Handed over").click()
    expect(second.get_by_role("status")).to_contain_text("Byg og Miljø answers by")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Registered: Egons Bageri ApS, 2 questions.")).to_be_visible()


def open_a_case(page: Page, site: Site) -> str:
    """Bo finds the question in the worklist and opens a case from it."""
    site.log_in(page, "bo.bjerre")
    page.goto("/fjordby/desk/worklist/")
    page.get_by_role("link", name=ASKED).first.click()
    page.get_by_role("link", name="Open a case").click()
    page.get_by_role("button", name="Open the case").click()
    expect(page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def a_refusal_owes_a_call(page: Page) -> None:
    """Bo says that he intends to refuse; the page says that a call is owed."""
    page.get_by_role("link", name="Say what you intend").click()
    page.get_by_label("Refused").check()
    page.get_by_role("button", name="Save").click()
    owed = page.get_by_role("region", name="Before you can decide")
    expect(owed).to_contain_text("Call before refusing")
    expect(owed).to_contain_text("Owed")


def call_before_refusing(page: Page) -> None:
    """Bo calls with the guide, ticks what he did and writes down what was said."""
    page.get_by_role("button", name="Call now").click()
    page.get_by_role("button", name="They answered").click()
    expect(page.get_by_role("button", name="They answered")).to_have_count(0)
    page.get_by_label("The party agreed to talk now").check()
    page.get_by_label("What matters to the party").fill("The queue should not stand in the rain.")
    facts = page.get_by_role("group", name="Fact 1")
    facts.get_by_label("Standing").select_option("new")
    facts.get_by_label("Fact", exact=True).fill(AGAINST)
    facts.get_by_label("Weighs against the party").check()
    agreement = page.get_by_role("group", name="Agreement 1")
    agreement.get_by_label("What was agreed").fill("Bo sends the map of the signs.")
    agreement.get_by_label("Who").select_option("municipality")
    agreement.get_by_label("By").fill("2027-06-01")
    page.get_by_role("button", name="Finish: to the note").click()
    note = page.get_by_role("textbox", name="Note of the call")
    expect(note).to_have_value(re.compile("rain"))
    expect(page.get_by_text("A hearing opens")).to_be_visible()
    page.get_by_label("Minutes talked").fill("12")
    page.get_by_role("button", name="Finish the call").click()
    expect(page.get_by_role("region", name="Before you can decide")).to_contain_text("Hearing")


def deciding_waits_for_the_hearing(page: Page, number: str) -> None:
    """A decision is written, and refused while the company may still comment."""
    write_the_decision(page, number)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("comment|hearing", re.IGNORECASE))


def comment_on_the_facts(page: Page, site: Site, number: str) -> None:
    """Egon sees that it is his turn, why, and until when; he comments."""
    page.goto("/")
    page.get_by_role("button", name="Egon Olsen").click()
    page.goto(f"/fjordby/mine/cases/{number}/")
    expect(page.locator(".what-now")).to_contain_text(re.compile("comment", re.IGNORECASE))
    assert accessibility_faults(page) == []
    page.locator(".what-now").get_by_role("link").first.click()
    expect(page.get_by_text(AGAINST)).to_be_visible()
    page.get_by_label("Your comment").fill(COMMENT)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("You commented on the facts")).to_be_visible()


def decide(page: Page, number: str) -> None:
    """Bo reads the comment, closes the hearing and decides."""
    page.goto(f"/fjordby/desk/cases/{number}/")
    page.get_by_role("link", name="Read the comment").first.click()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    page.get_by_role("button", name="Close the hearing").click()
    write_the_decision(page, number)
    page.get_by_role("button", name="Send the decision").click()
    expect(page.get_by_role("region", name=re.compile("The decision"))).to_contain_text(REASONS)


def write_the_decision(page: Page, number: str) -> None:
    page.goto(f"/fjordby/desk/cases/{number}/decision/")
    page.get_by_label("Refused").check()
    page.get_by_label("Rules applied").fill("Lokalplan 12, § 4.")
    page.get_by_label("Reasons").fill(REASONS)
    page.get_by_role("button", name=re.compile("Check|Look")).click()


def read_the_decision(page: Page, number: str) -> None:
    """Egon reads why, and what he can do."""
    page.goto(f"/fjordby/mine/cases/{number}/")
    decision = page.get_by_role("region", name="The decision")
    expect(decision).to_contain_text(REASONS)
    expect(decision).to_contain_text("If you disagree")
    expect(page.get_by_text("We called you")).to_be_visible()


def answer_the_survey_once(page: Page, number: str) -> None:
    """The invitation lies in the outbox; its link needs no login, works on a phone, counts once."""
    link = survey_link(page, number)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(link + "?language=en")
    assert accessibility_faults(page) == []
    assert not overflows_sideways(page)
    for scale in page.locator("fieldset").all():
        scale.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank")
    page.goto(link + "?language=en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("answer")
    expect(page.locator("fieldset")).to_have_count(0)


def survey_link(page: Page, number: str) -> str:
    """Wait for the job that asks, should it not have done so yet."""
    for _ in range(160):
        page.goto("/fjordby/outbox/")
        message = page.get_by_role("article").filter(has_text=number).filter(has_text="/s/")
        if message.count():
            return message.first.locator("a[href*='/s/']").first.get_attribute("href") or ""
        page.wait_for_timeout(1000)
    raise AssertionError(f"no invitation about {number} was sent")


def see_the_journey(page: Page, site: Site) -> None:
    """The designer finds the touchpoints of what just happened on the map."""
    site.log_in(page, "signe.strand")
    page.goto("/fjordby/journeys/own/")
    assert accessibility_faults(page) == []
    expect(page.get_by_role("heading", level=1)).to_contain_text("journeys")
