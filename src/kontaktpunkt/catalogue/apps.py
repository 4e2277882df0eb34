"""Services, matter types, channels and knowledge articles."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "kontaktpunkt.catalogue"
