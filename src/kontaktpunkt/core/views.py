"""Pages about pages: what a person sees when no page could answer."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from kontaktpunkt.core.middleware import ErrorMiddleware


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong outside a view, which `ErrorMiddleware` is not shown by itself.

    Django turns an exception of an inner middleware into an answer before an outer one sees it.
    """
    error = sys.exc_info()[1]
    assert isinstance(error, Exception)
    handled = ErrorMiddleware(lambda _: HttpResponse()).process_exception(request, error)
    return handled or defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Ask the person to go back and send again; the log has the reason."""
    return render(request, "403_csrf.html", status=403)
