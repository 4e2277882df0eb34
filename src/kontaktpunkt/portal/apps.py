"""The pages of citizens and companies."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kontaktpunkt.portal"
