"""The course of a case in plain words: the log says what happened, the tables what was said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontaktpunkt.cases import kinds, queries
from kontaktpunkt.cases.models import Case, Document, Outcome
from kontaktpunkt.contacts import kinds as contact_kinds
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.events.keys import subject
from kontaktpunkt.events.kinds import all_kinds
from kontaktpunkt.events.models import Event
from kontaktpunkt.events.queries import events_of_keys

Key = tuple[str, datetime]

# Steps that another entry of the same moment tells better, or that only fill the page.
_LEFT_OUT = {
    kinds.DECISION_DRAFTED.code,
    kinds.CALL_SETTLED.code,
    kinds.CALL_OWED.code,
    contact_kinds.QUESTION_CARRIED_ON.code,
}


@dataclass(frozen=True)
class Detail:
    """What the tables know of one event.

    what: replaces the kind's own label, when given.
    """

    text: str = ""
    who: str = ""
    what: str = ""


@dataclass(frozen=True)
class Entry:
    """One step of the course; the template tag `timeline` draws it.

    kind: the event's kind, "" for what lies ahead.
    """

    what: str | Promise
    at: datetime | None = None
    day: date | None = None
    text: str = ""
    who: str = ""
    kind: str = ""
    is_internal: bool = False
    is_ahead: bool = False


def for_staff(
    *,
    case: Case,
    today: date,
    more: dict[Key, Detail] | None = None,
    less: frozenset[str] = frozenset(),
) -> Sequence[Entry]:
    """Return the whole course, oldest first, and then what lies ahead.

    more: details of events of other apps, by kind and moment.
    less: kinds of other apps that would only fill the page.
    """
    details = _details(case, today) | _handover_details(case) | (more or {})
    details |= dict(_document_details(case, details))
    past = [
        _entry(event, details.get((event.kind, event.occurred_at), Detail()), case)
        for event in _events(case)
        if event.kind not in _LEFT_OUT | less
    ]
    return [*past, *_ahead(case)]


def for_party(*, case: Case, today: date) -> Sequence[Entry]:
    """Return what the party noticed, said to the party, oldest first, then what lies ahead.

    Internal steps and notes are left out.
    """
    details = _details(case, today)
    details |= dict(_document_details(case, details))
    past = [
        _entry_to_party(event, details.get((event.kind, event.occurred_at), Detail()), case)
        for event in _events(case)
        if event.touchpoint
    ]
    return [*past, *_ahead(case)]


def since(*, case: Case, version: int) -> Sequence[str | Promise]:
    """Say what happened to the case after the version that somebody's page showed."""
    newer = [each for each in _events(case) if each.data.get("version", 0) > version]
    return list(dict.fromkeys(_label(event) for event in newer))


def _events(case: Case) -> Sequence[Event]:
    contacts = {origin.question.contact_id for origin in case.origins.all()}
    keys = [subject(type="case", pk=case.pk).key]
    keys += [subject(type="contact", pk=pk).key for pk in contacts]
    return events_of_keys(keys=keys)


def _entry(event: Event, detail: Detail, case: Case) -> Entry:
    return Entry(
        what=detail.what or _with_outcome(event),
        at=event.occurred_at,
        text=detail.text,
        who=detail.who or _who(event, case),
        kind=event.kind,
        is_internal=not event.touchpoint,
    )


def _entry_to_party(event: Event, detail: Detail, case: Case) -> Entry:
    kind = all_kinds().get(event.kind)
    return Entry(
        what=detail.what or (kind and kind.to_party) or _label(event),
        at=event.occurred_at,
        text=detail.text,
        who="" if event.initiator == "party" else case.unit.name,
        kind=event.kind,
    )


def _label(event: Event) -> str | Promise:
    kind = all_kinds().get(event.kind)
    return kind.label if kind else event.kind


def _with_outcome(event: Event) -> str | Promise:
    if event.outcome not in Outcome.values:
        return _label(event)
    return f"{_label(event)}: {Outcome(event.outcome).label.lower()}"


def _who(event: Event, case: Case) -> str:
    if event.initiator == "party":
        return case.party.name
    return case.unit.name if event.unit == case.unit.code else ""


def _ahead(case: Case) -> Iterator[Entry]:
    if not case.is_open:
        return
    for hearing in queries.open_hearings(case=case):
        if hearing.replied_at is None:
            yield Entry(what=_COMMENT_BY, day=hearing.answer_by, is_ahead=True)
    for awaited in queries.waited_for(case=case):
        yield Entry(what=capfirst(awaited.what), day=awaited.by, is_ahead=True)
    yield Entry(what=_DECISION_BY, day=case.promised_on, is_ahead=True)


