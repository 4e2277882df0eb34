"""Importing a log on pages: sent, looked at, confirmed, read, undone; and every refusal between."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kontaktpunkt.directory.models import Role
from kontaktpunkt.events.models import Event
from kontaktpunkt.journeys import jobs
from kontaktpunkt.journeys.models import ImportedLog, SentFile
from kontaktpunkt.journeys.sent import files, places, work
from kontaktpunkt.journeys.tests import readers_samples as samples
from tests.factories import make_staff
from tests.pages import browser_of

SEND = "/fjordby/journeys/import/"
ROWS = [f"{case},{what},2026-03-{case:02d} 1{hour}:00,Roads,Kim Friis"
        for case in range(1, 10) for hour, what in enumerate(("call", "letter"))]  # fmt: skip
HEAD = "case,activity,time,unit,employee"
LOG = "\n".join([HEAD, *ROWS]).encode()


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.WAREHOUSE, settings.MEDIA_ROOT = tmp_path / "warehouse", tmp_path / "media"


@pytest.fixture
def designer(cast):
    return make_staff(name="Sofie Sø", role=Role.SERVICE_DESIGNER, unit=cast.byg)


@pytest.fixture
def client(designer):
    return browser_of(designer)


def send(client, content: bytes, name: str = "permits.csv", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(SEND, {"uploads": file, "submission": uuid4(), "whole": "1", **more})


def looked_at(client, here, content: bytes = LOG, name: str = "permits.csv", **more) -> SentFile:
    """Return a file that was sent, and that the job has looked at."""
    assert send(client, content, name, **more).status_code == 302
    sent = SentFile.objects.latest("pk")
    work.look(municipality=here, key=sent.key)
    sent.refresh_from_db()
    return sent


def page(client, sent: SentFile) -> str:
    return client.get(f"{SEND}{sent.key}/").content.decode()


def shown_form(client, sent: SentFile) -> dict[str, str]:
    """Return what a browser would send back unchanged."""
    form = client.get(f"{SEND}{sent.key}/").context["form"]
    found = {field.html_name: field.value() for field in form}
    return {name: value for name, value in found.items() if value not in {None, False}}


def confirm(client, here, sent: SentFile, **changes: str):
    response = client.post(f"{SEND}{sent.key}/", shown_form(client, sent) | changes)
    if response.status_code == 302:
        work.read(municipality=here, key=sent.key)
        sent.refresh_from_db()
    return response


def test_a_log_is_sent_confirmed_and_counted(client, here, designer):
    sent = looked_at(client, here)
    assert "Is taken for" in page(client, sent)
    confirm(client, here, sent)
    log = ImportedLog.objects.get()
    assert (log.name, log.cases, log.events) == ("permits", 9, 18)
    assert (sent.state, sent.log) == ("done", log)
    done = page(client, sent)
    assert "“permits” is imported" in done
    assert "/fjordby/journeys/permits/" in done
    event = Event.objects.get(kind="journeys.log.imported")
    assert (event.actor_role, event.unit) == (designer.role, designer.unit.code)
    assert not places.folder_of(sent.key).exists()


def test_nothing_is_imported_before_it_is_confirmed(client, here):
    looked_at(client, here)
    assert not ImportedLog.objects.exists()


def test_confirming_twice_counts_once(client, here):
    sent = looked_at(client, here)
    form = shown_form(client, sent)
    for _ in range(2):
        assert client.post(f"{SEND}{sent.key}/", form).status_code == 302
    for _ in range(2):
        work.read(municipality=here, key=sent.key)
    assert Event.objects.filter(kind="journeys.log.imported").count() == 1


def test_sending_twice_is_one_file(client):
    key = uuid4()
    for _ in range(2):
        assert send(client, LOG, submission=key).url.endswith(f"/import/{key}/")
    assert SentFile.objects.count() == 1


def test_a_log_of_the_same_name_is_replaced_when_the_person_says_so(client, here):
    confirm(client, here, looked_at(client, here))
    sent = looked_at(client, here, LOG + b"\n10,call,2026-03-10 10:00,Roads,Kim Friis")
    assert "permits” is here already, with 9 cases" in page(client, sent)
    refused = confirm(client, here, sent)
    assert refused.status_code == 422
    assert "Tick this, or give the log another name." in refused.content.decode()
    confirm(client, here, sent, replaces="on")
    assert ImportedLog.objects.get().cases == 10


def test_the_very_same_file_is_told_of(client, here):
    confirm(client, here, looked_at(client, here))
    assert "This very file was imported before" in page(client, looked_at(client, here))


def test_employees_are_neither_shown_nor_taken(client, here):
    sent = looked_at(client, here)
    shown = page(client, sent)
    assert "employee" in shown
    assert "Kim Friis" not in shown
    refused = confirm(client, here, sent, column_4="channel")
    assert refused.status_code == 422
    assert "employees’ names, which are not imported" in refused.content.decode()
    assert (
        confirm(client, here, sent, column_4="channel", are_persons_allowed="on").status_code == 302
    )


def test_only_the_sender_sees_what_the_rows_hold(client, here, cast):
    sent = looked_at(client, here)
    other = browser_of(make_staff(name="Adam Ask", role=Role.ADMINISTRATOR, unit=cast.byg))
    assert "Roads" in page(client, sent)
    assert "Roads" not in page(other, sent)


def test_what_a_file_holds_is_escaped(client, here):
    content = LOG.replace(b"Roads", b"<img src=x>").replace(b"unit", b"<b>unit")
    shown = page(client, looked_at(client, here, content, "<i>x.csv"))
    assert "&lt;img src=x&gt;" in shown
    assert not any(tag in shown for tag in ("<img src=x", "<b>unit", "<i>x.csv"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"column_0": ""}, "Say which column is the case"),
        ({"column_1": ""}, "Say which column is the touchpoint."),
        ({"column_2": ""}, "Say which column tells when it happened."),
        ({"column_3": "case"}, "Another column is taken for the same."),
        ({"time_zone": "Mars/Base"}, "There is no such time zone."),
        ({"name": ""}, "This has to be filled in."),
    ],
)
def test_what_is_wrong_with_the_columns_is_said_before_anybody_waits(client, here, changes, said):
    sent = looked_at(client, here)
    refused = confirm(client, here, sent, **changes)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not ImportedLog.objects.exists()


def test_columns_can_be_taken_for_something_else(client, here):
    confirm(client, here, looked_at(client, here), column_3="touchpoint")
    log = ImportedLog.objects.get()
    assert "call · Roads" in (client.get(f"/fjordby/journeys/{log.slug}/flow/").content.decode())


def test_rows_that_are_cases_have_a_milestone_in_each_time(client, here):
    rows = [f"{n},2026-01-{n:02d} 10:00,2026-02-{n:02d} 10:00" for n in range(1, 10)]
    sent = looked_at(client, here, "\n".join(["id,Opened,Closed", *rows]).encode())
    confirm(client, here, sent)
    assert (ImportedLog.objects.get().cases, ImportedLog.objects.get().events) == (9, 18)


def test_milestones_are_named(client, here):
    rows = [f"{n},2026-01-{n:02d},2026-02-{n:02d},09:30" for n in range(1, 10)]
    sent = looked_at(client, here, "\n".join(["id,in,out,at", *rows]).encode())
    confirm(client, here, sent, column_1="milestone", column_2="milestone",
            column_3="milestone_clock", happened_1="Opened")  # fmt: skip
    assert "No milestone stands before it" not in page(client, sent)
    flow = client.get(f"/fjordby/journeys/{ImportedLog.objects.get().slug}/flow/")
    assert "Opened" in flow.content.decode()
    assert sent.order["mapping"]["milestones"] == [
        {"column": "in", "touchpoint": "Opened", "clock": None},
        {"column": "out", "touchpoint": "out", "clock": "at"},
    ]


def test_a_time_of_day_in_a_column_of_its_own_is_taken_and_can_be_left_out(client, here):
    content = LOG.replace(b"time", b"date,time").replace(b" 1", b",1")
    sent = looked_at(client, here, content)
    form = client.get(f"{SEND}{sent.key}/").context["form"]
    assert (form["column_2"].value(), form["column_3"].value()) == ("started_at", "started_clock")
    confirm(client, here, sent, column_3="")
    assert any("read as midnight" in each["sentence"] for each in sent.told)


def test_a_time_of_day_of_no_milestone_is_refused(client, here):
    refused = confirm(client, here, looked_at(client, here), column_3="milestone_clock")
    assert "No milestone stands before it" in refused.content.decode()


def test_every_sheet_of_a_workbook_can_be_chosen(client, here):
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["This file is about permits"])
    sheet = book.create_sheet("Rows")
    for line in LOG.decode().splitlines():
        sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    sent = looked_at(client, here, content.getvalue(), "book.xlsx")
    shown = client.get(f"{SEND}{sent.key}/?sheet=Rows").context["form"]
    form = {each.html_name: each.value() for each in shown if each.value() not in {None, False}}
    assert client.post(f"{SEND}{sent.key}/", form).status_code == 302
    work.read(municipality=here, key=sent.key)
    assert ImportedLog.objects.get().cases == 9


def test_the_sheet_that_looks_like_a_log_is_offered_first(client, here):
    book = openpyxl.Workbook()
    book.active.title = "About"
    for prose in (["Who", "What"], ["Sofie", "made this"], ["Bo", "checked it"]):
        book.active.append(prose)
    sheet = book.create_sheet("Rows")
    for line in LOG.decode().splitlines():
        sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    sent = looked_at(client, here, content.getvalue(), "book.xlsx")
    assert "“Rows” is read, which looks most like a log" in page(client, sent)
    assert client.get(f"{SEND}{sent.key}/").context["form"]["sheet"].value() == "Rows"


def test_a_damaged_text_is_told_before_anybody_waits(client, here):
    content = LOG.replace(b"Roads", "Vej & gård".encode())
    at = content.rindex("å".encode())
    sent = looked_at(client, here, content[:at] + content[at + 1 :])
    assert "not at line 19 (signs that cannot be read: 1)" in page(client, sent)
    sent = looked_at(client, here, content[:at] + content[at + 1 :], encoding="utf-8")
    confirm(client, here, sent)
    assert ImportedLog.objects.get().events == 18


def test_what_the_person_knows_of_a_file_is_taken_as_said(client, here):
    content = LOG.decode().replace(",", "|").replace("Roads", "Åben, sø").encode("iso-8859-1")
    sent = looked_at(client, here, content, delimiter="|", encoding="iso-8859-1")
    assert "Åben, sø" in page(client, sent)
    confirm(client, here, sent)
    assert ImportedLog.objects.get().events == 18


def _calls() -> bytes:
    head = "ConversationId,StartTimeUtc,QueueName,ConversationEventType,AgentName"
    rows = (f"{n},2026-03-02T08:{k}0:00,Omsorg,{what},Kim Friis"
            for n in range(9) for k, what in enumerate(("Queued", "Answered")))  # fmt: skip
    return "\n".join([head, *rows]).encode()


def _made(folder: Path, kind: str) -> bytes:
    if kind == "parquet":
        return samples.write_parquet(
            folder, samples.parquet_columns(samples.two_cases())
        ).read_bytes()
    return gzip.compress(samples.xes(samples.two_cases()).encode()) if kind == "xes" else _calls()


@pytest.mark.parametrize(
    ("kind", "cases", "events"), [("parquet", 2, 5), ("xes", 2, 5), ("calls", 9, 18)]
)
def test_other_kinds_of_files_need_no_answer(client, here, tmp_path, kind, cases, events):
    sent = looked_at(client, here, _made(tmp_path, kind), f"log.{kind}")
    assert "Kim Friis" not in page(client, sent)
    confirm(client, here, sent)
    assert (ImportedLog.objects.get().cases, ImportedLog.objects.get().events) == (cases, events)


TICKET_TIMES = "T1,2026-03-05 10:00,2026-03-05 10:05,2026-03-05 10:10,Pas"


def test_answers_to_tickets_come_along(client, here):
    times = "2026-03-02 08:00,2026-03-02 08:10,2026-03-02 08:20"
    rows = "\n".join(f"T{n},{times},Pas" for n in range(9))
    tickets = f"TicketId,CreatedAt,CalledAt,EndedAt,QueueName\n{rows}\n".encode()
    answers = SimpleUploadedFile(
        "a.csv", b"TicketKey,AnswerNumber,MaxAnswerNumber\nT1,4,5\nT77,4,5\n"
    )
    sent = looked_at(client, here, tickets, "tickets.csv", answers=answers)
    confirm(client, here, sent)
    assert ImportedLog.objects.get().events == 27
    assert "Answers that belong to no ticket in the file: 1." in page(client, sent)


def test_answers_that_cannot_be_right_are_refused_while_the_columns_are_looked_at(client, here):
    answers = SimpleUploadedFile("a.csv", b"TicketKey,Answer\nT1,4\n")
    tickets = f"TicketId,CreatedAt,CalledAt,EndedAt,QueueName\n{TICKET_TIMES}\n".encode()
    sent = looked_at(client, here, tickets, "tickets.csv", answers=answers)
    assert sent.state == "refused"
    assert "The file of answers has no column “AnswerNumber”, only TicketKey, Answer" in page(
        client, sent
    )


def test_a_refusal_in_the_rows_names_the_line_and_lets_the_person_try_again(client, here):
    content = LOG.replace(b"2026-03-05 10:00", b"soon")
    sent = looked_at(client, here, content)
    confirm(client, here, sent)
    assert sent.state == "ready"
    assert "The time “••••” in “time” at line 10 cannot be read" in page(client, sent)
    assert not ImportedLog.objects.exists()
    confirm(client, here, sent, column_2="", column_3="milestone")
    assert sent.state == "ready"
    assert places.file_in(sent.key) is not None


BOMB = b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa">]><log><trace/></log>'


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "picture.csv", "This is a picture, not an event log"),
        (
            gzip.compress("\n".join([HEAD, *ROWS * 99]).encode())[:200],
            "log.csv.gz",
            "The file ends in the middle",
        ),
        (gzip.compress(gzip.compress(LOG)), "log.csv.gz", "another archive"),
        (BOMB, "bomb.xes", "declares a document type or an entity"),
        (b"<html><body>No</body></html>", "log.xes", "This is a web page"),
        (b"PK\x03\x04" + b"\0" * 60, "log.xlsx", "workbook could not be opened"),
    ],
)
def test_what_is_no_log_is_refused_with_a_sentence_and_not_kept(client, here, content, name, said):
    sent = looked_at(client, here, content, name)
    if sent.state == "ready":
        confirm(client, here, sent)
    shown = page(client, sent)
    assert said in shown
    assert "Nothing was imported" in shown
    assert not ImportedLog.objects.exists()
    if sent.state == "refused":
        assert not places.folder_of(sent.key).exists()


def test_an_empty_file_is_refused_at_the_door(client):
    refused = send(client, b"")
    assert refused.status_code == 422
    assert "This file is empty. Export the log again." in refused.content.decode()
    assert not SentFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_the_door(client, settings):
    settings.LARGER_UPLOADS = {"journeys:import": 100}
    refused = send(client, LOG)
    assert refused.status_code == 422
    assert "is too large. A file may be 100" in refused.content.decode()


def test_a_log_may_be_larger_than_other_files(client, settings):
    settings.LARGEST_UPLOAD_BYTES = 100
    assert send(client, LOG).status_code == 302


def test_a_full_disk_is_said_at_the_door(client, monkeypatch):
    monkeypatch.setattr(places, "SPARED_BYTES", 10**18)
    refused = send(client, LOG)
    assert refused.status_code == 422
    assert "too little room" in refused.content.decode()
    assert not SentFile.objects.exists()
    assert not any(places.folder().iterdir())


def test_the_waiting_page_asks_again_and_gives_way(client, here):
    send(client, LOG)
    sent = SentFile.objects.get()
    waiting = page(client, sent)
    assert 'http-equiv="refresh"' in waiting
    assert 'hx-trigger="every 1s"' in waiting
    work.look(municipality=here, key=sent.key)
    answer = client.get(f"{SEND}{sent.key}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def ordered(client, here) -> SentFile:
    """Return a file that waits to be read."""
    sent = looked_at(client, here)
    client.post(f"{SEND}{sent.key}/", shown_form(client, sent))
    return sent


def stopped(client, sent: SentFile) -> SentFile:
    assert client.post(f"{SEND}{sent.key}/stop/").status_code == 302
    sent.refresh_from_db()
    return sent


def test_a_reading_is_stopped_before_it_begins(client, here):
    sent = stopped(client, ordered(client, here))
    work.read(municipality=here, key=sent.key)
    assert "The reading was stopped on this page" in page(client, sent)
    confirm(client, here, sent)
    assert ImportedLog.objects.get().events == 18


@pytest.mark.parametrize("step", ["reading", "arranging", "counting", "preparing"])
def test_a_reading_is_stopped_while_it_goes_on(client, here, monkeypatch, settings, step):
    sent = ordered(client, here)
    monkeypatch.setattr(work, "_SECONDS_BETWEEN_NOTES", 0)
    note, prepare = files.note_progress, work.importing.logs.prepare_folder

    def noted(**state):
        if state["step"] == step:
            assert stopped(client, sent).state == "stopping"
            assert "is being stopped" in page(client, sent)
        note(**state)

    def prepared(**what):
        prepare(**what)
        if step == "preparing":
            stopped(client, sent)

    monkeypatch.setattr(files, "note_progress", noted)
    monkeypatch.setattr(work.importing.logs, "prepare_folder", prepared)
    work.read(municipality=here, key=sent.key)
    assert "The reading was stopped on this page" in page(client, sent)
    assert not ImportedLog.objects.exists()
    assert not list(Path(settings.WAREHOUSE).rglob("*.parquet"))


def test_a_stop_that_comes_too_late_is_told(client, here, monkeypatch):
    sent = ordered(client, here)
    settle = files.settle

    def late(**told):
        stopped(client, sent)
        settle(**told)

    monkeypatch.setattr(files, "settle", late)
    work.read(municipality=here, key=sent.key)
    assert "imported before the reading could be stopped" in page(client, sent)
    assert stopped(client, sent).state == "done"


def test_what_stops_is_not_begun_anew(client, here):
    sent = ordered(client, here)
    SentFile.objects.update(state="stopping")
    work.read(municipality=here, key=sent.key)
    assert SentFile.objects.get().state == "ready"


def test_a_file_can_be_thrown_away_while_it_is_looked_at(client, here):
    send(client, LOG)
    sent = SentFile.objects.get()
    assert "Throw the file away" in page(client, sent)
    client.post(f"{SEND}{sent.key}/throw-away/")
    work.look(municipality=here, key=sent.key)
    assert not SentFile.objects.exists()


def test_a_process_that_was_killed_twice_gets_no_third_try(client, here):
    sent = looked_at(client, here)
    client.post(f"{SEND}{sent.key}/", shown_form(client, sent))
    SentFile.objects.update(state="reading", tries=files.MOST_TRIES)
    work.read(municipality=here, key=sent.key)
    assert "stopped twice from outside" in page(client, sent)


def test_what_nobody_expected_is_told_with_a_code(client, here, monkeypatch):
    def broken(*_arguments, **_options):
        raise RuntimeError("the disk sings")

    sent = looked_at(client, here)
    monkeypatch.setattr(work.importing, "import_log", broken)
    confirm(client, here, sent)
    shown = page(client, sent)
    assert "tell whoever runs the installation this code" in shown
    assert "sings" not in shown


def test_a_file_is_thrown_away(client, here):
    sent = looked_at(client, here)
    assert client.post(f"{SEND}{sent.key}/throw-away/").status_code == 302
    assert not SentFile.objects.exists()
    assert not places.folder_of(sent.key).exists()


def test_a_file_that_is_being_read_is_not_thrown_away(client, here):
    sent = looked_at(client, here)
    client.post(f"{SEND}{sent.key}/", shown_form(client, sent))
    client.post(f"{SEND}{sent.key}/throw-away/")
    assert SentFile.objects.get().state == "waiting"


def test_what_nobody_went_on_with_is_forgotten(client, here):
    sent = looked_at(client, here)
    assert files.forget_old(at=timezone.now() + timedelta(days=2)) == 0
    left = places.folder_of(uuid4())
    left.mkdir(parents=True)
    assert files.forget_old(at=timezone.now() + timedelta(days=4)) == 2
    assert not SentFile.objects.exists()
    assert not left.exists()
    assert not places.folder_of(sent.key).exists()


def test_files_are_kept_apart_by_municipality(client, here, settings):
    send(client, LOG)
    sent = SentFile.objects.get()
    path = places.file_in(sent.key)
    assert path is not None
    assert path.is_relative_to(Path(settings.MEDIA_ROOT) / str(here.pk))
    assert path.stat().st_mode & 0o077 == 0


def test_jobs_are_asked_for_and_do_the_work(client, here):
    send(client, LOG)
    sent = SentFile.objects.get()
    jobs.look_at_file(municipality_id=here.pk, key=str(sent.key))
    client.post(f"{SEND}{sent.key}/", shown_form(client, sent))
    jobs.read_file(municipality_id=here.pk, key=str(sent.key))
    assert ImportedLog.objects.get().events == 18


def test_an_import_is_undone_after_asking(client, here):
    confirm(client, here, looked_at(client, here))
    key: UUID = ImportedLog.objects.get().key
    asked = client.get("/fjordby/journeys/permits/remove/").content.decode()
    assert "Undo the import of “permits”?" in asked
    assert ImportedLog.objects.exists()
    assert client.post("/fjordby/journeys/permits/remove/", {"key": str(key)}).status_code == 302
    assert not ImportedLog.objects.exists()
