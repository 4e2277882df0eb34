"""The running installation, as a test sees it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

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
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Site:
    """url: the root address; data: its data folder; log: what the demo command printed."""

    url: str
    data: Path
    log: Path

    def be(self, page: Page, who: str) -> None:
        """Choose on the start page to be this person, as a newcomer does."""
        page.goto(self.url + "/")
        page.get_by_role("button", name=re.compile(who)).first.click()
        page.wait_for_load_state()


def accessibility_faults(page: Page) -> list[str]:
    """Return axe's findings for WCAG 2.2 A and AA on the page as it stands, a line each."""
    page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
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
