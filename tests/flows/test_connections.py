"""What many open browsers do to the web server."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.flows.site import Site

# Ten people who have a page open: browsers keep six connections each.
IDLE = 60


def test_browsers_that_sit_idle_do_not_keep_the_next_visitor_waiting(site: Site) -> None:
    address = urlsplit(site.url)
    with ExitStack() as idle:
        for _ in range(IDLE):
            idle.enter_context(socket.create_connection((address.hostname, address.port)))
        with urlopen(f"{site.url}/", timeout=10) as response:
            assert response.status == 200
