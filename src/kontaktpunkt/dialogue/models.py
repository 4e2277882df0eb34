"""The call before the decision: what was planned, tried, said and agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Awaited, Case, Hearing, Note, Precondition
from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory.models import Staff, Unit


class Phase(models.TextChoices):
    """The three phases of the conversation."""

    INTRODUCE = "introduce", _("Introduce")
    EXPLORE = "explore", _("Listen, summarise, explore")
    AGREE = "agree", _("Agree and thank")


class GuideStep(TenantModel, VersionedModel):
    """A thing to do, or a phrase worth saying, in one phase of the call."""

    class Kind(models.TextChoices):
        STEP = "step", _("To do")
        PHRASE = "phrase", _("Phrase")

    unit = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text=_("Empty when every unit uses it."),
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("text"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("What was ticked in a call keeps its words.")
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "unit", "phase", "kind", "position"],
                nulls_distinct=False,
                name="guide_position_once",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def key(self) -> str:
        """What a call's record keeps of a ticked step."""
        return str(self.pk)


class Call(TenantModel, VersionedModel):
    """A call to the party before the decision; a draft until it is finished."""

    class Trigger(models.TextChoices):
        INTENDED_REFUSAL = "intended_refusal", _("A refusal is intended")
        COMPLAINT = "complaint", _("A complaint came in")
        CHOICE = "choice", _("To talk it over")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FINISHED = "finished", _("Finished")
        GIVEN_UP = "given_up", _("Given up")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    precondition = models.OneToOneField(
        Precondition, on_delete=models.PROTECT, null=True, related_name="call"
    )
    trigger = models.CharField(max_length=20, choices=Trigger)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    caller = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(_("minutes talked"), null=True)
    typed = models.JSONField(
        default=dict, help_text=_("What the caller has typed so far, as typed.")
    )
    steps_done = models.JSONField(default=list, help_text=_("Keys of the guide steps ticked."))
    consent = models.BooleanField(_("the party agreed to talk now"), default=False)
    what_matters = models.TextField(_("what matters to the party"), blank=True)
    alternatives = models.TextField(_("alternatives explored"), blank=True)
    note_draft = models.TextField(
        blank=True, help_text=_("The note as edited before the call is finished.")
    )
    # The page that saved last: one's own page, saving as one types, is not somebody else.
    saved_from = models.UUIDField(null=True)
    saved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    note = models.OneToOneField(Note, on_delete=models.PROTECT, null=True, related_name="call")

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="finished")
                | models.Q(note__isnull=False, ended_at__isnull=False),
                name="finished_call_has_note",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="open"), name="one_call_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.started_at:%Y-%m-%d %H:%M}"


class CallAttempt(TenantModel):
    """One try to reach the party."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    tried_at = models.DateTimeField()
    reached = models.BooleanField()
    try_again_at = models.DateTimeField(_("try again"), null=True, blank=True)

    class Meta:
        ordering = ["tried_at"]

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d %H:%M}"


class CallFact(TenantModel):
    """A fact of the case as it stood after the call."""

    class Standing(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        CORRECTED = "corrected", _("Corrected")
        NEW = "new", _("New")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="facts")
    standing = models.CharField(max_length=10, choices=Standing)
    text = models.CharField(_("fact"), max_length=500)
    weighs_against = models.BooleanField(_("weighs against the party"), default=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Agreement(TenantModel):
    """What caller and party agreed, who does it, and by when."""

    class Who(models.TextChoices):
        PARTY = "party", _("The party")
        MUNICIPALITY = "municipality", _("The municipality")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="agreements")
    text = models.CharField(_("what was agreed"), max_length=500)
    who = models.CharField(_("who does it"), max_length=12, choices=Who)
    by = models.DateField(_("by"))
    awaited = models.OneToOneField(
        Awaited,
        on_delete=models.SET_NULL,
        null=True,
        related_name="agreement",
        help_text=_("What the party now is asked to send."),
    )
    kept_at = models.DateTimeField(null=True, help_text=_("When the municipality kept it."))

    class Meta:
        ordering = ["by", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
