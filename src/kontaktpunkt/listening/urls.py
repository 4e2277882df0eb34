"""Routes of this app, below the municipality's own first path segment."""

from django.urls import URLPattern

app_name = "listening"
urlpatterns: list[URLPattern] = []
