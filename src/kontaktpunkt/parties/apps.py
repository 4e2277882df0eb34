"""Citizens and companies."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "kontaktpunkt.parties"
