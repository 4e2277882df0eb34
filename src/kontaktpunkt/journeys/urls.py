"""Routes of this app, below the municipality's own first path segment."""

from django.urls import path

from kontaktpunkt.journeys import views

app_name = "journeys"
urlpatterns = [
    path("", views.start, name="start"),
    path("side-by-side/", views.side_by_side, name="side-by-side"),
    path("<slug:log>/", views.journey, name="journey"),
    path("<slug:log>/remove/", views.remove, name="remove"),
    path("<slug:log>/<slug:question>/", views.journey, name="question"),
]
