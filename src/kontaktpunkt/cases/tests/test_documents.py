"""Files in a case: kept whole or not at all, seen by whoever may, and nobody else's."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.http import Http404

from kontaktpunkt.cases import jobs, operations, queries, storage, timeline
from kontaktpunkt.cases.models import Awaited, Case, Complaint, Document, Hearing
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.errors import AlreadyDone
from kontaktpunkt.events.models import Event
from kontaktpunkt.gateways.models import Message
from tests import files
from tests.factories import make_case

TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return make_case(
        party=cast.bakery, matter=cast.matter, caseworker=cast.bo, status="in_progress"
    )


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def receive(case: Case, at: datetime, *sent: Any, **more: Any) -> list[Document]:
    given = list(sent) or [files.sent()]
    documents: list[Document] = operations.receive_documents(case=case, files=given, at=at, **more)
    return documents


def add(case: Case, cast: SimpleNamespace, at: datetime, **more: Any) -> Document:
    known = {"files": [files.sent()], "is_shared": False, "actor": cast.bo}
    documents: list[Document] = operations.add_document(case=case, at=at, **(known | more))
    return documents[0]


# --- From the party ----------------------------------------------------------------------------


def test_what_the_party_sends_is_kept_and_belongs_to_the_case(
    case: Case, at: datetime, media: Path
) -> None:
    (document,) = receive(case, at, title="Tegning af skiltet")
    assert (document.title, document.file_name, document.kind) == (
        "Tegning af skiltet",
        "tegning.pdf",
        "PDF",
    )
    assert document.shared_at == at
    (path,) = kept(media)
    assert path.read_bytes() == files.PDF
    event = Event.objects.get()
    assert (event.kind, event.touchpoint, event.initiator) == (
        "cases.document.received",
        "document",
        "party",
    )
    assert event.data["files"] == 1


def test_the_file_lies_in_the_municipality_s_folder_under_a_name_that_nobody_chose(
    case: Case, cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    (document,) = receive(case, at, files.sent(name="../../../etc/cron.d/evil.pdf"))
    (path,) = kept(media)
    assert path == storage.path_of(document.stored_as)
    assert path.is_relative_to(media / str(cast.here.pk) / "documents")
    assert "evil" not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_file_counts_once_in_a_case(case: Case, at: datetime, media: Path) -> None:
    receive(case, at)
    with pytest.raises(operations.SentAlready):
        receive(case, at, files.sent(name="samme-igen.pdf"))
    assert Document.objects.count() == len(kept(media)) == 1


def test_the_same_file_twice_in_one_sending_is_one(case: Case, at: datetime) -> None:
    assert len(receive(case, at, files.sent(), files.sent(name="kopi.pdf"))) == 1


def test_another_case_may_have_the_same_file(
    case: Case, cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    receive(case, at)
    receive(make_case(party=cast.dina, matter=cast.matter), at)
    assert len(kept(media)) == 2


def test_a_double_submit_counts_once(case: Case, at: datetime, media: Path) -> None:
    token = uuid4()
    receive(case, at, submission=token)
    with pytest.raises(AlreadyDone):
        receive(case, at, files.sent(files.PNG, "foto.png"), submission=token)
    assert len(kept(media)) == 1


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "tom.pdf", operations.FileEmpty),
        (files.PROGRAM, "faktura.pdf", operations.FileNotTaken),
        (files.PDF[:-8], "halv.pdf", operations.FileNotWhole),
        (files.PDF + b" " * 2000, "stor.pdf", operations.FileTooLarge),
    ],
)
def test_a_file_that_is_not_taken_is_named_and_nothing_is_kept(
    case: Case, at: datetime, media: Path, settings: Any, content: bytes, name: str, refusal: Any
) -> None:
    settings.LARGEST_UPLOAD_BYTES = 1000
    with pytest.raises(refusal, match=name):
        receive(case, at, files.sent(files.PNG, "god.png"), files.sent(content, name))
    assert not kept(media)
    assert not Document.objects.exists()


def test_nothing_and_too_much_are_refused(case: Case, at: datetime) -> None:
    with pytest.raises(operations.FileMissing):
        operations.receive_documents(case=case, files=[], at=at)
    many = [files.sent(files.PDF + bytes([32, number]), f"{number}.pdf") for number in range(11)]
    with pytest.raises(operations.TooManyFiles):
        receive(case, at, *many)


def test_a_case_does_not_take_files_without_end(
    case: Case, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontaktpunkt.cases.operations.documents.MOST_IN_A_CASE", 1)
    receive(case, at)
    with pytest.raises(operations.CaseFull):
        receive(case, at, files.sent(files.PNG, "foto.png"))


def test_a_case_that_has_ended_takes_no_more_from_the_party(case: Case, at: datetime) -> None:
    Case.objects.update(status="closed")
    with pytest.raises(operations.CaseNotOpen):
        receive(case, at)


def test_a_failed_transaction_leaves_no_file(
    case: Case, at: datetime, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        assert len(kept(media)) == 1, "the file is written before the commit"
        raise IntegrityError

    monkeypatch.setattr("kontaktpunkt.cases.operations.documents.record_on", fail)
    with pytest.raises(IntegrityError):
        receive(case, at)
    assert not kept(media)


def test_a_full_disk_leaves_neither_row_nor_half_a_file(
    case: Case, at: datetime, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        receive(case, at)
    assert not kept(media)
    assert not Document.objects.exists()


# --- With an answer ----------------------------------------------------------------------------


def test_what_was_asked_for_can_come_as_a_file(case: Case, at: datetime) -> None:
    awaited = Awaited.objects.create(case=case, what="En ny tegning", by=TODAY, asked_at=at)
    operations.receive_awaited(awaited=awaited, files=[files.sent()], at=at)
    document = Document.objects.get()
    assert (document.title, document.sent_by) == ("En ny tegning", None)
    assert [event.kind for event in Event.objects.all()] == ["cases.awaited.arrived"]
    assert Event.objects.get().data["files"] == 1


def test_what_came_by_letter_is_put_in_by_staff_and_seen_by_the_party(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    awaited = Awaited.objects.create(case=case, what="En ny tegning", by=TODAY, asked_at=at)
    operations.receive_awaited(
        awaited=awaited, files=[files.sent()], actor=cast.bo, channel="letter", at=at
    )
    document = Document.objects.get()
    assert (document.sent_by, document.shared_at) == (cast.bo, at)


def test_a_comment_and_a_complaint_can_carry_files(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    hearing: Hearing = operations.open_hearing(
        case=case, facts="3 meter", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    operations.record_hearing_reply(hearing=hearing, reply="2 meter", files=[files.sent()], at=at)
    operations.register_complaint(
        case=case, kind="service", text="For sent", files=[files.sent(files.PNG, "b.png")], at=at
    )
    assert Complaint.objects.exists()
    assert [each.file_name for each in Document.objects.all()] == ["tegning.pdf", "b.png"]


def test_a_refused_file_takes_the_comment_with_it(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    hearing: Hearing = operations.open_hearing(
        case=case, facts="3 meter", answer_by=date(2026, 12, 8), actor=cast.bo, at=at
    )
    with pytest.raises(operations.FileNotTaken):
        operations.record_hearing_reply(
            hearing=hearing, reply="2 meter", files=[files.sent(files.PROGRAM)], at=at
        )
    hearing.refresh_from_db()
    assert hearing.replied_at is None


# --- From staff --------------------------------------------------------------------------------


def test_a_colleague_s_document_stays_inside_until_it_is_given(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    document = add(case, cast, at, title="Notat fra Vej og Park")
    with pytest.raises(Http404):
        queries.document_of_party(case=case, pk=document.pk)
    assert not Message.objects.exists()

    operations.share_document(document=document, actor=cast.bo, at=at)
    assert queries.document_of_party(case=case, pk=document.pk) == document
    message = Message.objects.get()
    assert case.number in message.subject
    assert "Vej og Park" not in message.subject + message.body
    with pytest.raises(operations.SharedAlready):
        operations.share_document(document=document, actor=cast.bo, at=at)


def test_what_was_given_by_mistake_can_be_taken_back(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    document = add(case, cast, at, is_shared=True)
    operations.withdraw_document(document=document, actor=cast.bo, at=at)
    with pytest.raises(Http404):
        queries.document_of_party(case=case, pk=document.pk)
    with pytest.raises(operations.NotOursToWithdraw):
        operations.withdraw_document(document=document, actor=cast.bo, at=at)


def test_what_the_party_sent_cannot_be_taken_from_it(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    (document,) = receive(case, at)
    with pytest.raises(operations.NotOursToWithdraw):
        operations.withdraw_document(document=document, actor=cast.bo, at=at)


def test_a_colleague_is_told_when_the_file_is_there_already(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    receive(case, at)
    with pytest.raises(operations.InCaseAlready, match=r"kopi\.pdf"):
        add(case, cast, at, files=[files.sent(name="kopi.pdf")])


def test_what_the_party_sends_is_its_own_also_when_a_colleague_had_it(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    document = add(case, cast, at)
    assert receive(case, at) == [document]
    document.refresh_from_db()
    assert document.is_shared


def test_documents_can_be_added_after_the_decision(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    Case.objects.update(status="decided", decided_at=at)
    assert add(case, cast, at).pk


# --- Who sees what -----------------------------------------------------------------------------


def test_a_document_of_another_case_is_not_found(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    (document,) = receive(case, at)
    other = make_case(party=cast.dina, matter=cast.matter)
    for lookup in (queries.document_in, queries.document_of_party):
        with pytest.raises(Http404):
            lookup(case=other, pk=document.pk)


def test_another_municipality_has_another_folder(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    (document,) = receive(case, at)
    with tenancy.acting_for(cast.elsewhere):
        assert not Document.objects.exists()
        with pytest.raises(FileNotFoundError):
            storage.opened(document.stored_as)


def test_the_course_names_the_files_that_came(
    case: Case, cast: SimpleNamespace, at: datetime
) -> None:
    awaited = Awaited.objects.create(case=case, what="En ny tegning", by=TODAY, asked_at=at)
    operations.receive_awaited(awaited=awaited, answer="Her.", files=[files.sent()], at=at)
    add(case, cast, at + timedelta(hours=1), files=[files.sent(files.PNG, "internt.png")])
    case = queries.case_for(staff=cast.bo, number=case.number)
    said = {entry.kind: entry.text for entry in timeline.for_staff(case=case, today=TODAY)}
    assert said["cases.awaited.arrived"] == "Her.\n\ntegning.pdf"
    assert said["cases.document.added"] == "internt.png"
    to_party = timeline.for_party(case=case, today=TODAY)
    assert "internt" not in " ".join(entry.text for entry in to_party)


# --- What an accident left ---------------------------------------------------------------------


def test_the_sweep_removes_old_files_that_no_document_names(
    case: Case, at: datetime, media: Path
) -> None:
    (document,) = receive(case, at)
    left = storage.path_of(storage.keep(files.sent(files.PNG, "foto.png")))
    now = datetime.fromtimestamp(left.stat().st_mtime, tz=at.tzinfo)
    assert jobs.sweep_here(at=now) == 0, "it may belong to an upload that goes on"
    assert jobs.sweep_here(at=now + timedelta(hours=25)) == 1
    assert kept(media) == [storage.path_of(document.stored_as)]


def test_the_sweep_leaves_other_municipalities_alone(
    cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    with tenancy.acting_for(cast.elsewhere):
        path = storage.path_of(storage.keep(files.sent()))
    os.utime(path, (0, 0))
    assert jobs.sweep_here(at=at) == 0
    assert path.exists()
