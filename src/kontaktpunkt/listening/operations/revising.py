"""Asking something else from now on, or nobody for a while."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import ChangedMeanwhile, Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.listening import kinds
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.rules import items


class NothingRevised(Refusal):
    message = _("Nothing was changed.")


@operation
def revise_survey(
    *,
    survey: Survey,
    version: int,
    title: str,
    chosen: Sequence[str],
    answer_days: int,
    quiet_days: int,
    legal_basis: str,
    is_active: bool,
    actor: Staff,
    at: datetime,
) -> Survey:
    """Ask something else from now on, or stop and start asking.

    chosen:  keys of the items that are asked beside those on satisfaction, which always are.
    version: of the survey that the person saw.
    What was sent never changes: another wording or choice is a new version, so that a figure
    always says what people were asked. Stopping and starting keeps it.
    Raises ChangedMeanwhile, NothingRevised or UnknownItem.
    """
    newest = _locked_newest(survey)
    if newest.version != version:
        raise ChangedMeanwhile
    said = {
        "title": title,
        "items": _keys(chosen),
        "answer_days": answer_days,
        "quiet_days": quiet_days,
        "legal_basis": legal_basis,
    }
    if any(getattr(newest, name) != value for name, value in said.items()):
        newest = _next_version(newest, said)
    elif newest.is_active == is_active:
        raise NothingRevised
    newest.is_active = is_active
    newest.save()
    record(
        kind=kinds.REVISED,
        at=at,
        subjects=[],
        actor_role=actor.role,
        survey=newest.code,
        version=newest.version,
        in_use=is_active,
    )
    return newest


def _locked_newest(survey: Survey) -> Survey:
    versions = Survey.objects.select_for_update().filter(code=survey.code)
    return list(versions.order_by("version"))[-1]


def _keys(chosen: Sequence[str]) -> list[str]:
    """Return the keys in the order of the bank, those on satisfaction first."""
    wanted = {item.key for item in items.items(list(chosen))}
    always = [item.key for item in items.always_asked()]
    return always + [item.key for item in items.may_be_asked() if item.key in wanted]


def _next_version(former: Survey, said: dict[str, object]) -> Survey:
    Survey.objects.filter(code=former.code).update(is_active=False)
    return Survey(
        code=former.code, version=former.version + 1, touchpoint=former.touchpoint, **said
    )
