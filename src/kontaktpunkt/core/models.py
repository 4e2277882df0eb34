"""The tenant, what belongs to it, and what a form has already sent."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core import tenancy

# First path segments that belong to the installation and cannot name a municipality.
RESERVED_SLUGS = frozenset({"static", "media", "health", "i18n", "styleguide", "api", "start"})


class Country(models.TextChoices):
    DENMARK = "DK", _("Denmark")
    SWEDEN = "SE", _("Sweden")


class VersionedModel(models.Model):
    """A row that several people edit; the version tells the second one."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def next_version(self, **changes: Any) -> None:
        """Set the fields given and count the version up; the caller saves."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.version += 1


class Municipality(VersionedModel):
    """The authority that runs the service; everything else belongs to one."""

    slug = models.SlugField(_("address"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    language = models.CharField(_("language"), max_length=5)
    timezone = models.CharField(_("time zone"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    organisation_number = models.CharField(_("organisation number"), max_length=12, blank=True)
    colours = ArrayField(
        models.CharField(max_length=7, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]),
        size=3,
        verbose_name=_("brand colours"),
        help_text=_("Primary, accent and surface, as #rrggbb."),
    )
    is_demo = models.BooleanField(_("invented data"), default=False)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def current_municipality_id() -> int | None:
    """Return the municipality acted for, as the owner of a new row.

    Without one the row has no owner, and the database refuses to save it.
    """
    return tenancy.current_id_or_none()


class TenantModel(models.Model):
    """A row that belongs to one municipality; row-level security hides it from all others."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        default=current_municipality_id,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class Submission(TenantModel):
    """A form that was sent; its token makes the second sending harmless."""

    token = models.UUIDField()
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token"], name="submission_once")
        ]

    def __str__(self) -> str:
        return str(self.token)
