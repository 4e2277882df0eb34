"""Outbound e-mail and SMS."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "kontaktpunkt.gateways"
