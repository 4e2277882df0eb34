"""Surveys at touchpoints, invitations and answers. Kept apart from case notes, and erasable."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Case, Outcome
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts.models import Contact
from kontaktpunkt.core.models import TenantModel
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.parties.models import Party


class Survey(TenantModel):
    """What is asked at one touchpoint, in a version that never changes once it was sent."""

    class Touchpoint(models.TextChoices):
        CONTACT = "contact", _("After a contact")
        DECISION = "decision", _("After a decision")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=120)
    touchpoint = models.CharField(max_length=12, choices=Touchpoint)
    items = models.JSONField(
        help_text=_("Codes of the questions, in order; their wording is in the item bank.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    answer_days = models.PositiveSmallIntegerField(_("open for"), default=30)
    quiet_days = models.PositiveSmallIntegerField(
        _("quiet days"), default=30, help_text=_("A party is not asked again sooner.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code", "version"], name="survey_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(TenantModel):
    """One party asked once about one contact or one decision, by an unguessable link."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="invitations")
    contact = models.OneToOneField(
        Contact, on_delete=models.CASCADE, null=True, related_name="invitation"
    )
    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, null=True, related_name="invitation"
    )
    token_digest = models.CharField(
        max_length=64, help_text=_("SHA-256 of the link's token; the token itself is not kept.")
    )
    channel = models.CharField(max_length=10, choices=Party.Preference)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "token_digest"], name="invitation_token_once"
            ),
            models.CheckConstraint(
                condition=models.Q(contact__isnull=False) ^ models.Q(case__isnull=False),
                name="invitation_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "party", "-invited_at"], name="invitation_by_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.invited_at:%Y-%m-%d}"


class Answer(TenantModel):
    """What the party answered. Stored without the party; the invitation holds the link."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="answer"
    )
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    matter_type = models.ForeignKey(
        MatterType, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    scores = models.JSONField(help_text=_("Item code to the number chosen; absent when skipped."))
    index = models.FloatField(null=True, help_text=_("0 to 100, from the satisfaction items."))
    fairness = models.FloatField(null=True, help_text=_("0 to 100, from the fairness items."))
    comment = models.TextField(blank=True)
    wants_call = models.BooleanField(
        _("would like to be called"),
        default=False,
        help_text=_("With it the party lets the unit see who answered, and what."),
    )
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "answered_at"], name="answer_by_time"),
            models.Index(fields=["municipality", "unit", "answered_at"], name="answer_by_unit"),
            models.Index(
                fields=["municipality", "unit", "answered_at"],
                condition=models.Q(wants_call=True, called_at=None),
                name="answer_waiting_for_call",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(called_at=None)
                | models.Q(wants_call=True, called_by__isnull=False),
                name="answer_called_on_request_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.answered_at:%Y-%m-%d}"
