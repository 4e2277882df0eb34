"""The event log. No names, no numbers, no free text, no keys of other tables."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kontaktpunkt.core.models import TenantModel


class Event(TenantModel):
    """One thing that happened, as it is exported and mined."""

    kind = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    touchpoint = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    initiator = models.CharField(max_length=10)
    is_contact = models.BooleanField(default=False)
    actor_role = models.CharField(max_length=20, blank=True)
    matter = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    score = models.FloatField(null=True)
    score_max = models.FloatField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "occurred_at"], name="event_by_time"),
            models.Index(fields=["municipality", "recorded_at"], name="event_by_recording"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d %H:%M}"


class EventObject(TenantModel):
    """That an event touched an object (one event, many objects, as in OCEL 2.0)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="objects_touched")
    type = models.CharField(max_length=20)
    key = models.UUIDField()
    qualifier = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "key"], include=["event"], name="event_object_by_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"
