"""From events in the database to the journey page of the municipality's own log."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, time, timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.db import connection

from kontaktpunkt.contacts.kinds import TOUCHPOINTS as CONTACT_TOUCHPOINTS
from kontaktpunkt.core import tenancy
from kontaktpunkt.directory.models import Role, Unit
from kontaktpunkt.events.kinds import all_kinds
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.journeys import jobs, logs
from kontaktpunkt.journeys.engine import folders, prepare
from kontaktpunkt.journeys.labels import TOUCHPOINTS, own_labels
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("warehouse")


def happen(kind, touchpoint, at, objects, **more):
    event = Event.objects.create(
        kind=kind, touchpoint=touchpoint, occurred_at=at, initiator="party", **more
    )
    EventObject.objects.bulk_create(
        EventObject(event=event, type=type_, key=key) for type_, key in objects
    )


@pytest.fixture
def lived(cast):
    """Thirty parties call, wait two days for a case and five for a decision that they rate 80."""
    # The same numbers each time, far from those that the database gives: what is prepared of a log
    # can then be taken from the former test (`made_before`).
    events, keys = count(1_000_000), (UUID(int=number) for number in count(1))
    for number in range(30):
        party, case, contact = ((kind, next(keys)) for kind in ("citizen", "case", "contact"))
        start = AT + timedelta(days=number)
        more = {"matter": cast.matter.code, "unit": "byg"}
        happen(
            "contacts.contact.taken",
            "phone-contact",
            start,
            [party, contact],
            pk=next(events),
            channel="phone",
            is_contact=True,
            **more,
        )
        happen(
            "contacts.question.carried_on",
            "",
            start,
            [party, contact, case],
            pk=next(events),
            **more,
        )
        happen(
            "cases.case.opened",
            "case-opened",
            start + timedelta(2),
            [party, case],
            pk=next(events),
            **more,
        )
        happen(
            "cases.decision.made",
            "decision",
            start + timedelta(7),
            [party, case],
            pk=next(events),
            outcome="granted",
            **more,
        )
        survey = ("survey", next(keys))
        about = [party, case, survey]
        happen(
            "listening.survey.invited",
            "survey-invitation",
            start + timedelta(8),
            about,
            pk=next(events),
        )
        happen(
            "listening.survey.answered",
            "survey-answer",
            start + timedelta(9),
            about,
            pk=next(events),
            score=80,
            score_max=100,
        )
    logs.refresh_own(municipality=cast.here, at=AT + timedelta(days=60))
    return cast


def complain():
    """Have somebody complain of whom nothing is known; the same one each time."""
    somebody = ("citizen", UUID(int=2_000_000))
    happen("cases.complaint.registered", "complaint", AT, [somebody], pk=2_000_000, matter="x")


@pytest.fixture
def designer(lived):
    staff = make_staff(name="Sofie Sø", role=Role.SERVICE_DESIGNER, unit=lived.byg)
    return browser_of(staff)


def read(client, query: str = "") -> str:
    response = client.get(f"/fjordby/journeys/own/{query}")
    assert response.status_code == 200
    return html.unescape(" ".join(response.content.decode().split()))


def test_the_journey_goes_from_call_to_decision_with_its_experience(designer):
    page = read(designer)
    places = [page.index(f"{name}</text>") for name in ("Call to us", "Case opened", "Decision")]
    assert places == sorted(places)
    assert "Half of 30 journeys lasted 7 days or less." in page
    longest = "the longest usual wait is 5 days, between “Case opened” and “Decision”."
    assert longest in page
    assert "80 of 100 (80 to 80, n = 30)" in page
    assert "Asked how it went" not in page


def test_the_experience_tells_its_n_its_response_rate_and_its_gaps(designer):
    page = read(designer)
    behind = page[page.index('id="felt"') :]
    row = behind[behind.index('<th scope="row">Decision</th>') :].split("</tr>")[0]
    # A number leads to the journeys behind it.
    cells = re.findall(r">([^<>]+)(?:</a>)?</td>", row)
    assert cells == ["30", "30", "100%", "80", "80 to 80"]
    assert "So few answered that no two touchpoints can be told apart." in behind
    assert "At 2 further touchpoints nobody was asked, or nobody answered." in behind


def test_the_case_lens_does_not_see_the_call(designer):
    page = read(designer, "?lens=case")
    assert "Call to us</text>" not in page
    assert "Half of 30 journeys lasted 5 days or less." in page


def test_coverage_says_what_the_lens_does_not_see(designer):
    page = read(designer)
    assert (
        "This lens sees 50% of the log's 180 events. The other 90 belong to no journey here. They "
        "name no person or company, or no matter, or are steps that no party notices, or ask how "
        "it went."
    ) in page
    assert "The other 120 belong to no journey here. They name no case," in read(
        designer, "?lens=case"
    )


def test_an_event_that_comes_later_is_there_after_the_next_night(lived, designer):
    complain()
    assert "n = 30 journeys" in read(designer)
    logs.refresh_own(municipality=lived.here, at=AT + timedelta(days=61))
    assert "n = 31 journeys" in read(designer)


def test_the_nightly_job_brings_every_municipality_up_to_date(lived, designer):
    complain()
    jobs.refresh_all(timestamp=0)
    tenancy.activate(lived.here.pk)
    assert "n = 31 journeys" in read(designer)


def test_a_log_that_has_grown_is_prepared_within_the_hour(lived, designer):
    complain()
    assert jobs.has_grown(municipality=lived.here)
    jobs.refresh_grown(timestamp=0)
    tenancy.activate(lived.here.pk)
    assert "n = 31 journeys" in read(designer)


def test_a_log_that_has_not_grown_is_left_alone(lived, monkeypatch):
    def forbidden(**_arguments):
        raise AssertionError("nothing was recorded")

    monkeypatch.setattr(logs, "refresh_own", forbidden)
    assert not jobs.has_grown(municipality=lived.here)
    jobs.refresh_grown(timestamp=0)
    tenancy.activate(lived.here.pk)


def test_a_log_that_was_never_exported_has_grown_with_its_first_event(cast):
    Event.objects.all().delete()
    assert not jobs.has_grown(municipality=cast.here)
    happen("cases.complaint.registered", "complaint", AT, [("citizen", uuid4())])
    assert jobs.has_grown(municipality=cast.here)


@pytest.mark.parametrize("is_founded", [True, False])
def test_before_the_first_contact_the_page_says_what_to_do_next(cast, is_founded):
    if is_founded:
        happen("directory.unit.opened", "", AT, [("unit", uuid4())])
    manager = browser_of(make_staff(name="Mads Ny", role=Role.MANAGER, unit=cast.byg))
    assert ("journeys refresh --municipality fjordby" in read(manager)) is is_founded
    logs.refresh_own(municipality=cast.here, at=AT)
    page = read(manager)
    assert "Nothing has happened here yet" in page
    assert "journeys refresh" not in page


def test_what_an_older_engine_prepared_is_not_read(lived, designer, monkeypatch):
    newer = folders.FORM + 1
    for module in (folders, prepare):
        monkeypatch.setattr(module, "FORM", newer)
    assert "The journeys of this log are being worked out" in read(designer)
    logs.refresh_own(municipality=lived.here, at=AT + timedelta(days=61))
    assert "n = 30 journeys" in read(designer)


def waiting_jobs() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'journeys.prepare_log'"
        )
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor]


def test_a_log_that_is_not_prepared_is_prepared_once_somebody_looks(lived, designer, monkeypatch):
    newer = folders.FORM + 1
    for module in (folders, prepare):
        monkeypatch.setattr(module, "FORM", newer)
    page = read(designer)
    assert 'hx-trigger="every 3s"' in page
    read(designer, "units/")
    # However often it is asked for, one job waits, and asking on orders no other.
    [order] = waiting_jobs()
    asked = {"HX-Request": "true", "HX-Trigger": "preparing"}
    still = designer.get("/fjordby/journeys/own/", headers=asked)
    assert "are being worked out" in still.content.decode()
    jobs.prepare_log(**order)
    tenancy.activate(lived.here.pk)
    there = designer.get("/fjordby/journeys/own/", headers=asked)
    assert there.headers["HX-Refresh"] == "true"
    assert "n = 30 journeys" in read(designer)


@pytest.mark.django_db
def test_every_touchpoint_has_a_name_of_a_place_in_a_journey():
    declared = {kind.touchpoint for kind in all_kinds().values() if kind.touchpoint}
    assert set(TOUCHPOINTS) == declared | set(CONTACT_TOUCHPOINTS.values())


def test_labels_fall_back_on_the_name(cast):
    labels = own_labels()
    assert labels.unit("byg") == cast.byg.name
    assert labels.unit("closed-long-ago") == "closed-long-ago"


def test_waits_in_opening_hours_say_so_on_page_and_figure(designer, lived):
    Unit.objects.filter(is_service_centre=True).update(opens=time(9), closes=time(15))
    logs.refresh_own(municipality=lived.here, at=AT + timedelta(days=60))
    page = read(designer, "flow/?clock=open&passed=decision")
    assert (
        "Waits are counted in opening hours; how long journeys last is told in clock time." in page
    )
    assert '<a href="?passed=decision">Count waits in clock time</a>' in page
    counted = "24 of them make a day here, about 4.0 working days."
    for question in ("", "flow/", "time/"):
        assert counted in read(designer, f"{question}?clock=open"), question
    assert "opening hours;" not in read(designer, "flow/")
