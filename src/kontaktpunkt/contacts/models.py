"""Contacts, the questions raised in them, and the promises made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Article, Channel, MatterType
from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.parties.models import Party


class Contact(TenantModel):
    """One meeting between a party and the municipality, in one channel."""

    class Avoidable(models.TextChoices):
        NO = "no", _("No")
        CHASING = "chasing", _("Asking how it goes")
        UNCLEAR = "unclear", _("Something of ours was unclear")
        WRONG_PLACE = "wrong_place", _("Came to the wrong place")

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    caller_name = models.CharField(
        _("who called"), max_length=120, blank=True, help_text=_("The person at a company.")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    note = models.TextField(_("note"), blank=True)
    avoidable = models.CharField(
        _("avoidable?"), max_length=12, choices=Avoidable, default=Avoidable.NO
    )

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "party", "-started_at"], name="contact_by_party"),
            models.Index(fields=["municipality", "-started_at"], name="contact_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("started_at")),
                name="contact_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.started_at:%Y-%m-%d %H:%M}"


class Question(TenantModel, VersionedModel):
    """One matter raised in a contact; when handed over, it carries a promise."""

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("Settled now")
        GUIDED = "guided", _("Guided to self-service")
        HANDED_OVER = "handed_over", _("Handed over")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    matter_type = models.ForeignKey(MatterType, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="questions",
        help_text=_("The unit that owes the answer."),
    )
    promised_on = models.DateField(_("answer promised by"), null=True)
    assigned_to = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=~models.Q(outcome="handed_over")
                | models.Q(unit__isnull=False, promised_on__isnull=False),
                name="handover_has_unit_and_promise",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "unit", "promised_on"],
                condition=models.Q(answered_at=None, outcome="handed_over"),
                name="question_open_by_promise",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Somebody still owes the party an answer."""
        return self.outcome == self.Outcome.HANDED_OVER and self.answered_at is None
