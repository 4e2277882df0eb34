"""Asking, each minute, whose case was decided or whose contact is over."""

from datetime import datetime

from django.utils import timezone

from kontaktpunkt.core.jobs import on_schedule
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.listening import operations, queries
from kontaktpunkt.listening.models import Survey


@on_schedule(cron="* * * * *", name="listening.ask", lock="listening.ask")
def ask(municipality: Municipality) -> None:
    """Ask in every municipality."""
    ask_in(municipality=municipality, at=timezone.now())


def ask_in(*, municipality: Municipality, at: datetime) -> int:
    """Ask everybody who may be asked now; return how many were. A second run asks nobody twice."""
    surveys = queries.surveys_in_use()
    asked = 0
    if survey := surveys.get(Survey.Touchpoint.DECISION):
        for case in queries.decided_unasked(survey=survey, at=at):
            asked += _ask(survey=survey, municipality=municipality, case=case, at=at)
    if survey := surveys.get(Survey.Touchpoint.CONTACT):
        for contact in queries.finished_unasked(survey=survey, at=at):
            asked += _ask(survey=survey, municipality=municipality, contact=contact, at=at)
    return asked


def _ask(**about: object) -> bool:
    try:
        operations.invite(**about)
    except (operations.AskedAlready, operations.AskedRecently, operations.NoWayToAsk):
        # Asked between the list and now: by another run, or about another matter.
        return False
    return True
