"""Cases: work that leads to a decision, with the promises and duties on the way."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.file_types import BY_MEDIA_TYPE
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.parties.models import Party


class Outcome(models.TextChoices):
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Partly granted")
    REFUSED = "refused", _("Refused")
    INTERVENTION = "intervention", _("Order or prohibition")


# Anything not fully in the party's favour.
ADVERSE = frozenset({Outcome.PARTLY, Outcome.REFUSED, Outcome.INTERVENTION})


class Case(TenantModel, VersionedModel):
    """One matter of one party on its way to a decision."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        IN_PROGRESS = "in_progress", _("Being looked at")
        DECIDED = "decided", _("Decided")
        CLOSED = "closed", _("Closed without a decision")

    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cases")
    matter_type = models.ForeignKey(MatterType, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    caseworker = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    started_by_party = models.BooleanField(
        _("the party asked for it"),
        default=True,
        help_text=_("Not when the municipality itself began the case."),
    )
    received_on = models.DateField(_("received"))
    promised_on = models.DateField(_("promised decision"))
    intended_outcome = models.CharField(
        _("intended outcome"), max_length=12, choices=Outcome, blank=True
    )
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text=_("Without a decision."))
    closing_reason = models.TextField(
        _("why it was closed"), blank=True, help_text=_("The party reads this.")
    )
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality", "unit", "promised_on"],
                condition=models.Q(status__in=["received", "in_progress"]),
                name="case_open_by_promise",
            ),
            models.Index(fields=["municipality", "party", "-received_on"], name="case_by_party"),
            models.Index(fields=["municipality", "decided_at"], name="case_by_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """The case still awaits a decision."""
        return self.status in {self.Status.RECEIVED, self.Status.IN_PROGRESS}

    @property
    def is_refusal_intended(self) -> bool:
        """The caseworker intends something that is not fully in the party's favour."""
        return self.intended_outcome in ADVERSE

    def is_overdue(self, *, today: date) -> bool:
        """The promised day has passed without a decision."""
        return self.is_open and self.promised_on < today


class CaseNumber(TenantModel):
    """The last number given in a year; locked while the next is taken."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year"], name="case_numbers_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.last:06d}"


class CaseOrigin(TenantModel):
    """The question that a case began with."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="origins")
    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case} ← {self.question}"


class PromiseMove(TenantModel):
    """That a promised day was moved, and why, in words the party reads."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promise_moves")
    was = models.DateField()
    now = models.DateField()
    reason = models.TextField(_("reason"), help_text=_("The party reads this."))
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["moved_at"]

    def __str__(self) -> str:
        return f"{self.was} → {self.now}"


class Precondition(TenantModel):
    """Something that must be settled before the case can be decided."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call before refusing")
        HEARING = "hearing", _("Hearing of the party")

    class State(models.TextChoices):
        OPEN = "open", _("Owed")
        SETTLED = "settled", _("Settled")
        WAIVED = "waived", _("Waived with a reason")
        LAPSED = "lapsed", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="preconditions")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    waiver_reason = models.TextField(_("reason"), blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                # Several sets of facts may be out for comment at once; a call is owed once.
                fields=["case"],
                condition=models.Q(state="open", kind="call"),
                name="one_open_call_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waived") | ~models.Q(waiver_reason=""),
                name="waiver_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Hearing(TenantModel):
    """Facts put to the party for comment before a decision."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hearings")
    precondition = models.OneToOneField(
        Precondition, on_delete=models.CASCADE, related_name="hearing"
    )
    facts = models.TextField(_("facts put to the party"))
    answer_by = models.DateField(_("comment by"))
    opened_at = models.DateTimeField()
    reply = models.TextField(_("the party's comment"), blank=True)
    replied_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return self.facts[:60]

    @property
    def asked(self) -> datetime:
        """When the party was asked, as of whatever it is asked for."""
        return self.opened_at

    @property
    def last_day(self) -> date:
        """The party's last day, as of whatever it is asked for."""
        return self.answer_by


class Awaited(TenantModel):
    """Something the party was asked to send, or said it would."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ARRIVED = "arrived", _("It has come")
        DROPPED = "dropped", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="awaited")
    what = models.CharField(_("what we wait for"), max_length=500)
    by = models.DateField(_("by"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("what came"), blank=True)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["by", "pk"]
        indexes = [
            models.Index(
                fields=["case"], condition=models.Q(state="waiting"), name="awaited_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.what[:60]

    @property
    def asked(self) -> datetime:
        """When the party was asked, as of whatever it is asked for."""
        return self.asked_at

    @property
    def last_day(self) -> date:
        """The party's last day, as of whatever it is asked for."""
        return self.by


class Document(TenantModel):
    """A file in a case. What it holds lies in the data folder; see `storage`.

    title:     what it is, in the sender's words; "" when the file's name has to do.
    stored_as: the name of the file in the municipality's folder; nobody chose it.
    sent_by:   who put it there; None for the party itself.
    shared_at: from when the party sees it; None while only colleagues do.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("what it is"), max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=130)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=32)
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="file_once_a_case"),
            models.UniqueConstraint(
                fields=["municipality", "stored_as"], name="stored_file_has_one_document"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_by__isnull=False) | models.Q(shared_at__isnull=False),
                name="party_sees_what_it_sent",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def is_shared(self) -> bool:
        """The party sees it."""
        return self.shared_at is not None

    @property
    def kind(self) -> str:
        """What kind of file it is, as people call it: "PDF"."""
        return BY_MEDIA_TYPE[self.content_type].label

    @property
    def symbol(self) -> str:
        """The icon that stands for such a file."""
        return BY_MEDIA_TYPE[self.content_type].symbol


class Note(TenantModel):
    """The written record that the law asks for; internal until a party asks for access."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.text[:60]


class DecisionDraft(TenantModel):
    """The reasons and the guidance while they are being written; nobody but staff sees them."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draft")
    rules_applied = models.TextField(_("rules applied"), blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    appeal_guidance = models.TextField(_("appeal guidance"), blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} …"


class Decision(TenantModel):
    """The outcome in law, with the rules applied, reasons and appeal guidance."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    rules_applied = models.TextField(_("rules applied"), blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    appeal_guidance = models.TextField(_("appeal guidance"), blank=True)
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="granted")
                | (~models.Q(reasons="") & ~models.Q(appeal_guidance="")),
                name="adverse_decision_has_reasons_and_guidance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.outcome}"


class Complaint(TenantModel):
    """A complaint about service, or an appeal of a decision."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("About how it was handled")
        APPEAL = "appeal", _("About the decision")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("complaint"))
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["municipality", "received_at"], name="complaint_by_time")]

    def __str__(self) -> str:
        return f"{self.case.number} {self.kind}"


class DecisionRequest(TenantModel):
    """That a party asked, once, for a slow case to be decided; Swedish law gives four weeks."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision_request")
    asked_on = models.DateField(_("asked"))
    answer_by = models.DateField(_("decide or decline by"))
    declined_at = models.DateTimeField(null=True)
    reasons = models.TextField(_("reasons"), blank=True)
    appeal_guidance = models.TextField(_("appeal guidance"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(declined_at=None)
                | (~models.Q(reasons="") & ~models.Q(appeal_guidance="")),
                name="declined_request_has_reasons_and_guidance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_on}"


class PromiseWarning(TenantModel):
    """That the unit was warned of a promise about to run out; once for each promised day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="warnings")
    promised_on = models.DateField()
    warned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "promised_on"], name="warned_once_a_promise")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.promised_on}"
