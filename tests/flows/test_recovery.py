"""The database goes away under a running installation, and comes back."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.flows.site import Site


def test_a_page_says_that_the_records_are_away_and_recovers_by_itself(
    page: Page, site: Site
) -> None:
    page.goto(f"{site.url}/fjordby/")
    title = page.title()

    with _database_away(site):
        page.goto(f"{site.url}/fjordby/")
        expect(page.get_by_role("heading", name="Back in a moment")).to_be_visible()

    expect(page).to_have_title(title)


@contextmanager
def _database_away(site: Site) -> Iterator[None]:
    """Stop the database, and keep the demo's command from starting it again."""
    os.kill(site.pid, signal.SIGSTOP)
    try:
        pid = (site.data / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(pid), signal.SIGINT)
        yield
    finally:
        os.kill(site.pid, signal.SIGCONT)
