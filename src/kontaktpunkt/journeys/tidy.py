"""Addresses that people share hold what they chose, and not the fields that they left empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = TypeVar("View", bound=Callable[..., HttpResponse])


def without_empty_fields(view: View) -> View:
    """Lead a form that was sent with empty fields to the address without them.

    Where a script asks for a part of the page, it is answered at once, and told what the address
    is to be.
    """

    @wraps(view)
    def tidied(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = _tidy(request)
        if address is None:
            return view(request, *args, **kwargs)
        if "HX-Request" not in request.headers:
            return redirect(address)
        response = view(request, *args, **kwargs)
        # A slider that is drawn along changes the address at every place that it passes, and a
        # figure that comes into view changes none.
        is_part = request.headers.get("HX-Trigger") in {"sliders", "lower"}
        response["HX-Replace-Url" if is_part else "HX-Push-Url"] = address
        return response

    return cast(View, tidied)


def _tidy(request: HttpRequest) -> str | None:
    """Return the address without empty fields; None where there are none."""
    query = request.GET.copy()
    for name in request.GET:
        query.setlist(name, [value for value in query.getlist(name) if value])
    if query == request.GET:
        return None
    chosen = query.urlencode()
    return f"{request.path}?{chosen}" if chosen else request.path
