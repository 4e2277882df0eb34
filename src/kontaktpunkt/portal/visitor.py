"""Somebody who looks at a page without having logged in."""

from datetime import datetime

from django.http import HttpRequest

from kontaktpunkt.core.models import Municipality


class Visitor(HttpRequest):
    """A request by anybody; without a municipality it is for the installation itself."""

    at: datetime
    municipality: Municipality | None
