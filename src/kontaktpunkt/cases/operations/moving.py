"""A case on its way between units, seen from the party: another desk, the same promise."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds
from kontaktpunkt.cases.changes import locked_open, record_on, save_changed, written
from kontaktpunkt.cases.models import Case, Note
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.operation import operation


class WithUnitAlready(Refusal):
    message = _("The case is with this unit already.")


@operation
def hand_over(
    *,
    case: Case,
    unit: Unit,
    reason: str,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Give the case to another unit, which has it until it hands it on or back.

    The promised day stays: the party was promised a decision by the municipality. Nobody there
    has the case yet, so it stands as untaken in that unit's worklist.

    reason: what the other unit is asked for; kept as a note.
    Raises CaseNotOpen, TextMissing, WithUnitAlready or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    if case.unit_id == unit.pk:
        raise WithUnitAlready
    Note.objects.create(case=case, text=written(reason), written_by=actor, written_at=at)
    former = case.unit
    save_changed(case=case, actor=actor, at=at, unit=unit, caseworker=None)
    # It happens where the case leaves: what goes by from here on goes by in the other unit.
    record_on(case=case, kind=kinds.HANDED_OVER, at=at, actor=actor, unit=former, to_unit=unit.code)
    return case
