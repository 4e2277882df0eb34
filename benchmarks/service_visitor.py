"""A browser without pictures: one connection, its cookies, and the server's own time."""

from __future__ import annotations

import http.client
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_ALRIGHT = {200, 302}


@dataclass(frozen=True)
class Answer:
    """What came back; the time is the server's own."""

    milliseconds: float
    location: str
    text: str = ""


class Visitor:
    """One person at one computer."""

    def __init__(self, *, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}

    def answers(self) -> bool:
        """Say whether somebody is at home."""
        with suppress(OSError, http.client.HTTPException):
            self._connection.request("GET", "/")
            return self._connection.getresponse().read() is not None
        return False

    def be_staff(self, *, slug: str, staff: int) -> None:
        """Log in as a member of staff of the demonstration."""
        self._cookies.clear()
        self.get("/")
        self.post(f"/{slug}/start/be/", {"staff": str(staff)})

    def get(self, path: str, *, as_htmx: bool = False, **query: str) -> float:
        """Ask for a page; return the milliseconds that it took."""
        address = f"{path}?{urlencode(query)}" if query else path
        headers = {"HX-Request": "true"} if as_htmx else {}
        return self._ask("GET", address, None, headers).milliseconds

    def read(self, address: str) -> str:
        """Return a page as text; follows where it leads."""
        answer = self._ask("GET", address, None, {})
        return self.read(answer.location) if answer.location else answer.text

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form."""
        token = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", "")}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form | token), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, headers | {"Cookie": cookies})
        response = self._connection.getresponse()
        text = response.read()
        if response.status not in _ALRIGHT:
            raise SystemExit(f"{method} {path} answered {response.status}: {text[:300]!r}")
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: each.value for name, each in SimpleCookie(header).items()}
        took = response.headers["Server-Timing"].partition("dur=")[2]
        return Answer(
            float(took), response.headers.get("Location", ""), text.decode(errors="replace")
        )
