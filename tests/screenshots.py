"""Take the pictures of the README from a running demo: `make screenshots`.

With `--url`, from the demo that runs there; else from one that is started for it, whole, in a data
folder of its own that stays for the next time.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.flows.conftest import BROWSERS
from tests.flows.site import BROWSER_ARGUMENTS, Site, newcomer

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images"
PORT = 8975
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
MAP = ("map", {"width": 1280, "height": 1180})
TALL = ("tall", {"width": 1280, "height": 1800})
CITIZEN = "Dina Holm"


@dataclass(frozen=True)
class Shot:
    """One picture: as whom, which page, and what on it to click (a CSS selector), if anything.

    part: what of the page the picture shows (a CSS selector); what fits the window where empty.
    """

    name: str
    path: str
    person: str = ""
    click_on: str = ""
    viewport: tuple[str, dict[str, int]] = ("desktop", DESKTOP)
    part: str = ""


SHOTS = (
    Shot("start", "/"),
    Shot("contacts", "/fjordby/desk/contacts/", "anna.agerskov"),
    Shot("contact", "/fjordby/desk/contacts/", "anna.agerskov", "a[href*='/contacts/live/']"),
    Shot("worklist", "/fjordby/desk/worklist/", "bo.bjerre"),
    Shot("case", "/fjordby/desk/worklist/", "bo.bjerre", "a[href*='/desk/cases/']"),
    Shot("journey", "/fjordby/journeys/own/", "signe.strand", viewport=MAP),
    Shot("places", "/fjordby/journeys/own/", "signe.strand", part=".places"),
    Shot("letter-wave", "/fjordby/journeys/own/repeats/", "signe.strand"),
    Shot("bottleneck", "/fjordby/journeys/own/units/", "signe.strand", viewport=TALL),
    Shot("listening", "/fjordby/listening/", "martin.moeller"),
    Shot("my-case", "/fjordby/mine/", CITIZEN, ".portal-card--yours a", ("phone", PHONE)),
)


def main() -> None:
    """Take every picture; fails when a page cannot be shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="of a demo that is running")
    parser.add_argument("--language", choices=["da", "sv", "en"], default="en")
    arguments = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _demo(arguments.url) as site, _browser() as browser:
        for shot in SHOTS:
            _take(browser, site, shot, arguments.language)


def _take(browser: Browser, site: Site, shot: Shot, language: str) -> None:
    page = newcomer(browser, site, language)
    _become(page, site, shot.person)
    page.set_viewport_size(shot.viewport[1])  # type: ignore[arg-type]
    answer = page.goto(shot.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.path} cannot be shown.")
    if shot.click_on:
        page.locator(shot.click_on).first.click()
    page.wait_for_load_state("networkidle")
    target = PICTURES / f"{shot.name}.png"
    (page.locator(shot.part) if shot.part else page).screenshot(path=target)
    page.context.close()
    print(target.relative_to(ROOT))


def _become(page: Page, site: Site, person: str) -> None:
    if person == CITIZEN:
        page.goto(f"/fjordby/login/?q={person}")
        page.locator(".choice-card button").first.click()
        page.wait_for_url("**/mine/")
    elif person:
        site.log_in(page, person)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _demo(url: str | None) -> Iterator[Site]:
    data = ROOT / ".kontaktpunkt" / "screenshots"
    if url:
        yield Site(url=url.rstrip("/"), data=data, log=data / "demo.log")
        return
    command = [sys.executable, "-m", "kontaktpunkt.config.cli", "demo"]
    process = subprocess.Popen(
        [*command, "--data", str(data), "--port", str(PORT)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        _wait(process)
        yield Site(url=f"http://localhost:{PORT}", data=data, log=data / "demo.log")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def _wait(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    for line in process.stdout:
        print(line, end="")
        if "Ctrl-C ends it" in line:
            return
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    main()
