"""Looking up matters, channels and articles while somebody is on the line."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.http import Http404

from kontaktpunkt.catalogue import rules
from kontaktpunkt.catalogue.models import Article, ChannelRule, MatterType
from kontaktpunkt.core.text import fold

MOST_ARTICLES = 6
_MOST_WORDS = 24


def matters_in_use() -> list[MatterType]:
    """Return the matters that a question can be about, by name, with unit and service."""
    return list(MatterType.objects.filter(is_active=True).select_related("unit", "service"))


def suggested_matters(
    *, text: str, matters: Sequence[MatterType], most: int = rules.MOST_SUGGESTED
) -> list[MatterType]:
    """Return those of the matters that the text is most likely about, best first."""
    by_key = {matter.pk: matter for matter in matters}
    candidates = [_candidate(matter) for matter in matters]
    return [by_key[key] for key in rules.suggest(text=text, candidates=candidates, most=most)]


def _candidate(matter: MatterType) -> rules.Candidate:
    other = f"{matter.search_words} {matter.service.name}"
    return rules.Candidate(key=matter.pk, name=matter.name, other=other)


def find_articles(
    *, text: str, matter_type_id: int | None = None, most: int = MOST_ARTICLES
) -> list[Article]:
    """Return the articles that help with what is typed, best first.

    Articles of the matter come even when no word of the text stands in them.
    """
    spoken = re.findall(r"[^\W_]{2,}", text)[-_MOST_WORDS:]
    if not spoken and matter_type_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM catalogue_articles_search(%s, %s, %s, %s)",
            [spoken, [fold(word) for word in spoken], matter_type_id, most],
        )
        ranked = [row[0] for row in cursor.fetchall()]
    found = Article.objects.defer("body", "search_text", "search_vector").in_bulk(ranked)
    return [found[key] for key in ranked if key in found]


def articles_named(*, keys: Iterable[int]) -> Mapping[int, Article]:
    """Return the articles in use among the keys, without their text."""
    in_use = Article.objects.filter(is_active=True)
    return in_use.defer("body", "search_text", "search_vector").in_bulk(list(keys))


def article_for(*, pk: int) -> Article:
    """Return the article in use; Http404 when there is none here."""
    article = Article.objects.filter(pk=pk, is_active=True).first()
    if article is None:
        raise Http404
    return article


def channel_advice(
    *, channel: str, matter_type_ids: Iterable[int]
) -> Mapping[int, rules.ChannelAdvice]:
    """Return the advice for each matter when the contact came by this channel."""
    stances: dict[int, list[rules.ChannelStance]] = {key: [] for key in matter_type_ids}
    for rule in ChannelRule.objects.filter(matter_type__in=stances).order_by("pk"):
        stances[rule.matter_type_id].append(
            rules.ChannelStance(rule.channel, rule.stance, rule.advice, rule.self_service_url)
        )
    return {
        key: rules.channel_advice(channel=channel, stances=each) for key, each in stances.items()
    }
