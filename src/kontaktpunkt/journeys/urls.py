"""Routes of this app, below the municipality's own first path segment."""

from django.urls import path

from kontaktpunkt.core.later import LaterViews

# Analysis takes as much memory as all the rest of a web process.
views = LaterViews("kontaktpunkt.journeys.views")

app_name = "journeys"
urlpatterns = [
    path("", views.start, name="start"),
    path("side-by-side/", views.side_by_side, name="side-by-side"),
    path("<slug:log>/", views.journey, name="journey"),
    path("<slug:log>/remove/", views.remove, name="remove"),
    path("<slug:log>/<slug:question>/", views.journey, name="question"),
]
