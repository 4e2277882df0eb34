"""Finding cases, with who may see them, and what can be said of one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone

from kontaktpunkt.cases import rules
from kontaktpunkt.cases.models import (
    Awaited,
    Case,
    CaseOrigin,
    Complaint,
    Decision,
    DecisionDraft,
    DecisionRequest,
    Document,
    Hearing,
    Note,
    Precondition,
    PromiseMove,
    PromiseWarning,
)
from kontaktpunkt.directory.models import ReadEntry, Staff, Unit
from kontaktpunkt.parties.models import Party

# Four only: planning a join of nine tables under row-level security took longer than all other
# queries of the page together. What few cases have is fetched when it is asked for.
_RELATED = ("party", "matter_type", "unit", "caseworker")


# --- Looking one up ----------------------------------------------------------------------------


def case_for(*, staff: Staff, number: str) -> Case:
    """Return a case of the member of staff's own unit, with all that its page shows.

    Raises Http404 for any other: whether it exists is nobody's business.
    """
    return _whole_case(number=number, unit=staff.unit_id)


def case_status_for(*, number: str) -> Case:
    """Return any case of the municipality, for the service centre's page without notes."""
    return _whole_case(number=number)


def case_of_party(*, party: Party, number: str) -> Case:
    """Return the party's own case. Raises Http404 for anybody else's."""
    return _whole_case(number=number, party=party)


def cases_of_party(*, party: Party) -> QuerySet[Case]:
    """Return the party's cases, the newest first, with whose turn it is at hand."""
    return _listed(Case.objects.filter(party=party)).order_by("-received_on", "-pk")


def hearing_in(*, case: Case, pk: int) -> Hearing:
    """Return one of the case's hearings. Raises Http404 for another case's."""
    return get_object_or_404(Hearing.objects.select_related("case"), case=case, pk=pk)


def awaited_in(*, case: Case, pk: int) -> Awaited:
    """Return something the case's party was asked for. Raises Http404 for another case's."""
    return get_object_or_404(Awaited.objects.select_related("case"), case=case, pk=pk)


def document_in(*, case: Case, pk: int) -> Document:
    """Return one of the case's documents. Raises Http404 for another case's."""
    return get_object_or_404(Document.objects.select_related("case"), case=case, pk=pk)


def document_of_party(*, case: Case, pk: int) -> Document:
    """Return a document that the case's party may see. Raises Http404 for any other."""
    return get_object_or_404(Document.objects.exclude(shared_at=None), case=case, pk=pk)


def stored_names(names: Collection[str]) -> set[str]:
    """Return which of the names of stored files belong to a document."""
    found = Document.objects.filter(stored_as__in=names)
    return set(found.values_list("stored_as", flat=True))


def origin_of(*, question_id: int) -> Case | None:
    """Return the case that a question became, if it became one."""
    origin = CaseOrigin.objects.select_related("case").filter(question=question_id).first()
    return origin.case if origin else None


# --- Lists -------------------------------------------------------------------------------------


def worklist(
    *, unit: Unit, caseworker: Staff | None = None, overdue_on: date | None = None
) -> QuerySet[Case]:
    """Return the unit's open cases by promised day, the most urgent first.

    caseworker: only this person's cases.
    overdue_on: only those whose promised day has passed on this day.
    """
    cases = Case.objects.filter(
        unit=unit, status__in=[Case.Status.RECEIVED, Case.Status.IN_PROGRESS]
    )
    if caseworker is not None:
        cases = cases.filter(caseworker=caseworker)
    if overdue_on is not None:
        cases = cases.filter(promised_on__lt=overdue_on)
    return _listed(cases).order_by("promised_on", "pk")


def worklist_counts(*, unit: Unit, caseworker: Staff, today: date) -> dict[str, int]:
    """Return how many open cases the unit has: all, the caseworker's own, and overdue."""
    return (
        worklist(unit=unit)
        .order_by()
        .aggregate(
            unit=Count("pk"),
            mine=Count("pk", filter=Q(caseworker=caseworker)),
            overdue=Count("pk", filter=Q(promised_on__lt=today)),
        )
    )


def unwarned(*, until: date) -> QuerySet[Case]:
    """Return open cases promised by the day that have not been warned of for that promise."""
    still_open = Case.objects.filter(
        status__in=[Case.Status.RECEIVED, Case.Status.IN_PROGRESS], promised_on__lte=until
    )
    warned = PromiseWarning.objects.filter(case=OuterRef("pk"), promised_on=OuterRef("promised_on"))
    related = still_open.select_related(
        "party", "unit", "matter_type", "caseworker", "municipality"
    )
    return related.filter(~Exists(warned)).order_by("promised_on", "pk")


def unreminded(*, today: date) -> Sequence[Awaited | Hearing]:
    """Return what parties were asked for, have not sent, and are to be reminded of today."""
    near = today, today + timedelta(days=rules.REMIND_DAYS_BEFORE)
    is_open = Q(case__status__in=[Case.Status.RECEIVED, Case.Status.IN_PROGRESS], reminded_at=None)
    waiting = Awaited.objects.filter(is_open, state=Awaited.State.WAITING, by__range=near)
    unanswered = Hearing.objects.filter(
        is_open, closed_at=None, replied_at=None, answer_by__range=near
    )
    related = ("case__party", "case__municipality")
    found: list[Awaited | Hearing] = [
        *waiting.select_related(*related),
        *unanswered.select_related(*related),
    ]
    return [each for each in found if _reminder_is_due(each, today)]


