"""Looking up matters, channels and articles while somebody is on the line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.http import Http404

from kontaktpunkt.catalogue import rules
from kontaktpunkt.catalogue.models import Article, ChannelRule, MatterType
from kontaktpunkt.core.text import fold

MOST_ARTICLES = 6
_MOST_WORDS = 24


class MatterName(NamedTuple):
    """A matter as it is chosen from a list: no more than a list needs, because it is long."""

    pk: int
    name: str
    service: str
    other_words: str


def matter_names() -> tuple[MatterName, ...]:
    """Return the matters that a question can be about, by name."""
    in_use = MatterType.objects.filter(is_active=True).order_by("name", "pk")
    rows = in_use.values_list("pk", "name", "service__name", "search_words")
    return tuple(MatterName(*row) for row in rows)


def matters_by_key(*, keys: Iterable[int]) -> Mapping[int, MatterType]:
    """Return the matters with these keys, with the unit that owns each."""
    return MatterType.objects.select_related("unit").in_bulk(list(keys))


def matters_in_use() -> list[MatterType]:
    """Return whole the matters that a question can be about, by name, with unit and service."""
    return list(MatterType.objects.filter(is_active=True).select_related("unit", "service"))


def suggested_names(
    *, text: str, names: Sequence[MatterName], most: int = rules.MOST_SUGGESTED
) -> list[MatterName]:
    """Return those of the names that the text is most likely about, best first."""
    by_key = {name.pk: name for name in names}
    candidates = [
        rules.Candidate(key=each.pk, name=each.name, other=f"{each.other_words} {each.service}")
        for each in names
    ]
    return [by_key[key] for key in rules.suggest(text=text, candidates=candidates, most=most)]


def suggested_matters(
    *, text: str, matters: Sequence[MatterType], most: int = rules.MOST_SUGGESTED
) -> list[MatterType]:
    """Return those of the matters that the text is most likely about, best first."""
    by_key = {matter.pk: matter for matter in matters}
    names = [
        MatterName(each.pk, each.name, each.service.name, each.search_words) for each in matters
    ]
    return [by_key[name.pk] for name in suggested_names(text=text, names=names, most=most)]


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
