"""Root routes. A municipality's pages live below its own first path segment, which
`core.middleware.MunicipalityMiddleware` takes off before these routes are read."""

from django.urls import include, path

handler500 = "kontaktpunkt.core.views.server_error"

urlpatterns = [
    path("", include("kontaktpunkt.core.urls")),
    path("desk/", include("kontaktpunkt.desk.urls")),
    path("", include("kontaktpunkt.listening.urls")),
    path("journeys/", include("kontaktpunkt.journeys.urls")),
    path("", include("kontaktpunkt.portal.urls")),
]
