"""Staff pages: who may enter, and the log of who read what."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from kontaktpunkt.core.access import AccessRule, state_rule
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import ReadEntry, Role, Staff

StaffView = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request by a member of staff of the municipality acted for."""

    staff: Staff
    at: datetime
    municipality: Municipality


def staff_page(*roles: Role) -> Callable[[StaffView], StaffView]:
    """Let only staff with one of the roles in; others are told, strangers are asked to log in.

    Row-level security has already made staff of another municipality a stranger here.
    """

    def decorate(view: StaffView) -> StaffView:
        @functools.wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.municipality is None:
                raise Http404
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("desk:login"))
            if request.user.role not in roles:
                raise PermissionDenied
            request.staff = request.user
            return view(request, *args, **kwargs)

        return state_rule(guarded, AccessRule("staff", frozenset(roles)))

    return decorate


def log_reading(*, request: StaffRequest, subject_type: str, subject_id: int) -> None:
    """Write down that the member of staff looked at a party or a case."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    ReadEntry.objects.create(
        staff=request.staff,
        subject_type=subject_type,
        subject_id=subject_id,
        read_at=request.at,
        route=route,
    )
