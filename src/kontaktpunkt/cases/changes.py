"""What every change of a case has in common: the lock, the version, the event, the message."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds
from kontaktpunkt.cases.models import Case
from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import record
from kontaktpunkt.parties.operations import party_subject


class CaseNotOpen(Refusal):
    message = _("This case has been decided or closed. Nothing was changed.")


class TextMissing(Refusal):
    message = _("Write a few words first. Nothing was changed.")


def locked(*, case: Case, version: int | None = None) -> Case:
    """Return the case as it stands now, locked until the transaction ends.

    version: the one that the page showed; None where the change cannot hurt somebody else's.
    Raises ChangedMeanwhile when the case has another version by now.
    """
    related = Case.objects.select_related("party", "matter_type", "unit", "municipality")
    fresh = related.select_for_update(of=("self",)).get(pk=case.pk)
    if version is not None and fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def locked_open(*, case: Case, version: int | None = None) -> Case:
    """Return the locked case; raise CaseNotOpen when it awaits no decision any more."""
    fresh = locked(case=case, version=version)
    if not fresh.is_open:
        raise CaseNotOpen
    return fresh


def begin_if_new(*, case: Case, actor: Staff, at: datetime) -> None:
    """Let whoever works on an untouched case have it; the caller saves."""
    if case.status != Case.Status.RECEIVED:
        return
    case.status = Case.Status.IN_PROGRESS
    if case.caseworker_id is None:
        case.caseworker = actor
        record_on(case=case, kind=kinds.TAKEN, actor=actor, at=at)


def save_changed(*, case: Case, actor: Staff | None, at: datetime, **changes: Any) -> None:
    """Save the case with a new version, and who changed it; None for the party itself."""
    case.next_version(**changes, changed_at=at, changed_by=actor)
    case.save()


def record_on(
    *,
    case: Case,
    kind: EventKind,
    at: datetime,
    actor: Staff | None = None,
    more_subjects: tuple[Subject, ...] = (),
    unit: Unit | None = None,
    **known: Any,
) -> None:
    """Write an event about the case and its party.

    unit: which unit it happened in; None for the one that has the case.
    actor: None when the party itself acts. The case's version goes along, so that a page can
    tell what happened since it was shown.
    """
    record(
        kind=kind,
        at=at,
        subjects=[*case_subjects(case=case), *more_subjects],
        unit=(unit or case.unit).code,
        matter=case.matter_type.code,
        actor_role=actor.role if actor else case.party.kind,
        version=case.version,
        **known,
    )


def case_subjects(*, case: Case) -> list[Subject]:
    """Return the pseudonymous references to a case and its party."""
    return [subject(type="case", pk=case.pk), party_subject(case.party)]


def written(text: str) -> str:
    """Return the text without space around it; raise TextMissing when nothing is left."""
    text = text.strip()
    if not text:
        raise TextMissing
    return text
