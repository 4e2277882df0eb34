"""What a file is, by what it holds."""

import io
import zipfile

import pytest

from kontaktpunkt.cases.file_types import (
    DOCX,
    HEIC,
    JPEG,
    ODT,
    PDF,
    PNG,
    TEXT,
    XLSX,
    FileType,
    NotWhole,
    name_to_show,
    type_of,
)
from tests import files


def kind(content: bytes, name: str = "fil") -> FileType | None:
    return type_of(content=io.BytesIO(content), name=name)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (files.PDF, PDF),
        (files.PNG, PNG),
        (files.JPEG, JPEG),
        (files.HEIC, HEIC),
        (files.odt(), ODT),
        (files.office("word/document.xml"), DOCX),
        (files.office("xl/workbook.xml"), XLSX),
        ("Måling: 2,4 m\n".encode(), TEXT),
        ("Måling: 2,4 m\r\n".encode("cp1252"), TEXT),
    ],
)
def test_a_file_is_known_by_what_it_holds(content: bytes, expected: FileType) -> None:
    assert kind(content) == expected


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.PROGRAM, "faktura.pdf"),
        (b"\x7fELF" + bytes(100), "foto.jpg"),
        (b"<html><script>alert(1)</script></html>", "side.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tegning.svg"),
        (b"@echo off\r\nformat c:\r\n", "hent.bat"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "gammel.doc"),
        (b"GIF89a" + bytes(40), "sjov.gif"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(40), "film.mp4"),
        (files.office("word/document.xml", "word/vbaProject.bin"), "makro.docx"),
        (files.odt("Basic/Standard/Module1.xml"), "makro.odt"),
        (files.office("ppt/presentation.xml"), "plan.pptx"),
        ("tekst".encode("utf-16"), "noter.txt"),
        (b" \n\t\n", "tom.txt"),
    ],
)
def test_what_is_not_taken_is_known_whatever_it_is_called(content: bytes, name: str) -> None:
    assert kind(content, name) is None


@pytest.mark.parametrize(
    "content",
    [
        files.PDF[:-8],
        files.PNG[:-12],
        files.office("word/document.xml")[:-30],
        files.odt()[:60],
    ],
)
def test_a_file_that_was_cut_off_is_not_whole(content: bytes) -> None:
    with pytest.raises(NotWhole):
        kind(content)


def test_a_zip_that_lists_millions_of_members_is_not_read() -> None:
    whole = bytearray(files.office("word/document.xml"))
    whole[-10:-6] = (900_000_000).to_bytes(4, "little")
    assert kind(bytes(whole)) is None


def test_a_member_that_unpacks_to_much_is_not_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * 50_000_000)
        archive.writestr("mimetype", b"0" * 50_000_000)
    assert kind(target.getvalue()) == DOCX


def test_looking_leaves_the_file_at_its_beginning() -> None:
    content = io.BytesIO(files.office("word/document.xml"))
    type_of(content=content, name="brev.docx")
    assert content.tell() == 0


@pytest.mark.parametrize(
    ("name", "file_type", "shown"),
    [
        ("tegning.pdf", PDF, "tegning.pdf"),
        ("Foto.JPEG", JPEG, "Foto.jpeg"),
        ("faktura.exe", PDF, "faktura.exe.pdf"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\Egon\\skilt.png", PNG, "skilt.png"),
        ("linje\r\nskift\x00.pdf", PDF, "linje skift.pdf"),
        ("bilag\u202efdp.exe", PDF, "bilag fdp.exe.pdf"),
        ("", PDF, "pdf.pdf"),
        (".pdf", PDF, "pdf.pdf"),
        ("…", PDF, "….pdf"),
        ("å" * 300 + ".pdf", PDF, "å" * 120 + ".pdf"),
    ],
)
def test_the_name_shown_has_no_path_and_a_true_ending(
    name: str, file_type: FileType, shown: str
) -> None:
    assert name_to_show(name=name, file_type=file_type) == shown
