"""Contacts, their questions, and promises."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "kontaktpunkt.contacts"
