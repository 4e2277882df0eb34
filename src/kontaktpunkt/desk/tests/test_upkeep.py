"""The pages on which surveys and the guide of the call are kept in order."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kontaktpunkt.dialogue.guide import seed_guide
from kontaktpunkt.dialogue.models import GuideStep
from kontaktpunkt.directory.models import Role
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.operations import seed_surveys
from tests.factories import make_staff


@pytest.fixture
def signe(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    seed_surveys(language="en", at=timezone.now())
    return visit(make_staff(name="Signe Strand", role=Role.SERVICE_DESIGNER, unit=cast.centre))


@pytest.fixture
def lene(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    seed_guide(language="da")
    return visit(make_staff(name="Lene Lund", role=Role.UNIT_LEAD, unit=cast.byg))


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "submission": str(uuid4()),
        "title": "After a contact",
        "chosen": ["respect.1"],
        "quiet_days": "45",
        "answer_days": "30",
        "legal_basis": "GDPR art. 6 (1)(e)",
        "is_active": "on",
    } | changes


def test_a_survey_asks_something_else_from_now_on(
    signe: Any, django_assert_max_num_queries: Any
) -> None:
    survey = Survey.objects.get(code="after-contact")
    with django_assert_max_num_queries(6):
        assert "After a contact" in signe.open("settings-surveys").content.decode()
    page = signe.open("settings-surveys-edit", pk=survey.pk).content.decode()
    assert "Were you met with respect?" in page
    sent = asked()
    for _ in range(2):
        assert signe.send("settings-surveys-edit", sent, pk=survey.pk).status_code == 302
    newest = Survey.objects.get(code="after-contact", version=2)
    assert (newest.quiet_days, len(newest.items)) == (45, 4)
    second = signe.send("settings-surveys-edit", asked(title="Mit ord"), pk=survey.pk)
    assert second.status_code == 409
    assert 'value="Mit ord"' in second.content.decode()
    wrong = signe.send("settings-surveys-edit", asked(version="2", quiet_days="0"), pk=survey.pk)
    assert wrong.status_code == 422


def test_a_lead_adds_a_phrase_and_puts_it_first(lene: Any, cast: SimpleNamespace) -> None:
    assert "Every unit" in lene.open("settings-guide").content.decode()
    for text in ("En", "To"):
        sent = {"phase": "agree", "kind": "phrase", "text": text, "submission": str(uuid4())}
        for _ in range(2):
            assert lene.send("settings-guide-new", sent).status_code == 302
    one, two = GuideStep.objects.filter(unit=cast.byg).order_by("position")
    assert lene.send("settings-guide-up", pk=two.pk).status_code == 302
    one.refresh_from_db()
    assert one.position == 2
    sent = {"text": "Bedre", "is_active": "on", "version": str(one.version)}
    assert lene.send("settings-guide-edit", sent, pk=one.pk).status_code == 302
    second = lene.send("settings-guide-edit", sent | {"text": "Min"}, pk=one.pk)
    assert second.status_code == 409
    assert "Bedre" in second.content.decode()
    assert ">Min</textarea>" in second.content.decode().replace("\n", "")


def test_a_lead_cannot_write_for_every_unit(lene: Any, cast: SimpleNamespace) -> None:
    shared = GuideStep.objects.filter(unit=None).first()
    assert shared is not None
    assert lene.open("settings-guide-edit", pk=shared.pk).status_code == 404
    sent = {"phase": "agree", "kind": "phrase", "text": "Vores", "unit": str(cast.centre.pk)}
    lene.send("settings-guide-new", sent)
    assert GuideStep.objects.get(text="Vores").unit == cast.byg


def test_the_guide_takes_few_queries(lene: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        lene.open("settings-guide")
