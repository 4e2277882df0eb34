"""Services, matter types, the channel strategy and knowledge articles: all of it data."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import TenantModel, VersionedModel
from kontaktpunkt.directory.models import Unit


class Service(TenantModel):
    """A public service offered to people (CPSV-AP PublicService)."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("service")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="service_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class LawProfile(models.TextChoices):
    """Which law's duties a matter carries; docs/law.md says what each asks for."""

    DK_GENERAL = "dk", _("Danish Public Administration Act")
    DK_SOCIAL = "dk_social", _("Danish social field, with published deadlines")
    SE_GENERAL = "se_fl", _("Swedish Administrative Procedure Act")
    SE_MUNICIPAL = "se_kl", _("Swedish Local Government Act review")


class MatterType(TenantModel, VersionedModel):
    """What a question or a case is about; carries promise, channels, law and owner."""

    code = models.SlugField(_("code"), max_length=40)
    external_code = models.CharField(_("KLE or other code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="matter_types")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_types")
    promise_days = models.PositiveSmallIntegerField(
        _("promised answer"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Working days until a question handed over is answered."),
    )
    published_deadline_days = models.PositiveSmallIntegerField(
        _("published deadline"),
        null=True,
        blank=True,
        help_text=_("Calendar days until a decision, as published; empty when none is published."),
    )
    law_profile = models.CharField(_("law"), max_length=12, choices=LawProfile)
    calls_before_refusal = models.BooleanField(
        _("call before refusing"),
        default=True,
        help_text=_("A call, or a reasoned waiver, is owed before an adverse decision."),
    )
    appeal_guidance = models.TextField(
        _("appeal guidance"),
        blank=True,
        help_text=_("Where, how and by when to appeal; the caseworker adapts it."),
    )
    search_words = models.CharField(
        _("other words for it"),
        max_length=300,
        blank=True,
        help_text=_("Words that people use, separated by spaces."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("matter type")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="matter_code_once"),
            models.CheckConstraint(
                condition=models.Q(promise_days__range=(1, 60)), name="matter_promise_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    COUNTER = "counter", _("At the counter")
    WEB = "web", _("Self-service")
    LETTER = "letter", _("Letter")
    CHAT = "chat", _("Chat")


class ChannelRule(TenantModel):
    """The channel strategy for one matter type and channel."""

    class Stance(models.TextChoices):
        RECOMMENDED = "recommended", _("Recommended")
        ALLOWED = "allowed", _("Allowed")
        CLOSED = "closed", _("Closed")

    matter_type = models.ForeignKey(
        MatterType, on_delete=models.CASCADE, related_name="channel_rules"
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    stance = models.CharField(_("stance"), max_length=12, choices=Stance)
    advice = models.CharField(_("advice to the agent"), max_length=300, blank=True)
    self_service_url = models.URLField(_("self-service address"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter_type", "channel"], name="one_stance_a_matter_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_type} {self.channel}: {self.stance}"


class Article(TenantModel, VersionedModel):
    """What an agent needs to know to settle a question at once."""

    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400)
    body = models.TextField(_("text"), help_text=_("Markdown."))
    matter_types = models.ManyToManyField(
        MatterType, through="ArticleMatter", related_name="articles", blank=True
    )
    search_words = models.CharField(
        _("other words for it"),
        max_length=300,
        blank=True,
        help_text=_("Words that people use, separated by spaces."),
    )
    # Looked in for parts and misspellings; short, because comparing letters is slow.
    search_text = models.TextField(
        editable=False, help_text=_("Folded title, summary and other words.")
    )
    # Written by a trigger, in the stemming of the municipality's country; holds the text too.
    search_vector = SearchVectorField(null=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("article")
        ordering = ["title"]
        indexes = [GinIndex(fields=["municipality", "search_vector"], name="article_by_vector")]

    def __str__(self) -> str:
        return self.title


class ArticleMatter(TenantModel):
    """That an article helps with a matter type."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    matter_type = models.ForeignKey(MatterType, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "matter_type"], name="article_once_a_matter")
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.matter_type}"
