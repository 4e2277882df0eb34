"""Visiting the workspace as one of the cast."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse, set_script_prefix

from kontaktpunkt.cases.models import Case
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff
from tests.factories import NOW, make_case


class Visitor(Client):
    """A browser of one person, for whom routes have names."""

    def __init__(self, municipality: Municipality, **options: Any) -> None:
        super().__init__(**options)
        self.slug = municipality.slug
        # Sentences in the tests are the source's.
        self.cookies["django_language"] = "en"

    def url(self, route: str, **arguments: Any) -> str:
        """Return the address of a page in the visitor's municipality."""
        set_script_prefix(f"/{self.slug}/")
        try:
            return reverse(f"desk:{route}", kwargs=arguments)
        finally:
            set_script_prefix("/")

    def open(self, route: str, query: str = "", **arguments: Any) -> Any:
        """Return the answer to a GET."""
        return self.get(self.url(route, **arguments) + query)

    def send(self, route: str, data: dict[str, Any] | None = None, **arguments: Any) -> Any:
        """Return the answer to a form sent without script."""
        return self.post(self.url(route, **arguments), data or {})

    def swap(self, route: str, data: dict[str, Any] | None = None, **arguments: Any) -> Any:
        """Return the answer to a form sent by htmx."""
        headers = {"HX-Request": "true"}
        return self.post(self.url(route, **arguments), data or {}, headers=headers)


@pytest.fixture
def visit(here: Municipality) -> Callable[..., Visitor]:
    """Return the browser of a member of staff, or of a stranger."""

    def browser(staff: Staff | None = None) -> Visitor:
        visitor = Visitor(here)
        if staff is not None:
            visitor.force_login(staff, backend="kontaktpunkt.directory.backends.StaffBackend")
        return visitor

    return browser


@pytest.fixture
def bo(visit: Callable[..., Visitor], cast: SimpleNamespace) -> Visitor:
    """The browser of the caseworker."""
    return visit(cast.bo)


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """A case of the bakery, in Bo's hands."""
    return make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )


@pytest.fixture
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for on an ordinary Tuesday."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
