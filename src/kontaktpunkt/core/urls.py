"""Routes of the frame: colours, language, and the style guide in the demonstration."""

from django.conf import settings
from django.urls import URLPattern, path
from django.views.i18n import set_language

from kontaktpunkt.core.access import public
from kontaktpunkt.core.styleguide import styleguide
from kontaktpunkt.core.theme import theme

urlpatterns: list[URLPattern] = [
    path("theme.css", theme, name="theme"),
    path("i18n/setlang/", public(set_language), name="set_language"),
]

if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
