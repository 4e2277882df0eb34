"""Changes of the catalogue: articles, matter types and the channel strategy."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue import kinds, rules
from kontaktpunkt.catalogue.models import (
    Article,
    ArticleMatter,
    ChannelRule,
    MatterType,
    Service,
)
from kontaktpunkt.catalogue.rules import ChannelStance
from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.operation import operation, record


class MatterKnown(Refusal):
    message = _("A matter type with this code exists already.")


class UnitNeverWorks(Refusal):
    message = _("This unit has no working days, so it cannot promise an answer.")


@operation
def write_article(
    *,
    title: str,
    summary: str,
    body: str,
    search_words: str = "",
    matter_types: Iterable[MatterType] = (),
    actor: Staff,
    at: datetime,
) -> Article:
    """Write an article that agents find from now on."""
    article = Article(title=title, summary=summary, body=body, search_words=search_words)
    prepare_for_search(article=article)
    article.save()
    _link(article, matter_types)
    record(kind=kinds.ARTICLE_WRITTEN, at=at, subjects=[], actor_role=actor.role)
    return article


@operation
def change_article(
    *,
    article: Article,
    version: int,
    matter_types: Iterable[MatterType] | None = None,
    actor: Staff,
    at: datetime,
    **changes: Any,
) -> Article:
    """Change title, summary, body, search words, or take the article out of use.

    version: of the article that the person saw. Raises ChangedMeanwhile when it is older.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    if article.version != version:
        raise ChangedMeanwhile
    article.next_version(**changes)
    prepare_for_search(article=article)
    article.save()
    if matter_types is not None:
        ArticleMatter.objects.filter(article=article).delete()
        _link(article, matter_types)
    record(
        kind=kinds.ARTICLE_CHANGED,
        at=at,
        subjects=[],
        actor_role=actor.role,
        fields=sorted(changes),
    )
    return article


def prepare_for_search(*, article: Article) -> None:
    """Fill the column whose letters a search compares; the caller saves."""
    article.search_text = rules.article_search_text(
        title=article.title, summary=article.summary, search_words=article.search_words
    )


def _link(article: Article, matter_types: Iterable[MatterType]) -> None:
    ArticleMatter.objects.bulk_create(
        ArticleMatter(article=article, matter_type=matter) for matter in matter_types
    )


@operation
def define_matter(
    *,
    code: str,
    name: str,
    service: Service | str,
    unit: Unit,
    law_profile: str,
    actor: Staff,
    at: datetime,
    **more: Any,
) -> MatterType:
    """Define what a question or a case can be about; raises MatterKnown or UnitNeverWorks.

    service: one that there is, or the name of a new one.
    more: promise_days, published_deadline_days, calls_before_refusal, appeal_guidance,
          search_words, external_code.
    """
    _check_works(unit)
    if MatterType.objects.filter(code=code).exists():
        raise MatterKnown
    if isinstance(service, str):
        service = Service.objects.get_or_create(name=service, defaults={"code": code})[0]
    matter = MatterType.objects.create(
        code=code, name=name, service=service, unit=unit, law_profile=law_profile, **more
    )
    record(
        kind=kinds.MATTER_DEFINED,
        at=at,
        subjects=[],
        unit=unit.code,
        matter=code,
        actor_role=actor.role,
    )
    return matter


@operation
def change_matter(
    *, matter_type: MatterType, version: int, actor: Staff, at: datetime, **changes: Any
) -> MatterType:
    """Change a matter's promise, owner, law, words or name, or take it out of use.

    Promises already made stay as they were made. Raises ChangedMeanwhile or UnitNeverWorks.
    """
    matter = MatterType.objects.select_for_update().get(pk=matter_type.pk)
    if matter.version != version:
        raise ChangedMeanwhile
    matter.next_version(**changes)
    _check_works(matter.unit)
    matter.save()
    record(
        kind=kinds.MATTER_CHANGED,
        at=at,
        subjects=[],
        unit=matter.unit.code,
        matter=matter.code,
        actor_role=actor.role,
        fields=sorted(changes),
    )
    return matter


@operation
def set_channel(
    *,
    matter_type: MatterType,
    channel: str,
    stance: str,
    advice: str = "",
    self_service_url: str = "",
    actor: Staff,
    at: datetime,
) -> ChannelRule:
    """Say whether a channel is recommended, allowed or closed for a matter."""
    rule, _created = ChannelRule.objects.update_or_create(
        matter_type=matter_type,
        channel=channel,
        defaults={"stance": stance, "advice": advice, "self_service_url": self_service_url},
    )
    record(
        kind=kinds.CHANNEL_SET,
        at=at,
        subjects=[],
        channel=channel,
        matter=matter_type.code,
        outcome=stance,
        actor_role=actor.role,
    )
    return rule


@operation
def clear_channel(*, matter_type: MatterType, channel: str, actor: Staff, at: datetime) -> None:
    """Say nothing any more about a channel for a matter, so that it may be used."""
    ChannelRule.objects.filter(matter_type=matter_type, channel=channel).delete()
    record(
        kind=kinds.CHANNEL_CLEARED,
        at=at,
        subjects=[],
        channel=channel,
        matter=matter_type.code,
        actor_role=actor.role,
    )


@operation
def settle_matter(
    *,
    matter_type: MatterType,
    version: int,
    channels: Mapping[str, ChannelStance | None],
    actor: Staff,
    at: datetime,
    **changes: Any,
) -> MatterType:
    """Change a matter and its channel strategy in one go, so that one version covers both.

    channels: what is said now about each channel that changes; None for nothing.
    Raises ChangedMeanwhile or UnitNeverWorks.
    """
    matter: MatterType = change_matter(
        matter_type=matter_type, version=version, actor=actor, at=at, **changes
    )
    for channel, said in channels.items():
        if said is None:
            clear_channel(matter_type=matter, channel=channel, actor=actor, at=at)
        else:
            set_channel(matter_type=matter, **asdict(said), actor=actor, at=at)
    return matter


def _check_works(unit: Unit) -> None:
    if not unit.weekdays:
        raise UnitNeverWorks
