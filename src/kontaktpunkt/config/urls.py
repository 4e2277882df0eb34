"""Root routes. A municipality's pages live below its own first path segment, which
`core.middleware.MunicipalityMiddleware` takes off before these routes are read."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kontaktpunkt.config import views
from kontaktpunkt.portal.views.front import start as portal_start

handler500 = "kontaktpunkt.core.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # The same address inside a municipality is the portal's; outside, the demonstration begins.
    path("", views.front(portal_start), name="front"),
    path("", include("kontaktpunkt.core.urls")),
    path("desk/", include("kontaktpunkt.desk.urls")),
    path("", include("kontaktpunkt.listening.urls")),
    path("journeys/", include("kontaktpunkt.journeys.urls")),
    path("report/", include("kontaktpunkt.insight.urls")),
    path("", include("kontaktpunkt.portal.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("start/tour/<slug:slug>/", views.tour, name="tour"),
        path("start/be/", views.be, name="be"),
    ]
