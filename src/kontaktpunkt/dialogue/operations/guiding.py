"""Keeping the guide of the call in order: its steps and phrases."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.dialogue import kinds
from kontaktpunkt.dialogue.models import GuideStep
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import operation, record


class FirstAlready(Refusal):
    message = _("This line stands first already.")


@operation
def add_line(
    *, phase: str, kind: str, text: str, unit: Unit | None, actor: Staff, at: datetime
) -> GuideStep:
    """Add a step or a phrase at the end of its phase; callers see it from the next call on.

    unit: whose line it is; None for every unit. Raises ChangedMeanwhile when somebody added one
    at the same moment.
    """
    beside = GuideStep.objects.filter(unit=unit, phase=phase, kind=kind)
    last = beside.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            line = GuideStep.objects.create(
                unit=unit, phase=phase, kind=kind, text=text, position=last + 1
            )
    except IntegrityError as taken:
        raise ChangedMeanwhile from taken
    _record(kinds.GUIDE_ADDED, line, actor, at)
    return line


@operation
def change_line(
    *, line: GuideStep, version: int, text: str, is_active: bool, actor: Staff, at: datetime
) -> GuideStep:
    """Say it better, or take it out of use; raises ChangedMeanwhile.

    Nothing is deleted: records of calls keep what was ticked.
    """
    line = GuideStep.objects.select_for_update().get(pk=line.pk)
    if line.version != version:
        raise ChangedMeanwhile
    line.next_version(text=text, is_active=is_active)
    line.save()
    _record(kinds.GUIDE_CHANGED, line, actor, at)
    return line


@operation
def raise_line(*, line: GuideStep, actor: Staff, at: datetime) -> GuideStep:
    """Put the line before the one that stands above it; raises FirstAlready."""
    beside = GuideStep.objects.filter(unit=line.unit, phase=line.phase, kind=line.kind)
    lines = list(beside.select_for_update().order_by("position", "pk"))
    line = next(each for each in lines if each.pk == line.pk)
    above = [each for each in lines if each.position < line.position and each.is_active]
    if not above:
        raise FirstAlready
    _swap(line, above[-1], free=lines[-1].position + 1)
    _record(kinds.GUIDE_CHANGED, line, actor, at)
    return line


def _swap(line: GuideStep, other: GuideStep, *, free: int) -> None:
    """Change places by way of a free one: a place holds one line at any moment."""
    places = ((line.pk, free), (other.pk, line.position), (line.pk, other.position))
    for pk, position in places:
        GuideStep.objects.filter(pk=pk).update(position=position, version=F("version") + 1)


def _record(kind: EventKind, line: GuideStep, actor: Staff, at: datetime) -> None:
    record(
        kind=kind,
        at=at,
        subjects=[],
        unit=line.unit.code if line.unit else "",
        actor_role=actor.role,
        phase=line.phase,
        in_use=line.is_active,
    )
