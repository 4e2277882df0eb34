"""The running installation, as a test sees it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

# Without these Chromium calls home, which a closed network refuses many times a minute.
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "fjordby-demo"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Site:
    """The root address, the data folder, what the demo command printed, and its process."""

    url: str
    data: Path
    log: Path
    pid: int = 0

    def log_in(self, page: Page, who: str, municipality: str = "fjordby") -> None:
        """Log a member of staff in, by the first part of the e-mail."""
        page.goto(f"{self.url}/{municipality}/desk/login/")
        page.get_by_label("E-mail").fill(f"{who}@{municipality}.example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_load_state()


def newcomer(browser: Browser, site: Site, language: str = "en") -> Page:
    """Return a page of somebody who was never here and reads this language."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": 1280, "height": 900}, locale=f"{language}-DK"
    )
    context.set_default_timeout(20_000)
    speak(context, site, language)
    return context.new_page()


def accessibility_faults(page: Page, *, has_contrast: bool = True) -> list[str]:
    """Return axe's findings for WCAG 2.2 A and AA on the page as it stands, a line each.

    has_contrast: look at the contrast of colours as well, which is half of the work; a page that
    is walked in several languages has the same colours in each.
    """
    page.evaluate(AXE.read_text())
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": has_contrast}},
    }
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def overflows_sideways(page: Page) -> bool:
    """Say whether the page can be scrolled sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def speak(context: BrowserContext, site: Site, language: str) -> None:
    """Have every page in this language."""
    context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