_COMMENT_BY = gettext_lazy("Last day for the comment")
_DECISION_BY = gettext_lazy("The decision is promised")


def _details(case: Case, today: date) -> dict[Key, Detail]:
    return dict([*_promise_details(case, today), *_dialogue_details(case), *_record_details(case)])


def _promise_details(case: Case, today: date) -> Iterator[tuple[Key, Detail]]:
    for move in case.promise_moves.all():
        days: dict[str, Any] = {
            "was": day_in_words(move.was, today=today),
            "now": day_in_words(move.now, today=today),
        }
        what = _("The promised day was moved from %(was)s to %(now)s") % days
        detail = Detail(move.reason, move.moved_by.name, what)
        yield (kinds.PROMISE_MOVED.code, move.moved_at), detail
    if case.closed_at:
        yield (kinds.CLOSED.code, case.closed_at), Detail(case.closing_reason)
    request = queries.request_of(case=case)
    if request and request.declined_at:
        yield (kinds.DECISION_DECLINED.code, request.declined_at), Detail(request.reasons)


def _dialogue_details(case: Case) -> Iterator[tuple[Key, Detail]]:
    for hearing in case.hearings.all():
        yield (kinds.HEARING_OPENED.code, hearing.opened_at), Detail(hearing.facts)
        if hearing.replied_at:
            yield (kinds.HEARING_ANSWERED.code, hearing.replied_at), Detail(hearing.reply)
    for awaited in case.awaited.all():
        yield (kinds.AWAITED_ASKED.code, awaited.asked_at), Detail(awaited.what)
        if awaited.ended_at:
            text = awaited.answer or awaited.what
            yield (kinds.AWAITED_ARRIVED.code, awaited.ended_at), Detail(text)
    for duty in case.preconditions.all():
        if duty.waiver_reason and duty.ended_at:
            who = duty.ended_by.name if duty.ended_by else ""
            yield (kinds.CALL_WAIVED.code, duty.ended_at), Detail(duty.waiver_reason, who)


def _handover_details(case: Case) -> dict[Key, Detail]:
    """What the other unit was asked for is a note: colleagues read it, the party does not."""
    return {
        (kinds.HANDED_OVER.code, note.written_at): Detail(note.text, note.written_by.name)
        for note in case.notes.all()
    }


def _document_details(case: Case, said: dict[Key, Detail]) -> Iterator[tuple[Key, Detail]]:
    """Name the files that came with a step below what was said in it.

    What only colleagues see is named in steps that only colleagues see.
    """
    came = _names_by_moment((each.received_at, each) for each in case.documents.all())
    given = _names_by_moment((each.shared_at, each) for each in case.documents.all())
    for kind in _CAME_WITH_FILES:
        moments = given if kind == kinds.DOCUMENT_SHARED.code else came
        for at, names in moments.items():
            detail = said.get((kind, at), Detail())
            yield (kind, at), replace(detail, text=f"{detail.text}\n\n{names}".strip())


_CAME_WITH_FILES = (
    kinds.AWAITED_ARRIVED.code,
    kinds.HEARING_ANSWERED.code,
    kinds.COMPLAINT_REGISTERED.code,
    kinds.DOCUMENT_RECEIVED.code,
    kinds.DOCUMENT_ADDED.code,
    kinds.DOCUMENT_SHARED.code,
)


def _names_by_moment(came: Iterable[tuple[datetime | None, Document]]) -> dict[datetime, str]:
    names: dict[datetime, list[str]] = defaultdict(list)
    for at, document in came:
        if at is not None:
            names[at].append(document.file_name)
    return {at: ", ".join(each) for at, each in names.items()}


def _record_details(case: Case) -> Iterator[tuple[Key, Detail]]:
    for note in case.notes.all():
        detail = Detail(note.text, note.written_by.name)
        yield (kinds.NOTE_WRITTEN.code, note.written_at), detail
    for complaint in case.complaints.all():
        yield (kinds.COMPLAINT_REGISTERED.code, complaint.received_at), Detail(complaint.text)
    decision = queries.decision_of(case=case)
    if decision:
        key = (kinds.DECISION_MADE.code, decision.decided_at)
        yield key, Detail(decision.reasons, decision.decided_by.name)
