"""Event logs that were imported, or sent to be imported, and named choices.

The municipality's own log needs no row.
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel
from kontaktpunkt.directory.models import Staff


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


class SentFile(TenantModel):
    """A file that somebody sent to be imported. It lies in the folder named by `key` meanwhile.

    refusal: why it could not be read, as `readers.messages.Phrase.as_json` tells it; empty when
             nothing was in the way. With `READY` the columns can be changed and tried again.
    order:   `manner`, what the person knew of the file when sending it; then what the columns mean
             and how to read, as confirmed.
    told:    the notices of an import that went through.
    tries:   how often the work was begun: a process that was killed at it begins anew.
    """

    class State(models.TextChoices):
        LOOKED_AT = "looked-at", _("Its columns are being looked at")
        READY = "ready", _("Waits for you to say what the columns mean")
        WAITING = "waiting", _("Waits to be read")
        READING = "reading", _("Is being read")
        STOPPING = "stopping", _("Is being stopped")
        DONE = "done", _("Imported")
        REFUSED = "refused", _("Could not be read")

    key = models.UUIDField()
    file = models.CharField(_("file"), max_length=255)
    answers_file = models.CharField(_("answers"), max_length=255, blank=True)
    size_bytes = models.BigIntegerField(_("size"))
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.LOOKED_AT)
    refusal = models.JSONField(default=dict)
    order = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    step = models.CharField(max_length=12, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    events = models.BigIntegerField(_("events"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    log = models.ForeignKey(ImportedLog, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("file sent to be imported")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "-sent_at"], name="sent_file_recent")]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="sent_file_once")
        ]

    def __str__(self) -> str:
        return self.file

    @property
    def is_at_work(self) -> bool:
        """Say whether a job has to do something before a person can."""
        return self.state not in {self.State.READY, self.State.DONE, self.State.REFUSED}


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
