"""The lenses that pages offer: whose journeys, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.journeys.engine.lens import (
    BY_CASE,
    BY_PARTY,
    BY_PARTY_IN_SERVICE,
    PARTY_TYPES,
    SERVICE_TYPES,
    Lens,
)
from kontaktpunkt.journeys.labels import TOUCHPOINTS

# After these nothing more is expected.
CLOSING: Final = frozenset({"decision", "case-closed", "handover-answer", "letter"})
# Asking how it went is no part of the journey that is asked about.
ASKING: Final = frozenset({"survey-invitation", "survey-answer"})


@dataclass(frozen=True)
class NamedLens:
    """A lens with its address and the words for it.

    left_out: a sentence about the events that belong to none of its journeys.
    """

    slug: str
    label: str | Promise
    explanation: str | Promise
    lens: Lens
    left_out: str | Promise


def own_lenses() -> tuple[NamedLens, ...]:
    """Return the lenses on the municipality's own log."""
    seen = frozenset(TOUCHPOINTS) - ASKING
    return tuple(
        _named(slug, replace(lens, touchpoints=seen, closing=CLOSING), left_out=_OWN_LEFT_OUT[slug])
        for slug, lens in _LENSES.items()
    )


def imported_lenses(*, lead: str, object_types: Iterable[str]) -> tuple[NamedLens, ...]:
    """Return the lenses on an imported log.

    lead:         the object type whose journeys its source tells.
    object_types: every type that the log knows.
    """
    known = set(object_types)
    found = [_named("case", replace(BY_CASE, lead_types=(lead,)))]
    parties = tuple(each for each in PARTY_TYPES if each in known and each != lead)
    if parties and known & set(SERVICE_TYPES):
        found.append(_named("service", replace(BY_PARTY_IN_SERVICE, lead_types=parties)))
    if parties:
        found.append(_named("party", replace(BY_PARTY, lead_types=parties)))
    return tuple(found)


# From outside first: what a person met in a matter, whichever cases and units it took.
_LENSES: Final = {"service": BY_PARTY_IN_SERVICE, "case": BY_CASE, "party": BY_PARTY}

_WORDS: Final = {
    "case": (
        _("By case"),
        _("One journey is everything that happened in one case."),
    ),
    "service": (
        _("By person within a matter"),
        _(
            "One journey is what one person or company met in one matter; "
            "half a year of silence ends it."
        ),
    ),
    "party": (
        _("By person across everything"),
        _(
            "One journey is everything that one person or company met, whatever the unit; "
            "three months of silence end it."
        ),
    ),
}


# What no journey of a lens holds: what names nothing that could lead it.
_LEFT_OUT: Final = {
    "case": _("They name no case."),
    "service": _("They name no person or company, or no matter."),
    "party": _("They name no person or company."),
}

_OWN_LEFT_OUT: Final = {
    "case": _("They name no case, or are steps that no party notices, or ask how it went."),
    "service": _(
        "They name no person or company, or no matter, or are steps that no party notices, or ask "
        "how it went."
    ),
    "party": _(
        "They name no person or company, or are steps that no party notices, or ask how it went."
    ),
}


def _named(slug: str, lens: Lens, left_out: str | Promise = "") -> NamedLens:
    label, explanation = _WORDS[slug]
    return NamedLens(slug, label, explanation, lens, left_out or _LEFT_OUT[slug])


assert BY_PARTY.silence == timedelta(days=90), "the words above say three months"
