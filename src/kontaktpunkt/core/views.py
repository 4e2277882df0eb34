"""Pages about pages: what a person sees when a form came back without its secret."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Ask the person to go back and send again; the log has the reason."""
    return render(request, "403_csrf.html", status=403)
