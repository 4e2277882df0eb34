"""Finding articles and matters for what an agent types."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import Http404

from kontaktpunkt.catalogue import queries
from kontaktpunkt.catalogue.models import Article, ChannelRule
from kontaktpunkt.catalogue.rules import article_search_text
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from tests.factories import make_article, make_matter


def article(
    title: str, *, summary: str = "", body: str = "", words: str = "", **more: Any
) -> Article:
    text = article_search_text(title=title, summary=summary, search_words=words)
    return make_article(
        title=title, summary=summary, body=body, search_words=words, search_text=text, **more
    )


def titles(text: str, **options: Any) -> list[str]:
    return [found.title for found in queries.find_articles(text=text, **options)]


@pytest.fixture
def danish(here: Municipality) -> None:
    article("Byggetilladelse til carport", summary="Hvornår du skal søge.", body="Se reglerne.")
    article("Skilte på facader", summary="Hvad du må sætte op.", words="reklame butiksskilt")
    article("Affald og genbrug", summary="Tømning og containere.", body="Ring til Genbrug Øst.")
    article("Pas", summary="Forny dit pas.", body="Tag et foto med. Tilladelser kræves ikke.")


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("byggetilladelse", "Byggetilladelse til carport"),
        # Only a part of the compound, which stemming does not know.
        ("tilladelse til at bygge", "Byggetilladelse til carport"),
        # Only the article has the part; the compound is what was typed.
        ("carporttilladelse", "Byggetilladelse til carport"),
        ("Må jeg sætte et skilt op over min butik?", "Skilte på facader"),
        ("butiksskilte", "Skilte på facader"),
        ("reklamer", "Skilte på facader"),
        ("containerne er ikke tømt", "Affald og genbrug"),
        ("tomning", "Affald og genbrug"),
        ("pas", "Pas"),
        # Misheard and mistyped.
        ("bygetilladelse", "Byggetilladelse til carport"),
        # Only in the body.
        ("foto", "Pas"),
    ],
)
def test_articles_are_found_as_danes_ask(typed: str, best: str, danish: None) -> None:
    assert titles(typed)[:1] == [best]


@pytest.mark.parametrize("typed", ["", "og til at", "%", "'; --", "!!! ???", "a"])
def test_words_that_every_text_holds_find_nothing(typed: str, danish: None) -> None:
    assert titles(typed) == []


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("bygglov", "Söka bygglov"),
        ("bygglovet", "Söka bygglov"),
        ("Hur går det med mitt bygglov för altanen?", "Söka bygglov"),
        ("tillstånd för uteservering", "Serveringstillstånd"),
        ("tillstandet", "Serveringstillstånd"),
    ],
)
def test_articles_are_found_as_swedes_ask(typed: str, best: str, sjostad: Municipality) -> None:
    with tenancy.acting_for(sjostad):
        article("Söka bygglov", summary="När du behöver lov.", words="altan tillbyggnad")
        article("Serveringstillstånd", summary="För att servera alkohol.", words="uteservering")
        assert titles(typed)[:1] == [best]


def test_articles_of_the_matter_come_first_and_without_words(cast: SimpleNamespace) -> None:
    article("Skilte i byen", summary="Skilte")
    mine = article("Facader", summary="Skilte", matter=cast.matter)
    assert titles("skilte", matter_type_id=cast.matter.pk)[0] == "Facader"
    assert titles("", matter_type_id=cast.matter.pk) == [mine.title]


def test_a_word_that_many_articles_hold_says_little(danish: None) -> None:
    for number in range(20):
        article(f"Gebyr {number}", summary="Hvad det koster.")
    assert titles("hvad koster en byggetilladelse")[0] == "Byggetilladelse til carport"
    assert titles("koster") == []


def test_what_is_worth_much_less_than_the_best_is_left_out(cast: SimpleNamespace) -> None:
    article("Skilte på facader", summary="Skilte og reklamer.", matter=cast.matter)
    article("Pas", summary="Forny dit pas.", body="Ved skranken hænger skilte.")
    assert titles("skilte", matter_type_id=cast.matter.pk) == ["Skilte på facader"]


def test_an_article_out_of_use_is_not_found(here: Municipality) -> None:
    retired = article("Gamle regler", is_active=False)
    assert titles("regler") == []
    with pytest.raises(Http404):
        queries.article_for(pk=retired.pk)


def test_search_cannot_be_asked_for_another_municipality(cast: SimpleNamespace) -> None:
    with tenancy.acting_for(cast.elsewhere):
        foreign = article("Bygglov", matter=cast.foreign_matter)
    assert titles("bygglov") == []
    assert titles("bygglov", matter_type_id=cast.foreign_matter.pk) == []
    with pytest.raises(Http404):
        queries.article_for(pk=foreign.pk)


def test_search_without_a_municipality_finds_nothing(danish: None) -> None:
    tenancy.activate(None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM catalogue_articles_search(ARRAY['pas'], ARRAY['pas'], NULL, 5)"
        )
        assert cursor.fetchall() == []


def test_find_articles_takes_two_queries_and_leaves_the_text(
    danish: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = queries.find_articles(text="byggetilladelse")
        assert found[0].summary
    assert "body" in found[0].get_deferred_fields()


def test_suggested_matters_come_from_those_in_use(cast: SimpleNamespace) -> None:
    make_matter(unit=cast.byg, code="gammel", name="Skilt på mark", is_active=False)
    found = queries.suggested_names(text="et skilt", names=queries.matter_names())
    assert [name.pk for name in found] == [cast.matter.pk]


def test_channel_advice_takes_one_query_for_all_matters(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    other = make_matter(unit=cast.byg, code="andet", name="Andet")
    ChannelRule.objects.create(matter_type=cast.matter, channel="phone", stance="closed")
    with django_assert_num_queries(1):
        advice = queries.channel_advice(channel="phone", matter_type_ids=[cast.matter.pk, other.pk])
    assert advice[cast.matter.pk].stance == "closed"
    assert advice[other.pk].stance == "allowed"
