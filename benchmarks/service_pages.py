"""A visitor who opens every kind of page: follows links as each role, journeys and filters too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from service_visitor import Visitor

MOST_OF_A_KIND = 2
MOST_PAGES = 60
# Files are made by a process of their own, and take seconds.
_FILE = "save="
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)"')
# What differs between pages of one kind: numbers, codes and keys.
_NAME = re.compile(r"\d[\w-]*|[0-9a-f-]{32,}")


def open_every_kind(*, visitor: Visitor, start: str) -> int:
    """Follow links from a page, breadth first; return how many pages were opened.

    Some of each kind are opened, and each with filters once: what a kind is, its address says.
    """
    waiting, seen, opened = deque([start]), {start}, dict[str, int]()
    while waiting and sum(opened.values()) < MOST_PAGES:
        address = waiting.popleft()
        kind = _kind(address)
        if opened.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        opened[kind] = opened.get(kind, 0) + 1
        new = [link for link in _links(visitor.read(address), address) if link not in seen]
        seen.update(new)
        waiting.extend(new)
    return sum(opened.values())


def _links(page: str, address: str) -> Iterator[str]:
    """Yield addresses on the page in the same municipality."""
    home = "/" + address.split("/")[1] + "/"
    for link in dict.fromkeys(_LINK.findall(page)):
        found = urlsplit(urljoin(address, unescape(link)))
        if not found.netloc and found.path.startswith(home) and _FILE not in found.query:
            yield found.path + (f"?{found.query}" if found.query else "")


def _kind(address: str) -> str:
    path, _, query = address.partition("?")
    names = sorted(part.partition("=")[0] for part in query.split("&"))
    return _NAME.sub("*", path) + "?" + "&".join(names)
