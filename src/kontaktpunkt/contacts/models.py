"""Contacts, the questions raised in them, and the promises made."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontaktpunkt.catalogue.models import Article, Channel, MatterType
from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.parties.models import Party


class Contact(TenantModel):
    """One meeting between a party and the municipality, in one channel."""

    class Avoidable(models.TextChoices):
        NO = "no", _("No")
        CHASING = "chasing", _("Chasing")
        UNCLEAR = "unclear", _("Unclear letter")
        WRONG_PLACE = "wrong_place", _("Wrong place")

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    caller_name = models.CharField(
        _("who called"), max_length=120, blank=True, help_text=_("The person at a company.")
    )
    callback_phone = models.CharField(
        _("call back on"),
        max_length=20,
        blank=True,
        help_text=_("When it is another number than the party's own. In E.164 form."),
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
            models.Index(
                fields=["municipality", "taken_by", "-started_at"], name="contact_by_agent"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("started_at")),
                name="contact_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def callback_number(self) -> str:
        """The number to answer on: the one given, else the party's own, else ""."""
        return self.callback_phone or (self.party.phone if self.party else "")


class Question(TenantModel, VersionedModel):
    """One matter raised in a contact; when handed over, it carries a promise."""

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("Settled now")
        GUIDED = "guided", pgettext_lazy("a question", "Guided to self-service")
        HANDED_OVER = "handed_over", _("Handed over")

    class AnsweredHow(models.TextChoices):
        MESSAGE = "message", _("By message")
        CALL = "call", _("By phone")
        LETTER = "letter", _("By letter")
        COUNTER = "counter", _("At the counter")
        CASE = "case", _("With a case")
        NOBODY = "nobody", _("Dealt with; nobody to tell")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    matter_type = models.ForeignKey(MatterType, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="questions",
        help_text=_("The unit that owes the answer."),
    )
    promised_on = models.DateField(_("answer promised by"), null=True)
    assigned_to = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_how = models.CharField(_("answered"), max_length=10, choices=AnsweredHow, blank=True)
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

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
            ),
            # In the order of promise across units, for what a service centre has promised.
            models.Index(
                fields=["municipality", "promised_on", "id"],
                condition=models.Q(answered_at=None, outcome="handed_over"),
                name="question_open_by_day",
            ),
            # How much a unit answers, which says whether another promise fits.
            models.Index(
                fields=["municipality", "unit", "answered_at"],
                condition=models.Q(answered_at__isnull=False),
                name="question_answered_by_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Somebody still owes the party an answer."""
        return self.outcome == self.Outcome.HANDED_OVER and self.answered_at is None

    @property
    def answered_on(self) -> date | None:
        """The local day of the answer."""
        return timezone.localdate(self.answered_at) if self.answered_at else None

    def is_late(self, *, today: date) -> bool:
        """The promised day passed, or had passed when the answer came."""
        return bool(self.promised_on and (self.answered_on or today) > self.promised_on)


class HandoverReturn(TenantModel):
    """That a unit gave a question back to the service centre, and why."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="returns")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text=_("The unit that gave it back.")
    )
    reason = models.TextField(_("reason"), help_text=_("Colleagues read this."))
    returned_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    class Meta:
        ordering = ["returned_at"]

    def __str__(self) -> str:
        return f"{self.unit} {self.returned_at:%Y-%m-%d}"


class AnswerMove(TenantModel):
    """That the promised day of an answer was moved, and why; the party reads it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="moves")
    was = models.DateField()
    now = models.DateField(_("new promised day"))
    reason = models.CharField(_("reason"), max_length=500, help_text=_("The party reads this."))
    moved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at"]

    def __str__(self) -> str:
        return f"{self.was} → {self.now}"


class ContactDraft(TenantModel):
    """A contact that is going on: what the agent has typed so far, as typed.

    Several may be open at once. It is a notepad, not history: nothing in the log, gone when the
    contact is registered.
    """

    token = models.UUIDField(default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="contact_drafts")
    party = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    typed = models.JSONField(default=dict)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token"], name="contact_draft_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality", "staff", "started_at"],
                condition=models.Q(dropped_at=None),
                name="contact_draft_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.started_at:%Y-%m-%d %H:%M}"
