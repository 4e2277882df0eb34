"""Keeping matters, channels and articles in order."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from kontaktpunkt.catalogue import operations, upkeep
from kontaktpunkt.catalogue.models import ChannelRule
from kontaktpunkt.catalogue.rules import ChannelStance
from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.events.models import Event
from tests.factories import make_article, make_matter


def settle(cast: SimpleNamespace, at: datetime, version: int, **more: object) -> None:
    operations.settle_matter(
        matter_type=cast.matter, version=version, actor=cast.anna, at=at, **more
    )


def test_a_matter_and_its_channels_change_together(cast: SimpleNamespace, at: datetime) -> None:
    web = ChannelStance("web", "recommended", "Hurtigst", "https://example.org/skilt")
    settle(cast, at, 1, channels={"web": web}, promise_days=9)
    cast.matter.refresh_from_db()
    assert (cast.matter.promise_days, cast.matter.version) == (9, 2)
    assert ChannelRule.objects.get().self_service_url == "https://example.org/skilt"
    settle(cast, at, 2, channels={"web": None})
    assert not ChannelRule.objects.exists()
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "catalogue.matter.changed",
        "catalogue.channel.set",
        "catalogue.matter.changed",
        "catalogue.channel.cleared",
    ]


def test_the_second_of_two_changes_no_channel(cast: SimpleNamespace, at: datetime) -> None:
    settle(cast, at, 1, channels={})
    with pytest.raises(ChangedMeanwhile):
        settle(cast, at, 1, channels={"web": ChannelStance("web", "closed")})
    assert not ChannelRule.objects.exists()


def test_gaps_are_found_among_matters_in_use(cast: SimpleNamespace) -> None:
    lacking = make_matter(unit=cast.byg, code="flag", name="Flag", appeal_guidance="")
    make_matter(unit=cast.byg, code="gammel", appeal_guidance="", is_active=False)
    make_article(matter=cast.matter)
    make_article(matter=lacking, title="Ude af brug", is_active=False)
    ChannelRule.objects.create(
        matter_type=cast.matter, channel="web", stance="allowed", advice="Nemt"
    )
    ChannelRule.objects.create(matter_type=lacking, channel="web", stance="allowed")
    for gap in (upkeep.NO_ARTICLE, upkeep.NO_ADVICE, upkeep.NO_APPEAL):
        assert list(upkeep.matters(gap=gap)) == [lacking], gap
    assert upkeep.matters().count() == 3
    assert list(upkeep.matters(text="fLAg")) == [lacking]


def test_articles_are_found_by_every_word_also_out_of_use(cast: SimpleNamespace) -> None:
    found = make_article(title="Parkering", search_text="parkering sadan", is_active=False)
    make_article(title="Skilte")
    assert list(upkeep.articles(text="parkering sådan")) == [found]
    assert upkeep.articles().count() == 2
