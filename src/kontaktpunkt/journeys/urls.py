"""Routes of this app, below the municipality's own first path segment."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kontaktpunkt.core.later import LaterViews
from kontaktpunkt.journeys.engine.lens import KEY_DIGITS

# Analysis takes as much memory as all the rest of a web process.
views = LaterViews("kontaktpunkt.journeys.views")
sent = LaterViews("kontaktpunkt.journeys.sent.views")
named_choices = LaterViews("kontaktpunkt.journeys.named_choices")


class KeyConverter(StringConverter):
    """The key of a journey; see engine.course."""

    regex = f"[0-9a-f]{{{KEY_DIGITS}}}"


register_converter(KeyConverter, "key")

app_name = "journeys"
urlpatterns = [
    path("", views.start, name="start"),
    path("import/", sent.send, name="import"),
    path("import/<uuid:key>/", sent.sent_file, name="sent-file"),
    path("import/<uuid:key>/stop/", sent.stop, name="stop-reading"),
    path("import/<uuid:key>/throw-away/", sent.throw_away, name="throw-away"),
    path("side-by-side/", views.side_by_side, name="side-by-side"),
    path("views/<slug:view>/", named_choices.saved_view, name="saved-view"),
    path("views/<slug:view>/remove/", named_choices.remove, name="remove-view"),
    path("<slug:log>/", views.journey, name="journey"),
    path("<slug:log>/save/", named_choices.save, name="save-view"),
    path("<slug:log>/remove/", views.remove, name="remove"),
    path("<slug:log>/journeys/", views.behind, name="behind"),
    path("<slug:log>/journeys/<key:key>/", views.one, name="one"),
    path("<slug:log>/<slug:question>/", views.journey, name="question"),
]
