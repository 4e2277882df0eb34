"""Root routes. A municipality's pages live under its own first path segment (see core)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
