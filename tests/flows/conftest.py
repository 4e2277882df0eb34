"""A whole running installation, made by the demo's own command, and a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.flows.site import BROWSER_ARGUMENTS, Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# On a busy machine; less than any test may take.
START_SECONDS = 280
# Small, but with every story and every role of the full demo.
SCALE = "0.04"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, running: web server, worker and database as a newcomer has them."""
    # A second one in another worker would cost minutes unnoticed (see the root's conftest.py).
    (tmp_path_factory.getbasetemp().parent / "only-one-site").mkdir()
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    log = folder / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "kontaktpunkt.config.cli", "demo", "--port", str(port),
             "--data", str(folder / "data"), "--scale", SCALE],
            stdout=output, stderr=subprocess.STDOUT, env=_environment(),
        )  # fmt: skip
    site = Site(url=f"http://localhost:{port}", data=folder / "data", log=log, pid=process.pid)
    try:
        _wait_until_running(process, log)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


# Not longer than these tests: as long as it is open, Django refuses the database to this process.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; skipped only where make said loudly that there is none."""
    if os.environ.get("KONTAKTPUNKT_NO_BROWSER"):
        pytest.skip("no browser on this machine (KONTAKTPUNKT_NO_BROWSER is set)")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium found: install your system's chromium package"
    # A machine that also runs the other tests may be slow; a page that is wrong stays wrong.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor, whose pages must not break the content security policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    broken: list[str] = []
    context.on("console", lambda message: _note(message, broken))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    yield context
    context.close()
    assert broken == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of the fresh visitor."""
    return context.new_page()


def _note(message: Any, broken: list[str]) -> None:
    if message.type == "error" and "Failed to load resource" not in message.text:
        broken.append(message.text)


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KONTAKTPUNKT_", "PYTEST_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return kept | {"PYTHONUNBUFFERED": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_running(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "is running" not in log.read_text():
        said = log.read_text()
        assert process.poll() is None, f"the demo ended by itself:\n{said}"
        assert time.monotonic() < deadline, f"the demo did not start in time:\n{said}"
        time.sleep(0.2)
