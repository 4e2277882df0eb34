"""Sending files from my case, and getting them out again."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases.models import Awaited, Case, Complaint, Document, Hearing
from tests import files
from tests.factories import make_case, make_decided_case

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def awaited(cast: SimpleNamespace, case: Case, today: date) -> Awaited:
    """A drawing that the bakery was asked for."""
    asked: Awaited = cases.ask_party(
        case=case, what="en ny tegning", by=today, actor=cast.bo, at=timezone.now()
    )
    return asked


@pytest.fixture
def document(case: Case) -> Document:
    """Something that the bakery sent."""
    sent: list[Document] = cases.receive_documents(
        case=case, files=[files.sent()], title="Tegning", at=timezone.now()
    )
    return sent[0]


def kept(media: Path) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


# --- Sending -----------------------------------------------------------------------------------


def test_the_answer_to_a_request_can_be_a_file(awaited: Awaited, path: str, egon: Any) -> None:
    answer = egon.send(f"{path}send/{awaited.pk}/", uploads=files.sent())
    assert answer["Location"] == f"/fjordby/{path}"
    page = egon.open(path)
    assert "Thank you. We have what we were waiting for." in page.words
    assert "En ny tegning tegning.pdf · PDF" in page.words
    awaited.refresh_from_db()
    assert awaited.state == "arrived"


def test_the_answer_can_be_several_files_and_words(awaited: Awaited, path: str, egon: Any) -> None:
    sent = [files.sent(), files.sent(files.JPEG, "IMG_0417.jpg")]
    egon.send(f"{path}send/{awaited.pk}/", uploads=sent, answer="Set fra gaden.")
    assert [each.file_name for each in Document.objects.all()] == ["tegning.pdf", "IMG_0417.jpg"]
    page = egon.open(path)
    assert "Set fra gaden." in page.words
    assert "tegning.pdf, IMG_0417.jpg" in page.words


def test_an_answer_without_file_and_words_is_asked_for(
    awaited: Awaited, path: str, egon: Any
) -> None:
    answer = egon.send(f"{path}send/{awaited.pk}/", answer="  ")
    assert answer.status_code == 422
    assert "Choose a file, or write your answer below." in answer.words


def test_the_form_says_what_a_phone_can_send(awaited: Awaited, path: str, egon: Any) -> None:
    page = egon.open(f"{path}send/{awaited.pk}/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "image/jpeg" in page
    assert " multiple" in page
    # The camera is offered, not forced: a plan lies in the files.
    assert "capture" not in page


def test_something_nobody_asked_for_can_be_sent(case: Case, path: str, egon: Any) -> None:
    answer = egon.send(f"{path}documents/", title="Lejekontrakt", uploads=files.sent())
    assert answer["Location"] == f"/fjordby/{path}"
    assert Document.objects.get().title == "Lejekontrakt"
    assert "You sent a document" in egon.open(path).words


def test_a_comment_and_a_complaint_can_carry_files(hearing: Hearing, path: str, egon: Any) -> None:
    egon.send(f"{path}comment/{hearing.pk}/", reply="Kun 2 meter.", uploads=files.sent())
    egon.send(f"{path}complaint/", text="Sent", uploads=files.sent(files.PNG, "foto.png"))
    assert Complaint.objects.count() == 1
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "tom.pdf", "“tom.pdf” is empty."),
        (files.PROGRAM, "faktura.pdf", "“faktura.pdf” is not a kind of file that we can take."),
        (files.PDF[:-8], "halv.pdf", "“halv.pdf” is not whole."),
        (b"<svg onload='alert(1)'/>", "billede.svg", "“billede.svg” is not a kind of file"),
    ],
)
def test_a_file_that_is_not_taken_is_said_and_what_was_written_stays(
    awaited: Awaited, path: str, egon: Any, media: Path, content: bytes, name: str, said: str
) -> None:
    url = f"{path}send/{awaited.pk}/"
    answer = egon.send(url, uploads=files.sent(content, name), answer="Her er den.")
    assert answer.status_code == 422
    assert said in answer.words
    assert "Choose your files once more" in answer.words
    assert answer.context["form"]["answer"].value() == "Her er den."
    assert 'href="#id_uploads"' in answer.content.decode()
    assert kept(media) == 0
    awaited.refresh_from_db()
    assert awaited.state == "waiting"


def test_a_file_that_is_too_large_is_let_go_of_at_the_door(
    case: Case, path: str, egon: Any, media: Path, settings: Any
) -> None:
    settings.LARGEST_UPLOAD_BYTES = 100_000
    big = files.sent(files.PDF + bytes(300_000), "plan.pdf")
    answer = egon.send(f"{path}documents/", title="Plan", uploads=[big, files.sent()])
    assert answer.status_code == 422
    assert "“plan.pdf” is too large. A file may be 97.7 KB at most." in answer.words
    assert "Choose a file." not in answer.words
    assert answer.context["form"]["title"].value() == "Plan"
    assert kept(media) == 0


def test_more_than_ten_files_are_not_read(case: Case, path: str, egon: Any, media: Path) -> None:
    many = [files.sent(files.PNG + bytes([number]), f"{number}.png") for number in range(12)]
    answer = egon.send(f"{path}documents/", title="Billeder", uploads=many)
    assert answer.status_code == 422
    assert "That is too many files. Send ten at a time." in answer.words
    assert answer.context["form"]["title"].value() == "Billeder"
    assert len(answer.wsgi_request.FILES.getlist("uploads")) == 10
    assert kept(media) == 0


def test_a_sending_that_was_cut_off_is_not_believed(
    case: Case, path: str, egon: Any, media: Path
) -> None:
    # The last field of the form did not arrive, so the file before it may be half a file.
    form = {"title": "Foto", "submission": uuid4(), "uploads": files.sent(files.JPEG, "a.jpg")}
    answer = egon.post(f"/fjordby/{path}documents/", form)
    assert answer.status_code == 422
    assert b"The connection was lost" in answer.content
    assert kept(media) == 0


def test_a_broken_multipart_is_told_on_a_page(case: Case, path: str, egon: Any) -> None:
    answer = egon.generic(
        "POST", f"/fjordby/{path}documents/", b"--x", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 400
    assert b"did not arrive whole" in answer.content


def test_the_same_file_again_counts_once(
    document: Document, path: str, egon: Any, media: Path
) -> None:
    egon.send(f"{path}documents/", title="Igen", uploads=files.sent(name="igen.pdf"))
    assert "We have this file already. It counts once." in egon.open(path).words
    assert kept(media) == Document.objects.count() == 1


def test_a_case_that_has_ended_takes_no_more(
    cast: SimpleNamespace, path: str, egon: Any, case: Case
) -> None:
    Case.objects.update(status="closed")
    page = egon.open(f"{path}documents/")
    assert "This case has ended" in page.words
    form = {"title": "x", "submission": uuid4(), "whole": "True", "uploads": files.sent()}
    assert egon.post(f"/fjordby/{path}documents/", form).status_code == 422
    assert not Document.objects.exists()


# --- Getting it out ----------------------------------------------------------------------------


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_my_own_document_comes_as_a_download_and_nothing_else(
    document: Document, path: str, egon: Any
) -> None:
    answer = egon.get(f"/fjordby/{path}documents/{document.pk}/")
    assert body(answer) == files.PDF
    assert answer["Content-Disposition"] == 'attachment; filename="tegning.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_finds_it(
    cast: SimpleNamespace, document: Document, path: str, dina: Any, visit: Any, stranger: Any
) -> None:
    url = f"/fjordby/{path}documents/{document.pk}/"
    for somebody in (dina, visit(cast.egon)):
        assert somebody.get(url).status_code == 404
    own = make_case(party=cast.dina, matter=cast.matter)
    assert dina.get(f"/fjordby/mine/cases/{own.number}/documents/{document.pk}/").status_code == 404
    assert stranger.get(url).status_code == 302
    assert Client().get(url.replace("fjordby", "sjostad")).status_code in {302, 404}


def test_what_is_not_shared_is_neither_listed_nor_found(
    cast: SimpleNamespace, case: Case, path: str, egon: Any
) -> None:
    added: list[Document] = cases.add_document(
        case=case, files=[files.sent(name="internt.pdf")], is_shared=False, actor=cast.bo,
        at=timezone.now(),
    )  # fmt: skip
    assert "internt" not in egon.open(path).words
    assert egon.get(f"/fjordby/{path}documents/{added[0].pk}/").status_code == 404

    cases.share_document(document=added[0], actor=cast.bo, at=timezone.now())
    assert "internt.pdf" in egon.open(path).words
    assert egon.get(f"/fjordby/{path}documents/{added[0].pk}/").status_code == 200


# --- The decision as a letter ------------------------------------------------------------------


def test_the_decision_can_be_read_alone(cast: SimpleNamespace, egon: Any) -> None:
    case = make_decided_case(party=cast.bakery, matter=cast.matter, staff=cast.bo)
    page = egon.open(f"mine/cases/{case.number}/decision/")
    for words in ("Egons Bageri ApS", "The answer is no.", "Skiltet er for højt", "Bo Bjerre"):
        assert words in page.words
    assert (
        f"mine/cases/{case.number}/decision/"
        in egon.open(f"mine/cases/{case.number}/").content.decode()
    )


def test_a_case_without_a_decision_has_no_letter(path: str, egon: Any) -> None:
    assert egon.open(f"{path}decision/").status_code == 404
