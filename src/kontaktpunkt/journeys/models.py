"""Event logs that were imported (the municipality's own needs no row), and named choices."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel


class ImportedLog(TenantModel):
    """An event log of another system. Its events lie in Parquet, in the folder named by `key`."""

    key = models.UUIDField(default=uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    source_file = models.CharField(_("file"), max_length=255)
    format = models.CharField(_("format"), max_length=20)
    sha256 = models.CharField(max_length=64)
    lead_object_type = models.CharField(max_length=60)
    events = models.BigIntegerField(_("events"))
    cases = models.BigIntegerField(_("cases"))
    first = models.DateTimeField(_("first event"))
    last = models.DateTimeField(_("last event"))
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("imported event log")
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="imported_log_once")
        ]

    def __str__(self) -> str:
        return self.name


class SavedView(TenantModel):
    """A choice of journeys with a name, for everybody in the municipality who looks at journeys.

    log:      the address of a log; the view waits where that log is away, and is there again
              when it was imported anew.
    question: the page that it was saved on.
    query:    what the page's address asked: lens, filters and what is drawn.
    """

    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    log = models.SlugField(_("log"), max_length=80)
    question = models.SlugField(_("page"), max_length=40)
    query = models.CharField(_("choice"), max_length=2000, blank=True)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("named choice")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name
