"""The configuration app: settings, root URLs and commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kontaktpunkt.config"
