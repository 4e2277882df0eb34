"""Asking something else: what was sent stays as it was sent."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.events.models import Event
from kontaktpunkt.listening import operations, queries
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.rules import items


@pytest.fixture
def survey(cast: SimpleNamespace, at: datetime) -> Survey:
    return operations.seed_surveys(language="en", at=at)[0]


def revise(survey: Survey, cast: SimpleNamespace, at: datetime, **changes: Any) -> Survey:
    offered = {item.key for item in items.may_be_asked()}
    said = {
        "version": survey.version,
        "title": survey.title,
        "chosen": [key for key in survey.items if key in offered],
        "answer_days": survey.answer_days,
        "quiet_days": survey.quiet_days,
        "legal_basis": survey.legal_basis,
        "is_active": survey.is_active,
    }
    return operations.revise_survey(survey=survey, actor=cast.bo, at=at, **(said | changes))


def test_another_choice_is_another_version(
    survey: Survey, cast: SimpleNamespace, at: datetime
) -> None:
    newest = revise(survey, cast, at, chosen=["timely.1", "respect.1"], quiet_days=60)
    assert newest.version == 2
    # In the order of the bank, after the three that an index needs.
    assert newest.items[3:] == ["respect.1", "timely.1"]
    survey.refresh_from_db()
    assert not survey.is_active
    assert survey.quiet_days == 30
    assert queries.surveys_in_use()["contact"] == newest
    event = Event.objects.latest("pk")
    assert event.data == {"survey": "after-contact", "version": 2, "in_use": True}


def test_stopping_and_starting_keeps_the_version(
    survey: Survey, cast: SimpleNamespace, at: datetime
) -> None:
    stopped = revise(survey, cast, at, is_active=False)
    assert (stopped.version, stopped.is_active) == (1, False)
    assert "contact" not in queries.surveys_in_use()
    with pytest.raises(operations.NothingRevised):
        revise(stopped, cast, at)


def test_the_second_is_told_and_an_unknown_question_is_refused(
    survey: Survey, cast: SimpleNamespace, at: datetime
) -> None:
    revise(survey, cast, at, quiet_days=60)
    with pytest.raises(ChangedMeanwhile):
        revise(survey, cast, at, quiet_days=90)
    with pytest.raises(items.UnknownItem):
        revise(queries.newest_survey(pk=survey.pk), cast, at, chosen=["invented.1"])
    with pytest.raises(Http404):
        queries.newest_survey(pk=0)
