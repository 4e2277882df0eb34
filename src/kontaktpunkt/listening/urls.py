"""Routes of this app, below the municipality's own first path segment.

The survey's address is short, because it has to fit into a text message.
"""

from django.urls import URLPattern, path

from kontaktpunkt.listening import views

app_name = "listening"
urlpatterns: list[URLPattern] = [
    path("s/<str:token>/", views.survey, name="survey"),
    path("s/<str:token>/thanks/", views.thanks, name="thanks"),
    path("listening/", views.today, name="today"),
    path("listening/follow-up/<int:pk>/", views.follow_up, name="follow_up"),
]