def _reminder_is_due(wish: Awaited | Hearing, today: date) -> bool:
    asked = timezone.localdate(wish.asked)
    is_due = rules.reminder_is_due(asked=asked, by=wish.last_day, today=today)
    return is_due and bool(wish.case.party.reachable_by)


# --- What can be said of one -------------------------------------------------------------------


def standing_of(*, case: Case) -> rules.Standing:
    """Return what the rules about turns and steps have to know of the case."""
    return rules.Standing(
        is_open=case.is_open,
        has_caseworker=case.caseworker_id is not None,
        is_outcome_intended=bool(case.intended_outcome),
        is_refusal_intended=case.is_refusal_intended,
        has_reasons=case.is_refusal_intended and bool(draft_texts(case=case).reasons),
        is_call_owed=owed_call(case=case) is not None,
        hearings=tuple(
            rules.OpenHearing(each.answer_by, is_answered=each.replied_at is not None)
            for each in case.hearings.all()
            if each.closed_at is None
        ),
        awaited=tuple(each.by for each in case.awaited.all() if each.state == "waiting"),
    )


def turn_of(*, case: Case, at: datetime) -> rules.Turn:
    """Say whose turn it is."""
    return rules.whose_turn(standing=standing_of(case=case), today=timezone.localdate(at))


def next_step_of(*, case: Case, at: datetime) -> rules.Step:
    """Say what the municipality does next."""
    return rules.next_step(standing=standing_of(case=case), today=timezone.localdate(at))


def owed_call(*, case: Case) -> Precondition | None:
    """Return the call that is owed, if one is."""
    return next(
        (
            each
            for each in case.preconditions.all()
            if each.kind == Precondition.Kind.CALL and each.state == Precondition.State.OPEN
        ),
        None,
    )


def draft_texts(*, case: Case) -> DecisionDraft:
    """Return the decision as it is being written; the matter's guidance to begin with."""
    try:
        return case.draft
    except DecisionDraft.DoesNotExist:
        return DecisionDraft(case=case, appeal_guidance=case.matter_type.appeal_guidance)


def decision_of(*, case: Case) -> Decision | None:
    """Return the decision, if there is one."""
    if case.status != Case.Status.DECIDED:
        return None
    # Together with who made it, whose name every page shows; a second time it asks nothing.
    prefetch_related_objects(
        [case], Prefetch("decision", Decision.objects.select_related("decided_by"))
    )
    try:
        return case.decision
    except Decision.DoesNotExist:
        return None


def request_of(*, case: Case) -> DecisionRequest | None:
    """Return the party's request for a decision (Sweden), if it made one."""
    if may_ask_from(case=case) is None:
        return None
    try:
        return case.decision_request
    except DecisionRequest.DoesNotExist:
        return None


def may_ask_from(*, case: Case) -> date | None:
    """Return the first day on which the party may ask for a decision; None without the right."""
    return rules.may_ask_from(
        law=case.matter_type.law_profile,
        received=case.received_on,
        started_by_party=case.started_by_party,
    )


def open_hearings(*, case: Case) -> Sequence[Hearing]:
    """Return the hearings that block a decision, oldest first."""
    return [each for each in case.hearings.all() if each.closed_at is None]


def waited_for(*, case: Case) -> Sequence[Awaited]:
    """Return what the party was asked for and has not sent, the soonest first."""
    return [each for each in case.awaited.all() if each.state == Awaited.State.WAITING]


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("party", "matter_type", "caseworker", "draft").prefetch_related(
        Prefetch("preconditions", Precondition.objects.filter(state=Precondition.State.OPEN)),
        Prefetch("hearings", Hearing.objects.filter(closed_at=None)),
        Prefetch("awaited", Awaited.objects.filter(state=Awaited.State.WAITING)),
    )


def _whole_case(**wanted: Any) -> Case:
    """Return one case with all that its page shows. Raises Http404.

    Most cases have few of these things: one query asks which, instead of one for each.
    """
    parts = _parts()
    has = {f"has_{name}": Exists(_of_case(rows)) for name, rows in parts.items()}
    cases = Case.objects.select_related(*_RELATED).annotate(**has)
    case = get_object_or_404(cases, **wanted)
    there = {name: getattr(case, f"has_{name}") for name in parts}
    prefetch_related_objects(
        [case],
        *(Prefetch(name, rows if there[name] else rows.none()) for name, rows in parts.items()),
    )
    return case


def _of_case(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.model._default_manager.filter(case=OuterRef("pk"))
    return found


def _parts() -> dict[str, QuerySet[Any]]:
    """Return what a case may have, by the name of the relation."""
    return {
        "preconditions": Precondition.objects.select_related("ended_by"),
        "hearings": Hearing.objects.all(),
        "awaited": Awaited.objects.all(),
        "documents": _documents(),
        "promise_moves": PromiseMove.objects.select_related("moved_by"),
        "notes": Note.objects.select_related("written_by"),
        "complaints": Complaint.objects.order_by("received_at"),
        "origins": CaseOrigin.objects.select_related("question__contact"),
    }


def _documents() -> QuerySet[Document]:
    """Return documents with who put them there, and whether a colleague has opened them."""
    opened = ReadEntry.objects.filter(subject_type="document", subject_id=OuterRef("pk"))
    return Document.objects.select_related("sent_by").annotate(is_opened=Exists(opened))
