"""Routes of this app, below `report/`."""

from django.urls import URLPattern, path

from kontaktpunkt.insight import views

app_name = "insight"
urlpatterns: list[URLPattern] = [path("", views.report, name="report")]
