"""What the committee reads: true sentences about how the municipality meets people."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "kontaktpunkt.insight"
