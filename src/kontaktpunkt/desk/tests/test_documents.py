"""Documents of a case as its caseworker handles them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.cases import operations
from kontaktpunkt.cases.models import Awaited, Case, Document
from kontaktpunkt.directory.models import ReadEntry, Role
from tests import files
from tests.factories import NOW, make_case, make_staff, make_unit
from tests.pages import text_of

Visit = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("tuesday", "media")


@pytest.fixture
def sent(case: Case) -> Document:
    """A drawing that the bakery sent."""
    documents: list[Document] = operations.receive_documents(
        case=case, files=[files.sent()], title="Tegning", at=NOW
    )
    return documents[0]


def form(**fields: Any) -> dict[str, Any]:
    return {"submission": uuid4(), "whole": "True", **fields}


def test_what_the_party_sent_stands_unopened_until_a_colleague_opens_it(
    case: Case, sent: Document, bo: Any, cast: SimpleNamespace
) -> None:
    assert "Not opened yet" in text_of(bo.open("case", number=case.number))
    answer = bo.open("case-document", number=case.number, pk=sent.pk)
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    entry = ReadEntry.objects.get(subject_type="document")
    assert (entry.staff, entry.subject_id, entry.route) == (cast.bo, sent.pk, "desk:case-document")
    assert "Not opened yet" not in text_of(bo.open("case", number=case.number))


def test_a_document_is_added_for_colleagues_and_then_given_to_the_party(
    case: Case, bo: Any
) -> None:
    answer = bo.send(
        "case-document-add", form(title="Udtalelse", uploads=files.sent()), number=case.number
    )
    assert answer.status_code == 302
    document = Document.objects.get()
    assert not document.is_shared
    assert "Only colleagues see it" in text_of(bo.open("case", number=case.number))

    bo.send("case-document-share", form(), number=case.number, pk=document.pk)
    page = text_of(bo.open("case", number=case.number))
    assert "The party sees it now, and is told." in page
    assert "Take it back" in page

    bo.send("case-document-withdraw", form(), number=case.number, pk=document.pk)
    document.refresh_from_db()
    assert not document.is_shared


def test_a_refused_file_keeps_what_was_written(case: Case, bo: Any) -> None:
    answer = bo.send(
        "case-document-add",
        form(title="Udtalelse", uploads=files.sent(files.PROGRAM), is_shared="on"),
        number=case.number,
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "is not a kind of file that we can take" in page
    assert 'value="Udtalelse"' in page
    assert "Choose the files once more" in page


def test_a_scan_can_come_with_what_was_waited_for(case: Case, bo: Any) -> None:
    awaited = Awaited.objects.create(case=case, what="Tegning", by=NOW.date(), asked_at=NOW)
    fields = form(answer="Kom med posten.", channel="letter", uploads=files.sent())
    bo.send("case-awaited", fields, number=case.number, pk=awaited.pk)
    document = Document.objects.get()
    assert (document.title, document.is_shared) == ("Tegning", True)


def test_what_is_waited_for_may_come_without_a_file(case: Case, bo: Any) -> None:
    awaited = Awaited.objects.create(case=case, what="Tegning", by=NOW.date(), asked_at=NOW)
    bo.send("case-awaited", form(channel="phone"), number=case.number, pk=awaited.pk)
    awaited.refresh_from_db()
    assert awaited.state == "arrived"


def test_colleagues_of_another_unit_find_no_such_document(
    case: Case, sent: Document, visit: Visit, cast: SimpleNamespace
) -> None:
    unit = make_unit(code="vej", name="Vej og Park")
    other = visit(make_staff(name="Vera Vang", role=Role.CASEWORKER, unit=unit))
    assert other.open("case-document", number=case.number, pk=sent.pk).status_code == 404
    own = make_case(party=cast.dina, matter=cast.matter)
    bo = visit(cast.bo)
    assert bo.open("case-document", number=own.number, pk=sent.pk).status_code == 404
    assert not ReadEntry.objects.filter(subject_type="document").exists()


def test_asking_reminds_of_the_promised_day(case: Case, bo: Any) -> None:
    page = text_of(bo.open("case-ask", number=case.number))
    assert "You promised a decision by 3 Dec" in page
