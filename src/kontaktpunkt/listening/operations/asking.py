"""Asking people how it went, hearing the answer once, and calling back who asked for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Case
from kontaktpunkt.catalogue.models import MatterType
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.core.addresses import public_address
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Staff, Unit
from kontaktpunkt.events.keys import Subject, subject
from kontaktpunkt.events.operation import operation, record
from kontaktpunkt.gateways import operations as gateways
from kontaktpunkt.listening import kinds, letters
from kontaktpunkt.listening.models import Answer, Invitation, Survey
from kontaktpunkt.listening.rules import indices, items, links
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.operations import party_subject

_FULL_SCORE = 100.0
# General enough for most municipalities; each one checks it for its own service.
LEGAL_BASIS = "GDPR art. 6 (1)(e)"


class AskedAlready(Refusal):
    message = _("The party has been asked about this already.")


class AskedRecently(Refusal):
    message = _("The party was asked about something else recently and is left in peace.")


class NoWayToAsk(Refusal):
    message = _("The party has chosen no e-mail or text message, or we lack the address for it.")


class UnknownLink(Refusal):
    message = _("We do not know this link.")


class LinkExpired(Refusal):
    message = _("The time for answering has passed.")


class AnsweredAlready(Refusal):
    message = _("We have your answer already. Thank you.")


class NoAnswerGiven(Refusal):
    message = _("Choose a number first.")


class NoCallWanted(Refusal):
    message = _("The person has not asked to be called, or was called already.")


@operation
def invite(
    *,
    survey: Survey,
    municipality: Municipality,
    case: Case | None = None,
    contact: Contact | None = None,
    at: datetime,
) -> Invitation:
    """Ask the party of a decided case or a finished contact, by the channel it has chosen.

    The link leaves through the outbox; only a digest of its token is kept.
    Raises AskedAlready, AskedRecently or NoWayToAsk.
    """
    party = _lock_party(case, contact)
    _check_may_be_asked(party, survey, case, contact, at)
    token = links.new_token()
    invitation = Invitation.objects.create(
        survey=survey,
        party=party,
        case=case,
        contact=contact,
        token_digest=links.digest(token),
        channel=party.preference,
        invited_at=at,
        expires_at=at + timedelta(days=survey.answer_days),
    )
    _send(invitation, municipality, token, at)
    _record_asked(invitation, at)
    return invitation


@operation
def answer(
    *,
    token: str,
    scores: Mapping[str, int],
    comment: str = "",
    wants_call: bool = False,
    at: datetime,
) -> Answer:
    """Keep the answer to an invitation; the first one counts, even of two at the same moment.

    scores: item code → number chosen; items that were skipped are absent.
    Raises UnknownLink, AnsweredAlready, LinkExpired or NoAnswerGiven.
    """
    invitation = _lock_invitation(token)
    if invitation.answered_at is not None:
        raise AnsweredAlready
    if invitation.expires_at <= at:
        raise LinkExpired
    kept = _save_answer(invitation, _checked(scores, invitation.survey), comment, wants_call, at)
    invitation.answered_at = at
    invitation.save(update_fields=["answered_at"])
    _record_answered(invitation, kept)
    return kept


@operation
def note_call(*, answer: Answer, actor: Staff, at: datetime) -> Answer:
    """Note that the person who asked for it was called.

    Raises NoCallWanted.
    """
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not answer.wants_call or answer.called_at is not None:
        raise NoCallWanted
    answer.called_at, answer.called_by = at, actor
    answer.save(update_fields=["called_at", "called_by"])
    record(
        kind=kinds.CALLED,
        at=at,
        subjects=_subjects(answer.invitation) if answer.invitation else [],
        channel="phone",
        unit=actor.unit.code,
        actor_role=actor.role,
    )
    return answer


@operation
def seed_surveys(*, language: str, at: datetime) -> list[Survey]:
    """Take the two surveys into use that every municipality starts with, titled in a language."""
    with translation.override(language):
        made = [
            Survey.objects.get_or_create(
                code=code,
                version=1,
                defaults={**fields, "title": str(fields["touchpoint"].label)},
            )[0]
            for code, fields in _STANDING_SURVEYS.items()
        ]
    record(kind=kinds.STARTED, at=at, subjects=[], surveys=sorted(_STANDING_SURVEYS))
    return made


_STANDING_SURVEYS: dict[str, dict[str, Any]] = {
    "after-contact": {
        "touchpoint": Survey.Touchpoint.CONTACT,
        "items": list(items.AFTER_A_CONTACT),
        "legal_basis": LEGAL_BASIS,
    },
    "after-decision": {
        "touchpoint": Survey.Touchpoint.DECISION,
        "items": list(items.AFTER_A_DECISION),
        "legal_basis": LEGAL_BASIS,
    },
}


# --- Asking ------------------------------------------------------------------------------------


def _lock_party(case: Case | None, contact: Contact | None) -> Party:
    about = case or contact
    party_id = about.party_id if about else None
    if party_id is None:
        raise NoWayToAsk
    # Two sweeps that ask the same party wait for each other here.
    return Party.objects.select_for_update().get(pk=party_id)


def _check_may_be_asked(
    party: Party, survey: Survey, case: Case | None, contact: Contact | None, at: datetime
) -> None:
    if not party.reachable_by:
        raise NoWayToAsk
    about = Q(case=case) if case else Q(contact=contact)
    if Invitation.objects.filter(about).exists():
        raise AskedAlready
    quiet_since = at - timedelta(days=survey.quiet_days)
    if Invitation.objects.filter(party=party, invited_at__gt=quiet_since).exists():
        raise AskedRecently


def _send(invitation: Invitation, municipality: Municipality, token: str, at: datetime) -> None:
    link = public_address("listening:survey", municipality=municipality, token=token)
    with timezone.override(municipality.timezone):
        letter = letters.invitation(invitation=invitation, municipality=municipality, link=link)
    party = invitation.party
    gateways.enqueue(
        channel=invitation.channel,
        recipient=party.phone if invitation.channel == Party.Preference.SMS else party.email,
        subject=letter.subject,
        body=letter.body,
        purpose=f"survey-invitation-{invitation.pk}",
        at=at,
        addressee=party_subject(party).key,
    )


# --- Answering ---------------------------------------------------------------------------------


def _lock_invitation(token: str) -> Invitation:
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("survey", "party")
        .filter(token_digest=links.digest(token))
        .first()
    )
    if found is None:
        raise UnknownLink
    # Read apart: planning one join of everything takes longer than the rest of the answer.
    cases = Case.objects.select_related("unit", "matter_type", "decision")
    found.case = cases.filter(pk=found.case_id).first() if found.case_id else None
    return found


def _checked(scores: Mapping[str, int], survey: Survey) -> dict[str, int]:
    asked = {each.code: each for each in items.items(survey.items)}
    kept = {
        code: score
        for code, score in scores.items()
        if code in asked and asked[code].scale.low <= score <= asked[code].scale.high
    }
    if not kept:
        raise NoAnswerGiven
    return kept


def _save_answer(
    invitation: Invitation, scores: dict[str, int], comment: str, wants_call: bool, at: datetime
) -> Answer:
    asked = [each.code for each in items.items(invitation.survey.items)]
    return Answer.objects.create(
        invitation=invitation,
        survey=invitation.survey,
        unit=_unit_of(invitation),
        matter_type=_matter_of(invitation),
        outcome=_outcome_of(invitation),
        scores=scores,
        index=_index(indices.NKI, scores, asked, at),
        fairness=_index(indices.FAIRNESS, scores, asked, at),
        comment=comment.strip(),
        wants_call=wants_call,
        answered_at=at,
    )


def _index(code: str, scores: dict[str, int], asked: list[str], at: datetime) -> float | None:
    rule = indices.definition(code, on=timezone.localdate(at))
    return indices.of_answer(scores, rule, asked=asked)


def _unit_of(invitation: Invitation) -> Unit:
    about = invitation.case or invitation.contact
    assert about is not None, "a constraint of the table"
    return about.unit


def _matter_of(invitation: Invitation) -> MatterType | None:
    if invitation.case is not None:
        return invitation.case.matter_type
    questions = Question.objects.filter(contact=invitation.contact).select_related("matter_type")
    first = questions.order_by("position").first()
    return first.matter_type if first else None


def _outcome_of(invitation: Invitation) -> str:
    decision = getattr(invitation.case, "decision", None)
    return str(decision.outcome) if decision else ""


# --- The log -----------------------------------------------------------------------------------


def _record_asked(invitation: Invitation, at: datetime) -> None:
    matter = invitation.case.matter_type.code if invitation.case else ""
    record(
        kind=kinds.INVITED,
        at=at,
        subjects=_subjects(invitation),
        channel=invitation.channel,
        unit=_unit_of(invitation).code,
        matter=matter,
        survey=invitation.survey.code,
    )


def _record_answered(invitation: Invitation, kept: Answer) -> None:
    record(
        kind=kinds.ANSWERED,
        at=kept.answered_at,
        subjects=_subjects(invitation),
        channel="web",
        unit=kept.unit.code,
        matter=kept.matter_type.code if kept.matter_type else "",
        outcome=kept.outcome,
        score=kept.index,
        score_max=None if kept.index is None else _FULL_SCORE,
        survey=kept.survey.code,
        fairness=kept.fairness,
        wants_call=kept.wants_call,
    )


def _subjects(invitation: Invitation) -> list[Subject]:
    about = ("contact", invitation.contact_id)
    if invitation.case_id is not None:
        about = ("case", invitation.case_id)
    return [
        party_subject(invitation.party),
        subject(type=about[0], pk=about[1]),
        subject(type="survey", pk=invitation.pk),
    ]
