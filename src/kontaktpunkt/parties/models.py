"""Citizens and companies, and who may speak for whom."""

from datetime import date

from django.db import models
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel, VersionedModel


class Party(TenantModel, VersionedModel):
    """A person or company in contact with the municipality."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        COMPANY = "company", _("Company")

    class Preference(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        NONE = "none", _("Neither; letters only")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    id_number = models.CharField(
        _("CPR, CVR, personal or organisation number"), max_length=12, blank=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("In E.164 form."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    preference = models.CharField(
        _("wants messages by"), max_length=10, choices=Preference, default=Preference.EMAIL
    )
    language = models.CharField(_("language"), max_length=5, blank=True)
    prefers_call = models.BooleanField(_("prefers a phone call"), default=True)
    sort_key = models.CharField(max_length=320, editable=False)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("party")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id_number"],
                condition=~models.Q(id_number=""),
                name="party_number_once",
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "sort_key"], name="party_by_name"),
            models.Index(fields=["municipality", "phone"], name="party_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        """The party is a company, for which a person speaks."""
        return self.kind == self.Kind.COMPANY

    @property
    def reachable_by(self) -> str:
        """How a message reaches the party: the channel preferred, or "" when none does."""
        address = {self.Preference.EMAIL: self.email, self.Preference.SMS: self.phone}
        return self.preference if address.get(self.Preference(self.preference)) else ""

    @property
    def masked_number(self) -> str:
        """The number as it may stand on a screen that others can see."""
        return f"•••• {self.id_number[-4:]}" if self.id_number else ""


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Selects mandates."""

    def in_force(self, *, on: date | None = None) -> "MandateQuerySet":
        """Return those that have not ended; the last day counts.

        on: the day asked about, today by the database's clock unless told.
        """
        day = on or TruncDate(Now())
        lasts = models.Q(ends_on=None) | models.Q(ends_on__gte=day)
        return self.filter(lasts, ended_at=None)


class Mandate(TenantModel, VersionedModel):
    """That a person may act for a company, from when until when.

    A person who comes back is given a new one: what was in force when is never rewritten.

    since:    the day it was given; None when nobody wrote it down.
    ends_on:  the last day, None as long as none is set.
    ended_at: when it was ended at once, before the end of its last day.
    """

    person = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="mandates")
    company = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="representatives")
    since = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            # Of those without a last day; the operation that gives one looks at the others too.
            models.UniqueConstraint(
                fields=["person", "company"],
                condition=models.Q(ends_on=None),
                name="mandate_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("company")), name="mandate_for_another"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ends_on__isnull=False),
                name="mandate_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.company}"

    def is_in_force(self, *, on: date) -> bool:
        """The person may act for the company on this day, today or later."""
        return self.ended_at is None and (self.ends_on is None or self.ends_on >= on)
