"""The event log: what happened, without names."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kontaktpunkt.events"
