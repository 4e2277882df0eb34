"""Two answers, and two sweeps, at the same moment: each on its own connection."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.listening import jobs, operations
from kontaktpunkt.listening.models import Answer, Invitation
from tests.factories import NOW, make_cast, make_decided_case, make_municipality


@pytest.fixture
def here(committed: None) -> Municipality:
    here = make_municipality(slug="fjordby", name="Fjordby Kommune", country="DK")
    elsewhere = make_municipality(slug="sjostad", name="Sjöstads kommun", country="SE")
    with tenancy.acting_for(here):
        cast = make_cast(here, elsewhere)
        operations.seed_surveys(language="en", at=NOW)
        make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
    return here


def at_once(here: Municipality, work: Callable[[], Any], times: int = 4) -> list[Any]:
    """Do the work on several connections, begun together; return results and refusals."""
    start = Barrier(times)

    def run() -> Any:
        try:
            with tenancy.acting_for(here):
                start.wait()
                return work()
        except operations.AnsweredAlready as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(run) for _ in range(times)]]


def test_of_four_answers_at_once_one_counts(here: Municipality, at: datetime) -> None:
    with tenancy.acting_for(here):
        jobs.ask_in(municipality=here, at=at)
        found = re.search(r"/s/([\w-]+)/", Message.objects.get().body)
    assert found
    results = at_once(here, lambda: operations.answer(token=found[1], scores={"overall": 8}, at=at))
    assert sum(isinstance(each, Answer) for each in results) == 1
    with tenancy.acting_for(here):
        assert Answer.objects.count() == 1
        assert Event.objects.filter(kind="listening.survey.answered").count() == 1


def test_of_four_sweeps_at_once_one_asks(here: Municipality, at: datetime) -> None:
    results = at_once(here, lambda: jobs.ask_in(municipality=here, at=at))
    assert sorted(results) == [0, 0, 0, 1]
    with tenancy.acting_for(here):
        assert Invitation.objects.count() == Message.objects.count() == 1
