"""The item bank: every question a survey may ask, in our own words and three languages.

A wording that was sent never changes. A better wording is a new version; the old one keeps its
dates, so that a figure always says what people were asked. Source: docs/measures.md#items
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Words = Mapping[str, str]

FALLBACK_LANGUAGE = "en"


class Dimension(StrEnum):
    """What an item tells about."""

    SATISFACTION = "satisfaction"
    PROCEDURAL = "procedural"
    INTERPERSONAL = "interpersonal"
    INFORMATIONAL = "informational"


@dataclass(frozen=True)
class Scale:
    """Whole numbers from low to high, and words for the two ends."""

    low: int
    high: int
    low_words: Words
    high_words: Words


@dataclass(frozen=True)
class Item:
    """One question.

    code:        what scores are stored under; the same in every version.
    wording:     language → question.
    short:       language → a few words for tables and charts.
    valid_until: last day on which this version was sent; None while it is in use.
    """

    code: str
    version: int
    dimension: Dimension
    scale: Scale
    wording: Words
    short: Words
    valid_from: date = date(2024, 1, 1)
    valid_until: date | None = None

    @property
    def key(self) -> str:
        """Name of this version, as a survey lists it: "overall.1"."""
        return f"{self.code}.{self.version}"


class UnknownItem(KeyError):
    """A survey lists an item that the bank does not hold."""


def said(words: Words, language: str) -> str:
    """Return the words in the language, or in English where that language is missing."""
    return words.get(language[:2], words[FALLBACK_LANGUAGE])


def item(key: str) -> Item:
    """Return the item with this key.

    Raises UnknownItem.
    """
    try:
        return _BANK[key]
    except KeyError as unknown:
        raise UnknownItem(key) from unknown


def items(keys: Sequence[str]) -> list[Item]:
    """Return the items with these keys, in the same order."""
    return [item(key) for key in keys]


def bank() -> list[Item]:
    """Return every item in every version."""
    return list(_BANK.values())


def always_asked() -> list[Item]:
    """Return the items that every survey asks: an index of satisfaction needs all of them."""
    return [each for each in _in_use() if each.dimension == Dimension.SATISFACTION]


def may_be_asked() -> list[Item]:
    """Return the items that a survey may ask beside those."""
    return [each for each in _in_use() if each.dimension != Dimension.SATISFACTION]


def _in_use() -> list[Item]:
    return [each for each in _BANK.values() if each.valid_until is None]


SATISFIED = Scale(
    1,
    10,
    {"da": "slet ikke tilfreds", "sv": "inte alls nöjd", "en": "not satisfied at all"},
    {"da": "meget tilfreds", "sv": "mycket nöjd", "en": "very satisfied"},
)
EXPECTED = Scale(
    1,
    10,
    {"da": "slet ikke", "sv": "inte alls", "en": "not at all"},
    {"da": "helt og holdent", "sv": "helt och hållet", "en": "completely"},
)
CLOSE = Scale(
    1,
    10,
    {"da": "meget langt fra", "sv": "mycket långt ifrån", "en": "very far from it"},
    {"da": "så tæt på som muligt", "sv": "så nära som möjligt", "en": "as close as can be"},
)
EXTENT = Scale(
    1,
    5,
    {"da": "i meget lav grad", "sv": "i mycket låg grad", "en": "to a very small extent"},
    {"da": "i meget høj grad", "sv": "i mycket hög grad", "en": "to a very large extent"},
)

_ITEMS = (
    Item(
        "overall",
        1,
        Dimension.SATISFACTION,
        SATISFIED,
        {
            "da": "Hvor tilfreds er du alt i alt med den hjælp, du fik?",
            "sv": "Hur nöjd är du på det hela taget med hjälpen du fick?",
            "en": "All in all, how satisfied are you with the help you got?",
        },
        {"da": "Alt i alt", "sv": "På det hela taget", "en": "All in all"},
    ),
    Item(
        "expectations",
        1,
        Dimension.SATISFACTION,
        EXPECTED,
        {
            "da": "Blev det, som du havde regnet med, at det burde være?",
            "sv": "Blev det så som du hade räknat med att det borde vara?",
            "en": "Did it go the way you thought it should?",
        },
        {"da": "Som forventet", "sv": "Som väntat", "en": "As expected"},
    ),
    Item(
        "ideal",
        1,
        Dimension.SATISFACTION,
        CLOSE,
        {
            "da": "Forestil dig det helt rigtige forløb. Hvor tæt var vi på?",
            "sv": "Tänk dig hur det skulle gå när allt stämmer. Hur nära kom vi?",
            "en": "Picture it done just right. How close did we come?",
        },
        {"da": "Tæt på det helt rigtige", "sv": "Nära det bästa", "en": "Close to just right"},
    ),
    Item(
        "voice",
        1,
        Dimension.PROCEDURAL,
        EXTENT,
        {
            "da": "Kunne du få sagt det, der var vigtigt for dig, inden vi afgjorde sagen?",
            "sv": "Fick du säga det som var viktigt för dig innan vi bestämde?",
            "en": "Could you say what mattered to you before we decided?",
        },
        {"da": "Kom til orde", "sv": "Fick komma till tals", "en": "Had a say"},
    ),
    Item(
        "neutral",
        1,
        Dimension.PROCEDURAL,
        EXTENT,
        {
            "da": "Så vi på sagen uden at tage parti?",
            "sv": "Såg vi på ärendet utan att ta parti?",
            "en": "Did we look at your matter without taking sides?",
        },
        {"da": "Uden at tage parti", "sv": "Utan att ta parti", "en": "Without taking sides"},
    ),
    Item(
        "accurate",
        1,
        Dimension.PROCEDURAL,
        EXTENT,
        {
            "da": "Byggede afgørelsen på de rigtige oplysninger?",
            "sv": "Byggde beslutet på rätt uppgifter?",
            "en": "Was the decision built on the right facts?",
        },
        {"da": "Rigtige oplysninger", "sv": "Rätt uppgifter", "en": "The right facts"},
    ),
    Item(
        "respect",
        1,
        Dimension.INTERPERSONAL,
        EXTENT,
        {
            "da": "Blev du mødt med respekt?",
            "sv": "Blev du bemött med respekt?",
            "en": "Were you met with respect?",
        },
        {"da": "Mødt med respekt", "sv": "Bemött med respekt", "en": "Met with respect"},
    ),
    Item(
        "explained",
        1,
        Dimension.INFORMATIONAL,
        EXTENT,
        {
            "da": "Forklarede vi det, så du kunne følge med?",
            "sv": "Förklarade vi så att du kunde hänga med?",
            "en": "Did we explain it so that you could follow?",
        },
        {"da": "Forklaret tydeligt", "sv": "Tydligt förklarat", "en": "Explained clearly"},
    ),
    Item(
        "timely",
        1,
        Dimension.INFORMATIONAL,
        EXTENT,
        {
            "da": "Fik du besked i så god tid, at du kunne bruge det?",
            "sv": "Fick du besked i så god tid att du hade nytta av det?",
            "en": "Were you told early enough for it to be of use?",
        },
        {"da": "Besked i god tid", "sv": "Besked i god tid", "en": "Told in good time"},
    ),
    Item(
        "tailored",
        1,
        Dimension.INFORMATIONAL,
        EXTENT,
        {
            "da": "Handlede svaret om netop det, du spurgte om?",
            "sv": "Handlade svaret om just det du frågade om?",
            "en": "Was the answer about the very thing you asked?",
        },
        {"da": "Svar på spørgsmålet", "sv": "Svar på frågan", "en": "Answered what was asked"},
    ),
)

_BANK = {each.key: each for each in _ITEMS}

# What the two surveys ask that every municipality starts with.
AFTER_A_CONTACT = (
    "overall.1",
    "expectations.1",
    "ideal.1",
    "respect.1",
    "explained.1",
    "tailored.1",
)
AFTER_A_DECISION = (
    "overall.1",
    "expectations.1",
    "ideal.1",
    "voice.1",
    "accurate.1",
    "respect.1",
    "explained.1",
    "timely.1",
)
