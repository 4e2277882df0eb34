"""The event log as Parquet, and the connection that reads it."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "kontaktpunkt.warehouse"
