"""Logging in and out, and the page on which each role begins."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kontaktpunkt.core.access import public
from kontaktpunkt.core.navigation import front_url, route_url
from kontaktpunkt.desk.access import FIRST_PAGES
from kontaktpunkt.desk.forms.session import LoginForm
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role
from kontaktpunkt.directory.queries import one_of_each_role

TOO_MANY_REQUESTS = 429


@public
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Let a member of staff in with e-mail and password."""
    if request.municipality is None:  # type: ignore[attr-defined]
        raise Http404
    if request.user.is_authenticated:
        return redirect(_onward(request))
    form = LoginForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        staff = authenticate(request, username=given["email"], password=given["password"])
        if staff is not None:
            # Nobody is a member of staff and a citizen in one session.
            request.session.flush()
            login(request, staff)
            return redirect(_onward(request))
        form.add_error(None, _refusal(request))
    context = {"form": form, "next": _wanted(request), "people": _people(request)}
    return render(request, "desk/login.html", context, status=_status(request))


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session and leave the workspace."""
    logout(request)
    return redirect(front_url())


@staff_page(*Role)
def start(request: StaffRequest) -> HttpResponse:
    """Lead each role to the page on which its day begins."""
    for route in FIRST_PAGES.get(request.staff.role, ()):
        url = route_url(route)
        if url:
            return redirect(url)
    return render(request, "desk/start.html")


def keep_answer(
    _request: HttpRequest, answer: HttpResponse, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Leave the answer as it is: the login page itself says that the door is shut for a while."""
    return answer


def _people(request: HttpRequest) -> list[dict[str, Any]]:
    """Return whom one can be without a password: in the demonstration, one of each role."""
    municipality = request.municipality  # type: ignore[attr-defined]
    url = route_url("be")
    if not (settings.DEMO and municipality.is_demo and url):
        return []
    post = {"next": _wanted(request)} if _wanted(request) else {}
    return [
        {
            "title": person.name,
            "role": f"{person.get_role_display()} · {person.unit}",
            "url": url,
            "post": {"staff": person.pk, **post},
        }
        for person in one_of_each_role()
    ]


def _wanted(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _onward(request: HttpRequest) -> str:
    wanted = _wanted(request)
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("desk:start")


def _is_shut(request: HttpRequest) -> bool:
    return bool(getattr(request, "axes_locked_out", False))


def _refusal(request: HttpRequest) -> str:
    if not _is_shut(request):
        return _("E-mail or password is wrong. Check both and try again.")
    return _(
        "That was wrong too many times. Wait %(minutes)d minutes before you try again, or ask "
        "your administrator for a new password."
    ) % {"minutes": settings.AXES_COOLOFF_TIME * 60}


def _status(request: HttpRequest) -> int:
    if _is_shut(request):
        return TOO_MANY_REQUESTS
    return 422 if request.method == "POST" else 200
