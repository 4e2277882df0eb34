"""The note of a call, drafted from what was recorded, for the caller to read and mend."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import translation
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontaktpunkt.core.dates import day_in_words, moment_in_words
from kontaktpunkt.dialogue.models import Agreement, Call, CallFact
from kontaktpunkt.dialogue.rules import Fact, Promise, Recorded, must_be_heard

_FACT_NAMES: dict[str, str | LazyText] = {
    CallFact.Standing.CONFIRMED: gettext_lazy("Confirmed"),
    CallFact.Standing.CORRECTED: gettext_lazy("Corrected"),
    CallFact.Standing.NEW: gettext_lazy("New"),
}


def draft(
    *, call: Call, recorded: Recorded, reached: datetime | None, tries: int, language: str
) -> str:
    """Return the note in the municipality's own language, whatever the caller's screen speaks.

    reached: when the party answered.
    tries:   how often it was called in vain before.
    """
    with translation.override(language):
        parts = [
            _opening(call, reached, tries),
            _reason(call),
            *_said(recorded),
            _facts(recorded.facts),
            _agreements(recorded.agreements),
        ]
    return "\n\n".join(part for part in parts if part)


def length_in_words(*, minutes: int) -> str:
    """Return "12 minutes"."""
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def agreement_in_words(promise: Promise) -> str:
    """Return who does what by when, in one line."""
    # With the year, whatever year it is: a record is read later.
    day = day_in_words(promise.by, today=date.min)
    return _("%(who)s: %(text)s, by %(day)s") % {
        "who": Agreement.Who(promise.who).label,
        "text": promise.text.rstrip("."),
        "day": day,
    }


def _opening(call: Call, reached: datetime | None, tries: int) -> str:
    party = call.case.party.name
    if reached is None:
        return _("%(party)s was called.") % {"party": party}
    words = _("%(party)s was called %(moment)s.") % {
        "party": party,
        "moment": moment_in_words(reached, now=reached),
    }
    if not tries:
        return words
    before = ngettext(
        "Before that one attempt in vain.", "Before that %(count)d attempts in vain.", tries
    )
    return f"{words} {before % {'count': tries}}"


def _reason(call: Call) -> str:
    if call.trigger == Call.Trigger.COMPLAINT:
        return _("Why we called: a complaint had come in.")
    outcome = call.case.get_intended_outcome_display()
    if call.trigger == Call.Trigger.CHOICE or not outcome:
        return _("Why we called: to talk the case over.")
    return _("Why we called: the outcome intended is “%(outcome)s”.") % {"outcome": outcome.lower()}


def _said(recorded: Recorded) -> Iterator[str]:
    if recorded.consent:
        yield _("The party agreed to talk and was told that notes are taken.")
    if recorded.what_matters.strip():
        yield _titled(_("What matters to the party"), recorded.what_matters.strip())
    if recorded.alternatives.strip():
        yield _titled(_("Other ways that were looked at"), recorded.alternatives.strip())


def _facts(facts: Iterable[Fact]) -> str:
    lines = [f"- {_FACT_NAMES[fact.standing]}: {fact.text}{_mark(fact)}" for fact in facts]
    return _titled(_("Facts"), *lines) if lines else ""


def _mark(fact: Fact) -> str:
    if must_be_heard(fact):
        return _(" (weighs against the party; put to the party in writing)")
    return _(" (weighs against the party)") if fact.weighs_against else ""


def _agreements(agreements: Iterable[Promise]) -> str:
    lines = [f"- {agreement_in_words(each)}" for each in agreements]
    return _titled(_("Agreed"), *lines) if lines else _("Nothing was agreed.")


def _titled(title: str, *lines: str) -> str:
    return "\n".join([f"{title}:", *lines])


def facts_for_hearing(facts: Iterable[Fact]) -> str:
    """Return the facts as the party reads them in the hearing."""
    return "\n".join(fact.text.strip() for fact in facts)
