"""What an administrator looks up to keep matters and articles in order."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from kontaktpunkt.catalogue.models import Article, ArticleMatter, ChannelRule, MatterType
from kontaktpunkt.core.text import words_of

NO_ARTICLE, NO_ADVICE, NO_APPEAL = "no-article", "no-advice", "no-appeal"


def matters(*, text: str = "", gap: str = "") -> QuerySet[MatterType]:
    """Return matters by name with what each lacks; those out of use stand last.

    text: part of the name. gap: NO_ARTICLE, NO_ADVICE or NO_APPEAL, of those in use; else all.
    Each matter has `has_article`, `has_advice` and `has_appeal`.
    """
    found = MatterType.objects.annotate(
        has_article=Exists(_of_matter(ArticleMatter.objects.filter(article__is_active=True))),
        has_advice=Exists(_of_matter(ChannelRule.objects.exclude(advice=""))),
    ).select_related("unit")
    if text:
        found = found.filter(name__icontains=text)
    lacking: dict[str, dict[str, Any]] = {
        NO_ARTICLE: {"has_article": False},
        NO_ADVICE: {"has_advice": False},
        NO_APPEAL: {"appeal_guidance": ""},
    }
    if gap in lacking:
        found = found.filter(is_active=True, **lacking[gap])
    return found.order_by("-is_active", "name", "pk")


def _of_matter(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(matter_type=OuterRef("pk"))


def matter_for(*, pk: int) -> MatterType:
    """Return the matter with unit, service and channel rules; Http404 when there is none here."""
    found = MatterType.objects.select_related("unit", "service").prefetch_related("channel_rules")
    matter = found.filter(pk=pk).first()
    if matter is None:
        raise Http404
    return matter


def articles(*, text: str = "") -> QuerySet[Article]:
    """Return articles by title in which every word of the text stands; those out of use last."""
    found = Article.objects.defer("body", "search_vector").prefetch_related("matter_types")
    for word in words_of(text):
        found = found.filter(search_text__contains=word)
    return found.order_by("-is_active", "title", "pk")


def article_for(*, pk: int) -> Article:
    """Return the article, in use or not, with its matters; Http404 when there is none here."""
    found = Article.objects.prefetch_related("matter_types").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def matter_choices() -> list[tuple[int, str, bool]]:
    """Return key and name of every matter by name, and whether it is in use."""
    return list(MatterType.objects.order_by("name", "pk").values_list("pk", "name", "is_active"))
