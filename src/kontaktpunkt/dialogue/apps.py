"""Strengthened Contact: the call before the decision."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "kontaktpunkt.dialogue"
