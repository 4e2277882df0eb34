"""Every page that links lead to, in each language: accessible, and readable on a phone."""

from collections import deque
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.flows.site import Site, accessibility_faults, newcomer, overflows_sideways, speak

LANGUAGES = ("da", "sv", "en")
PHONE = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 900}
MOST_PAGES_A_PERSON = 40

STRANGER = "a stranger"
STAFF = (
    "anna.agerskov",
    "bo.bjerre",
    "lene.lund",
    "signe.strand",
    "martin.moeller",
    "kirsten.kjaer",
    "adam.ask",
)

# Whatever the invented year holds on the day of the test, links lead to these. Citizens' and
# companies' pages are walked in test_portal.py.
ALWAYS_REACHED = {
    "front",
    "tour",
    "portal:outbox",
    "listening:survey",
    "desk:contacts",
    "desk:contact-live",
    "desk:notices",
    "desk:party",
    "desk:worklist",
    "desk:handover",
    "desk:case",
    "desk:case-decide",
    "desk:settings",
    "desk:settings-guide",
    "desk:settings-municipality",
    "desk:settings-surveys",
    "listening:today",
    "journeys:start",
    "journeys:journey",
    "journeys:question",
    "insight:report",
}


@dataclass(frozen=True)
class Found:
    """A route, and where and as whom it was reached."""

    route: str
    path: str
    person: str


# Some sixty pages in three languages: on a busy machine more than any other test may take.
@pytest.mark.timeout(900)
def test_every_page_is_accessible_in_each_language(site: Site, browser: Browser) -> None:
    faults: list[str] = []
    reached: set[str] = set()
    for person, page in _people(site, browser):
        fresh = [found for found in _crawl(page, person) if found.route not in reached]
        reached |= {found.route for found in fresh}
        for found in fresh:
            faults += _faults(page, site, found)
        page.context.close()
    assert faults == []
    assert ALWAYS_REACHED - reached == set()


def _people(site: Site, browser: Browser):
    stranger = newcomer(browser, site)
    stranger.goto("/")
    yield STRANGER, stranger
    for who in STAFF:
        page = newcomer(browser, site)
        site.log_in(page, who)
        yield who, page


def _crawl(page: Page, person: str) -> list[Found]:
    """Follow links breadth first; each route is entered once, with the first object met.

    Without the browser, which would spend most of its time on pages that somebody else showed.
    """
    waiting, found = deque([_path(page.url)]), {}
    while waiting and len(found) < MOST_PAGES_A_PERSON:
        path = waiting.popleft()
        route = _route(path)
        if route is None or route in found:
            continue
        response = page.context.request.get(path)
        if response.status != 200:
            pytest.fail(f"{person}: {path} answered {response.status}")
        # A page that asks for a login, or leads on, was not reached itself.
        if _route(_path(response.url)) != route:
            continue
        found[route] = Found(route, path, person)
        # The tour on the front page shows everybody's pages; whoever is logged in stays at home.
        links = _links(response.text(), response.url)
        waiting.extend(link for link in links if person == STRANGER or _is_at_home(link))
    return list(found.values())


class _Links(HTMLParser):
    """Collects where a page's links lead; what is handed out to be kept is no page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(str(given["href"]))


def _links(html: str, address: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    absolute = [urljoin(address, href) for href in parser.found]
    here = urlsplit(address).netloc
    return [_path(href) for href in absolute if urlsplit(href).netloc == here]


def _is_at_home(path: str) -> bool:
    return path.startswith("/fjordby/")


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _route(path: str) -> str | None:
    bare = path.split("?", maxsplit=1)[0]
    for slug in ("fjordby", "sjostad"):
        bare = bare.removeprefix(f"/{slug}")
    try:
        return resolve(bare or "/").view_name
    except Resolver404:
        return None


def _faults(page: Page, site: Site, found: Found) -> list[str]:
    faults = []
    for language in LANGUAGES:
        speak(page.context, site, language)
        page.goto(found.path)
        where = f"{found.route} ({found.person}, {language})"
        found_here = accessibility_faults(page, has_contrast=language == LANGUAGES[0])
        faults += [f"{where}: {fault}" for fault in found_here]
        page.set_viewport_size(PHONE)
        if overflows_sideways(page):
            faults.append(f"{where}: scrolls sideways at {PHONE['width']} px")
        page.set_viewport_size(DESKTOP)
    speak(page.context, site, "en")
    return faults
