"""Notes, complaints, and what the party was asked to send."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import kinds, messages, storage
from kontaktpunkt.cases.changes import (
    begin_if_new,
    locked,
    locked_open,
    record_on,
    save_changed,
    written,
)
from kontaktpunkt.cases.models import Awaited, Case, Complaint, Note
from kontaktpunkt.cases.operations.documents import Files, by_staff, counted, from_party
from kontaktpunkt.cases.operations.duties import AnswerDayTooSoon
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation


class NothingToAppeal(Refusal):
    message = _("There is no decision to appeal yet. Register it as being about the handling.")


class NotAwaited(Refusal):
    message = _("This is not waited for any more.")


@operation
def write_note(*, case: Case, text: str, actor: Staff, at: datetime) -> Note:
    """Write the record that the law asks for; also after the decision. Raises TextMissing."""
    case = locked(case=case)
    note = Note.objects.create(case=case, text=written(text), written_by=actor, written_at=at)
    record_on(case=case, kind=kinds.NOTE_WRITTEN, at=at, actor=actor)
    return note


@storage.nothing_left_behind
@operation
def register_complaint(
    *,
    case: Case,
    kind: str,
    text: str,
    at: datetime,
    actor: Staff | None = None,
    channel: str = "web",
    files: Files = (),
) -> Complaint:
    """Keep a complaint about the handling, or an appeal of the decision.

    actor: who writes it down; None when the party does so itself.
    files: what the party itself sends with it.
    Raises TextMissing, NothingToAppeal, or what `from_party` raises.
    """
    case = locked(case=case)
    kind = Complaint.Kind(kind)
    if kind == Complaint.Kind.APPEAL and case.status != Case.Status.DECIDED:
        raise NothingToAppeal
    complaint = Complaint.objects.create(case=case, kind=kind, text=written(text), received_at=at)
    from_party(case=case, files=files, title="", at=at)
    save_changed(case=case, actor=actor, at=at)
    record_on(
        case=case,
        kind=kinds.COMPLAINT_REGISTERED,
        at=at,
        actor=actor,
        channel=channel,
        about=kind.value,
        **counted(files),
    )
    return complaint


@operation
def ask_party(
    *,
    case: Case,
    what: str,
    by: date,
    actor: Staff,
    at: datetime,
    version: int | None = None,
) -> Awaited:
    """Ask the party to send something; it is the party's turn until then.

    what: as the party reads it, such as "a new drawing of the sign".
    by:   the last day; today when that was agreed.
    Raises CaseNotOpen, TextMissing, AnswerDayTooSoon or ChangedMeanwhile.
    """
    case = locked_open(case=case, version=version)
    if by < timezone.localdate(at):
        raise AnswerDayTooSoon
    begin_if_new(case=case, actor=actor, at=at)
    awaited = Awaited.objects.create(case=case, what=written(what), by=by, asked_at=at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.AWAITED_ASKED, at=at, actor=actor)
    messages.tell_awaited(case=case, awaited=awaited, at=at)
    return awaited


@storage.nothing_left_behind
@operation
def receive_awaited(
    *,
    awaited: Awaited,
    at: datetime,
    answer: str = "",
    files: Files = (),
    actor: Staff | None = None,
    channel: str = "web",
) -> Awaited:
    """Note that what was asked for has come; the case is ours again.

    answer: what the party wrote with it, if anything.
    files:  what came; it gets what was asked for as its title.
    actor:  who notes it; None when the party sends it itself.
    Raises NotAwaited, or what `from_party` and `by_staff` raise.
    """
    case = locked(case=awaited.case)
    awaited = _end(awaited, Awaited.State.ARRIVED, at, answer=answer.strip())
    if actor is None:
        from_party(case=case, files=files, title=awaited.what, at=at)
    else:
        # It came from the party, on paper or by e-mail: the party may see that it is there.
        by_staff(case=case, files=files, title=awaited.what, at=at, actor=actor, is_shared=True)
    save_changed(case=case, actor=actor, at=at)
    kind = kinds.AWAITED_ARRIVED
    record_on(case=case, kind=kind, at=at, actor=actor, channel=channel, **counted(files))
    return awaited


@operation
def drop_awaited(
    *, awaited: Awaited, actor: Staff, at: datetime, version: int | None = None
) -> Awaited:
    """Go on without what was asked for. Raises NotAwaited or ChangedMeanwhile."""
    case = locked(case=awaited.case, version=version)
    awaited = _end(awaited, Awaited.State.DROPPED, at)
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.AWAITED_DROPPED, at=at, actor=actor)
    return awaited


def _end(awaited: Awaited, state: Awaited.State, at: datetime, *, answer: str = "") -> Awaited:
    fresh = Awaited.objects.get(pk=awaited.pk)
    if fresh.state != Awaited.State.WAITING:
        raise NotAwaited
    fresh.state, fresh.ended_at, fresh.answer = state, at, answer
    fresh.save()
    return fresh
