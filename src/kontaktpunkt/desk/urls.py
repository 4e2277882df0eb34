"""Routes of the staff workspace, below the municipality's own first path segment."""

from django.urls import URLPattern, path

from kontaktpunkt.desk.views import session

app_name = "desk"

_SESSION = [
    path("", session.start, name="start"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
]

urlpatterns: list[URLPattern] = [*_SESSION]
