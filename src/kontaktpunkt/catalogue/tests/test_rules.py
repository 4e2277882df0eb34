"""Which matter a text is about, and what the channel strategy says."""

import pytest

from kontaktpunkt.catalogue.rules import Candidate, ChannelStance, channel_advice, suggest

DANISH = [
    Candidate(1, "Byggetilladelse", "byggesag tilbygning carport Byggeri"),
    Candidate(2, "Skilt på facade", "reklameskilt butiksskilt Erhverv"),
    Candidate(3, "Affald og genbrug", "skraldespand container renovation Miljø"),
    Candidate(4, "Plads i dagpleje eller vuggestue", "pasning børnehave Børn og unge"),
    Candidate(5, "Pas og kørekort", "fornyelse Borgerservice"),
]
SWEDISH = [
    Candidate(1, "Bygglov", "tillbyggnad altan Bygga och bo"),
    Candidate(2, "Serveringstillstånd", "alkohol uteservering Näringsliv"),
    Candidate(3, "Förskoleplats", "dagis barnomsorg Barn och utbildning"),
]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Jeg vil gerne søge om byggetilladelse til en carport", 1),
        ("Skal jeg have tilladelse til at bygge en garage?", 1),
        ("Må vi sætte et skilt op over butikken?", 2),
        ("Butiksskilte", 2),
        ("SKRALDESPANDEN er ikke tømt", 3),
        ("hvornår får vi en dagplejeplads", 4),
        ("mit kørekort er udløbet", 5),
        ("koerekort", 5),
    ],
)
def test_suggest_understands_danish_questions(text: str, best: int) -> None:
    assert suggest(text=text, candidates=DANISH)[0] == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Jag undrar över bygglovet för altanen", 1),
        ("bygglov", 1),
        ("tillstånd att servera alkohol", 2),
        ("När får vi besked om förskoleplatsen?", 3),
    ],
)
def test_suggest_understands_swedish_questions(text: str, best: int) -> None:
    assert suggest(text=text, candidates=SWEDISH)[0] == best


@pytest.mark.parametrize("text", ["", "   ", "hej", "jeg har et spørgsmål om noget", "xyzzy", "?!"])
def test_suggest_keeps_quiet_when_nothing_is_said(text: str) -> None:
    assert suggest(text=text, candidates=DANISH) == []


def test_suggest_returns_no_more_than_asked() -> None:
    same = [Candidate(key, "Carport", "") for key in range(9)]
    assert suggest(text="carport", candidates=same, most=2) == [0, 1]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    several = [Candidate(key, f"Tilskud til formål{key}", "") for key in range(5)]
    several.append(Candidate(9, "Tilskud til solceller", ""))
    assert suggest(text="tilskud solceller", candidates=several)[0] == 9


STANCES = [
    ChannelStance("web", "recommended", self_service_url="https://example.org/byg"),
    ChannelStance("phone", "allowed", "Hjælp gerne med at finde løsningen."),
    ChannelStance("letter", "closed", "Henvis til selvbetjening."),
]


def test_channel_advice_names_the_better_channel() -> None:
    advice = channel_advice(channel="phone", stances=STANCES)
    assert (advice.stance, advice.better) == ("allowed", ("web",))
    assert advice.self_service_url == "https://example.org/byg"


def test_channel_advice_says_when_a_channel_is_closed() -> None:
    advice = channel_advice(channel="letter", stances=STANCES)
    assert (advice.stance, advice.text) == ("closed", "Henvis til selvbetjening.")


def test_channel_advice_is_silent_about_better_channels_in_the_recommended_one() -> None:
    assert channel_advice(channel="web", stances=STANCES).better == ()


def test_a_channel_without_a_rule_is_allowed() -> None:
    assert channel_advice(channel="chat", stances=[]).stance == "allowed"
