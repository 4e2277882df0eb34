"""Surveys, indices and answers."""

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "kontaktpunkt.listening"
