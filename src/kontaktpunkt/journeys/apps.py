"""Service journeys as they really went."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "kontaktpunkt.journeys"
