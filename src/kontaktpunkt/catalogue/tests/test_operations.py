"""Writing articles, defining matters and setting the channel strategy."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from kontaktpunkt.catalogue import operations, queries
from kontaktpunkt.catalogue.models import Article, ChannelRule, Service
from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.events.models import Event
from tests.factories import make_unit


def write(cast: SimpleNamespace, at: datetime) -> Article:
    return operations.write_article(
        title="Skilte på facader",
        summary="Hvad du må sætte op.",
        body="Se reglerne.",
        search_words="reklame",
        matter_types=[cast.matter],
        actor=cast.anna,
        at=at,
    )


def test_a_written_article_is_found_at_once(cast: SimpleNamespace, at: datetime) -> None:
    article = write(cast, at)
    assert queries.find_articles(text="reklamer") == [article]
    assert queries.find_articles(text="", matter_type_id=cast.matter.pk) == [article]
    assert Event.objects.get().kind == "catalogue.article.written"


def test_a_changed_article_is_found_by_its_new_words(cast: SimpleNamespace, at: datetime) -> None:
    article = write(cast, at)
    operations.change_article(
        article=article,
        version=1,
        title="Flagstænger",
        search_words="",
        summary="Må jeg?",
        matter_types=[],
        actor=cast.anna,
        at=at,
    )
    assert queries.find_articles(text="flagstang") == [article]
    assert queries.find_articles(text="reklame") == []
    assert queries.find_articles(text="", matter_type_id=cast.matter.pk) == []


def test_the_second_of_two_writers_is_told(cast: SimpleNamespace, at: datetime) -> None:
    article = write(cast, at)
    operations.change_article(article=article, version=1, title="En", actor=cast.anna, at=at)
    with pytest.raises(ChangedMeanwhile):
        operations.change_article(article=article, version=1, title="To", actor=cast.bo, at=at)
    assert Article.objects.get().title == "En"


def define(cast: SimpleNamespace, at: datetime, **fields: object) -> object:
    given = {
        "code": "flag",
        "name": "Flagstang",
        "service": Service.objects.get(),
        "unit": cast.byg,
        "law_profile": "dk",
        "promise_days": 2,
    }
    return operations.define_matter(actor=cast.anna, at=at, **(given | fields))


def test_a_defined_matter_can_be_suggested(cast: SimpleNamespace, at: datetime) -> None:
    define(cast, at)
    found = queries.suggested_names(text="en flagstang", names=queries.matter_names())
    assert [name.name for name in found] == ["Flagstang"]
    assert Event.objects.get().matter == "flag"


def test_define_matter_refuses_a_known_code(cast: SimpleNamespace, at: datetime) -> None:
    with pytest.raises(operations.MatterKnown):
        define(cast, at, code=cast.matter.code)


def test_a_unit_that_never_works_owns_no_matter(cast: SimpleNamespace, at: datetime) -> None:
    asleep = make_unit(code="sov", name="Sovende", weekdays=[])
    with pytest.raises(operations.UnitNeverWorks):
        define(cast, at, unit=asleep)
    with pytest.raises(operations.UnitNeverWorks):
        operations.change_matter(
            matter_type=cast.matter, version=1, unit=asleep, actor=cast.anna, at=at
        )


def test_change_matter_tells_the_second_of_two(cast: SimpleNamespace, at: datetime) -> None:
    for promise in (4, 5):
        change = {"matter_type": cast.matter, "version": 1, "promise_days": promise}
        if promise == 4:
            operations.change_matter(**change, actor=cast.anna, at=at)
        else:
            with pytest.raises(ChangedMeanwhile):
                operations.change_matter(**change, actor=cast.bo, at=at)
    cast.matter.refresh_from_db()
    assert cast.matter.promise_days == 4


def test_set_channel_replaces_what_was_said(cast: SimpleNamespace, at: datetime) -> None:
    for stance in ("allowed", "closed"):
        operations.set_channel(
            matter_type=cast.matter, channel="letter", stance=stance, actor=cast.anna, at=at
        )
    assert ChannelRule.objects.get().stance == "closed"
