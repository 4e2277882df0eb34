"""Small files of every kind, as people send them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)


def office(member: str, *more: str) -> bytes:
    """Return an office document in the zipped XML form that holds this part, and more."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", member, *more):
            archive.writestr(name, "<x/>")
    return target.getvalue()


def odt(*more: str) -> bytes:
    """Return a text in the open document form."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name in ("content.xml", *more):
            archive.writestr(name, "<x/>")
    return target.getvalue()


def sent(content: bytes = PDF, name: str = "tegning.pdf") -> SimpleUploadedFile:
    """Return a file as a form delivers it; what the browser says about its type is never used."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")
