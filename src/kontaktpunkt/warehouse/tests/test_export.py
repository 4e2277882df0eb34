"""The event log as Parquet: complete, late rows too, answers beside what they are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyarrow.parquet as pq
import pytest

from kontaktpunkt.core import tenancy
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.export import export_log
from kontaktpunkt.warehouse.places import own_log

MARCH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def warehouse(settings, tmp_path):
    settings.WAREHOUSE = tmp_path


def happen(at: datetime, *, kind: str, touchpoint: str = "", objects=(), recorded=None, **more):
    event = Event.objects.create(
        kind=kind, occurred_at=at, touchpoint=touchpoint, initiator="party", **more
    )
    if recorded is not None:
        Event.objects.filter(pk=event.pk).update(recorded_at=recorded)
    for type_, key in objects:
        EventObject.objects.create(event=event, type=type_, key=key)
    return event


def rows(folder, name):
    return pq.read_table(folder / name).to_pylist()


def by_kind(folder):
    return {row["kind"]: row for row in rows(folder, layout.EVENTS_FOLDER)}


def test_events_lie_in_the_agreed_shape(here):
    case = uuid4()
    happen(
        MARCH,
        kind="cases.case.opened",
        touchpoint="case-opened",
        matter="parking",
        unit="byg",
        objects=[("case", case)],
    )
    happen(MARCH + timedelta(days=40), kind="cases.note.written")
    done = export_log(municipality=here, at=MARCH)
    assert (done.months, done.events) == (2, 2)
    files = sorted(file.name for file in (done.folder / layout.EVENTS_FOLDER).iterdir())
    assert files == ["part-2026-03.parquet", "part-2026-04.parquet"]
    assert pq.read_schema(done.folder / layout.EVENTS_FOLDER / files[0]).equals(layout.EVENTS)
    told = by_kind(done.folder)
    assert told["cases.case.opened"]["touchpoint"] == "case-opened"
    assert told["cases.case.opened"]["started_at"] == MARCH
    assert told["cases.note.written"]["touchpoint"] == "cases.note.written"
    objects = {
        (row["object_type"], row["object_key"]) for row in rows(done.folder, "event_objects")
    }
    assert objects == {("case", str(case)), ("matter", "parking")}


def test_a_late_event_is_picked_up_and_quiet_months_are_left_alone(here):
    long_ago = MARCH - timedelta(days=300)
    happen(MARCH, kind="a.b.c", recorded=long_ago)
    happen(MARCH + timedelta(days=40), kind="a.b.d", recorded=long_ago)
    export_log(municipality=here, at=MARCH + timedelta(days=60))
    late = MARCH + timedelta(days=61)
    happen(MARCH + timedelta(hours=1), kind="a.b.late", recorded=late)
    done = export_log(municipality=here, at=late)
    assert done.months == 1
    assert set(by_kind(done.folder)) == {"a.b.c", "a.b.d", "a.b.late"}


def test_nothing_new_writes_nothing(here):
    happen(MARCH, kind="a.b.c", recorded=MARCH)
    export_log(municipality=here, at=MARCH + timedelta(days=9))
    assert export_log(municipality=here, at=MARCH + timedelta(days=10)).months == 0
    assert export_log(municipality=here, at=MARCH + timedelta(days=11), anew=True).months == 1


def asked(*, about: tuple[str, UUID], invited: datetime, answered: datetime, score: float) -> None:
    survey = ("survey", uuid4())
    happen(
        invited,
        kind="listening.survey.invited",
        touchpoint="survey-invitation",
        objects=[about, survey],
    )
    happen(
        answered,
        kind="listening.survey.answered",
        touchpoint="survey-answer",
        objects=[about, survey],
        score=score,
        score_max=100,
    )


def test_an_answer_stands_with_what_was_last_before_the_invitation(here):
    case = ("case", uuid4())
    happen(MARCH, kind="cases.case.opened", touchpoint="case-opened", objects=[case])
    happen(MARCH + timedelta(1), kind="cases.decision.made", touchpoint="decision", objects=[case])
    happen(MARCH + timedelta(1, 60), kind="cases.note.written", objects=[case])
    happen(
        MARCH + timedelta(5),
        kind="cases.complaint.registered",
        touchpoint="complaint",
        objects=[case],
    )
    asked(about=case, invited=MARCH + timedelta(2), answered=MARCH + timedelta(9), score=70)
    told = by_kind(export_log(municipality=here, at=MARCH).folder)
    assert told["cases.decision.made"]["score"] == 70
    assert told["cases.decision.made"]["score_max"] == 100
    assert told["listening.survey.answered"]["score"] is None
    assert told["cases.complaint.registered"]["score"] is None


def test_an_answer_in_a_later_month_reaches_back(here):
    case = ("case", uuid4())
    happen(MARCH, kind="cases.decision.made", touchpoint="decision", objects=[case], recorded=MARCH)
    export_log(municipality=here, at=MARCH + timedelta(20))
    asked(about=case, invited=MARCH + timedelta(25), answered=MARCH + timedelta(26), score=55)
    done = export_log(municipality=here, at=MARCH + timedelta(27))
    assert done.months == 2
    assert by_kind(done.folder)["cases.decision.made"]["score"] == 55


@pytest.mark.parametrize(("after", "outcome"), [("settled", "settled"), ("handed_over", None)])
def test_a_contact_that_needed_no_other_is_settled(here, after, outcome):
    contact = ("contact", uuid4())
    happen(MARCH, kind="contacts.contact.taken", touchpoint="phone-contact", objects=[contact])
    for kind in {"settled", after}:
        happen(MARCH, kind=f"contacts.question.{kind}", objects=[contact])
    told = by_kind(export_log(municipality=here, at=MARCH).folder)
    assert told["contacts.contact.taken"]["outcome"] == outcome


def test_another_municipalitys_events_stay_out(cast):
    with tenancy.acting_for(cast.elsewhere):
        happen(MARCH, kind="a.b.foreign")
    happen(MARCH, kind="a.b.own")
    done = export_log(municipality=cast.here, at=MARCH)
    assert set(by_kind(done.folder)) == {"a.b.own"}
    assert done.folder == own_log(municipality=cast.here)
