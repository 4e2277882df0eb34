"""Units, staff, calendars and opening hours."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kontaktpunkt.directory"
