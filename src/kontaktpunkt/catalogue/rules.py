"""Which matter a text is about, and which channel suits it: pure calculation."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kontaktpunkt.core.text import fold, words_of

MOST_SUGGESTED = 3

# Danish and Swedish words that say nothing about what a question is about, folded.
_SILENT = """
    aldrig alle alltid alltsa altid an andre att av behov behover blev bli blir blive bliver da
    de dem den denna denne der deras deres det detta dette dig din dina dine dit ditt du efter
    ej eller en er era ett far fick fik for fordi fore fra fraga fragar fran ga gar gerna gerne
    gjort gor gora gore ha hade haft ham han har havde have hej hende henne her hjalp hjalpa
    hjalpe hon honom hun hur hvad hvem hver hvilken hvis hvor hvordan hvorfor hvornar i ikke in
    ind ingen inte ja jag jeg kan kom komma komme kommer kommun kommune kommunen kunde kunna
    kunne lave lige lite ma mal man manga mange med meg men mer mera mere mig min mina mine mit
    mitt mycket nagon nagot nar naste nej ni nogen noget nogle nok nu ny nya og ogsa oksa om
    onskar onsker op os oss over pa sa sade sagt samma samme se sedan siden sig sin sina sine
    sit sitt ska skal skall ske skulle soge soger soka soker som spor sporge sporger sporgsmal
    stadig svar ta tack tag tage tak ti till tva under undrar undrer upp ut vad var vara vare
    varfor vart ved vem vet veta vi vid vide vil vilja vilken vill ville vore vores
"""
_SAYS_NOTHING = frozenset(_SILENT.split())
_SHORTEST_WORD = 3
_SHORTEST_PART = 5
_LEAST_WORTH = 0.7


@dataclass(frozen=True)
class Candidate:
    """A matter that a text may be about.

    name:  of the matter, whose words weigh most.
    other: other words for it, separated by spaces, and the name of its service.
    """

    key: int
    name: str
    other: str


def suggest(*, text: str, candidates: Sequence[Candidate], most: int = MOST_SUGGESTED) -> list[int]:
    """Return the keys of the matters that the text is most likely about, best first.

    A rare word tells more than a common one. A part of a compound counts, and so does another
    ending: `tilladelse` in `byggetilladelse`, `bygglovet` for `bygglov`.
    """
    vocabulary = _vocabulary(tuple(candidates))
    worth: dict[int, float] = {}
    for spoken in dict.fromkeys(words_of(text)):
        if len(spoken) >= _SHORTEST_WORD and spoken not in _SAYS_NOTHING:
            _add_worth(worth, spoken, vocabulary, len(candidates))
    likely = [key for key, value in worth.items() if value >= _LEAST_WORTH]
    return sorted(likely, key=lambda key: (-worth[key], key))[:most]


def _add_worth(
    worth: dict[int, float],
    spoken: str,
    vocabulary: Mapping[str, Mapping[int, float]],
    matters: int,
) -> None:
    nearest: dict[int, float] = {}
    for word, weights in vocabulary.items():
        likeness = _likeness(spoken, word)
        for key, weight in weights.items() if likeness else ():
            nearest[key] = max(nearest.get(key, 0), likeness * weight)
    rarity = math.log(1 + (matters + 1) / (len(nearest) or 1))
    for key, value in nearest.items():
        worth[key] = worth.get(key, 0) + value * rarity


@lru_cache(maxsize=16)
def _vocabulary(candidates: tuple[Candidate, ...]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for candidate in candidates:
        for text, weight in ((candidate.other, 1.0), (candidate.name, 1.3)):
            for word in words_of(text):
                if word not in _SAYS_NOTHING:
                    found.setdefault(word, {})[candidate.key] = weight
    return found


def _likeness(spoken: str, word: str) -> float:
    """Return 1 for the same word, less for the same stem or a part of a compound, else 0."""
    if spoken == word:
        return 1
    shorter, longer = sorted((spoken, word), key=len)
    if len(shorter) < _SHORTEST_PART:
        return 0
    if longer.startswith(shorter):
        return 0.9
    if longer.endswith(shorter):
        return 0.7
    return 0.8 if _same_stem(shorter, longer) else 0


def _same_stem(shorter: str, longer: str) -> bool:
    """Say whether two words differ in their ending only: byggelov and byggeloven, skilt, skilte."""
    stem = shorter[:-2]
    return len(stem) >= _SHORTEST_PART and longer.startswith(stem) and len(longer) - len(stem) <= 4


def article_search_text(*, title: str, summary: str, search_words: str) -> str:
    """Return what the letters of a search are compared with."""
    return fold(f"{title} {search_words} {summary}")


@dataclass(frozen=True)
class ChannelStance:
    """What the channel strategy says about one channel of a matter.

    stance: "recommended", "allowed" or "closed".
    """

    channel: str
    stance: str
    advice: str = ""
    self_service_url: str = ""


@dataclass(frozen=True)
class ChannelAdvice:
    """What an agent needs to know about channels while the question is asked.

    stance:           of the channel the contact came by.
    better:           the channels recommended instead, when this one is not.
    self_service_url: where the party can do it without us, or "".
    """

    stance: str
    text: str
    better: tuple[str, ...]
    self_service_url: str


def channel_advice(*, channel: str, stances: Iterable[ChannelStance]) -> ChannelAdvice:
    """Return the advice for a contact by this channel; a channel without a rule is allowed."""
    known = {each.channel: each for each in stances}
    here = known.get(channel, ChannelStance(channel, "allowed"))
    recommended = tuple(key for key, each in known.items() if each.stance == "recommended")
    return ChannelAdvice(
        stance=here.stance,
        text=here.advice,
        better=() if here.stance == "recommended" else recommended,
        self_service_url=next(
            (each.self_service_url for each in known.values() if each.self_service_url), ""
        ),
    )
