"""Units, the people who work there, and the days they work."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory import rules


def monday_to_friday() -> list[int]:
    """Return the usual working week."""
    return [0, 1, 2, 3, 4]


class Unit(TenantModel, VersionedModel):
    """An organisational unit; units form a tree."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("working days"),
        default=monday_to_friday,
        help_text=_("0 is Monday, 6 is Sunday."),
    )
    opens = models.TimeField(_("opens"), default="09:00")
    closes = models.TimeField(_("closes"), default="15:00")
    closed_on_eves = models.BooleanField(_("closed on the day before holidays"), default=True)
    is_service_centre = models.BooleanField(_("service centre"), default=False)

    class Meta:
        verbose_name = _("unit")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="unit_code_once"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="unit_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def works_on(self) -> frozenset[int]:
        """Return the weekdays on which the unit works, Monday is 0."""
        return rules.weekday_set(self.weekdays)


class ClosingDay(TenantModel):
    """A day on which the whole municipality, or one unit, is closed beside the holidays."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True)
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "unit", "day"],
                nulls_distinct=False,
                name="closing_day_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"


class Role(models.TextChoices):
    AGENT = "agent", _("Service centre agent")
    CASEWORKER = "caseworker", _("Caseworker")
    UNIT_LEAD = "unit_lead", _("Unit lead")
    SERVICE_DESIGNER = "service_designer", _("Service designer")
    MANAGER = "manager", _("Manager")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    ADMINISTRATOR = "administrator", _("Administrator")


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by e-mail for the login, whatever the letters' case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(email__iexact=username)


class Staff(TenantModel, VersionedModel, AbstractBaseUser):
    """A person who works for the municipality, or is elected to its committee."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="staff")
    is_active = models.BooleanField(_("may log in"), default=True)

    objects = StaffManager()

    class Meta:
        verbose_name = _("member of staff")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("municipality", Lower("email"), name="staff_email_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The name by which colleagues and parties address the person."""
        return self.name.split()[0]


class ReadEntry(TenantModel):
    """Who looked at which party or case, and when. Kept apart from the pseudonymous log."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    read_at = models.DateTimeField()
    route = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "subject_type", "subject_id", "read_at"],
                name="read_entry_by_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
