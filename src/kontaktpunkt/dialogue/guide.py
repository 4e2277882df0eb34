"""The guide to a call: three phases, in our own words.

After the Danish dialogue triangle (get off to a good start; listen, ask, summarise; agree and
thank) and the Dutch habit of listening, summarising and asking on. The texts are the
municipality's own data from the day they are seeded: a unit changes them and adds its own.
"""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.dialogue.models import GuideStep, Phase

PURPOSES: dict[str, str | Promise] = {
    Phase.INTRODUCE: _("A good start: who you are, why you call, and whether it suits now."),
    Phase.EXPLORE: _("Understand before you explain: the facts, and what matters to the party."),
    Phase.AGREE: _("Part with the same picture of what happens, who does it, and by when."),
}

STEP, PHRASE = GuideStep.Kind.STEP.value, GuideStep.Kind.PHRASE.value

Texts = dict[str, dict[str, list[str]]]

_ENGLISH: Texts = {
    Phase.INTRODUCE.value: {
        STEP: [
            "Say your name, your unit, and what the call is about",
            "Ask whether now is a good time",
            "Say that nothing is decided and that you take notes",
        ],
        PHRASE: [
            "“Before I decide anything I would like to hear from you. Is now a good time?”",
            "“I have read your papers. May I check that I understood them rightly?”",
        ],
    },
    Phase.EXPLORE.value: {
        STEP: [
            "Go through the facts one by one",
            "Ask what matters most, and why",
            "Summarise until the party says “yes, that is it”",
            "Say plainly what you intend and why",
            "Look together for another lawful way",
        ],
        PHRASE: [
            "“What would be most important for you here?”",
            "“If I understand you rightly, … Did I miss anything?”",
            "“As it stands I cannot say yes to this, because … Here is what might work.”",
        ],
    },
    Phase.AGREE.value: {
        STEP: [
            "Repeat what was agreed: who does what, and by when",
            "Say what happens next, and when the decision comes",
            "Ask whether anything is left, and thank for the talk",
        ],
        PHRASE: [
            "“So you send … by …, and I write to you by …. Is that right?”",
            "“You can reach me on this number. Thank you for taking the time.”",
        ],
    },
}

_DANISH: Texts = {
    Phase.INTRODUCE.value: {
        STEP: [
            "Sig dit navn, din enhed, og hvad opkaldet handler om",
            "Spørg, om det passer at tale nu",
            "Sig, at intet er afgjort, og at du tager notater",
        ],
        PHRASE: [
            "»Inden jeg afgør noget, vil jeg gerne høre dig. Passer det at tale nu?«",
            "»Jeg har læst dine papirer. Må jeg lige høre, om jeg har forstået dem rigtigt?«",
        ],
    },
    Phase.EXPLORE.value: {
        STEP: [
            "Gå oplysningerne igennem én for én",
            "Spørg, hvad der betyder mest, og hvorfor",
            "Opsummer, til parten siger: »Ja, sådan er det«",
            "Sig klart, hvad du regner med at afgøre, og hvorfor",
            "Led sammen efter en anden lovlig vej",
        ],
        PHRASE: [
            "»Hvad er det vigtigste for dig i det her?«",
            "»Hvis jeg har forstået dig ret, så … Har jeg overset noget?«",
            "»Som det ser ud nu, kan jeg ikke sige ja, fordi … Det her kunne måske lade sig gøre.«",
        ],
    },
    Phase.AGREE.value: {
        STEP: [
            "Gentag aftalen: hvem gør hvad, og hvornår",
            "Sig, hvad der sker nu, og hvornår afgørelsen kommer",
            "Spørg, om der er mere, og sig tak for samtalen",
        ],
        PHRASE: [
            "»Så du sender … senest …, og jeg skriver til dig senest …. Passer det?«",
            "»Du kan få fat i mig på det her nummer. Tak, fordi du tog dig tid.«",
        ],
    },
}

_SWEDISH: Texts = {
    Phase.INTRODUCE.value: {
        STEP: [
            "Säg ditt namn, din enhet och vad samtalet gäller",
            "Fråga om det passar att prata nu",
            "Säg att inget är beslutat och att du antecknar",
        ],
        PHRASE: [
            "”Innan jag beslutar något vill jag höra dig. Passar det att prata nu?”",
            "”Jag har läst dina handlingar. Får jag stämma av att jag har förstått dem rätt?”",
        ],
    },
    Phase.EXPLORE.value: {
        STEP: [
            "Gå igenom uppgifterna en i taget",
            "Fråga vad som betyder mest, och varför",
            "Sammanfatta tills parten säger ”ja, så är det”",
            "Säg tydligt vilket beslut du räknar med, och varför",
            "Leta tillsammans efter en annan laglig väg",
        ],
        PHRASE: [
            "”Vad är viktigast för dig i det här?”",
            "”Om jag har förstått dig rätt så … Har jag missat något?”",
            "”Som det ser ut nu kan jag inte säga ja, eftersom … Det här skulle kunna fungera.”",
        ],
    },
    Phase.AGREE.value: {
        STEP: [
            "Upprepa överenskommelsen: vem gör vad, och när",
            "Säg vad som händer nu och när beslutet kommer",
            "Fråga om det är något mer och tacka för samtalet",
        ],
        PHRASE: [
            "”Då skickar du … senast …, och jag skriver till dig senast …. Stämmer det?”",
            "”Du når mig på det här numret. Tack för att du tog dig tid.”",
        ],
    },
}

TEXTS: dict[str, Texts] = {"en": _ENGLISH, "da": _DANISH, "sv": _SWEDISH}


def seed_guide(*, language: str) -> None:
    """Give the municipality acted for its first guide; what is there already stays.

    language: "da", "sv" or "en"; another language gets English.
    """
    steps = list(_steps(TEXTS.get(language[:2], _ENGLISH)))
    GuideStep.objects.bulk_create(steps, ignore_conflicts=True)


def _steps(texts: Texts) -> Iterator[GuideStep]:
    for phase, kinds in texts.items():
        for kind, lines in kinds.items():
            for position, text in enumerate(lines, start=1):
                yield GuideStep(phase=phase, kind=kind, text=text, position=position)
