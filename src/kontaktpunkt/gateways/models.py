"""The outbox: messages wait here until the job runner has sent them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel


class Message(TenantModel):
    """One e-mail or text message; sent at least once, recorded once."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    channel = models.CharField(max_length=10, choices=Channel)
    recipient = models.CharField(max_length=254)
    addressee = models.UUIDField(
        null=True, help_text=_("Pseudonymous key of the party it is for, when it is for one.")
    )
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    purpose = models.CharField(
        max_length=80, help_text=_("What it is about; the same purpose is sent once.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "purpose"], name="message_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality", "next_try_at"],
                condition=models.Q(state="waiting"),
                name="message_waiting",
            ),
            models.Index(fields=["municipality", "-created_at"], name="message_by_time"),
            models.Index(
                fields=["municipality", "addressee", "-created_at"],
                condition=models.Q(addressee__isnull=False),
                name="message_by_addressee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose}"
