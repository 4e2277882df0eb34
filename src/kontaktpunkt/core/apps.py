"""The core app: what every other app stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "kontaktpunkt.core"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from kontaktpunkt.core import forms, isolation, tenancy

        connection_created.connect(tenancy.remember_on_connect)
        forms.speak_plainly()
        post_migrate.connect(isolation.protect_after_migrate, sender=self)
