"""Middleware: the request's clock, its municipality, and errors that carry a reference."""

import logging
import time
from collections.abc import Callable

from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import set_script_prefix
from django.utils import timezone, translation

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import new_reference
from kontaktpunkt.core.models import RESERVED_SLUGS, Municipality

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

# What Django itself answers with 400, 403 or 404.
_EXPECTED = (Http404, PermissionDenied, BadRequest, SuspiciousOperation, MultiPartParserError)

# A renamed or new municipality is known everywhere after this many seconds.
_REMEMBER_SECONDS = 30


class ErrorMiddleware:
    """Answer the unexpected with a page that carries a reference, and log it once."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self._unavailable(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, _EXPECTED):
            return None
        if isinstance(error, (OperationalError, InterfaceError)):
            return self._unavailable(request, error)
        reference = new_reference()
        logger.error("unexpected error %s at %s", reference, request.path, exc_info=error)
        response = render(request, "500.html", {"reference": reference}, status=500)
        # An answer to htmx is not shown as a page; the script reads the code from here.
        response["X-Reference"] = reference
        return response

    def _unavailable(self, request: HttpRequest, error: Exception) -> HttpResponse:
        logger.warning("database unavailable at %s: %s", request.path, error)
        was_sent = {"was_sent": request.method == "POST"}
        response = render(None, "503.html", was_sent, status=503)
        response["Retry-After"] = "5"
        return response


class MunicipalityMiddleware:
    """Read the municipality from the first path segment and act for it during the request.

    The segment becomes the script prefix, so that `reverse()` keeps it and no route repeats it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        municipality = municipality_named(_first_segment(request.path_info))
        request.municipality = municipality  # type: ignore[attr-defined]
        if municipality is None:
            return self.get_response(request)
        _mount(request, municipality.slug)
        with (
            tenancy.acting_for(municipality),
            timezone.override(municipality.timezone),
        ):
            return self.get_response(request)


class LanguageMiddleware:
    """Speak the language that the person chose, else the municipality's own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


def municipality_named(slug: str) -> Municipality | None:
    """Return the municipality at this address, remembered for a short while."""
    if not slug or slug in RESERVED_SLUGS:
        return None
    key = f"municipality:{slug}"
    remembered: Municipality | None = cache.get(key)
    if remembered is None:
        remembered = Municipality.objects.filter(slug=slug).first()
        if remembered is not None:
            cache.set(key, remembered, _REMEMBER_SECONDS)
    return remembered


def forget_municipality(slug: str) -> None:
    """Have the next request read the municipality anew, because it was changed."""
    cache.delete(f"municipality:{slug}")


def _first_segment(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _mount(request: HttpRequest, slug: str) -> None:
    prefix = f"{request.META.get('SCRIPT_NAME', '')}/{slug}"
    request.META["SCRIPT_NAME"] = prefix
    request.path_info = request.path_info.removeprefix(f"/{slug}") or "/"
    request.META["PATH_INFO"] = request.path_info
    set_script_prefix(prefix + "/")


def _language(request: HttpRequest) -> str:
    chosen = translation.get_language_from_request(request)
    municipality = getattr(request, "municipality", None)
    if "django_language" in request.COOKIES or municipality is None:
        return chosen
    return str(municipality.language)


def server_timing(get_response: Handler) -> Handler:
    """Tell the browser, and the benchmark, how long the server took (milliseconds)."""

    def measure(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - began) * 1000:.1f}"
        return response

    return measure
