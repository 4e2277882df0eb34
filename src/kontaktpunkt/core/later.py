"""Views whose module is imported by the first request that asks for one.

For pages that need much: routes are known to every web process from its start, and most processes
are never asked for these.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse


class LaterViews:
    """Stands in a list of routes for a module of views."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> LaterView:
        return LaterView(self._module, name)


class LaterView:
    """A view that is not imported yet. What Django asks of a view before calling it is its name."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = self._view(request, *args, **kwargs)
        return response

    @property
    def access_rule(self) -> Any:
        """Return who may enter; see `core.access`."""
        return self._view.access_rule

    @cached_property
    def _view(self) -> Any:
        return getattr(import_module(self.__module__), self.__name__)
