"""The staff workspace."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kontaktpunkt.desk"
